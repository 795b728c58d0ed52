use gatewright::prelude::*;
use serde_json::{Value, json};

use super::answer;

#[lambda_handler(main = false)]
#[dispatch]
mod seen {
    use super::*;

    #[get("/cookies")]
    pub async fn cookies(cookies: Cookies) -> Json<Value> {
        Json(
            cookies
                .iter()
                .map(|(name, value)| json!([name, value]))
                .collect(),
        )
    }

    #[get("/header")]
    pub async fn header(headers: Headers) -> String {
        headers["cookie"].to_str().unwrap().to_owned()
    }
}

/// The same cookies from each trigger: in a list, or in a header that may be repeated.
fn triggers(path: &str) -> Vec<Value> {
    let line = "a=1; b=x=y; ; broken; =nameless; c=";
    let apart = json!(["a=1", "b=x=y", "c="]);
    let http = |domain: &str| json!({"http": {"method": "GET"}, "domainName": domain});
    vec![
        json!({"rawPath": path, "cookies": apart, "headers": {}, "requestContext": http("x.execute-api")}),
        json!({"rawPath": path, "cookies": apart, "headers": {"cookie": line}, "requestContext": http("x.lambda-url.y")}),
        json!({"path": path, "httpMethod": "GET", "multiValueHeaders": {"Cookie": [line]}, "requestContext": {}}),
        json!({"path": path, "httpMethod": "GET", "headers": {"cookie": line}, "requestContext": {"elb": {}}}),
        json!({"path": path, "method": "GET", "headers": {"cookie": ["a=1; b=x=y", "c="]}, "requestContext": {"serviceNetworkArn": "arn"}}),
    ]
}

#[test]
fn cookies_are_the_same_for_every_trigger() {
    for event in triggers("/cookies") {
        assert_eq!(
            answer(&seen::GATEWAY, event.clone()),
            (200, json!([["a", "1"], ["b", "x=y"], ["c", ""]])),
            "{event}"
        );
    }
}

#[test]
fn cookie_header_is_restored_for_http_apis() {
    assert_eq!(
        answer(&seen::GATEWAY, triggers("/header").remove(0)),
        (200, json!("a=1; b=x=y; c="))
    );
}
