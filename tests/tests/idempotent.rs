//! `#[idempotent]` with a store in memory: replies to duplicates, for every kind of handler.

use std::time::Duration;

use gatewright::idempotency::{Claim, Record, Store};
use gatewright::prelude::*;
use gatewright::testing::{FunctionError, MemoryStore, block_on, invoke};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit, watch};

/// Counts how often each key was handled, and holds a semaphore on which a handler may wait.
#[lazy_module]
mod effects {
    use super::*;

    pub fn init() -> Effects {
        Effects {
            seen: watch::Sender::new(Vec::new()),
            gate: Semaphore::new(0),
        }
    }
}

struct Effects {
    seen: watch::Sender<Vec<String>>,
    gate: Semaphore,
}

impl Effects {
    fn add(&self, key: &str) -> usize {
        self.seen.send_modify(|seen| seen.push(key.to_owned()));
        self.times(key)
    }

    fn times(&self, key: &str) -> usize {
        self.seen.borrow().iter().filter(|one| *one == key).count()
    }
}

#[lazy_module]
mod done {
    use super::*;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

/// A store whose methods all fail.
#[lazy_module]
mod down {
    use super::*;

    pub fn init() -> Down {
        Down
    }
}

struct Down;

impl Store for Down {
    async fn claim(&self, _: &Record) -> Result<Claim, Error> {
        Err(Error::msg("table `orders` in account 123456789012 is gone"))
    }

    async fn complete(&self, _: &Record, _: &str) -> Result<(), Error> {
        Err(Error::msg("gone"))
    }

    async fn release(&self, _: &Record) -> Result<(), Error> {
        Err(Error::msg("gone"))
    }
}

/// A store that accepts claims but fails to store replies.
#[lazy_module]
mod forgetful {
    use super::*;

    pub fn init() -> Forgetful {
        Forgetful(MemoryStore::new())
    }
}

struct Forgetful(MemoryStore);

impl Store for Forgetful {
    async fn claim(&self, record: &Record) -> Result<Claim, Error> {
        self.0.claim(record).await
    }

    async fn complete(&self, _: &Record, _: &str) -> Result<(), Error> {
        Err(Error::msg("the item is too large"))
    }

    async fn release(&self, record: &Record) -> Result<(), Error> {
        self.0.release(record).await
    }
}

#[derive(Deserialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the test needs a field whose Rust name differs from its JSON name"
)]
struct Order {
    #[serde(rename = "orderId")]
    order_id: Option<String>,
    #[serde(default)]
    customer: Customer,
    #[serde(default)]
    plan: Plan,
}

#[derive(Default, Deserialize)]
struct Customer {
    id: u64,
}

#[derive(Default, Deserialize)]
enum Plan {
    #[default]
    Succeed,
    Wait,
    Fail,
    Panic,
    Overrun,
}

#[derive(Serialize)]
struct Done {
    times: usize,
}

impl Order {
    async fn handled(&self, effects: &Effects) -> Result<Done, Error> {
        let key = format!("{:?} {}", self.order_id, self.customer.id);
        let times = effects.add(&key);
        match self.plan {
            Plan::Succeed => {}
            Plan::Wait => effects.gate.acquire().await.map(SemaphorePermit::forget)?,
            Plan::Fail => return Err(Error::with_type("OutOfStock", "none left")),
            Plan::Panic => panic!("in the handler"),
            Plan::Overrun => tokio::time::sleep(Duration::from_secs(60)).await,
        }
        Ok(Done { times })
    }
}

#[lambda_handler(timeout = "1s", main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    #[idempotent(key = "order_id", ttl = "24h", store = done)]
    async fn order(order: Order, effects: effects::Lazy) -> Result<Done, Error> {
        order.handled(&effects).await
    }

    #[post("/customers/{name}/orders")]
    #[idempotent(key = "customer.id", store = super::done)]
    async fn post(
        effects: effects::Lazy,
        Path(_): Path<String>,
        Json(order): Json<Order>,
    ) -> Result<(StatusCode, Headers, Json<Done>), Error> {
        let done = order.handled(&effects).await?;
        let mut headers = Headers::default();
        headers.0.insert("x-times", done.times.into());
        Ok((StatusCode::CREATED, headers, Json(done)))
    }

    #[idempotent(key = "header:Idempotency-Key", store = done)]
    #[put("/bytes")]
    async fn put(effects: effects::Lazy, body: Body) -> Body {
        let times = effects.add(&String::from_utf8_lossy(&body));
        Body::from(vec![0xff, u8::try_from(times).unwrap_or(u8::MAX)])
    }

    #[sqs("orders", concurrency = 8)]
    #[idempotent(key = "order_id", store = done)]
    async fn fulfil(order: Message<Order>, effects: effects::Lazy) -> Result<(), Error> {
        order.handled(&effects).await.map(drop)
    }

    #[operation]
    #[idempotent(key = "order_id", store = down)]
    async fn unlucky(order: Order, effects: effects::Lazy) -> Result<Done, Error> {
        order.handled(&effects).await
    }

    #[operation]
    #[idempotent(key = "order_id", store = forgetful)]
    async fn forgotten(order: Order, effects: effects::Lazy) -> Result<Done, Error> {
        order.handled(&effects).await
    }

    #[post("/unlucky")]
    #[idempotent(key = "order_id", store = down)]
    async fn unlucky_post(
        Json(order): Json<Order>,
        effects: effects::Lazy,
    ) -> Result<Json<Done>, Error> {
        order.handled(&effects).await.map(Json)
    }
}

fn operation(name: &str, payload: &Value) -> Result<Value, FunctionError> {
    let event = json!({"operation": format!("shop.{name}"), "payload": payload});
    block_on(invoke(&shop::GATEWAY, event))
}

fn request(method: &str, path: &str, headers: &Value, body: &str) -> Value {
    let event = json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "body": body,
        "isBase64Encoded": false,
    });
    block_on(invoke(&shop::GATEWAY, event)).expect("every HTTP request gets a response")
}

fn post(path: &str, payload: &Value) -> Value {
    request("POST", path, &json!({}), &payload.to_string())
}

fn problem(response: &Value) -> (u64, String) {
    let status = response["statusCode"].as_u64().expect("a status");
    let body = response["body"].as_str().expect("a body");
    let problem: Value = serde_json::from_str(body).expect("a problem");
    (
        status,
        problem["detail"].as_str().unwrap_or_default().to_owned(),
    )
}

fn records() -> Vec<(String, bool)> {
    block_on(done::get()).expect("the store").records()
}

/// Returns whether the record of this key is complete, or `None` without a record.
fn record(key: &str) -> Option<bool> {
    let end = format!("#{key}");
    let found = records().into_iter().find(|(id, _)| id.ends_with(&end));
    found.map(|(_, is_complete)| is_complete)
}

#[test]
fn duplicate_gets_the_first_reply_without_a_second_run() {
    let payload = json!({"orderId": "first"});
    assert_eq!(operation("order", &payload), Ok(json!({"times": 1})));
    assert_eq!(operation("order", &payload), Ok(json!({"times": 1})));
    let id = records()
        .into_iter()
        .map(|(id, _)| id)
        .find(|id| id.ends_with("#first"));
    assert_eq!(id.as_deref(), Some("idempotent::shop::order#first"));
}

#[test]
fn same_key_with_another_payload_is_refused() {
    let payload = json!({"orderId": "changed"});
    assert!(operation("order", &payload).is_ok());
    let changed = json!({"orderId": "changed", "customer": {"id": 2}});
    let error = operation("order", &changed).expect_err("refused");
    assert_eq!(error.error_type, "IdempotencyPayloadChanged");
}

/// Two notations of one JSON value (RFC 8259: "an object is an unordered collection", white space is insignificant).
#[test]
fn other_notation_of_the_payload_is_the_same_payload() {
    let first = r#"{"orderId":"notation","customer":{"id":3}}"#;
    for other in [
        r#"{"customer":{"id":3},"orderId":"notation"}"#,
        "{ \"orderId\" : \"notation\",\n\t\"customer\": {\"id\": 3 } }",
        r#"{"order\u0049d":"no\u0074ation","customer":{"id":3}}"#,
    ] {
        for body in [first, other] {
            let response = request("POST", "/customers/ada/orders", &json!({}), body);
            assert_eq!(response["statusCode"], 201, "{response}");
            assert_eq!(response["body"], r#"{"times":1}"#, "{body}");
        }
    }
    let changed = r#"{"orderId":"notation","customer":{"id":3},"plan":"Fail"}"#;
    let (status, _) = problem(&request(
        "POST",
        "/customers/ada/orders",
        &json!({}),
        changed,
    ));
    assert_eq!(status, 422);
}

#[test]
fn direct_payload_and_record_in_another_notation_are_the_same() {
    let invoked = |payload: &str| {
        let event = format!(r#"{{"operation":"shop.order","payload":{payload}}}"#);
        block_on(gatewright::testing::invoke_bytes(
            &shop::GATEWAY,
            event.as_bytes(),
        ))
    };
    let first = r#"{"orderId":"direct","customer":{"id":4}}"#;
    let other = r#"{ "customer": {"id":4}, "orderId": "direct" }"#;
    assert_eq!(invoked(first), Ok(json!({"times": 1})));
    assert_eq!(invoked(other), Ok(json!({"times": 1})));
    for (id, body) in [
        ("m-1", r#"{"orderId":"sent","customer":{"id":9}}"#),
        ("m-2", r#"{"customer":{"id":9},"orderId":"sent"}"#),
    ] {
        let event = json!({"Records": [{
            "messageId": id, "body": body, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders",
        }]});
        assert_eq!(
            block_on(invoke(&shop::GATEWAY, event)),
            Ok(json!({"batchItemFailures": []}))
        );
    }
    let effects = block_on(effects::get()).expect("no init fails");
    assert_eq!(effects.times(r#"Some("sent") 9"#), 1);
}

#[test]
fn request_without_a_key_is_refused() {
    for payload in [json!({}), json!({"orderId": null}), json!({"orderId": ""})] {
        let error = operation("order", &payload).expect_err("refused");
        assert_eq!(error.error_type, "IdempotencyKeyMissing");
        assert_eq!(
            error.message,
            "expected the key in `order_id` of the payload, but it is missing or empty"
        );
    }
    let error = operation("order", &json!({"orderId": 7})).expect_err("refused");
    assert_eq!(error.error_type, "InvalidPayload");
}

#[test]
fn error_panic_and_timeout_release_the_key() {
    for (key, plan, error_type) in [
        ("fails", "Fail", "OutOfStock"),
        ("panics", "Panic", "HandlerPanicked"),
        ("overruns", "Overrun", "DeadlineExceeded"),
    ] {
        let error = operation("order", &json!({"orderId": key, "plan": plan})).expect_err(key);
        assert_eq!(error.error_type, error_type);
        assert_eq!(record(key), None, "{key}");
        // Another payload is accepted too, because nothing is stored of the first.
        assert_eq!(
            operation("order", &json!({"orderId": key})),
            Ok(json!({"times": 2}))
        );
        assert_eq!(record(key), Some(true));
    }
}

#[test]
fn duplicate_of_a_running_request_is_in_progress() {
    let payload = json!({"orderId": "waits", "customer": {"id": 5}, "plan": "Wait"});
    let event = json!({"operation": "shop.order", "payload": payload});
    let (first, second) = block_on(async {
        let effects = effects::get().await.expect("no init fails");
        let first = invoke(&shop::GATEWAY, event.clone());
        let second = async {
            while record_async("waits").await.is_none() {
                tokio::task::yield_now().await;
            }
            let refused = invoke(&shop::GATEWAY, event.clone()).await;
            effects.gate.add_permits(1);
            refused
        };
        tokio::join!(first, second)
    });
    assert_eq!(first, Ok(json!({"times": 1})));
    assert_eq!(
        second.expect_err("refused").error_type,
        "IdempotencyInProgress"
    );
    assert_eq!(operation("order", &payload), Ok(json!({"times": 1})));
}

async fn record_async(key: &str) -> Option<bool> {
    let store = done::get().await.expect("the store");
    let end = format!("#{key}");
    let found = store
        .records()
        .into_iter()
        .find(|(id, _)| id.ends_with(&end));
    found.map(|(_, is_complete)| is_complete)
}

#[test]
fn stored_response_has_the_same_status_headers_and_body() {
    let payload = json!({"customer": {"id": 71}});
    let first = post("/customers/ada/orders", &payload);
    assert_eq!(first["statusCode"], 201);
    assert_eq!(first["headers"]["x-times"], "1");
    assert_eq!(first["body"], r#"{"times":1}"#);
    assert_eq!(
        post("/customers/ada/orders", &payload).to_string(),
        first.to_string()
    );
    let (status, detail) = problem(&post("/customers/bob/orders", &payload));
    assert_eq!(
        (status, &*detail),
        (422, "the key was used before with another payload")
    );
}

#[test]
fn header_as_key_works_with_a_binary_reply() {
    let put = |key: &str, body| request("PUT", "/bytes", &json!({"idempotency-key": key}), body);
    let first = put("h-1", "some bytes");
    assert_eq!(
        (&first["body"], &first["isBase64Encoded"]),
        (&json!("/wE="), &json!(true))
    );
    assert_eq!(put("h-1", "some bytes").to_string(), first.to_string());
    assert_eq!(problem(&put("h-1", "other bytes")).0, 422);
    assert_eq!(put("h-2", "some bytes")["body"], "/wI=");
    let (status, detail) = problem(&request("PUT", "/bytes", &json!({}), "some bytes"));
    assert_eq!(status, 400);
    assert_eq!(
        detail,
        "expected the key in the header `idempotency-key`, but it is missing or empty"
    );
}

#[test]
fn http_error_releases_the_key() {
    let failing = json!({"customer": {"id": 72}, "plan": "Fail"});
    assert_eq!(post("/customers/ada/orders", &failing)["statusCode"], 500);
    assert_eq!(record("72"), None);
    let overruns = json!({"customer": {"id": 72}, "plan": "Overrun"});
    assert_eq!(post("/customers/ada/orders", &overruns)["statusCode"], 504);
    assert_eq!(record("72"), None);
    let succeeds = json!({"customer": {"id": 72}});
    assert_eq!(
        post("/customers/ada/orders", &succeeds)["body"],
        r#"{"times":3}"#
    );
}

#[test]
fn store_failure_stops_the_request_and_is_hidden_from_clients() {
    let payload = json!({"orderId": "down"});
    let error = operation("unlucky", &payload).expect_err("refused");
    assert_eq!(error.error_type, "IdempotencyStoreFailed");
    assert!(error.message.contains("is gone"), "{error:?}");
    let response = post("/unlucky", &payload);
    assert_eq!(response["statusCode"], 503);
    assert!(!response.to_string().contains("123456789012"), "{response}");
    assert_eq!(operation("order", &payload), Ok(json!({"times": 1})));
}

#[test]
fn reply_that_cannot_be_stored_is_still_sent() {
    let payload = json!({"orderId": "forgotten"});
    assert_eq!(operation("forgotten", &payload), Ok(json!({"times": 1})));
    let error = operation("forgotten", &payload).expect_err("refused");
    assert_eq!(error.error_type, "IdempotencyInProgress");
}

fn batch(bodies: &[Value]) -> Value {
    let records: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(at, body)| {
            json!({
                "messageId": format!("m-{at}"),
                "body": body.to_string(),
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:orders",
            })
        })
        .collect();
    let reply = block_on(invoke(&shop::GATEWAY, json!({"Records": records})));
    reply.expect("a batch has a reply")["batchItemFailures"].clone()
}

#[test]
fn records_of_a_batch_have_separate_keys() {
    let failures = batch(&[
        json!({"orderId": "b-1"}),
        json!({"orderId": "b-2", "plan": "Fail"}),
        json!({"orderId": "b-3"}),
        json!({}),
    ]);
    assert_eq!(
        failures,
        json!([{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-3"}])
    );
    let again = batch(&[
        json!({"orderId": "b-1"}),
        json!({"orderId": "b-2"}),
        json!({"orderId": "b-3", "customer": {"id": 1}}),
    ]);
    assert_eq!(again, json!([{"itemIdentifier": "m-2"}]));
    let effects = block_on(effects::get()).expect("no init fails");
    assert_eq!(effects.times("Some(\"b-1\") 0"), 1);
    assert_eq!(effects.times("Some(\"b-2\") 0"), 2);
    assert_eq!(effects.times("Some(\"b-3\") 0"), 1);
    assert_eq!(effects.times("Some(\"b-3\") 1"), 0);
}

#[test]
fn duplicates_in_one_batch_are_handled_once() {
    let failures = batch(&[json!({"orderId": "twice"}), json!({"orderId": "twice"})]);
    // The second record finds the first one complete or still running.
    let one = json!([{"itemIdentifier": "m-1"}]);
    assert!(failures == json!([]) || failures == one, "{failures}");
    let effects = block_on(effects::get()).expect("no init fails");
    assert_eq!(effects.times("Some(\"twice\") 0"), 1);
}

/// A function with a single handler.
#[lambda_handler(main = false)]
#[operation]
#[idempotent(key = "order_id", store = done)]
async fn alone(order: Order) -> u64 {
    order.customer.id
}

#[test]
fn single_handler_function_is_idempotent_too() {
    let payload =
        |id| json!({"operation": "alone", "payload": {"orderId": "alone", "customer": {"id": id}}});
    assert_eq!(block_on(invoke(&ALONE, payload(1))), Ok(json!(1)));
    assert_eq!(block_on(invoke(&ALONE, payload(1))), Ok(json!(1)));
    let error = block_on(invoke(&ALONE, payload(2))).expect_err("refused");
    assert_eq!(error.error_type, "IdempotencyPayloadChanged");
}
