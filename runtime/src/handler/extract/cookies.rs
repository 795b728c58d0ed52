//! Request cookies.

use super::{Extract, FromHttp, How, Kind};
use crate::event::HttpRequest;

/// The cookies of a request, in the order in which the client sent them, whichever way the trigger sends them.
///
/// Values are as the client sent them: RFC 6265 knows no encoding of its own. What is no `name=value` is left out, as servers do.
/// A response sets cookies with the header `set-cookie`, one for each: `(StatusCode, Headers, T)`.
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
    /// The value of the first cookie of this name; names are case-sensitive.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Each cookie's name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether there is none.
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
    const HOW: How<Self> = How::Now(|incoming| Ok(read(incoming.request()?)));
}

pub(super) fn read(request: &HttpRequest<'_>) -> Cookies {
    let mut cookies = Cookies::default();
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
