//! Lambda authorizers of REST, HTTP and WebSocket APIs, by token or by request.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>

use std::borrow::Cow;

use super::{Found, Name, Peek, Source};

/// Authorization requests. The payload is the whole event. The reply is a policy, or `{"isAuthorized": …}` in format 2.0.
pub const AUTHORIZER: &Source = &Source {
    find,
    ..Source::of("authorizer")
};

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    peek.shape.is_authorizer().then_some(Found::One {
        name: Name::One(Cow::Borrowed("")),
        payload: Cow::Borrowed(peek.event),
    })
}
