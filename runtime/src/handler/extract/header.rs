//! Single headers as typed values.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use http::header::COOKIE;

use super::argument::{Extract, FromHttp, How, Kind, Optional};
use super::rejection::Rejection;
use crate::error::Cut;
use crate::event::{HttpRequest, each_text};

/// One header of a request as a `T`, which names the header: see [`RequestHeader`].
///
/// Without the header, or with another value, the request is answered with 400. `Option<Header<T>>` is `None` without the header.
///
/// ```
/// use std::str::FromStr;
///
/// use gatewright::prelude::*;
/// use gatewright::RequestHeader;
///
/// /// The version that a client has read, such as `"7"`.
/// struct Version(u64);
///
/// impl FromStr for Version {
///     type Err = &'static str;
///
///     fn from_str(value: &str) -> Result<Self, Self::Err> {
///         let number = value.trim_matches('"').parse();
///         number.map(Version).map_err(|_| "expected a version, such as `\"7\"`")
///     }
/// }
///
/// impl RequestHeader for Version {
///     const NAME: &'static str = "if-match";
/// }
///
/// #[lambda_handler(main = false)]
/// #[put("/orders/{id}")]
/// async fn replace(Path(id): Path<u64>, Header(version): Header<Version>) -> String {
///     format!("order {id} from version {}", version.0)
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let request = TestRequest::new("PUT", "/orders/5").header("if-match", "\"7\"");
/// assert_eq!(block_on(request.send(&REPLACE)).unwrap().text(), "order 5 from version 7");
/// assert_eq!(block_on(TestRequest::new("PUT", "/orders/5").send(&REPLACE)).unwrap().status(), 400);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header<T>(pub T);

/// A type that a request header is parsed into, for [`Header`].
///
/// The value is parsed by the type's `FromStr`. The values of a repeated header are joined with commas, as RFC 9110, 5.3 joins them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a request header: it does not implement `RequestHeader`",
    label = "expected a type that implements `gatewright::RequestHeader`",
    note = "write `impl gatewright::RequestHeader for {Self} {{ const NAME: &'static str = \"x-name\"; }}`, and implement `std::str::FromStr`"
)]
pub trait RequestHeader: FromStr<Err: Display> {
    /// The name of the header. It is compared without regard to case.
    const NAME: &'static str;

    /// The value without the header. By default there is none, and the request is rejected.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: RequestHeader> Extract<FromHttp> for Header<T> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| match value(incoming.request()?, T::NAME) {
        Some(value) => parsed(&value),
        None => T::absent()
            .map(Self)
            .ok_or_else(|| Rejection::invalid(format!("header `{}`: missing", Cut::name(T::NAME)))),
    });
}

/// `None` without the header.
impl<T: RequestHeader> Extract<Optional<FromHttp>> for Option<Header<T>> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        value(incoming.request()?, T::NAME)
            .map(|value| parsed(&value))
            .transpose()
    });
}

fn parsed<T: RequestHeader>(value: &str) -> Result<Header<T>, Rejection> {
    value.trim().parse().map(Header).map_err(|error: T::Err| {
        Rejection::invalid(format!("header `{}`: {error}", Cut::name(T::NAME)))
    })
}

/// The values of a header, joined.
fn value<'a>(request: &HttpRequest<'a>, name: &str) -> Option<Cow<'a, str>> {
    if name.eq_ignore_ascii_case(COOKIE.as_str()) {
        return request.cookie_header().map(Cow::Owned);
    }
    let mut joined: Option<Cow<'a, str>> = None;
    request.headers.each(|key, values| {
        if key.eq_ignore_ascii_case(name) {
            each_text(values, |value| {
                joined = Some(match joined.take() {
                    None => value,
                    Some(before) => Cow::Owned(format!("{before}, {value}")),
                });
            });
        }
    });
    joined
}
