//! Typed values that middleware passes to handlers, and the parameters of middleware.

use std::collections::HashMap;

use gatewright::prelude::*;
use gatewright::{FromRequest, IntoResponse, Next, Rejection, Request, RequestRef, Response};
use serde_json::json;

use super::{send, send_with};

#[lazy_module]
mod keys {
    use super::*;

    pub async fn init() -> Result<HashMap<String, String>, Error> {
        Ok(HashMap::from([("secret-1".to_owned(), "ada".to_owned())]))
    }
}

#[derive(Clone, Debug, Extension)]
pub struct User(String);

#[derive(Clone, Debug, Extension)]
pub struct Tenant(u32);

#[derive(Clone, Debug, Extension)]
pub struct Plan {
    seats: u32,
}

/// Takes a lazy module and an extractor of the request.
async fn auth(
    request: Request,
    next: Next<'_, User>,
    keys: keys::Lazy,
    headers: Headers,
) -> Response {
    let token = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    match token.and_then(|token| keys.get(token.strip_prefix("Bearer ")?)) {
        Some(name) => next.provide(User(name.clone())).run(request).await,
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// Takes what a layer outside of it provides, and provides two types.
pub async fn tenant(
    request: Request,
    next: Next<'_, (Tenant, Plan)>,
    Extension(user): Extension<User>,
) -> Response {
    let seats = u32::try_from(user.0.len()).unwrap();
    next.provide((Tenant(7), Plan { seats })).run(request).await
}

/// An extractor that asks for an extension.
pub struct Greeting(String);

impl FromRequest for Greeting {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        let Extension(user): Extension<User> = request.extract().await?;
        let tenant = request.extension::<Tenant>();
        Ok(Self(format!("Hello, {} of {tenant:?}", user.0)))
    }
}

mod inside {
    use super::*;

    /// Its handler takes what only the gateway provides.
    #[dispatch(middleware(tenant))]
    pub mod api {
        use super::*;

        #[get("/me")]
        pub async fn me(
            Extension(user): Extension<User>,
            Extension(tenant): Extension<Tenant>,
            Extension(plan): Extension<Plan>,
        ) -> String {
            format!("{} {} {}", user.0, tenant.0, plan.seats)
        }

        #[get("/greeting")]
        pub async fn greeting(greeting: Greeting) -> String {
            greeting.0
        }
    }
}

mod open {
    use super::*;

    #[dispatch]
    pub mod api {
        use super::*;

        #[get("/open")]
        pub async fn open(user: Option<Extension<User>>) -> String {
            format!("{user:?}")
        }
    }
}

#[dispatch(interfaces(inside::api), middleware(auth))]
mod protected {}

#[lambda_handler(main = false)]
#[dispatch(interfaces(protected, open::api))]
mod gateway {}

fn with_token(path: &str) -> serde_json::Value {
    send_with(
        &gateway::GATEWAY,
        "GET",
        path,
        json!({"authorization": "Bearer secret-1"}),
    )
}

#[test]
fn handler_takes_what_the_layers_around_it_provide() {
    let reply = with_token("/me");
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(200), &json!("ada 7 3"))
    );
}

#[test]
fn request_without_credentials_never_reaches_the_handler() {
    assert_eq!(send(&gateway::GATEWAY, "GET", "/me")["statusCode"], 401);
}

#[test]
fn own_extractor_finds_extensions() {
    let reply = with_token("/greeting");
    assert_eq!(reply["body"], "Hello, ada of Some(Tenant(7))");
}

#[test]
fn option_is_none_without_a_provider() {
    assert_eq!(with_token("/open")["body"], "None");
}

/// An extractor is not proved, so the extension may be missing.
#[lambda_handler(main = false)]
#[get("/greeting")]
async fn unprotected(greeting: Greeting) -> String {
    greeting.0
}

#[test]
fn missing_extension_of_an_extractor_is_a_500_without_detail() {
    let reply = send(&UNPROTECTED, "GET", "/greeting");
    assert_eq!(reply["statusCode"], 500);
    assert!(!reply["body"].as_str().unwrap().contains("User"), "{reply}");
}

/// Rejects the request before the middleware runs.
pub async fn paged(
    request: Request,
    next: Next<'_>,
    Query(page): Query<HashMap<String, u8>>,
) -> Response {
    next.run(request)
        .await
        .with_header("x-page", format!("{}", page.len()))
}

#[lambda_handler(main = false)]
#[get("/pages")]
#[middleware(paged)]
async fn pages() -> &'static str {
    "pages"
}

#[test]
fn parameter_of_middleware_rejects_as_that_of_a_handler() {
    let mut event = super::event("GET", "/pages", json!({}));
    event["rawQueryString"] = json!("a=1&b=2");
    let reply =
        gatewright::testing::block_on(gatewright::testing::invoke(&PAGES, event.clone())).unwrap();
    assert_eq!(reply["headers"]["x-page"], "2");
    event["rawQueryString"] = json!("a=300");
    let reply = gatewright::testing::block_on(gatewright::testing::invoke(&PAGES, event)).unwrap();
    assert_eq!(reply["statusCode"], 400);
}

#[lazy_module(start = "init")]
mod started {
    pub fn init() -> u32 {
        42
    }
}

async fn uses_started(request: Request, next: Next<'_>, started: started::Lazy) -> Response {
    next.run(request).await.with_header("x-started", *started)
}

#[lambda_handler(main = false)]
#[get("/")]
#[middleware(uses_started)]
async fn root() -> &'static str {
    "root"
}

#[test]
fn lazy_module_of_middleware_starts_in_init() {
    gatewright::testing::block_on(gatewright::testing::init(&ROOT)).unwrap();
    assert_eq!(send(&ROOT, "GET", "/")["headers"]["x-started"], "42");
}

#[lazy_module]
mod broken {
    use super::*;

    pub async fn init() -> Result<u32, Error> {
        Err(Error::msg("no network"))
    }
}

async fn uses_broken(request: Request, next: Next<'_>, _: broken::Lazy) -> Response {
    next.run(request).await
}

#[lambda_handler(main = false)]
#[get("/")]
#[middleware(uses_broken)]
async fn unreachable() -> &'static str {
    "never"
}

#[test]
fn lazy_module_of_middleware_that_fails_is_a_503() {
    assert_eq!(send(&UNREACHABLE, "GET", "/")["statusCode"], 503);
}
