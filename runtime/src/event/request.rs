//! An HTTP request, independent of its trigger.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, MaxSizeReached};
use serde_json::value::RawValue;

use super::json::{Members, Text, each_text, text_of};

/// A service that converts HTTP requests into events, and replies into HTTP responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// API Gateway HTTP API, payload format 2.0.
    HttpApi,
    /// A Lambda function URL. It has the same format, but leaves the path encoded.
    FunctionUrl,
    /// API Gateway REST API, or an HTTP API with payload format 1.0.
    RestApi,
    /// An Application Load Balancer; `multi_value` if its target group has multi-value headers.
    Alb { multi_value: bool },
    /// VPC Lattice, with either version of its event.
    VpcLattice,
    /// A WebSocket API. Its messages are not requests, but get responses.
    WebSocket,
}

/// An HTTP method of a route, or any other method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// A method without an attribute. Only `#[any]` routes answer it.
    Other,
}

impl Method {
    /// The methods with an attribute, in the order of the `Allow` header.
    pub(crate) const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];
    pub(crate) const COUNT: usize = Self::ALL.len() + 1;

    /// Parses a method name, which is case-sensitive (RFC 9110, 9.1).
    pub(crate) fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == name)
            .unwrap_or(Self::Other)
    }

    /// Returns the name, in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Other => "another method",
        }
    }
}

/// An HTTP request, as slices of the event. Its parts are parsed when a handler asks for them.
pub(crate) struct HttpRequest<'a> {
    pub(crate) trigger: Trigger,
    pub(crate) method: Method,
    /// The method as the client sent it, for messages: [`Method::Other`] has many names.
    pub(crate) method_name: Cow<'a, str>,
    pub(crate) path: Cow<'a, str>,
    /// Whether the path's segments are still percent-encoded.
    pub(crate) path_is_encoded: bool,
    /// The stage, if the path may contain it: behind a custom domain the event does not say so.
    pub(crate) stage: Option<Cow<'a, str>>,
    pub(crate) query: QueryText<'a>,
    pub(crate) headers: Pairs<'a>,
    /// The cookies that the trigger sends separately, as JSON.
    pub(crate) cookies: Option<&'a str>,
    /// The body, as JSON.
    pub(crate) body: Option<&'a str>,
    pub(crate) body_is_base64: bool,
    /// Whether bytes of the body that are not UTF-8 were replaced.
    pub(crate) body_is_damaged: bool,
}

/// Why a body cannot be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// It is not the base64 that the event declares.
    NotBase64(base64::DecodeError),
    /// It contains bytes or escapes that are not text.
    NotText,
    /// It is JSON in the event, as events written by hand have it.
    NotString,
}

impl<'a> HttpRequest<'a> {
    /// Returns the last value of a header. `name` is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        if name.eq_ignore_ascii_case(COOKIE.as_str()) {
            return self.cookie_header().map(Cow::Owned);
        }
        let mut found = None;
        self.headers.each(|key, value| {
            if key.eq_ignore_ascii_case(name) {
                each_text(value, |text| found = Some(text));
            }
        });
        found
    }

    /// Returns the values of a header as one list, separated by commas (RFC 9110, 5.3). `name` is in lower case.
    pub(crate) fn header_list(&self, name: &str) -> Option<String> {
        let mut list: Option<String> = None;
        self.each_header(|key, value| {
            if key.eq_ignore_ascii_case(name) {
                match &mut list {
                    Some(list) => list.extend([", ", &*value]),
                    None => list = Some(value.into_owned()),
                }
            }
        });
        list
    }

    /// Returns all headers, including cookies that the trigger sends separately. Invalid headers are left out.
    ///
    /// # Errors
    ///
    /// If there are more names than a map takes, which are 24,576.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, MaxSizeReached> {
        let mut map = HeaderMap::new();
        self.fill(&mut map)?;
        Ok(map)
    }

    /// Returns the headers that [`header_map`](Self::header_map) returns, without those for which a map has no place.
    pub(crate) fn headers_that_fit(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        // An error means that the map is full.
        let _ = self.fill(&mut map);
        map
    }

    fn fill(&self, map: &mut HeaderMap) -> Result<(), MaxSizeReached> {
        let mut full = None;
        self.each_header(|key, value| {
            if let (Ok(name), Ok(value)) = (
                key.parse::<HeaderName>(),
                HeaderValue::from_bytes(value.as_bytes()),
            ) && let Err(error) = map.try_append(name, value)
            {
                full = Some(error);
            }
        });
        if let Some(error) = full {
            return Err(error);
        }
        // A function URL also sends them as a header, in which those of several lines are joined with commas.
        if self.cookies.is_some()
            && let Some(cookies) = self.cookie_header()
            && let Ok(value) = HeaderValue::try_from(cookies)
        {
            map.try_insert(COOKIE, value)?;
        }
        Ok(())
    }

    /// Visits the cookies, one or several (`a=1; b=2`) at a time.
    pub(crate) fn each_cookie(&self, mut visit: impl FnMut(&str)) {
        match self.separate_cookies() {
            Some(cookies) => cookies.iter().for_each(|cookie| visit(&cookie.0)),
            None => self.each_header(|name, value| {
                if name.eq_ignore_ascii_case(COOKIE.as_str()) {
                    visit(&value);
                }
            }),
        }
    }

    /// The cookies that the trigger sends separately from the headers.
    fn separate_cookies(&self) -> Option<Vec<Text<'a>>> {
        let cookies: Vec<_> = serde_json::from_str(self.cookies?).ok()?;
        (!cookies.is_empty()).then_some(cookies)
    }

    /// Returns the cookies as the value of one header, also those of several lines (RFC 9113, 8.2.3).
    pub(crate) fn cookie_header(&self) -> Option<String> {
        let mut joined: Option<String> = None;
        self.each_cookie(|cookies| match &mut joined {
            Some(joined) => joined.extend(["; ", cookies]),
            None => joined = Some(cookies.to_owned()),
        });
        joined
    }

    /// Returns the body's bytes, or `None` without a body.
    pub(crate) fn body(&self) -> Option<Result<Cow<'a, [u8]>, BodyError>> {
        let raw = self.body?;
        let Some(text) = text_of(raw).filter(|_| !self.body_is_damaged) else {
            return match raw {
                "null" => None,
                // With bytes that are not UTF-8, or a lone surrogate.
                json if json.starts_with('"') => Some(Err(BodyError::NotText)),
                _ => Some(Err(BodyError::NotString)),
            };
        };
        if text.is_empty() {
            return None;
        }
        Some(if self.body_is_base64 {
            BASE64
                .decode(&*text)
                .map(Cow::Owned)
                .map_err(BodyError::NotBase64)
        } else {
            Ok(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            })
        })
    }

    /// Visits the name and each value of every header.
    pub(crate) fn each_header(&self, mut visit: impl FnMut(&str, Cow<'a, str>)) {
        self.headers.each(|name, value| {
            each_text(value, |value| visit(name, value));
        });
    }
}

/// Headers or query parameters: an object of lists, an object of single values, or both.
///
/// A single value is the last of its list. Some events carry both objects, and some leave the lists empty.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pairs<'a> {
    pub(crate) lists: Option<&'a str>,
    pub(crate) singles: Option<&'a str>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(lists: Option<&'a RawValue>, singles: Option<&'a RawValue>) -> Self {
        let is_object = |json: &&str| json.starts_with('{');
        Self {
            lists: lists.map(RawValue::get).filter(is_object),
            singles: singles.map(RawValue::get).filter(is_object),
        }
    }

    /// Whether the lists have a member, or there are no single values.
    pub(super) fn has_lists(&self) -> bool {
        let has_members = |json: &str| Members::of(json).next().is_some();
        self.lists.is_some_and(has_members)
            || self.lists.is_some() && !self.singles.is_some_and(has_members)
    }

    /// Returns the last value of each name. Names without text are left out.
    pub(crate) fn last_values(self) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        self.each(|name, value| {
            each_text(value, |text| {
                values.insert(name.clone().into_owned(), text.into_owned());
            });
        });
        values
    }

    /// Visits each name with the JSON of its values: the list, or the single value where the list is empty or missing.
    pub(crate) fn each(self, mut visit: impl FnMut(&Cow<'a, str>, &'a str)) {
        let members = |json: Option<&'a str>| Members::of(json.unwrap_or_default());
        if self.lists.is_none() {
            members(self.singles).for_each(|(name, single)| visit(&name, single));
            return;
        }
        let mut lists = members(self.lists).peekable();
        let mut some_are_empty = lists.peek().is_none();
        for (name, list) in lists {
            if is_empty(list) {
                some_are_empty = true;
            } else {
                visit(&name, list);
            }
        }
        if some_are_empty {
            for (name, single) in members(self.singles) {
                let mut lists = members(self.lists);
                if !lists.any(|(listed, list)| listed == name && !is_empty(list)) {
                    visit(&name, single);
                }
            }
        }
    }
}

/// Whether the JSON of a list has no text.
fn is_empty(list: &str) -> bool {
    let mut is_empty = true;
    each_text(list, |_| is_empty = false);
    is_empty
}

/// A request's query, in the form in which its trigger sends it.
pub(crate) enum QueryText<'a> {
    /// `a=1&b=2`, as the client sent it.
    Text(Cow<'a, str>),
    /// Names, each with a value or an array of values.
    Object {
        pairs: Pairs<'a>,
        /// Whether names and values are still percent-encoded.
        encoded: bool,
    },
}

impl<'a> QueryText<'a> {
    /// A query from an object of arrays and one of single values.
    pub(super) fn object(
        lists: Option<&'a RawValue>,
        singles: Option<&'a RawValue>,
        encoded: bool,
    ) -> Self {
        Self::Object {
            pairs: Pairs::new(lists, singles),
            encoded,
        }
    }

    /// Whether names and values are still percent-encoded.
    pub(crate) fn is_encoded(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Object { encoded, .. } => *encoded,
        }
    }

    /// Visits each name with each of its values, in order.
    pub(crate) fn each<'q>(&'q self, mut visit: impl FnMut(Cow<'q, str>, Cow<'q, str>)) {
        match self {
            Self::Text(text) => {
                for pair in text.split('&').filter(|pair| !pair.is_empty()) {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    visit(Cow::Borrowed(name), Cow::Borrowed(value));
                }
            }
            Self::Object { pairs, .. } => pairs.each(|name, value| {
                each_text(value, |value| visit(name.clone(), value));
            }),
        }
    }
}
