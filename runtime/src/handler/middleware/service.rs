//! The rest of a chain as a `tower::Service`, so that layers of tower and tower-http run as middleware.

use std::convert::Infallible;
use std::fmt;
use std::fmt::Write as _;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use futures_util::Stream;
use http_body::{Frame, SizeHint};
use tower::{Layer, Service, ServiceExt as _};

use super::chain::Rest;
use super::next::Next;
use super::request::Request;
use crate::error::Error;
use crate::event::{HttpRequest, QueryText};
use crate::handler::extract::Body;
use crate::handler::reply::{IntoProblem, Response, ResponseBody, StreamBody};
use crate::platform::threads::Boxed;

/// Runs a layer of tower around the rest: the middleware within this one, then the handler.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::http::HeaderValue;
/// use gatewright::tower::through;
/// use gatewright::{Next, Request, Response};
/// use tower::util::MapResponseLayer;
///
/// async fn versioned(request: Request, next: Next<'_>) -> Response {
///     // In place of a layer of tower-http.
///     let layer = MapResponseLayer::new(|mut response: gatewright::http::Response<_>| {
///         response.headers_mut().insert("x-version", HeaderValue::from_static("3"));
///         response
///     });
///     through(layer, request, next).await
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/")]
/// #[middleware(versioned)]
/// async fn root() -> &'static str {
///     "root"
/// }
///
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let response = block_on(TestRequest::new("GET", "/").send(&ROOT)).unwrap();
/// assert_eq!((response.text(), response.header("x-version")), ("root", Some("3")));
/// # }
/// ```
///
/// An error of the layer's service is a 500, and is logged. A body whose size is known is sent whole; any other is a stream.
pub async fn through<'n, L, B, E>(layer: L, request: Request, next: Next<'n>) -> Response
where
    L: Layer<Handler<'n>>,
    L::Service: Service<http::Request<Body>, Response = http::Response<B>, Error = E>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let sent = match as_http(&request) {
        Ok(sent) => sent,
        Err(error) => return error.into_problem().into_response(),
    };
    let handler = Handler {
        rest: Some((request, next.into_rest())),
    };
    match layer.layer(handler).oneshot(sent).await {
        Ok(response) => answered(response).await,
        Err(error) => Error::from(error.into()).into_problem().into_response(),
    }
}

/// The rest of the way to the handler, as a service. It is called once.
pub struct Handler<'n> {
    rest: Option<(Request, Rest<'n>)>,
}

impl fmt::Debug for Handler<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

impl<'n> Service<http::Request<Body>> for Handler<'n> {
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = Boxed<'n, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, sent: http::Request<Body>) -> Self::Future {
        let rest = self.rest.take();
        Box::pin(async move {
            let Some((mut request, rest)) = rest else {
                let error = Error::with_type(
                    "HandlerCalledTwice",
                    "a layer has called the handler a second time",
                );
                return Ok(error.into_problem().into_response().into());
            };
            let (parts, body) = sent.into_parts();
            if parts.headers != *request.headers() {
                *request.headers_mut() = parts.headers;
            }
            let request = match request.body() {
                Ok(unchanged) if unchanged == body.0 => request,
                _ => request.with_body(body.0),
            };
            Ok(rest.run_for_caller(request).await.into())
        })
    }
}

/// Returns the request in the form of the crate `http`.
fn as_http(request: &Request) -> Result<http::Request<Body>, Error> {
    let mut sent = http::Request::builder()
        .method(request.method())
        .uri(uri_of(&request.view()))
        .body(Body(request.body().map_err(|rejection| {
            Error::msg(rejection.into_function_error().message)
        })?))?;
    sent.headers_mut().clone_from(request.headers());
    Ok(sent)
}

/// Returns path and query, percent-encoded.
fn uri_of(http: &HttpRequest<'_>) -> String {
    let mut uri = String::with_capacity(http.path.len() + 1);
    if !http.path.starts_with('/') {
        uri.push('/');
    }
    encode(
        &mut uri,
        &http.path,
        http.path_is_encoded,
        b"/:@!$&'()*+,;=",
    );
    match &http.query {
        QueryText::Text(text) => {
            if !text.is_empty() {
                uri.push('?');
                encode(&mut uri, text, true, b"/:@!$&'()*+,;=?");
            }
        }
        query @ QueryText::Object { .. } => {
            let mut separator = '?';
            query.each(|name, value| {
                uri.push(separator);
                separator = '&';
                encode(&mut uri, &name, query.is_encoded(), b"/:@!$'()*,;?");
                uri.push('=');
                encode(&mut uri, &value, query.is_encoded(), b"/:@!$'()*,;?");
            });
        }
    }
    uri
}

/// Appends `text`, with the bytes encoded that are neither unreserved (RFC 3986, 2.3) nor in `kept`.
fn encode(uri: &mut String, text: &str, is_encoded: bool, kept: &[u8]) {
    for byte in text.bytes() {
        let is_kept = byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || kept.contains(&byte)
            || (is_encoded && byte == b'%');
        if is_kept {
            uri.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

async fn answered<B>(response: http::Response<B>) -> Response
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = response.into_parts();
    let size = body.size_hint().exact();
    let stream = StreamBody::new(Frames(Box::pin(body)));
    let body = match size {
        Some(0) => ResponseBody::Empty,
        None => ResponseBody::Stream(stream),
        Some(_) => match stream.into_bytes().await {
            Ok(bytes) => ResponseBody::Bytes(bytes),
            Err(error) => return error.into_problem().into_response(),
        },
    };
    http::Response::from_parts(parts, body).into()
}

/// The data of a body. Trailers are left out: no trigger sends them.
struct Frames<B>(Pin<Box<B>>);

impl<B> Stream for Frames<B>
where
    B: http_body::Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return match self.0.as_mut().poll_frame(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(Error::from(error.into())))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(mut data) => Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining())))),
                    Err(_) => continue,
                },
            };
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = mem::take(&mut self.0);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}

/// An error of a streamed body.
#[derive(Debug)]
pub struct StreamError(Error);

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for StreamError {}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        if let Self::Stream(stream) = &mut *self {
            let chunk = Pin::new(stream).poll_next(context);
            return chunk
                .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data).map_err(StreamError)));
        }
        let bytes = match mem::replace(&mut *self, Self::Empty) {
            Self::Text(text) => Bytes::from(text),
            Self::Bytes(bytes) => bytes,
            Self::Empty | Self::Stream(_) => Bytes::new(),
        };
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Text(text) => SizeHint::with_exact(text.len() as u64),
            Self::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}

/// A body without content.
impl Default for ResponseBody {
    fn default() -> Self {
        Self::Empty
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Shape, Trigger};

    fn uri(event: &str) -> String {
        let shape = Shape::of(event).unwrap();
        uri_of(&Trigger::read(&shape).unwrap())
    }

    #[test]
    fn uri_has_the_path_and_the_query_percent_encoded() {
        // An HTTP API decodes the path and leaves the query.
        assert_eq!(
            uri(
                r#"{"version": "2.0", "rawPath": "/a b/100%", "rawQueryString": "x=%C3%A4&y", "requestContext": {"http": {"method": "GET"}}}"#
            ),
            "/a%20b/100%25?x=%C3%A4&y"
        );
        // A REST API leaves the path and decodes the query.
        assert_eq!(
            uri(
                r#"{"httpMethod": "GET", "path": "/a%20b", "multiValueQueryStringParameters": {"a&": ["1 2", "="]}, "requestContext": {}}"#
            ),
            "/a%20b?a%26=1%202&a%26=%3D"
        );
        assert_eq!(
            uri(r#"{"httpMethod": "GET", "path": "/", "requestContext": {}}"#),
            "/"
        );
    }
}
