//! Cookies of responses.

use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use http::header::HeaderValue;

use super::super::header::IntoHeaderValue;
use crate::error::{Cut, Error};

/// A cookie that a response sets: the value of one `set-cookie` header.
///
/// ```
/// use std::time::Duration;
///
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[post("/login")]
/// async fn login() -> (Cookie, NoContent) {
///     let session = Cookie::new("__Host-session", "31d4d96e407aad42")
///         .path("/")
///         .secure()
///         .http_only()
///         .same_site(SameSite::Lax)
///         .max_age(Duration::from_secs(3_600));
///     (session, NoContent)
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// # let response = block_on(TestRequest::new("POST", "/login").send(&LOGIN)).unwrap();
/// # assert_eq!(response.status(), 204);
/// # }
/// ```
///
/// A cookie stands in a reply tuple, alone or as an array of several, or goes into [`Response::with_cookie`](crate::Response::with_cookie).
/// It is added to the other cookies of the response. It reaches clients behind every trigger. [`Cookies`](crate::Cookies) reads the cookies
/// of a request.
///
/// # Checks
///
/// A cookie that browsers would discard, or that would become another header, is not sent: the response becomes a 500, and the error
/// (`InvalidCookie`) is logged. The rules are those of [RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis):
///
/// - The name is a token. The value has visible ASCII characters other than `"`, `,`, `;` and `\`. Encode other text, for example in base64.
/// - The path and the domain have neither `;` nor control characters.
/// - Name and value have at most 4096 bytes together, and the path and the domain at most 1024 each.
/// - A name that begins with `__Secure-` needs [`secure`](Self::secure). One that begins with `__Host-` also needs `path("/")`, and cannot
///   have a domain.
/// - `SameSite=None` and [`partitioned`](Self::partitioned) need [`secure`](Self::secure).
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a cookie is sent only with a response"]
pub struct Cookie {
    name: String,
    value: String,
    path: Option<String>,
    domain: Option<String>,
    max_age: Option<Duration>,
    same_site: Option<SameSite>,
    secure: bool,
    http_only: bool,
    partitioned: bool,
}

/// The attribute `SameSite` of a [`Cookie`]: whether browsers send it with requests that begin on another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// With requests from the same site only.
    Strict,
    /// Also with links from other sites.
    Lax,
    /// With all requests. The cookie must be secure.
    None,
}

/// The longest name and value together, and the longest attribute (RFC 6265bis, 5.6).
const LONGEST_PAIR: usize = 4_096;
const LONGEST_ATTRIBUTE: usize = 1_024;

impl Cookie {
    /// Creates a cookie without attributes. It lasts until the browser is closed.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            path: None,
            domain: None,
            max_age: None,
            same_site: None,
            secure: false,
            http_only: false,
            partitioned: false,
        }
    }

    /// Creates a cookie that removes the one of this name. Path and domain must be those with which it was set.
    pub fn removal(name: impl Into<String>) -> Self {
        Self::new(name, "").max_age(Duration::ZERO)
    }

    /// Sets `Path`: the cookie is sent with requests for this path and those below it.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets `Domain`: the cookie is also sent to subdomains. Without it, only the host that set the cookie receives it.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Sets `Max-Age`, in whole seconds. Zero removes the cookie.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Sets `SameSite`. Most browsers take a cookie without it for [`SameSite::Lax`].
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }

    /// Sets `Secure`: the cookie is sent over HTTPS only.
    pub fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Sets `HttpOnly`: scripts of pages cannot read the cookie.
    pub fn http_only(mut self) -> Self {
        self.http_only = true;
        self
    }

    /// Sets `Partitioned`: a cookie of an embedded page is separate for each page that embeds it.
    pub fn partitioned(mut self) -> Self {
        self.partitioned = true;
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the value of the `set-cookie` header, for responses of other crates.
    ///
    /// # Errors
    ///
    /// If browsers would discard the cookie, or if it would be more than one header.
    pub fn to_header_value(&self) -> Result<HeaderValue, Error> {
        self.check()?;
        let mut text = format!("{}={}", self.name, self.value);
        // Writing to a string does not fail.
        let mut attribute = |name: &str, value: &dyn fmt::Display| {
            let _ = write!(text, "; {name}={value}");
        };
        if let Some(domain) = &self.domain {
            attribute("Domain", domain);
        }
        if let Some(path) = &self.path {
            attribute("Path", path);
        }
        if let Some(age) = self.max_age {
            attribute("Max-Age", &age.as_secs());
        }
        match self.same_site {
            Some(SameSite::Strict) => attribute("SameSite", &"Strict"),
            Some(SameSite::Lax) => attribute("SameSite", &"Lax"),
            Some(SameSite::None) => attribute("SameSite", &"None"),
            None => {}
        }
        for (is_set, flag) in [
            (self.secure, "; Secure"),
            (self.http_only, "; HttpOnly"),
            (self.partitioned, "; Partitioned"),
        ] {
            text.push_str(if is_set { flag } else { "" });
        }
        text.into_header_value()
    }

    /// Finds what would keep browsers from storing the cookie. No message repeats the value, which may be secret.
    fn check(&self) -> Result<(), Error> {
        let name = Cut::name(&self.name);
        if self.name.is_empty() || !self.name.bytes().all(is_token) {
            return Err(invalid(format_args!(
                "expected the name of a cookie, such as `session`; found {:?}",
                name.to_string()
            )));
        }
        if let Some(found) = self
            .value
            .chars()
            .find(|found| !is_cookie_character(*found))
        {
            return Err(invalid(format_args!(
                "the value of the cookie `{name}` contains {found:?}: encode it, for example in base64"
            )));
        }
        if self.name.len() + self.value.len() > LONGEST_PAIR {
            return Err(invalid(format_args!(
                "the cookie `{name}` has {} bytes, and browsers keep at most {LONGEST_PAIR}",
                self.name.len() + self.value.len()
            )));
        }
        for (attribute, value) in [("path", &self.path), ("domain", &self.domain)] {
            let value = value.as_deref().unwrap_or_default();
            if let Some(found) = value.chars().find(|found| is_end(*found)) {
                return Err(invalid(format_args!(
                    "the {attribute} of the cookie `{name}` contains {found:?}"
                )));
            }
            if value.len() > LONGEST_ATTRIBUTE {
                return Err(invalid(format_args!(
                    "the {attribute} of the cookie `{name}` has {} bytes, and browsers take at most {LONGEST_ATTRIBUTE}",
                    value.len()
                )));
            }
        }
        let begins_with = |prefix: &str| {
            let start = self.name.as_bytes().get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        let is_host = begins_with("__Host-");
        let reason = if is_host && self.domain.is_some() {
            "a name that begins with `__Host-` cannot have `.domain(…)`"
        } else if is_host && self.path.as_deref() != Some("/") {
            "a name that begins with `__Host-` needs `.path(\"/\")`"
        } else if self.secure {
            return Ok(());
        } else if is_host {
            "a name that begins with `__Host-` needs `.secure()`"
        } else if begins_with("__Secure-") {
            "a name that begins with `__Secure-` needs `.secure()`"
        } else if self.same_site == Some(SameSite::None) {
            "`SameSite::None` needs `.secure()`"
        } else if self.partitioned {
            "`.partitioned()` needs `.secure()`"
        } else {
            return Ok(());
        };
        Err(invalid(format_args!(
            "browsers discard the cookie `{name}`: {reason}"
        )))
    }
}

/// A `tchar` (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A `cookie-octet` (RFC 6265, 4.1.1).
fn is_cookie_character(character: char) -> bool {
    character.is_ascii_graphic() && !"\",;\\".contains(character)
}

/// What ends an attribute or the header. Text outside of ASCII would be discarded by some browsers.
fn is_end(character: char) -> bool {
    character == ';' || character.is_control() || !character.is_ascii()
}

fn invalid(message: impl fmt::Display) -> Error {
    Error::with_type("InvalidCookie", message)
}

impl IntoHeaderValue for Cookie {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.to_header_value()
    }
}

impl fmt::Debug for Cookie {
    /// Without the value, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookie")
            .field("name", &self.name)
            .field("path", &self.path)
            .field("domain", &self.domain)
            .field("max_age", &self.max_age)
            .field("same_site", &self.same_site)
            .field("secure", &self.secure)
            .field("http_only", &self.http_only)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{IntoResponse, Json, NoContent, Response};
    use super::*;
    use http::StatusCode;

    fn written(cookie: &Cookie) -> String {
        cookie
            .to_header_value()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    }

    fn refused(cookie: &Cookie) -> String {
        let error = cookie.to_header_value().unwrap_err();
        assert_eq!(error.error_type(), "InvalidCookie");
        error.to_string()
    }

    /// The examples of RFC 6265, 3.1.
    #[test]
    fn cookies_of_rfc_6265_are_written() {
        let session = Cookie::new("SID", "31d4d96e407aad42");
        assert_eq!(written(&session), "SID=31d4d96e407aad42");
        let session = session.path("/").secure().http_only();
        assert_eq!(
            written(&session),
            "SID=31d4d96e407aad42; Path=/; Secure; HttpOnly"
        );
        let lang = Cookie::new("lang", "en-US").path("/").domain("example.com");
        assert_eq!(written(&lang), "lang=en-US; Domain=example.com; Path=/");
    }

    #[test]
    fn every_attribute_is_written() {
        let cookie = Cookie::new("a", "")
            .max_age(Duration::from_millis(61_900))
            .same_site(SameSite::None)
            .secure()
            .partitioned();
        assert_eq!(
            written(&cookie),
            "a=; Max-Age=61; SameSite=None; Secure; Partitioned"
        );
        assert_eq!(
            written(&Cookie::removal("a").path("/")),
            "a=; Path=/; Max-Age=0"
        );
        let strict = Cookie::new("a", "b").same_site(SameSite::Strict);
        assert_eq!(written(&strict), "a=b; SameSite=Strict");
    }

    /// RFC 6265bis, 4.1.3: `__Secure-` needs Secure; `__Host-` needs Secure, Path=/ and no Domain. Section 5.7 compares the
    /// prefixes without regard to case.
    #[test]
    fn prefixes_are_checked() {
        assert!(refused(&Cookie::new("__Secure-a", "1")).ends_with("needs `.secure()`"));
        written(&Cookie::new("__Secure-a", "1").secure());
        let host = || Cookie::new("__Host-a", "1");
        assert!(refused(&host().path("/")).ends_with("needs `.secure()`"));
        assert!(refused(&host().secure()).ends_with("needs `.path(\"/\")`"));
        assert!(refused(&host().secure().path("/app")).ends_with("needs `.path(\"/\")`"));
        assert!(
            refused(&host().secure().path("/").domain("a.example"))
                .contains("cannot have `.domain(…)`")
        );
        assert_eq!(
            written(&host().secure().path("/")),
            "__Host-a=1; Path=/; Secure"
        );
        refused(&Cookie::new("__hOsT-a", "1").secure());
        refused(&Cookie::new("a", "1").same_site(SameSite::None));
        refused(&Cookie::new("a", "1").partitioned());
    }

    #[test]
    fn cookie_cannot_become_another_header_or_attribute() {
        for value in [
            "1\r\nset-cookie: b=2",
            "1; Domain=evil.example",
            "a b",
            "a,b",
            "\"",
            "ä",
            "\\",
            "\u{0}",
            "\u{7f}",
        ] {
            let message = refused(&Cookie::new("session", value));
            assert!(
                message.contains("`session`") && !message.contains("evil"),
                "{message}"
            );
        }
        for name in ["", "a b", "a=b", "a;b", "a\n", "ä", "(a)"] {
            refused(&Cookie::new(name, "1"));
        }
        refused(&Cookie::new("a", "1").path("/\r\nx: y"));
        refused(&Cookie::new("a", "1").path("/; Secure"));
        refused(&Cookie::new("a", "1").domain("a.example; HttpOnly"));
    }

    /// RFC 6265bis, 5.6: 4096 octets of name and value, 1024 of an attribute.
    #[test]
    fn cookie_that_browsers_discard_is_too_long() {
        written(&Cookie::new("a", "1".repeat(4_095)));
        assert!(refused(&Cookie::new("a", "1".repeat(4_096))).contains("has 4097 bytes"));
        written(&Cookie::new("a", "1").path("/".repeat(1_024)));
        refused(&Cookie::new("a", "1").path("/".repeat(1_025)));
    }

    #[test]
    fn debug_output_is_without_the_value() {
        assert!(!format!("{:?}", Cookie::new("session", "secret")).contains("secret"));
    }

    fn set_cookies(response: &Response) -> Vec<&str> {
        let values = response.headers.get_all("set-cookie").iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    #[test]
    fn cookies_of_a_tuple_are_added() {
        let (a, b) = (Cookie::new("a", "1"), Cookie::new("b", "2"));
        let inner = Response::new(StatusCode::OK).with_cookie(Cookie::new("c", "3"));
        let response = (a.clone(), b.clone(), inner).into_response();
        assert_eq!(set_cookies(&response), ["c=3", "b=2", "a=1"]);
        let response = (StatusCode::CREATED, [a.clone(), b.clone()], Json(1)).into_response();
        assert_eq!(
            (response.status(), set_cookies(&response)),
            (StatusCode::CREATED, vec!["a=1", "b=2"])
        );
        let response = ([("set-cookie", a.clone())], NoContent).into_response();
        assert_eq!(set_cookies(&response), ["a=1"]);
        assert_eq!(set_cookies(&(StatusCode::OK, a).into_response()), ["a=1"]);
    }

    #[test]
    fn invalid_cookie_in_a_tuple_makes_a_500() {
        let response = (Cookie::new("__Host-a", "1"), "secret").into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(set_cookies(&response).is_empty());
        assert_eq!(response.error.unwrap().error_type(), "InvalidCookie");
    }
}
