//! Layers of `tower-http` as middleware, with the feature `tower`.

use std::convert::Infallible;

use gatewright::http::header::{HeaderName, SERVER};
use gatewright::http::{HeaderValue, Request as HttpRequest};
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on};
use gatewright::tower::{Handler, through};
use gatewright::{Next, Request, Response};
use tower::util::MapRequest;
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::body::Limited;
use tower_http::limit::{RequestBodyLimit, RequestBodyLimitLayer};
use tower_http::set_header::{SetRequestHeaderLayer, SetResponseHeaderLayer};

async fn headers(request: Request, next: Next<'_>) -> Response {
    let name = HeaderName::from_static("x-from-layer");
    let layers = ServiceBuilder::new()
        .layer(SetRequestHeaderLayer::overriding(
            name,
            HeaderValue::from_static("yes"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            SERVER,
            HeaderValue::from_static("gatewright"),
        ));
    through(layers.into_inner(), request, next).await
}

/// Takes the body through a layer that changes its type.
struct Limit;

type Unlimited = fn(HttpRequest<Limited<Body>>) -> HttpRequest<Body>;

impl<'n> tower::Layer<Handler<'n>> for Limit {
    type Service = RequestBodyLimit<MapRequest<Handler<'n>, Unlimited>>;

    fn layer(&self, handler: Handler<'n>) -> Self::Service {
        let unlimited: Unlimited = |request| request.map(|_| Body::from("limited"));
        RequestBodyLimitLayer::new(8).layer(handler.map_request(unlimited))
    }
}

async fn limited(request: Request, next: Next<'_>) -> Response {
    through(Limit, request, next).await
}

async fn fails(request: Request, next: Next<'_>) -> Response {
    let layer = tower::layer::layer_fn(|_: Handler<'_>| {
        service_fn(|_: HttpRequest<Body>| async {
            Err::<gatewright::http::Response<gatewright::ResponseBody>, std::io::Error>(
                std::io::Error::other("the cache is gone"),
            )
        })
    });
    through(layer, request, next).await
}

async fn sees_uri(request: Request, next: Next<'_>) -> Response {
    let layer = tower::layer::layer_fn(|_: Handler<'_>| {
        service_fn(|request: HttpRequest<Body>| async move {
            let text = format!(
                "{} {} {:?}",
                request.method(),
                request.uri(),
                request.headers().get("a")
            );
            Ok::<_, Infallible>(gatewright::http::Response::new(
                gatewright::ResponseBody::Text(text),
            ))
        })
    });
    through(layer, request, next).await
}

#[lambda_handler(main = false)]
#[dispatch(middleware(headers))]
mod shop {
    use super::*;

    #[post("/echo")]
    pub async fn echo(headers: Headers, body: Body) -> (Headers, Body) {
        let mut reply = Headers::default();
        if let Some(value) = headers.get("x-from-layer") {
            reply.insert("x-seen", value.clone());
        }
        (reply, body)
    }

    #[post("/limited")]
    #[middleware(limited)]
    pub async fn limit(body: Body) -> Body {
        body
    }

    #[get("/fails")]
    #[middleware(fails)]
    pub async fn failing() {}

    #[get("/uri")]
    #[middleware(sees_uri)]
    pub async fn uri() {}

    #[get("/stream")]
    pub async fn stream() -> StreamBody {
        StreamBody::writing(|mut body| async move {
            body.write("one,").await;
            body.write("two").await;
            Ok(())
        })
    }
}

fn send(request: TestRequest) -> TestResponse {
    block_on(request.send(&shop::GATEWAY)).unwrap()
}

#[test]
fn layers_change_the_headers_of_requests_and_responses() {
    let response = send(
        TestRequest::new("POST", "/echo")
            .header("x-from-layer", "no")
            .bytes([0xff, 0]),
    );
    assert_eq!(
        (response.status(), response.bytes()),
        (200, [0xff, 0].as_slice())
    );
    assert_eq!(
        (response.header("x-seen"), response.header("server")),
        (Some("yes"), Some("gatewright"))
    );
    // The refusals of the framework pass through them too.
    let response = send(TestRequest::new("GET", "/nothing"));
    assert_eq!(
        (response.status(), response.header("server")),
        (404, Some("gatewright"))
    );
}

#[test]
fn layer_may_change_the_type_of_bodies() {
    assert_eq!(
        send(TestRequest::new("POST", "/limited").text("1234")).text(),
        "limited"
    );
    let response = send(
        TestRequest::new("POST", "/limited")
            .header("content-length", "9")
            .text("123456789"),
    );
    assert_eq!(response.status(), 413);
}

#[test]
fn error_of_a_service_is_a_500_without_detail() {
    let response = send(TestRequest::new("GET", "/fails"));
    assert_eq!(response.status(), 500);
    assert!(!response.text().contains("cache"), "{}", response.text());
}

#[test]
fn layer_sees_the_method_the_uri_and_the_headers() {
    let response = send(TestRequest::new("GET", "/uri?a=1&b=%20").header("A", "b"));
    assert_eq!(response.text(), r#"GET /uri?a=1&b=%20 Some("b")"#);
}

#[test]
fn stream_passes_through_a_layer() {
    assert_eq!(send(TestRequest::new("GET", "/stream")).text(), "one,two");
}
