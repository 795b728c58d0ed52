//! Error documents: bounded, and without what callers must not see.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use gatewright::{FunctionError, Gateway, InitError};
use serde::Deserialize;
use serde_json::{Value, json};

/// A database URL with its password.
const URL: &str = "postgres://shop:hunter2@db.internal/orders";
const CARD: &str = "4111 1111 1111 1111";

#[lazy_module]
mod database {
    use super::*;

    pub fn init() -> Result<u32, Error> {
        Err(Error::msg(format_args!("could not connect to {URL}")))
    }
}

#[derive(Debug)]
enum OrderError {
    Database(InitError),
}

impl std::fmt::Display for OrderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Database(error) = self;
        write!(f, "no orders: {error}")
    }
}

impl std::error::Error for OrderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let Self::Database(error) = self;
        Some(error)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its errors matter")]
struct Payment {
    amount: Option<u32>,
    card: Option<Card>,
}

#[derive(Debug, Deserialize)]
enum Card {
    Visa,
    Amex,
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn pay(_payment: Payment) {}

    #[operation]
    pub async fn orders(_database: database::Lazy) {}

    #[operation]
    pub async fn orders_later() -> Result<(), Error> {
        Err(database::get().await.err().unwrap().into())
    }

    #[operation]
    pub async fn orders_of_own_error() -> Result<(), Error> {
        Err(OrderError::Database(database::get().await.err().unwrap()).into())
    }

    #[operation]
    pub async fn panics(text: String) {
        panic!("could not pay with {text}");
    }

    #[operation]
    pub async fn fails(text: String) -> Result<(), Error> {
        Err(Error::with_type("Declined".repeat(1_000), text))
    }

    #[sqs("payments")]
    pub async fn queued(_payment: Message<Payment>) -> Result<(), Error> {
        Ok(())
    }

    #[eventbridge(detail_type = "Paid")]
    pub async fn paid(_payment: Payment) {}

    #[post("/payments")]
    pub async fn post(Json(_payment): Json<Payment>) {}

    #[get("/payments")]
    pub async fn list(Query(_payment): Query<Payment>) {}
}

fn error(function: &'static Gateway, event: Value) -> FunctionError {
    block_on(invoke(function, event)).unwrap_err()
}

fn error_of(operation: &str, payload: &Value) -> FunctionError {
    error(
        &shop::GATEWAY,
        json!({"operation": operation, "payload": payload}),
    )
}

/// The longest message about an input. `MESSAGE_BYTES` and the words around it.
const LONGEST: usize = 1_100;

#[test]
fn values_of_a_payload_are_not_repeated() {
    let long = "x".repeat(6_000_000);
    for payload in [
        json!({"amount": CARD}),
        json!({"amount": long}),
        json!({"amount": -4_111_111_111_111_111_i64}),
        json!({"card": CARD}),
        json!({"card": long}),
        json!({long.clone(): 1}),
        json!(CARD),
    ] {
        let eventbridge =
            json!({"source": "shop", "detail-type": "Paid", "detail": payload.clone()});
        for found in [
            error_of("shop.pay", &payload),
            error(&shop::GATEWAY, eventbridge),
        ] {
            assert_eq!(found.error_type, "InvalidPayload");
            assert!(found.message.len() < LONGEST, "{}", found.message.len());
            assert!(
                !found.message.contains("4111") && !found.message.contains(&"x".repeat(33)),
                "{}",
                found.message
            );
        }
    }
}

#[test]
fn names_of_a_caller_are_cut() {
    let name = "n".repeat(6_000_000);
    let unknown = error_of(&name, &Value::Null);
    assert_eq!(unknown.error_type, "UnknownOperation");
    assert!(
        unknown.message.starts_with(&format!(
            "no operation `{}…`; this function",
            "n".repeat(32)
        )),
        "{}",
        unknown.message
    );
    let not_a_name = error(&shop::GATEWAY, json!({"operation": [name]}));
    assert!(not_a_name.message.len() < 200, "{}", not_a_name.message);
}

#[test]
fn replies_to_requests_are_cut() {
    let long = "x".repeat(100_000);
    for (method, path, query, body) in [
        ("GET", format!("/{long}"), json!({}), Value::Null),
        ("DELETE", "/payments".to_owned(), json!({}), Value::Null),
        (
            "GET",
            "/payments".to_owned(),
            json!({"amount": long.clone()}),
            Value::Null,
        ),
        (
            "GET",
            "/payments".to_owned(),
            json!({long.clone(): "1"}),
            Value::Null,
        ),
        (
            "POST",
            "/payments".to_owned(),
            json!({}),
            json!(json!({"amount": CARD}).to_string()),
        ),
        (
            "POST",
            "/payments".to_owned(),
            json!({}),
            json!(json!({"card": long}).to_string()),
        ),
    ] {
        let event = json!({
            "httpMethod": method, "path": path, "queryStringParameters": query, "body": body,
            "requestContext": {"stage": "prod"},
        });
        let reply = block_on(invoke(&shop::GATEWAY, event)).unwrap();
        assert!(reply["statusCode"].as_u64().unwrap() >= 400, "{reply}");
        let body = reply["body"].as_str().unwrap();
        assert!(
            body.len() < LONGEST && !body.contains("4111") && !body.contains(&"x".repeat(33)),
            "{body}"
        );
    }
}

#[test]
fn reason_of_a_failed_module_is_not_for_callers() {
    for (operation, error_type, message) in [
        (
            "shop.orders",
            "InitFailed",
            "lazy module `error_documents::database` could not start",
        ),
        (
            "shop.orders_later",
            "InitError",
            "lazy module `error_documents::database` could not start",
        ),
        (
            "shop.orders_of_own_error",
            "OrderError",
            "no orders: lazy module `error_documents::database` could not start: lazy module `error_documents::database` could not start",
        ),
    ] {
        let found = error_of(operation, &Value::Null);
        assert_eq!(found, FunctionError::new(error_type, message));
    }
}

#[test]
fn text_of_a_panic_is_not_for_callers() {
    assert_eq!(
        error_of("shop.panics", &json!(URL)),
        FunctionError::new(
            "HandlerPanicked",
            "the handler panicked; the log has the reason"
        )
    );
}

/// Lambda takes 6,291,556 bytes. A control character takes six bytes in JSON.
#[test]
fn largest_error_fits_into_a_document() {
    for text in ["\u{1}", "ä", "x"] {
        let found = error_of("shop.fails", &json!(text.repeat(1_000_000)));
        let document = json!({"errorType": found.error_type, "errorMessage": found.message});
        assert!(document.to_string().len() < 6_291_556);
        assert!(found.error_type.len() <= 256 && found.error_type.starts_with("Declined"));
        assert!(found.message.len() >= 1_000_000);
    }
}

#[lambda_handler(main = false, expose_errors = true)]
#[dispatch]
mod exposing {
    use super::*;

    #[operation]
    pub async fn orders(_database: database::Lazy) {}

    #[operation]
    pub async fn panics(text: String) {
        panic!("could not pay with {text}");
    }

    #[get("/orders")]
    pub async fn list(_database: database::Lazy) {}

    #[get("/panics")]
    pub async fn get() {
        panic!("could not pay");
    }

    #[get("/fails")]
    pub async fn fails() -> Result<(), Error> {
        Err(Error::msg("out of paper"))
    }
}

#[test]
fn exposed_errors_have_their_reasons() {
    let of = |operation: &str| {
        let event = json!({"operation": operation, "payload": "a card"});
        error(&exposing::GATEWAY, event)
    };
    let module = "lazy module `error_documents::database` could not start: could not connect to";
    assert_eq!(
        of("exposing.orders"),
        FunctionError::new("InitFailed", format!("{module} {URL}"))
    );
    assert_eq!(
        of("exposing.panics"),
        FunctionError::new("HandlerPanicked", "could not pay with a card")
    );
    for (path, status, detail) in [
        ("/orders", 503, format!("{module} {URL}")),
        ("/panics", 500, "could not pay".to_owned()),
        ("/fails", 500, "out of paper".to_owned()),
    ] {
        let event = json!({"httpMethod": "GET", "path": path, "requestContext": {}});
        let reply = block_on(invoke(&exposing::GATEWAY, event)).unwrap();
        assert_eq!(reply["statusCode"], status);
        let problem: Value = serde_json::from_str(reply["body"].as_str().unwrap()).unwrap();
        assert_eq!(problem["detail"], detail);
    }
}
