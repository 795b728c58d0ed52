//! An HTTP request, whatever trigger it came through, read only as far as a handler asks.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde_json::value::RawValue;

use super::members::Members;
use super::values::{each_text, each_value};
use super::{Method, QueryText, Text, Trigger, raw_text};

/// A request, as slices of the event.
pub(crate) struct HttpRequest<'a> {
    pub(crate) trigger: Trigger,
    pub(crate) method: Method,
    pub(crate) path: Cow<'a, str>,
    /// Whether the path's segments are still percent-encoded.
    pub(crate) path_is_encoded: bool,
    pub(crate) query: QueryText<'a>,
    pub(crate) headers: Option<&'a RawValue>,
    pub(crate) cookies: Option<&'a RawValue>,
    pub(crate) body: Option<&'a RawValue>,
    pub(crate) body_is_base64: bool,
}

impl<'a> HttpRequest<'a> {
    /// The value of one header; `name` in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = None;
        for (key, value) in Members::of(self.headers?.get()) {
            if key.eq_ignore_ascii_case(name) {
                each_text(value, |text| found = Some(text));
            }
        }
        found
    }

    /// All headers, with the cookies that the trigger keeps apart put back. What is no valid header is left out.
    pub(crate) fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        self.each_header(|key, value| {
            if let (Ok(name), Ok(value)) =
                (key.parse::<HeaderName>(), HeaderValue::from_str(&value))
            {
                map.append(name, value);
            }
        });
        if let Some(cookies) = self.cookies_apart()
            && !map.contains_key(COOKIE)
        {
            let cookies: Vec<&str> = cookies.iter().map(|cookie| &*cookie.0).collect();
            if let Ok(value) = HeaderValue::from_str(&cookies.join("; ")) {
                map.insert(COOKIE, value);
            }
        }
        map
    }

    /// Visits the cookies, one or several (`a=1; b=2`) at a time.
    pub(crate) fn each_cookie(&self, mut visit: impl FnMut(&str)) {
        match self.cookies_apart() {
            Some(cookies) => cookies.iter().for_each(|cookie| visit(&cookie.0)),
            None => self.each_header(|name, value| {
                if name.eq_ignore_ascii_case(COOKIE.as_str()) {
                    visit(&value);
                }
            }),
        }
    }

    /// The cookies where the trigger keeps them apart from the headers.
    fn cookies_apart(&self) -> Option<Vec<Text<'a>>> {
        let cookies: Vec<_> = serde_json::from_str(self.cookies?.get()).ok()?;
        (!cookies.is_empty()).then_some(cookies)
    }

    /// The body's bytes; `None` when there is none, and an error when they are no base64 although the event says so.
    pub(crate) fn body(&self) -> Option<Result<Cow<'a, [u8]>, base64::DecodeError>> {
        let text = raw_text(self.body?)?;
        if text.is_empty() {
            return None;
        }
        Some(if self.body_is_base64 {
            BASE64.decode(&*text).map(Cow::Owned)
        } else {
            Ok(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            })
        })
    }

    fn each_header(&self, mut visit: impl FnMut(&str, Cow<'a, str>)) {
        if let Some(headers) = self.headers {
            each_value(headers.get(), |name, value| visit(name, value));
        }
    }
}
