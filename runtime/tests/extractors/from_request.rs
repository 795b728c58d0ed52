use std::cell::Cell;
use std::rc::Rc;

use gatewright::prelude::*;
use gatewright::{FromRequest, Rejection, RequestRef};
use serde::Deserialize;
use serde_json::json;

use super::{answer, request, whole_reply};

thread_local! {
    /// The code that ran, in order. `block_on` runs everything on this thread.
    static RAN: Cell<Vec<&'static str>> = const { Cell::new(Vec::new()) };
}

fn ran(what: &'static str) {
    let mut all = RAN.take();
    all.push(what);
    RAN.set(all);
}

#[lazy_module]
mod keys {
    pub fn init() -> &'static str {
        "secret"
    }
}

#[lazy_module]
mod broken {
    use super::*;

    pub fn init() -> Result<u8, Error> {
        Err(Error::msg("no table"))
    }
}

/// It also implements `Deserialize`, as a user that is read from a token does.
#[derive(Deserialize)]
pub struct User {
    name: String,
}

pub enum AuthError {
    Absent,
    Wrong,
}

impl IntoProblem for AuthError {
    fn into_problem(self) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED).header("www-authenticate", "Bearer")
    }
}

impl FromRequest for User {
    type Error = AuthError;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, AuthError> {
        ran("user");
        let token = request.header("Authorization").ok_or(AuthError::Absent)?;
        let keys: keys::Lazy = request.extract().await.map_err(|_| AuthError::Wrong)?;
        if token != **keys {
            return Err(AuthError::Wrong);
        }
        Ok(Self {
            name: format!(
                "{} {} {}",
                request.method(),
                request.path(),
                request.route()
            ),
        })
    }

    fn is_absent(error: &AuthError) -> bool {
        matches!(error, AuthError::Absent)
    }
}

pub struct Limit(u32);

impl FromRequest for Limit {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        #[derive(Deserialize)]
        struct Page {
            limit: u32,
        }
        let Query(page): Query<Page> = request.extract().await?;
        Ok(Self(page.limit))
    }
}

pub struct Unavailable;

impl FromRequest for Unavailable {
    type Error = gatewright::InitError;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, Self::Error> {
        broken::get().await.map(|_| Self)
    }
}

/// Its future is not `Send`, with or without the feature `concurrent`: a function in single mode stays on one thread.
pub struct Shared(Rc<str>);

impl FromRequest for Shared {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        let path: Rc<str> = request.path().into();
        tokio::task::yield_now().await;
        Ok(Self(path))
    }
}

#[lazy_module]
mod catalog {
    use super::*;

    pub fn init() -> u8 {
        ran("catalog");
        1
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod handlers {
    use super::*;

    #[get("/me/{number}")]
    pub async fn me(_catalog: catalog::Lazy, user: User, Path(_): Path<u8>) -> String {
        user.name
    }

    #[post("/orders")]
    pub async fn order(Json(order): Json<u8>, user: User) -> String {
        format!("{order} of {}", user.name)
    }

    #[get("/maybe")]
    pub async fn maybe(user: Option<User>) -> String {
        user.map_or("anonymous".to_owned(), |user| user.name)
    }

    #[get("/limit")]
    pub async fn limit(limit: Limit) -> Json<u32> {
        Json(limit.0)
    }

    #[get("/shared")]
    pub async fn shared(Shared(path): Shared, again: Option<Shared>) -> String {
        tokio::task::yield_now().await;
        format!("{path} {}", again.is_some())
    }

    #[get("/unavailable")]
    pub async fn unavailable(_: Unavailable) -> StatusCode {
        StatusCode::OK
    }
}

fn with(token: &str) -> serde_json::Value {
    json!({"headers": {"authorization": token}})
}

#[test]
fn body_is_parsed_only_after_own_extractors() {
    let body = |token: &str| json!({"headers": {"authorization": token}, "body": "{not json"});
    let without = request("POST", "/orders", &json!({"body": "{not json"}));
    assert_eq!(answer(&handlers::GATEWAY, without).0, 401);
    assert_eq!(RAN.take(), ["user"]);
    let (status, problem) = answer(
        &handlers::GATEWAY,
        request("POST", "/orders", &body("secret")),
    );
    assert_eq!((status, RAN.take()), (400, vec!["user"]));
    assert!(
        problem["detail"].as_str().unwrap().starts_with("body:"),
        "{problem}"
    );
}

/// One test, because `catalog` starts only once in a process.
#[test]
fn runs_between_built_in_extractors_and_modules() {
    let (status, _) = answer(&handlers::GATEWAY, request("GET", "/me/x", &with("secret")));
    assert_eq!((status, RAN.take()), (400, vec![]));

    let reply = whole_reply(&handlers::GATEWAY, request("GET", "/me/1", &json!({})));
    assert_eq!(
        (
            &reply["statusCode"],
            &reply["multiValueHeaders"]["www-authenticate"]
        ),
        (&json!(401), &json!(["Bearer"]))
    );
    assert_eq!(RAN.take(), ["user"]);

    let answered = answer(&handlers::GATEWAY, request("GET", "/me/1", &with("secret")));
    assert_eq!(answered, (200, json!("GET /me/1 /me/{number}")));
    assert_eq!(RAN.take(), ["user", "catalog"]);
}

#[test]
fn option_is_none_if_absent_and_rejects_if_wrong() {
    assert_eq!(
        answer(&handlers::GATEWAY, request("GET", "/maybe", &json!({}))),
        (200, json!("anonymous"))
    );
    assert_eq!(
        answer(&handlers::GATEWAY, request("GET", "/maybe", &with("other"))).0,
        401
    );
    assert_eq!(
        answer(
            &handlers::GATEWAY,
            request("GET", "/maybe", &with("secret"))
        ),
        (200, json!("GET /maybe /maybe"))
    );
}

#[test]
fn rejection_of_nested_extractor_is_returned() {
    let good = request(
        "GET",
        "/limit",
        &json!({"queryStringParameters": {"limit": "5"}}),
    );
    assert_eq!(answer(&handlers::GATEWAY, good), (200, json!(5)));
    let (status, problem) = answer(&handlers::GATEWAY, request("GET", "/limit", &json!({})));
    assert_eq!(
        (status, &problem["detail"]),
        (400, &json!("query parameter: missing field `limit`"))
    );
}

#[test]
fn failed_lazy_module_is_a_503_without_reason() {
    let (status, problem) = answer(
        &handlers::GATEWAY,
        request("GET", "/unavailable", &json!({})),
    );
    assert_eq!(status, 503);
    assert_eq!(
        problem,
        json!({"type": "about:blank", "title": "Service Unavailable", "status": 503})
    );
}

#[test]
fn single_mode_extractor_may_not_be_send() {
    let answered = answer(&handlers::GATEWAY, request("GET", "/shared", &json!({})));
    assert_eq!(answered, (200, json!("/shared true")));
}

/// Types of the user's own with the names of extractors: the type decides, and not its name.
mod named {
    use gatewright::{FromRequest, Rejection, RequestRef};

    pub struct Header<T>(pub T);

    impl FromRequest for Header<u64> {
        type Error = Rejection;

        async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
            let value = request.header("x-depth");
            let value = value.and_then(|value| value.parse().ok());
            value.map(Self).ok_or_else(|| Rejection::invalid("x-depth"))
        }

        fn is_absent(_: &Rejection) -> bool {
            true
        }
    }

    pub type Valid<T> = gatewright::Header<T>;
}

#[lambda_handler(main = false)]
#[dispatch]
mod namesakes {
    use super::*;

    #[get("/depth")]
    pub async fn depth(
        depth: named::Header<u64>,
        again: Option<named::Header<u64>>,
        accept: named::Valid<gatewright::Accept>,
    ) -> String {
        let best = accept.0.best(["text/html", "text/plain"]);
        format!("{} {:?} {best:?}", depth.0, again.map(|again| again.0))
    }
}

#[test]
fn extractor_is_known_by_its_type_not_its_name() {
    let headers = json!({"headers": {"x-depth": "7", "accept": "text/plain"}});
    assert_eq!(
        answer(&namesakes::GATEWAY, request("GET", "/depth", &headers)),
        (200, json!("7 Some(7) Some(\"text/plain\")"))
    );
    let without = request("GET", "/depth", &json!({}));
    assert_eq!(answer(&namesakes::GATEWAY, without).0, 400);
}
