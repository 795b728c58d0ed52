//! Reply tuples and arrays whose elements all implement `Serialize`, such as `([("x-a", "b")], "text")`.
//!
//! They are covered by the implementation of `IntoResponse` for every `T: Serialize`, so their meaning cannot be found by a trait. The
//! names of their types say it, and serialising the tuple gives access to its elements. Only the name of a tuple or array begins with
//! a bracket. It is a constant, so the replies of other types contain none of this.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt::Display;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::HeaderMap;
use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeTuple, Serializer};
use serde_json::{Error as JsonError, Value};

use super::bodies::{json, octets, plain_text};
use super::header::header_map;
use super::{Problem, Response};
use crate::error::Error;

/// Returns the response of a tuple with a status or headers, of an array of headers, or of an array of bytes. Returns `None` for every other type, whose
/// response is JSON.
pub(super) fn response<T: Serialize + ?Sized>(value: &T) -> Option<Response> {
    match type_name::<T>().as_bytes() {
        [b'[', b'(', ..] => {
            let headers = headers(value)?;
            Some(Response::new(StatusCode::OK).with_headers(headers))
        }
        [b'(', ..] => value.serialize(Tuple).ok(),
        [b'[', b'u', b'8', b';', ..] | [b'&', b'[', b'u', b'8', b';', ..] => {
            bytes(value).map(octets)
        }
        _ => None,
    }
}

/// The headers in an array of names and values, if `T` is one.
fn headers<T: Serialize + ?Sized>(value: &T) -> Option<Result<HeaderMap, Error>> {
    let (name, rest) = type_name::<T>().strip_prefix("[(")?.split_once(", ")?;
    let (value_type, _) = rest.split_once("); ")?;
    if !(is_text(name) && (is_text(value_type) || is_number(value_type))) {
        return None;
    }
    let pairs: Vec<(String, Value)> =
        serde_json::from_value(serde_json::to_value(value).ok()?).ok()?;
    let pairs = pairs.into_iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => text,
            number => number.to_string(),
        };
        (name, value)
    });
    Some(header_map(pairs))
}

fn is_text(name: &str) -> bool {
    [type_name::<&str>(), type_name::<String>()].contains(&name)
}

/// The texts that are bodies, and not names or values of headers.
fn is_shared_text(name: &str) -> bool {
    [type_name::<Cow<'static, str>>(), type_name::<Box<str>>()].contains(&name)
}

fn is_bytes(name: &str) -> bool {
    [
        type_name::<Vec<u8>>(),
        type_name::<Bytes>(),
        type_name::<BytesMut>(),
        type_name::<Box<[u8]>>(),
        type_name::<Cow<'static, [u8]>>(),
        type_name::<&[u8]>(),
    ]
    .contains(&name)
}

/// The bytes of a value that serialises as a list of them.
fn bytes<T: Serialize + ?Sized>(value: &T) -> Option<Vec<u8>> {
    serde_json::from_slice(&serde_json::to_vec(value).ok()?).ok()
}

/// The types from which `http` makes a `HeaderValue`.
fn is_number(name: &str) -> bool {
    ["u16", "u32", "u64", "usize", "i16", "i32", "i64", "isize"].contains(&name)
}

/// The response of a tuple's last element. It is the one that the element has alone.
fn body<T: Serialize + ?Sized>(value: &T) -> Response {
    let name = type_name::<T>();
    let as_value = || serde_json::to_value(value);
    if (is_text(name) || is_shared_text(name))
        && let Ok(Value::String(text)) = as_value()
    {
        return plain_text(text);
    }
    if name == type_name::<()>() {
        return Response::new(StatusCode::NO_CONTENT);
    }
    if is_bytes(name)
        && let Some(bytes) = bytes(value)
    {
        return octets(bytes);
    }
    if name == type_name::<Problem>()
        && let Ok(document) = as_value()
    {
        return Problem::response_of(&document);
    }
    response(value).unwrap_or_else(|| json(value))
}

/// Reads a tuple of parts and a body. It fails on everything else, which is then JSON.
struct Tuple;

/// What has been read so far.
struct Parts {
    /// How many elements follow.
    left: usize,
    is_first: bool,
    status: Option<Result<StatusCode, Error>>,
    headers: Vec<Result<HeaderMap, Error>>,
    body: Option<Response>,
}

impl SerializeTuple for Parts {
    type Ok = Response;
    type Error = JsonError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
        self.left -= 1;
        if self.left == 0 {
            self.body = Some(body(value));
        } else if self.is_first && type_name::<T>() == type_name::<u16>() {
            let number: u16 = serde_json::from_value(serde_json::to_value(value)?)?;
            self.status = Some(status(number));
        } else {
            self.headers.push(headers(value).ok_or_else(not_a_part)?);
        }
        self.is_first = false;
        Ok(())
    }

    fn end(self) -> Result<Response, JsonError> {
        let mut response = self.body.ok_or_else(not_a_part)?;
        // As in axum, headers further to the left replace those to their right.
        for headers in self.headers.into_iter().rev() {
            response = response.with_headers(headers);
        }
        Ok(match self.status {
            None => response,
            Some(Ok(status)) => response.with_status(status),
            Some(Err(error)) => response.with_headers(Err(error)),
        })
    }
}

fn status(number: u16) -> Result<StatusCode, Error> {
    StatusCode::from_u16(number).map_err(|_| {
        Error::with_type(
            "InvalidStatus",
            format_args!("expected a status from 100 to 999, found {number}"),
        )
    })
}

fn not_a_part() -> JsonError {
    JsonError::custom("neither a status nor headers")
}

macro_rules! others_are_json {
    ($($method:ident($($parameter:ty),*);)*) => {$(
        fn $method(self, $(_: $parameter),*) -> Result<Response, JsonError> {
            Err(not_a_part())
        }
    )*};
}

impl Serializer for Tuple {
    type Ok = Response;
    type Error = JsonError;
    type SerializeTuple = Parts;
    type SerializeSeq = Impossible<Response, JsonError>;
    type SerializeTupleStruct = Impossible<Response, JsonError>;
    type SerializeTupleVariant = Impossible<Response, JsonError>;
    type SerializeMap = Impossible<Response, JsonError>;
    type SerializeStruct = Impossible<Response, JsonError>;
    type SerializeStructVariant = Impossible<Response, JsonError>;

    fn serialize_tuple(self, elements: usize) -> Result<Parts, JsonError> {
        if elements < 2 {
            return Err(not_a_part());
        }
        Ok(Parts {
            left: elements,
            is_first: true,
            status: None,
            headers: Vec::new(),
            body: None,
        })
    }

    others_are_json! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Response, JsonError> {
        Err(not_a_part())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<Response, JsonError> {
        Err(not_a_part())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Response, JsonError> {
        Err(not_a_part())
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<Response, JsonError> {
        Err(not_a_part())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, JsonError> {
        Err(not_a_part())
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, JsonError> {
        Err(not_a_part())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, JsonError> {
        Err(not_a_part())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, JsonError> {
        Err(not_a_part())
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, JsonError> {
        Err(not_a_part())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, JsonError> {
        Err(not_a_part())
    }
}

#[cfg(test)]
mod tests {
    use crate::handler::reply::{IntoResponse, Json, Problem, Response, ResponseBody};
    use http::StatusCode;
    use std::borrow::Cow;

    /// Status, `x-` and `set-cookie` headers in order of their names, content type, body.
    fn parts(response: &Response) -> (u16, Vec<(String, String)>, Option<&str>, &str) {
        let body = match &response.body {
            ResponseBody::Empty => "",
            ResponseBody::Text(text) => text,
            other => panic!("expected text: {other:?}"),
        };
        let mut headers: Vec<_> = response
            .headers
            .iter()
            .filter(|(name, _)| *name != "content-type")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        (
            response.status.as_u16(),
            headers,
            response.header("content-type"),
            body,
        )
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    const PLAIN: Option<&str> = Some("text/plain; charset=utf-8");
    const JSON: Option<&str> = Some("application/json");

    /// <https://docs.rs/axum/0.8/axum/response/index.html#building-responses>: "An array of tuples can be used for headers",
    /// `impl IntoResponse for [(K, V); N]` and `for (T1, R)`.
    #[test]
    fn arrays_of_names_and_values_are_headers() {
        assert_eq!(
            parts(&[("x-a", "b")].into_response()),
            (200, pairs(&[("x-a", "b")]), None, "")
        );
        assert_eq!(
            parts(&([("x-a", "b")], "text").into_response()),
            (200, pairs(&[("x-a", "b")]), PLAIN, "text")
        );
        let owned = (
            [
                (String::from("X-A"), String::from("b")),
                ("x-b".into(), "c".into()),
            ],
            vec![1],
        );
        assert_eq!(
            parts(&owned.into_response()),
            (200, pairs(&[("x-a", "b"), ("x-b", "c")]), JSON, "[1]")
        );
        assert_eq!(
            parts(&([("x-a", 7_u64)], ()).into_response()),
            (204, pairs(&[("x-a", "7")]), None, "")
        );
        let none: [(&'static str, String); 0] = [];
        assert_eq!(
            parts(&(none, "text").into_response()),
            (200, vec![], PLAIN, "text")
        );
    }

    #[test]
    fn content_type_in_a_tuple_replaces_that_of_the_body() {
        let page = ([("content-type", "text/html")], String::from("<p>")).into_response();
        assert_eq!(parts(&page), (200, vec![], Some("text/html"), "<p>"));
        let page = ([("Content-Type", "application/ld+json")], Json(1)).into_response();
        assert_eq!(
            parts(&page),
            (200, vec![], Some("application/ld+json"), "1")
        );
    }

    #[test]
    fn repeated_cookies_are_kept() {
        let response = ([("set-cookie", "a=1"), ("set-cookie", "b=2")], "text").into_response();
        assert_eq!(
            parts(&response).1,
            pairs(&[("set-cookie", "a=1"), ("set-cookie", "b=2")])
        );
    }

    #[test]
    fn left_headers_replace_right_ones() {
        let response =
            ([("x-a", "left")], [("x-a", "right"), ("x-b", "b")], "text").into_response();
        assert_eq!(
            parts(&response),
            (200, pairs(&[("x-a", "left"), ("x-b", "b")]), PLAIN, "text")
        );
    }

    #[test]
    fn number_first_sets_the_status() {
        assert_eq!(
            parts(&(404_u16, "no such order").into_response()),
            (404, vec![], PLAIN, "no such order")
        );
        assert_eq!(
            parts(&(308_u16, [("x-a", "b")]).into_response()),
            (308, pairs(&[("x-a", "b")]), None, "")
        );
        let response = (7_u16, "text").into_response();
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.error.unwrap().error_type(), "InvalidStatus");
    }

    #[test]
    fn invalid_header_is_a_500_with_the_reason_only_logged() {
        for response in [
            ([("x y", "b")], "secret").into_response(),
            (StatusCode::CREATED, [("x-a", "b\n")], "secret").into_response(),
            (StatusCode::CREATED, [("x y", "b")]).into_response(),
            [("x-a", "\u{7f}")].into_response(),
        ] {
            let (status, headers, content_type, body) = parts(&response);
            assert_eq!(
                (status, headers, content_type),
                (500, vec![], Some("application/problem+json"))
            );
            assert!(!body.contains("secret"), "{body}");
            assert_eq!(response.error.unwrap().error_type(), "InvalidHeader");
        }
    }

    #[test]
    fn problem_keeps_its_status_beside_headers() {
        let response = ([("x-a", "b")], Problem::new(StatusCode::CONFLICT)).into_response();
        let (status, headers, content_type, _) = parts(&response);
        assert_eq!(
            (status, headers, content_type),
            (
                409,
                pairs(&[("x-a", "b")]),
                Some("application/problem+json")
            )
        );
    }

    #[derive(serde::Serialize)]
    enum Color {
        Red,
    }

    #[derive(serde::Serialize)]
    struct Pair([(&'static str, &'static str); 1], &'static str);

    #[test]
    fn other_tuples_and_arrays_are_json() {
        let json = |response: Response, expected: &str| {
            assert_eq!(parts(&response), (200, vec![], JSON, expected));
        };
        json((1, "a").into_response(), r#"[1,"a"]"#);
        json(("a", "b").into_response(), r#"["a","b"]"#);
        json((("a", "b"), "c").into_response(), r#"[["a","b"],"c"]"#);
        json(("a",).into_response(), r#"["a"]"#);
        json([(1, 2)].into_response(), "[[1,2]]");
        json([("a", 1.5)].into_response(), r#"[["a",1.5]]"#);
        json([(Color::Red, 1)].into_response(), r#"[["Red",1]]"#);
        json(([(Color::Red, 1)], 2).into_response(), r#"[[["Red",1]],2]"#);
        json(
            Pair([("a", "b")], "c").into_response(),
            r#"[[["a","b"]],"c"]"#,
        );
        json(
            Json(([("a", "b")], "c")).into_response(),
            r#"[[["a","b"]],"c"]"#,
        );
        json(vec![("a", "b")].into_response(), r#"[["a","b"]]"#);
    }

    #[test]
    fn body_of_a_tuple_is_the_same_as_alone() {
        let octets = [
            ([("x-a", "b")], vec![1_u8, 2]).into_response(),
            ([("x-a", "b")], bytes::Bytes::from_static(&[1, 2])).into_response(),
            ([("x-a", "b")], &[1_u8, 2][..]).into_response(),
            ([("x-a", "b")], Box::<[u8]>::from([1_u8, 2])).into_response(),
            ([("x-a", "b")], Cow::Borrowed(&[1_u8, 2][..])).into_response(),
            ([("x-a", "b")], bytes::BytesMut::from(&[1_u8, 2][..])).into_response(),
            ([("x-a", "b")], [1_u8, 2]).into_response(),
            ([("x-a", "b")], b"\x01\x02").into_response(),
            (StatusCode::OK, bytes::Bytes::from_static(&[1, 2])).into_response(),
            Box::<[u8]>::from([1_u8, 2]).into_response(),
            Cow::Borrowed(&[1_u8, 2][..]).into_response(),
            bytes::BytesMut::from(&[1_u8, 2][..]).into_response(),
            [1_u8, 2].into_response(),
            b"\x01\x02".into_response(),
        ];
        for response in octets {
            assert!(matches!(&response.body, ResponseBody::Bytes(bytes) if bytes[..] == [1, 2]));
        }
        let texts = [
            ([("x-a", "b")], Cow::Borrowed("text")).into_response(),
            ([("x-a", "b")], Box::<str>::from("text")).into_response(),
        ];
        for response in &texts {
            assert_eq!(
                parts(response),
                (200, pairs(&[("x-a", "b")]), PLAIN, "text")
            );
        }
        let response = ([("x-a", "b")], [("x-b", "c")]).into_response();
        assert_eq!(
            parts(&response),
            (200, pairs(&[("x-a", "b"), ("x-b", "c")]), None, "")
        );
    }
}
