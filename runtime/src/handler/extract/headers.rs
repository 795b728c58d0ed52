//! The headers of a request, and the cookies among them.

use std::ops::{Deref, DerefMut};

use http::header::HeaderMap;

use http::StatusCode;

use super::argument::{Extract, FromHttp, How, Kind, Optional};
use super::rejection::Rejection;
use crate::event::HttpRequest;
use crate::handler::input::HandlerInput;

/// All headers: of a request as a parameter, of a response as part of a reply.
///
/// Names are case-insensitive. HTTP APIs send cookies apart from the headers; here they are in `cookie`.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/agent")]
/// async fn agent(headers: Headers) -> String {
///     let agent = headers.get("user-agent").and_then(|value| value.to_str().ok());
///     agent.unwrap_or("unknown").to_owned()
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default)]
pub struct Headers(pub HeaderMap);

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0
    }
}

impl DerefMut for Headers {
    fn deref_mut(&mut self) -> &mut HeaderMap {
        &mut self.0
    }
}

impl Extract<FromHttp> for Headers {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(Headers::of);
}

impl Headers {
    fn of(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        incoming.request()?.header_map().map(Self).map_err(|_| {
            Rejection::new(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "InvalidPayload",
                "headers: the request has too many",
            )
        })
    }
}

/// `None` without headers.
impl Extract<Optional<FromHttp>> for Option<Headers> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let headers = Headers::of(incoming)?;
        Ok(Some(headers).filter(|headers| !headers.is_empty()))
    });
}

/// The cookies of a request, in the order in which the client sent them, in one form for all triggers.
///
/// Values are not decoded: RFC 6265 defines no encoding. A cookie that is not of the form `name=value` is skipped. A response sets
/// cookies with [`Cookie`](crate::Cookie).
///
/// ```
/// use gatewright::Cookies;
///
/// let cookies: Cookies = [("session", "x1"), ("theme", "dark")].into_iter().collect();
/// assert_eq!(cookies.get("theme"), Some("dark"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// The value of the first cookie with this name. Names are case-sensitive.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The name and value of each cookie.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether there are no cookies.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Cookies {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(cookies: I) -> Self {
        let cookies = cookies.into_iter();
        Self(
            cookies
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl Extract<FromHttp> for Cookies {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| Ok(Cookies::of(incoming.request()?)));
}

/// `None` without cookies.
impl Extract<Optional<FromHttp>> for Option<Cookies> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let cookies = Cookies::of(incoming.request()?);
        Ok(Some(cookies).filter(|cookies| !cookies.is_empty()))
    });
}

impl Cookies {
    fn of(request: &HttpRequest<'_>) -> Self {
        let mut cookies = Self::default();
        request.each_cookie(|line| {
            let pairs = line.split(';').filter_map(|pair| pair.split_once('='));
            cookies.0.extend(
                pairs
                    .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                    .filter(|(name, _)| !name.is_empty()),
            );
        });
        cookies
    }
}
