//! The order of layers, and the requests that each sees.

use gatewright::prelude::*;
use gatewright::{IntoResponse, Next, Request, Response};
use serde_json::json;

use super::{send, send_with};

/// Adds the name of a layer to `x-layers`, after those within it have added theirs.
macro_rules! named {
    ($($name:ident)*) => {$(
        pub async fn $name(request: Request, next: Next<'_>) -> Response {
            next.run(request).await.with_header("x-layers", stringify!($name))
        }
    )*};
}

named!(outer timing auth inner handler_only second);

mod orders {
    use super::*;

    #[dispatch(middleware(inner))]
    pub mod api {
        use super::*;

        #[get("/orders")]
        pub async fn list() -> &'static str {
            "orders"
        }

        #[post("/orders")]
        #[middleware(handler_only, second)]
        pub async fn create(Json(order): Json<u64>) -> Json<u64> {
            Json(order)
        }
    }
}

mod users {
    use super::*;

    #[dispatch]
    pub mod api {
        use super::*;

        #[get("/users/{id}")]
        pub async fn user(Path(id): Path<u64>) -> Json<u64> {
            Json(id)
        }
    }
}

#[dispatch(
    interfaces(orders::api, users::api),
    prefix = "/v1",
    middleware(timing, self::auth)
)]
mod v1 {}

#[lambda_handler(main = false)]
#[dispatch(interfaces(v1), middleware(outer))]
mod gateway {
    #[get("/health")]
    pub async fn health() -> &'static str {
        "ok"
    }

    #[operation]
    pub async fn double(number: u32) -> u32 {
        number * 2
    }
}

fn layers(method: &str, path: &str) -> (u64, String) {
    let reply = send(&gateway::GATEWAY, method, path);
    let layers = reply["headers"]["x-layers"].as_str().unwrap_or_default();
    // Each layer adds its name on the way back, so the innermost is first.
    (
        reply["statusCode"].as_u64().unwrap(),
        layers.replace(',', " "),
    )
}

#[test]
fn outer_layers_surround_those_of_merged_interfaces() {
    assert_eq!(
        layers("GET", "/v1/orders"),
        (200, "inner auth timing outer".to_owned())
    );
    assert_eq!(
        layers("GET", "/v1/users/7"),
        (200, "auth timing outer".to_owned())
    );
    assert_eq!(layers("GET", "/health"), (200, "outer".to_owned()));
}

#[test]
fn middleware_of_a_handler_is_the_innermost() {
    let expected = "second handler_only inner auth timing outer";
    // A bad body is rejected within the middleware.
    assert_eq!(layers("POST", "/v1/orders"), (400, expected.to_owned()));
}

#[test]
fn unknown_path_passes_the_layers_of_the_gateway_alone() {
    assert_eq!(layers("GET", "/nothing"), (404, "outer".to_owned()));
    assert_eq!(layers("GET", "/v1/nothing"), (404, "outer".to_owned()));
}

#[test]
fn wrong_method_passes_the_layers_of_the_owning_interface() {
    // The layers of single handlers do not see a request that no handler takes.
    assert_eq!(
        layers("DELETE", "/v1/orders"),
        (405, "inner auth timing outer".to_owned())
    );
    assert_eq!(layers("DELETE", "/health"), (405, "outer".to_owned()));
    assert_eq!(
        layers("OPTIONS", "/v1/users/7"),
        (204, "auth timing outer".to_owned())
    );
}

#[test]
fn malformed_path_passes_the_layers_of_the_gateway() {
    // A REST API leaves the path encoded.
    let event = json!({"httpMethod": "GET", "path": "/%zz", "headers": {}});
    let reply =
        gatewright::testing::block_on(gatewright::testing::invoke(&gateway::GATEWAY, event));
    let reply = reply.unwrap();
    assert_eq!(reply["statusCode"], 400);
    assert_eq!(reply["multiValueHeaders"]["x-layers"], json!(["outer"]));
}

#[test]
fn direct_invocations_pass_no_middleware() {
    // A module called `gateway` is named after its parent.
    let event = json!({"operation": "layers.double", "payload": 4});
    let reply =
        gatewright::testing::block_on(gatewright::testing::invoke(&gateway::GATEWAY, event));
    assert_eq!(reply, Ok(json!(8)));
}

pub async fn refuse(_: Request, _: Next<'_>) -> Response {
    (
        StatusCode::UNAUTHORIZED,
        [("www-authenticate", "Bearer")],
        "no token",
    )
        .into_response()
}

pub async fn fails(request: Request, next: Next<'_>) -> Result<Response, StatusCode> {
    if request.header("x-fail").is_some() {
        return Err(StatusCode::IM_A_TEAPOT);
    }
    Ok(next.run(request).await)
}

pub async fn own_404(request: Request, next: Next<'_>) -> Response {
    let response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return Problem::new(StatusCode::NOT_FOUND)
            .detail("see /docs")
            .into_problem()
            .into_response();
    }
    response
}

#[lambda_handler(main = false)]
#[dispatch(middleware(own_404, fails))]
mod shop {
    use super::*;

    /// Its body is never parsed: the middleware answers.
    #[post("/orders")]
    #[middleware(refuse)]
    pub async fn create(Json(order): Json<u64>) -> Json<u64> {
        Json(order)
    }

    #[get("/stream")]
    pub async fn stream() -> StreamBody {
        StreamBody::writing(|mut body| async move {
            body.write("a").await;
            body.write("b").await;
            Ok(())
        })
    }
}

#[test]
fn middleware_may_answer_without_the_handler() {
    let reply = send(&shop::GATEWAY, "POST", "/orders");
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(401), &json!("no token"))
    );
    assert_eq!(reply["headers"]["www-authenticate"], "Bearer");
}

#[test]
fn middleware_may_fail_with_the_errors_of_handlers() {
    let headers = json!({"x-fail": "1"});
    let reply = send_with(&shop::GATEWAY, "GET", "/stream", headers);
    assert_eq!(reply["statusCode"], 418);
}

#[test]
fn middleware_may_replace_the_404_of_the_framework() {
    let reply = send(&shop::GATEWAY, "GET", "/nothing");
    assert_eq!(reply["statusCode"], 404);
    assert!(
        reply["body"].as_str().unwrap().contains("see /docs"),
        "{reply}"
    );
}

#[test]
fn streamed_body_passes_through() {
    let reply = send(&shop::GATEWAY, "GET", "/stream");
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(200), &json!("ab"))
    );
}

/// A function of one handler.
#[lambda_handler(main = false)]
#[get("/hello")]
#[middleware(outer, inner)]
async fn hello() -> &'static str {
    "hello"
}

#[test]
fn function_of_one_handler_has_middleware() {
    let reply = send(&HELLO, "GET", "/hello");
    assert_eq!(reply["headers"]["x-layers"], "inner,outer");
}
