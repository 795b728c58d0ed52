//! Lambda authorizers of REST, HTTP and WebSocket APIs, by token or by request.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>

use std::borrow::Cow;

use super::{Found, Name, Peek, Single, Source};

/// Authorization requests. The payload is the whole event. The reply is a policy, or `{"isAuthorized": …}` in format 2.0.
pub const AUTHORIZER: &Source = &Source {
    find,
    ..Source::of("authorizer")
};

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let name = Name::One(Cow::Borrowed(""));
    let payload = Cow::Borrowed(peek.event);
    peek.shape
        .is_authorizer()
        .then(|| Found::One(Single::new(name, payload, peek.event)))
}
