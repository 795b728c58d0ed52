//! Headers of responses as types: cookies, names of files, caching.

mod cache_control;
mod content_disposition;
mod cookie;

pub use cache_control::CacheControl;
pub use content_disposition::ContentDisposition;
pub use cookie::{Cookie, SameSite};

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ETAG, HeaderMap, SET_COOKIE};

use super::header::{IntoHeaderName, IntoHeaderValue, ResponseHeaders, TextOrNumber, TypedHeaders};
use super::{AsItself, IntoResponse, Response};
use crate::error::Error;
use crate::handler::conditional::ETag;

/// Appends `%2F` for a slash, and so on.
pub(super) fn push_percent_encoded(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push('%');
    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
    text.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// A header in a reply tuple without its name: `(CacheControl::NO_STORE, Json(order))`.
macro_rules! with_a_name {
    ($($header:ident: $name:ident;)*) => {$(
        impl ResponseHeaders for $header {
            fn into_header_map(self) -> Result<HeaderMap, Error> {
                let mut map = HeaderMap::new();
                map.insert($name, self.into_header_value()?);
                Ok(map)
            }
        }
    )*};
}

with_a_name! {
    CacheControl: CACHE_CONTROL;
    ContentDisposition: CONTENT_DISPOSITION;
    ETag: ETAG;
}

/// A cookie is added to those of the reply, and does not replace them.
impl ResponseHeaders for Cookie {
    fn into_header_map(self) -> Result<HeaderMap, Error> {
        [self].into_header_map()
    }

    fn add_to(self, response: Response) -> Response {
        response.with_cookie(self)
    }
}

impl<const COUNT: usize> ResponseHeaders for [Cookie; COUNT] {
    fn into_header_map(self) -> Result<HeaderMap, Error> {
        let mut map = HeaderMap::new();
        for cookie in self {
            map.append(SET_COOKIE, cookie.into_header_value()?);
        }
        Ok(map)
    }

    fn add_to(self, response: Response) -> Response {
        self.into_iter().fold(response, Response::with_cookie)
    }
}

impl<const COUNT: usize> TypedHeaders for [Cookie; COUNT] {}

impl<const COUNT: usize> IntoResponse<AsItself> for [Cookie; COUNT] {
    fn into_response(self) -> Response {
        self.add_to(Response::new(StatusCode::OK))
    }
}

macro_rules! typed {
    ($($header:ident)*) => {$(
        impl TypedHeaders for $header {}

        impl IntoResponse<AsItself> for $header {
            fn into_response(self) -> Response {
                self.add_to(Response::new(StatusCode::OK))
            }
        }

        /// With a name that implements `Serialize`, so the arrays of typed headers do not overlap.
        impl<N: TextOrNumber + IntoHeaderName, const COUNT: usize> TypedHeaders for [(N, $header); COUNT] {}
    )*};
}

typed!(CacheControl ContentDisposition Cookie ETag);
