//! API Gateway WebSocket APIs.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;

use super::{Found, Name, Peek, ReplyKind, Single, Source};
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
    let body = shape.body.and_then(raw_text);
    let sent = body.clone().map(|body| {
        // Text that does not decode is left as it is; `payload::WebSocket` refuses it.
        if shape.is_base64()
            && let Ok(decoded) = BASE64.decode(body.as_bytes())
        {
            return Cow::Owned(decoded);
        }
        bytes(body)
    });
    let name = Name::One(context.route_key.0);
    let payload = body.unwrap_or(Cow::Borrowed("null"));
    Some(Found::One(Single {
        sent,
        ..Single::new(name, payload, peek.event)
    }))
}

fn bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}
