//! Names of downloads.

use http::header::HeaderValue;

use super::super::header::IntoHeaderValue;
use super::push_percent_encoded;
use crate::error::Error;

/// The header `content-disposition`: whether a browser shows the body or saves it, and the name of the file (RFC 6266).
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::ContentDisposition;
///
/// #[lambda_handler(main = false)]
/// #[get("/report")]
/// async fn report() -> (ContentDisposition, [(&'static str, &'static str); 1], Body) {
///     let name = ContentDisposition::attachment("Bericht März.pdf");
///     (name, [("content-type", "application/pdf")], Body::from("%PDF-"))
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let response = block_on(TestRequest::new("GET", "/report").send(&REPORT)).unwrap();
/// assert_eq!(
///     response.header("content-disposition"),
///     Some("attachment; filename=\"Bericht M_rz.pdf\"; filename*=UTF-8''Bericht%20M%C3%A4rz.pdf"),
/// );
/// # }
/// ```
///
/// A name with other characters than those of ASCII is sent twice: as `filename*` (RFC 8187), and as `filename` with `_` in their place for
/// old clients. Control characters and the separators of paths become `_`, so that a name from a client can neither add a header nor leave
/// the folder of downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a header is sent only with a response"]
pub struct ContentDisposition {
    kind: &'static str,
    name: String,
}

impl ContentDisposition {
    /// The browser saves the body in a file of this name. An empty name leaves the name to the browser.
    pub fn attachment(name: impl Into<String>) -> Self {
        Self::new("attachment", &name.into())
    }

    /// The browser shows the body, and proposes this name to save it.
    pub fn inline(name: impl Into<String>) -> Self {
        Self::new("inline", &name.into())
    }

    fn new(kind: &'static str, name: &str) -> Self {
        let is_safe = |character: char| !(character.is_control() || "/\\".contains(character));
        let name = name
            .chars()
            .map(|character| if is_safe(character) { character } else { '_' });
        Self {
            kind,
            name: name.collect(),
        }
    }

    fn text(&self) -> String {
        let mut text = self.kind.to_owned();
        if self.name.is_empty() {
            return text;
        }
        // RFC 6266, appendix D: clients differ in how they read `%` and escapes within quotes.
        let is_plain = |character: char| character.is_ascii() && !"\"%".contains(character);
        text.push_str("; filename=\"");
        text.extend(
            self.name
                .chars()
                .map(|character| if is_plain(character) { character } else { '_' }),
        );
        text.push('"');
        if !self.name.chars().all(is_plain) {
            text.push_str("; filename*=UTF-8''");
            for byte in self.name.bytes() {
                if is_attribute_character(byte) {
                    text.push(char::from(byte));
                } else {
                    push_percent_encoded(&mut text, byte);
                }
            }
        }
        text
    }
}

/// An `attr-char` (RFC 8187, 3.2.1).
fn is_attribute_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte)
}

impl IntoHeaderValue for ContentDisposition {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.text().into_header_value()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::IntoResponse;
    use super::*;

    fn attachment(name: &str) -> String {
        ContentDisposition::attachment(name).text()
    }

    /// RFC 6266, 5.
    #[test]
    fn name_of_ascii_is_quoted() {
        assert_eq!(
            attachment("example.html"),
            "attachment; filename=\"example.html\""
        );
        assert_eq!(
            ContentDisposition::inline("a b.txt").text(),
            "inline; filename=\"a b.txt\""
        );
        assert_eq!(attachment(""), "attachment");
    }

    /// RFC 8187, 3.2.3: `title*=UTF-8''%c2%a3%20and%20%e2%82%ac%20rates`.
    #[test]
    fn other_name_is_sent_in_utf_8_too() {
        assert_eq!(
            attachment("£ and € rates"),
            "attachment; filename=\"_ and _ rates\"; filename*=UTF-8''%C2%A3%20and%20%E2%82%AC%20rates"
        );
        assert_eq!(
            attachment("a\"b%41.txt"),
            "attachment; filename=\"a_b_41.txt\"; filename*=UTF-8''a%22b%2541.txt"
        );
        assert_eq!(
            attachment("it's*.txt"),
            "attachment; filename=\"it's*.txt\""
        );
    }

    #[test]
    fn name_can_neither_add_a_header_nor_name_a_folder() {
        assert_eq!(
            attachment("a\r\nset-cookie: b=1\u{85}"),
            "attachment; filename=\"a__set-cookie: b=1_\""
        );
        assert_eq!(
            attachment("../..\\etc/passwd"),
            "attachment; filename=\".._.._etc_passwd\""
        );
    }

    #[test]
    fn header_stands_in_a_tuple() {
        let response = (ContentDisposition::attachment("a.csv"), "a,b").into_response();
        assert_eq!(
            response.header("content-disposition"),
            Some("attachment; filename=\"a.csv\"")
        );
        assert_eq!(
            response.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
    }
}
