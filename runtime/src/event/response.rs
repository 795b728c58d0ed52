//! What the triggers' replies have in common: one document, of which each trigger fills its members.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::StatusCode;
use http::header::{HeaderName, SET_COOKIE};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::handler::reply::{Response, ResponseBody};

/// A reply to a trigger. Members that are `None` or empty are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    pub(super) status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<Texts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) multi_value_headers: Option<Lists<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cookies: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Cow<'a, str>>,
    pub(super) is_base64_encoded: bool,
}

impl<'a> Document<'a> {
    /// Status and body; bytes go in base64.
    pub(super) fn of(response: &'a Response) -> Self {
        let (body, is_base64_encoded) = match &response.body {
            // A stream has been collected, or is no document.
            ResponseBody::Empty | ResponseBody::Stream(_) => (None, false),
            ResponseBody::Text(text) => (Some(Cow::Borrowed(text.as_str())), false),
            ResponseBody::Bytes(bytes) => (Some(Cow::Owned(BASE64.encode(bytes))), true),
        };
        Self {
            status_code: response.status.as_u16(),
            status_description: None,
            headers: None,
            multi_value_headers: None,
            cookies: Vec::new(),
            body,
            is_base64_encoded,
        }
    }

    pub(super) fn write(&self) -> Box<RawValue> {
        // Strings, numbers and maps with string keys always serialise.
        serde_json::value::to_raw_value(self).unwrap_or_default()
    }
}

/// The values of `set-cookie`, each by itself: they cannot be joined, as dates have commas.
pub(super) fn cookies(response: &Response) -> Vec<&str> {
    values(response, &SET_COOKIE)
}

/// `404 Not Found`
pub(super) fn status_description(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("Unknown");
    format!("{} {reason}", status.as_str())
}

/// Headers as one object of texts, repeated ones joined with commas.
pub(super) enum Texts<'a> {
    /// Without the cookies, which have a place of their own.
    WithoutCookies(&'a Response),
    /// With the cookies, each under another spelling of `set-cookie`: an object has a name once, names of headers are
    /// case-insensitive, and cookies cannot be joined.
    WithCookies(&'a Response),
}

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Self::WithoutCookies(response) | Self::WithCookies(response)) = self;
        let mut map = serializer.serialize_map(None)?;
        if let Some(content_type) = response.content_type() {
            map.serialize_entry("content-type", content_type)?;
        }
        for name in response.headers.keys().filter(|name| **name != SET_COOKIE) {
            map.serialize_entry(name.as_str(), &values(response, name).join(","))?;
        }
        if let Self::WithCookies(response) = self {
            for (spelling, cookie) in cookies(response).into_iter().enumerate() {
                map.serialize_entry(&set_cookie_spelt(spelling), cookie)?;
            }
        }
        map.end()
    }
}

/// Headers as one object of lists.
pub(super) struct Lists<'a>(pub(super) &'a Response);

impl Serialize for Lists<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let response = self.0;
        let mut map = serializer.serialize_map(None)?;
        if let Some(content_type) = response.content_type() {
            map.serialize_entry("content-type", &[content_type])?;
        }
        for name in response.headers.keys() {
            map.serialize_entry(name.as_str(), &values(response, name))?;
        }
        map.end()
    }
}

fn values<'a>(response: &'a Response, name: &HeaderName) -> Vec<&'a str> {
    response
        .headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect()
}

/// The spelling of this number: its bits say which letters are capitals. There are 512, and browsers keep fewer cookies.
fn set_cookie_spelt(number: usize) -> String {
    let mut letter = 0;
    let spelt = SET_COOKIE.as_str().chars().map(|c| {
        if !c.is_ascii_alphabetic() {
            return c;
        }
        let is_capital = number >> letter & 1 == 1;
        letter += 1;
        if is_capital {
            c.to_ascii_uppercase()
        } else {
            c
        }
    });
    spelt.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_another_one_of_the_same_name() {
        let spelt: std::collections::HashSet<String> = (0..512).map(set_cookie_spelt).collect();
        assert_eq!(spelt.len(), 512);
        assert!(
            spelt
                .iter()
                .all(|name| name.eq_ignore_ascii_case("set-cookie"))
        );
        assert_eq!(set_cookie_spelt(0), "set-cookie");
        assert_eq!(set_cookie_spelt(1), "Set-cookie");
    }

    #[test]
    fn a_status_is_described_by_number_and_phrase() {
        assert_eq!(status_description(StatusCode::NOT_FOUND), "404 Not Found");
        assert_eq!(
            status_description(StatusCode::from_u16(599).unwrap()),
            "599 Unknown"
        );
    }
}
