//! API Gateway WebSocket APIs.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>

use std::borrow::Cow;

use serde::Deserialize;

use super::{Found, Name, Peek, ReplyKind, Source};
use crate::event::{Text, raw_text};

/// Messages of WebSocket clients. The name is the route key: `$connect`, `$disconnect`, `$default` or a custom one. The payload
/// is the body of the message.
pub const WEBSOCKET: &Source = &Source {
    kind: ReplyKind::Response,
    find,
    ..Source::of("websocket")
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(rename = "connectionId")]
    _connection_id: serde::de::IgnoredAny,
    #[serde(borrow)]
    route_key: Text<'a>,
}

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let shape = peek.shape;
    // A request to the API's authorizer has a connection id too.
    if shape.is_authorizer() {
        return None;
    }
    let context = shape.request_context?.get();
    if !context.contains("\"connectionId\"") {
        return None;
    }
    let context: RequestContext<'a> = serde_json::from_str(context).ok()?;
    Some(Found::One {
        name: Name::One(context.route_key.0),
        payload: shape
            .body
            .and_then(raw_text)
            .unwrap_or(Cow::Borrowed("null")),
    })
}
