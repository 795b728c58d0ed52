//! Responses with validators, and what preconditions make of them.

use std::mem;
use std::time::SystemTime;

use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    LAST_MODIFIED,
};

use super::date;
use super::etag::ETag;
use super::preconditions::{Preconditions, Verdict, Version, failed};
use super::range::{self, Asked};
use crate::handler::reply::{Problem, Response, ResponseBody};

/// The headers of a body, which a response without it does not have (RFC 9110, 15.4.5).
const OF_BODY: [HeaderName; 6] = [
    CONTENT_TYPE,
    CONTENT_LENGTH,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_RANGE,
    CONTENT_DISPOSITION,
];

impl Response {
    /// Sets the header `etag`.
    pub fn with_etag(mut self, etag: &ETag) -> Self {
        // The value is ASCII. Nothing is added to the 500 in place of a reply that could not be made.
        if let Ok(value) = HeaderValue::from_str(etag.as_str())
            && !self.refused
        {
            self.headers.insert(ETAG, value);
        }
        self
    }

    /// Sets the header `last-modified`.
    pub fn with_last_modified(mut self, time: SystemTime) -> Self {
        if let Ok(value) = HeaderValue::from_str(&date::formatted(time))
            && !self.refused
        {
            self.headers.insert(LAST_MODIFIED, value);
        }
        self
    }

    /// Answers the preconditions and the range of a GET or HEAD request, by the headers `etag` and `last-modified` of this response.
    ///
    /// | the client | response |
    /// |---|---|
    /// | has this version | 304 without a body |
    /// | expects another version | 412 |
    /// | asks for one range of bytes | 206 with these bytes |
    /// | asks for a range that the body does not have | 416 |
    ///
    /// Everything else is unchanged: other methods, other statuses than 200, a [`StreamBody`](crate::StreamBody). A request for several
    /// ranges is answered with the whole body. The middleware [`etag`](crate::middleware::etag) does this for all routes.
    ///
    /// ```
    /// use gatewright::prelude::*;
    /// use gatewright::{ETag, Preconditions, Response};
    ///
    /// #[lambda_handler(main = false)]
    /// #[get("/report")]
    /// async fn report(preconditions: Preconditions) -> Response {
    ///     let text = "a long report";
    ///     Response::new(StatusCode::OK).with_text(text).with_etag(&ETag::of(text)).conditional(&preconditions)
    /// }
    ///
    /// # fn main() {
    /// use gatewright::testing::{TestRequest, block_on};
    ///
    /// let send = |request: TestRequest| block_on(request.send(&REPORT)).unwrap();
    /// let first = send(TestRequest::new("GET", "/report"));
    /// assert_eq!((first.status(), first.text()), (200, "a long report"));
    /// let tag = first.header("etag").unwrap();
    /// let again = send(TestRequest::new("GET", "/report").header("if-none-match", tag));
    /// assert_eq!((again.status(), again.text()), (304, ""));
    /// let part = send(TestRequest::new("GET", "/report").header("range", "bytes=2-5"));
    /// assert_eq!((part.status(), part.text()), (206, "long"));
    /// # }
    /// ```
    pub fn conditional(self, preconditions: &Preconditions) -> Self {
        if !preconditions.reads() || !self.is_whole() {
            return self;
        }
        let text = |name: &HeaderName| {
            let value = self.headers.get(name)?;
            std::str::from_utf8(value.as_bytes()).ok()
        };
        let version = Version {
            exists: true,
            etag: text(&ETAG).map(str::trim),
            modified: text(&LAST_MODIFIED).and_then(date::parsed),
        };
        match preconditions.verdict(version) {
            Verdict::NotModified => self.not_modified(),
            Verdict::Failed(header) => {
                self.replaced(StatusCode::PRECONDITION_FAILED, failed(header))
            }
            Verdict::Fulfilled => match &preconditions.range {
                Some(range) if preconditions.gets && preconditions.takes_part_of(version) => {
                    self.part(range)
                }
                _ => self.accepting_ranges(),
            },
        }
    }

    /// Whether preconditions apply: they do to a response that is a success and has its whole body.
    fn is_whole(&self) -> bool {
        self.status == StatusCode::OK
            && !self.refused
            && !matches!(self.body, ResponseBody::Stream(_))
    }

    /// Sets a strong tag of the body's bytes, unless the response has a tag or is not to be stored.
    pub(crate) fn tagged(self) -> Self {
        let bytes = match &self.body {
            ResponseBody::Text(text) => text.as_bytes(),
            ResponseBody::Bytes(bytes) => bytes,
            ResponseBody::Empty | ResponseBody::Stream(_) => return self,
        };
        if !self.is_whole() || self.headers.contains_key(ETAG) || is_not_stored(&self.headers) {
            return self;
        }
        let etag = ETag::of(bytes);
        self.with_etag(&etag)
    }

    fn not_modified(mut self) -> Self {
        self.status = StatusCode::NOT_MODIFIED;
        self.without_body();
        // A date guides a cache only where there is no tag.
        if self.headers.contains_key(ETAG) {
            self.headers.remove(LAST_MODIFIED);
        }
        self
    }

    fn without_body(&mut self) {
        self.body = ResponseBody::Empty;
        self.body_type = None;
        for name in &OF_BODY {
            self.headers.remove(name);
        }
    }

    /// Replaces status and body by a problem, and keeps the other headers.
    fn replaced(mut self, status: StatusCode, detail: String) -> Self {
        self.without_body();
        for name in [ETAG, LAST_MODIFIED, CACHE_CONTROL] {
            self.headers.remove(name);
        }
        let problem = Problem::new(status).detail(detail).into_response();
        self.status = problem.status;
        self.body_type = problem.body_type;
        self.body = problem.body;
        self
    }

    fn accepting_ranges(mut self) -> Self {
        if matches!(self.body, ResponseBody::Text(_) | ResponseBody::Bytes(_)) {
            let bytes = HeaderValue::from_static("bytes");
            self.headers.entry(ACCEPT_RANGES).or_insert(bytes);
        }
        self
    }

    /// Answers with the bytes that `header` asks for.
    fn part(mut self, header: &str) -> Self {
        let length = match &self.body {
            ResponseBody::Text(text) => text.len(),
            ResponseBody::Bytes(bytes) => bytes.len(),
            ResponseBody::Empty | ResponseBody::Stream(_) => return self,
        };
        let (content_range, part) = match range::asked(header, length) {
            Asked::Whole => return self.accepting_ranges(),
            Asked::Unsatisfiable => {
                let detail = format!("the body has {length} bytes, and the range is outside of it");
                self = self.replaced(StatusCode::RANGE_NOT_SATISFIABLE, detail);
                (format!("bytes */{length}"), None)
            }
            Asked::Part(part) => {
                let (first, last) = (part.start, part.end - 1);
                (format!("bytes {first}-{last}/{length}"), Some(part))
            }
        };
        if let Some(part) = part {
            let bytes = match mem::replace(&mut self.body, ResponseBody::Empty) {
                ResponseBody::Text(text) => Bytes::from(text),
                ResponseBody::Bytes(bytes) => bytes,
                ResponseBody::Empty | ResponseBody::Stream(_) => Bytes::new(),
            };
            self.headers.remove(CONTENT_LENGTH);
            self.body = ResponseBody::Bytes(bytes.slice(part));
            self.status = StatusCode::PARTIAL_CONTENT;
        }
        // Digits are ASCII.
        if let Ok(value) = HeaderValue::from_str(&content_range) {
            self.headers.insert(CONTENT_RANGE, value);
        }
        self.headers
            .insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        self
    }
}

fn is_not_stored(headers: &HeaderMap) -> bool {
    let values = headers.get_all(CACHE_CONTROL).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|directive| directive.trim().eq_ignore_ascii_case("no-store"))
}
