//! Header names and values of responses, checked, and lists of them in reply tuples.

use std::fmt::Display;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::Response;
use crate::error::Error;
use crate::handler::extract::Headers;

/// A type that can be the name of a response header: `&str`, `String` or `http::HeaderName`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the name of a response header",
    label = "expected `&str`, `String` or `http::HeaderName`"
)]
pub trait IntoHeaderName {
    /// Converts the name, or returns the error of an invalid one.
    fn into_header_name(self) -> Result<HeaderName, Error>;
}

/// A type that can be the value of a response header: `&str`, `String`, an integer or `http::HeaderValue`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a response header",
    label = "expected `&str`, `String`, an integer or `http::HeaderValue`",
    note = "convert the value to a `String`, for example with `.to_string()`"
)]
pub trait IntoHeaderValue {
    /// Converts the value, or returns the error of an invalid one.
    fn into_header_value(self) -> Result<HeaderValue, Error>;
}

impl IntoHeaderName for HeaderName {
    fn into_header_name(self) -> Result<HeaderName, Error> {
        Ok(self)
    }
}

impl IntoHeaderName for &str {
    fn into_header_name(self) -> Result<HeaderName, Error> {
        HeaderName::from_bytes(self.as_bytes()).map_err(|_| {
            invalid(format_args!(
                "expected the name of a response header, such as `x-request-id`; found {self:?}"
            ))
        })
    }
}

impl IntoHeaderName for String {
    fn into_header_name(self) -> Result<HeaderName, Error> {
        self.as_str().into_header_name()
    }
}

impl IntoHeaderValue for HeaderValue {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        Ok(self)
    }
}

impl IntoHeaderValue for &str {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        // `from_str` would take ASCII only. Other text is sent as UTF-8.
        HeaderValue::from_bytes(self.as_bytes()).map_err(|_| not_a_value(self))
    }
}

impl IntoHeaderValue for String {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.as_str().into_header_value()
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl IntoHeaderValue for $integer {
            fn into_header_value(self) -> Result<HeaderValue, Error> {
                Ok(self.into())
            }
        }
    )*};
}

// Those from which `http` makes a `HeaderValue`.
integers!(u16 u32 u64 usize i16 i32 i64 isize);

fn invalid(message: impl Display) -> Error {
    Error::with_type("InvalidHeader", message)
}

/// The value may be a secret, so the message does not repeat it.
fn not_a_value(text: &str) -> Error {
    let found = text.chars().find(|c| c.is_control()).unwrap_or_default();
    invalid(format_args!(
        "expected a value on one line, found the control character {found:?}"
    ))
}

/// Converts a name and its value, or returns the error of an invalid one, which names the header.
pub(super) fn pair(
    name: impl IntoHeaderName,
    value: impl IntoHeaderValue,
) -> Result<(HeaderName, HeaderValue), Error> {
    let name = name.into_header_name()?;
    match value.into_header_value() {
        Ok(value) => Ok((name, value)),
        Err(error) => Err(error.within(format_args!("header `{name}`"))),
    }
}

/// Headers in a reply tuple: [`Headers`], `http::HeaderMap`, an array of names and values, or a typed header.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the headers of a response",
    label = "expected an array of names and values, `Headers` or `http::HeaderMap`",
    note = "write `[(\"x-name\", value)]` for headers that are known, or fill a `Headers`"
)]
pub trait ResponseHeaders {
    /// Converts them to a map, or returns the error of an invalid one.
    fn into_header_map(self) -> Result<HeaderMap, Error>;

    /// Adds them to a response. They replace headers of the same name.
    fn add_to(self, response: Response) -> Response
    where
        Self: Sized,
    {
        response.with_headers(self.into_header_map())
    }
}

impl ResponseHeaders for Headers {
    fn into_header_map(self) -> Result<HeaderMap, Error> {
        Ok(self.0)
    }
}

impl ResponseHeaders for HeaderMap {
    fn into_header_map(self) -> Result<HeaderMap, Error> {
        Ok(self)
    }
}

/// A repeated name adds a value, such as a second `set-cookie`.
impl<N: IntoHeaderName, V: IntoHeaderValue, const COUNT: usize> ResponseHeaders
    for [(N, V); COUNT]
{
    fn into_header_map(self) -> Result<HeaderMap, Error> {
        header_map(self)
    }
}

pub(super) fn header_map<N: IntoHeaderName, V: IntoHeaderValue>(
    pairs: impl IntoIterator<Item = (N, V)>,
) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let (name, value) = pair(name, value)?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// Headers of types that do not implement `Serialize`. A tuple with them is not JSON, so its reply is found by type.
pub trait TypedHeaders: ResponseHeaders {}

impl TypedHeaders for Headers {}
impl TypedHeaders for HeaderMap {}
impl<V: IntoHeaderValue, const COUNT: usize> TypedHeaders for [(HeaderName, V); COUNT] {}
impl<N: TextOrNumber + IntoHeaderName, const COUNT: usize> TypedHeaders
    for [(N, HeaderValue); COUNT]
{
}

/// Headers of types that implement `Serialize`. A tuple of them and of another type that does is found by [`super::tuple`].
pub trait TextHeaders: ResponseHeaders {}

impl<N, V, const COUNT: usize> TextHeaders for [(N, V); COUNT]
where
    N: TextOrNumber + IntoHeaderName,
    V: TextOrNumber + IntoHeaderValue,
{
}

/// The types of names and values that implement `Serialize`.
pub trait TextOrNumber {}

macro_rules! texts_and_numbers {
    ($($ty:ty),*) => {
        $(impl TextOrNumber for $ty {})*
    };
}

texts_and_numbers!(&str, String, u16, u32, u64, usize, i16, i32, i64, isize);

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(result: Result<HeaderMap, Error>) -> String {
        let error = result.unwrap_err();
        assert_eq!(error.error_type(), "InvalidHeader");
        error.to_string()
    }

    #[test]
    fn repeated_name_adds_a_value() {
        let map = [("set-cookie", "a=1"), ("Set-Cookie", "b=2")]
            .into_header_map()
            .unwrap();
        let values: Vec<_> = map.get_all("set-cookie").iter().collect();
        assert_eq!(values, ["a=1", "b=2"]);
    }

    #[test]
    fn text_that_is_not_ascii_is_utf_8() {
        let map = [("x-city", "Zürich")].into_header_map().unwrap();
        assert_eq!(map["x-city"].as_bytes(), "Zürich".as_bytes());
    }

    /// RFC 9110, 5.1 and 5.5: a name is a token; a value has no control characters but the tab.
    #[test]
    fn invalid_names_and_values_are_refused() {
        assert_eq!(
            refused([("x y", "1")].into_header_map()),
            "expected the name of a response header, such as `x-request-id`; found \"x y\""
        );
        assert!(refused([("", "1")].into_header_map()).ends_with("found \"\""));
        let injected = refused([("location", "/a\r\nset-cookie: b=1")].into_header_map());
        assert_eq!(
            injected,
            r"header `location`: expected a value on one line, found the control character '\r'"
        );
        refused([(String::from("a:b"), String::new())].into_header_map());
    }
}
