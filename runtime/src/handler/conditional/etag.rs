//! Entity tags (RFC 9110, 8.8.3).

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::HeaderValue;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::handler::reply::IntoHeaderValue;

/// An entity tag: the version of a resource, as the header `etag` names it.
///
/// A strong tag changes with each byte of the body. A weak tag changes with its meaning: two bodies with the same weak tag can stand for
/// each other.
///
/// ```
/// use gatewright::{ETag, Response, StatusCode};
///
/// assert_eq!(ETag::weak(7).as_str(), "W/\"7\"");
/// assert!(ETag::weak(7).is_weak());
/// let response = Response::new(StatusCode::OK).with_text("order 7").with_etag(&ETag::strong("v1"));
/// assert_eq!(response.header("etag"), Some("\"v1\""));
/// ```
///
/// In a reply tuple it is the header `etag`:
///
/// ```
/// use gatewright::ETag;
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>) -> (ETag, Json<u64>) {
///     (ETag::weak(7), Json(id))
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(Cow<'static, str>);

impl ETag {
    /// Creates a strong tag. Characters that a tag cannot have, and `%`, are percent-encoded.
    pub fn strong(version: impl Display) -> Self {
        Self::quoted("\"", &version)
    }

    /// Creates a weak tag, such as one of a row's version. Characters that a tag cannot have, and `%`, are percent-encoded.
    pub fn weak(version: impl Display) -> Self {
        Self::quoted("W/\"", &version)
    }

    /// Creates a strong tag from the bytes of a body: a part of their SHA-256 digest.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        let digest = Sha256::digest(bytes.as_ref());
        // 128 bits are more than enough to tell the versions of one resource apart.
        let version = URL_SAFE_NO_PAD.encode(&digest[..16]);
        Self(Cow::Owned(format!("\"{version}\"")))
    }

    /// Parses the value of a header `etag`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut tags = Tags(text);
        let tag = tags.next()?;
        (tag.len() == text.len()).then(|| Self(Cow::Owned(tag.to_owned())))
    }

    fn quoted(start: &str, version: &dyn Display) -> Self {
        let mut tag = start.to_owned();
        // Writing to a string does not fail.
        let _ = write!(Encoding(&mut tag), "{version}");
        tag.push('"');
        Self(Cow::Owned(tag))
    }

    /// Returns the tag as the header has it, with its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the tag is weak.
    pub fn is_weak(&self) -> bool {
        self.0.starts_with("W/")
    }
}

impl Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IntoHeaderValue for ETag {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.as_str().into_header_value()
    }
}

/// Writes text as the opaque part of a tag. Only ASCII, because the formats of all triggers are JSON.
struct Encoding<'a>(&'a mut String);

impl fmt::Write for Encoding<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'"' | b'%' => write!(self.0, "%{byte:02X}")?,
                byte if byte.is_ascii_graphic() => self.0.push(char::from(byte)),
                byte => write!(self.0, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

/// The tags of a list, as slices of it. The list ends where it is malformed.
pub(super) struct Tags<'a>(pub(super) &'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let list = self.0.trim_start_matches([' ', '\t', ',']);
        let start = if list.starts_with("W/\"") { 3 } else { 1 };
        if start == 1 && !list.starts_with('"') {
            return None;
        }
        let length = list[start..].find('"')?;
        let (tag, rest) = list.split_at(start + length + 1);
        self.0 = rest;
        Some(tag)
    }
}

/// Compares tags that both must be strong.
pub(super) fn are_same_strong(one: &str, other: &str) -> bool {
    one == other && !one.starts_with("W/")
}

/// Compares tags, whether they are weak or strong.
pub(super) fn are_same_weak(one: &str, other: &str) -> bool {
    let opaque = |tag| str::strip_prefix(tag, "W/").unwrap_or(tag);
    opaque(one) == opaque(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table in RFC 9110, 8.8.3.2.
    #[test]
    fn tags_compare_as_in_rfc_9110() {
        for (one, other, strong, weak) in [
            (r#"W/"1""#, r#"W/"1""#, false, true),
            (r#"W/"1""#, r#"W/"2""#, false, false),
            (r#"W/"1""#, r#""1""#, false, true),
            (r#""1""#, r#""1""#, true, true),
        ] {
            assert_eq!(are_same_strong(one, other), strong, "{one} {other}");
            assert_eq!(are_same_weak(one, other), weak, "{one} {other}");
        }
    }

    #[test]
    fn lists_have_commas_within_tags() {
        let tags: Vec<_> = Tags(r#" "a,b" ,, W/"c"	,"" "#).collect();
        assert_eq!(tags, [r#""a,b""#, r#"W/"c""#, r#""""#]);
        let tags: Vec<_> = Tags(r#""a", b, "c""#).collect();
        assert_eq!(tags, [r#""a""#]);
        assert_eq!(Tags("\"a").next(), None);
    }

    #[test]
    fn any_text_makes_a_valid_tag() {
        assert_eq!(
            ETag::strong("a\" \u{e4}%\n").as_str(),
            "\"a%22%20%C3%A4%25%0A\""
        );
        assert_eq!(ETag::weak(7).as_str(), "W/\"7\"");
        assert_eq!(ETag::strong("").as_str(), "\"\"");
    }

    /// SHA-256 of `abc` begins with `ba7816bf8f01cfea414140de5dae2223` (FIPS 180-4).
    #[test]
    fn tag_of_bytes_is_their_digest() {
        assert_eq!(ETag::of("abc").as_str(), "\"ungWv48Bz-pBQUDeXa4iIw\"");
        assert!(!ETag::of("abc").is_weak());
    }

    #[test]
    fn only_a_whole_tag_is_parsed() {
        assert_eq!(ETag::parse(" W/\"a\" "), Some(ETag::weak("a")));
        for text in ["", "a", "*", "\"a", "\"a\", \"b\"", "w/\"a\""] {
            assert_eq!(ETag::parse(text), None, "{text}");
        }
    }
}
