use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answer, request};

#[derive(Deserialize)]
pub struct Page {
    number: u32,
}

#[lambda_handler(main = false)]
#[dispatch]
mod handlers {
    use super::*;

    #[post("/all")]
    pub async fn all(
        body: Option<Json<u32>>,
        query: Option<Query<Page>>,
        headers: Option<Headers>,
        cookies: Option<Cookies>,
        path: Option<Path<String>>,
        deadline: Option<Deadline>,
        invocation: Option<Invocation>,
    ) -> Json<Value> {
        let there = [
            headers.is_some(),
            cookies.is_some(),
            path.is_some(),
            deadline.is_some(),
            invocation.is_some(),
        ];
        Json(json!([
            body.map(|body| body.0),
            query.map(|query| query.0.number),
            there
        ]))
    }

    #[post("/bytes/{name}")]
    pub async fn bytes(Path(name): Path<String>, body: Option<Body>) -> String {
        format!("{name} {:?}", body.map(|body| body.len()))
    }

    #[get("/path/{name}")]
    pub async fn path(name: Option<Path<u8>>) -> Json<Option<u8>> {
        Json(name.map(|name| name.0))
    }
}

fn all(more: &Value) -> (u64, Value) {
    answer(&handlers::GATEWAY, request("POST", "/all", more))
}

#[test]
fn absent_is_none() {
    assert_eq!(
        all(&json!({})),
        (200, json!([null, null, [false, false, false, true, true]]))
    );
    let bytes = request("POST", "/bytes/a", &json!({"body": ""}));
    assert_eq!(answer(&handlers::GATEWAY, bytes), (200, json!("a None")));
}

#[test]
fn present_is_some() {
    let more = json!({"body": "7", "queryStringParameters": {"number": "3"}, "headers": {"cookie": "a=1"}});
    assert_eq!(
        all(&more),
        (200, json!([7, 3, [true, true, false, true, true]]))
    );
    let bytes = request("POST", "/bytes/a", &json!({"body": "abc"}));
    assert_eq!(answer(&handlers::GATEWAY, bytes), (200, json!("a Some(3)")));
    assert_eq!(
        answer(&handlers::GATEWAY, request("GET", "/path/7", &json!({}))),
        (200, json!(7))
    );
}

#[test]
fn malformed_is_rejected() {
    for (more, detail) in [
        (
            json!({"body": "x"}),
            "body: expected value at line 1 column 1",
        ),
        (
            json!({"queryStringParameters": {"number": "x"}}),
            "query parameter `number`: `x` is not an integer of type u32",
        ),
        (
            json!({"queryStringParameters": {"other": "1"}}),
            "query parameter: missing field `number`",
        ),
    ] {
        let (status, problem) = all(&more);
        assert_eq!((status, &problem["detail"]), (400, &json!(detail)));
    }
    let (status, problem) = answer(&handlers::GATEWAY, request("GET", "/path/x", &json!({})));
    assert_eq!(
        (status, &problem["detail"]),
        (
            400,
            &json!("path parameter `name`: `x` is not an integer of type u8")
        )
    );
}
