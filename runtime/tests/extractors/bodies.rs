use gatewright::prelude::*;
use serde_json::json;

use super::{request, whole_reply};

#[lambda_handler(main = false)]
#[dispatch]
mod bytes {
    use super::*;

    #[post("/reversed")]
    pub async fn reversed(body: Body) -> Body {
        let mut bytes = body.to_vec();
        bytes.reverse();
        bytes.into()
    }

    #[get("/pixel")]
    pub async fn pixel() -> (StatusCode, Headers, Body) {
        let mut headers = Headers::default();
        headers.insert("content-type", "image/gif".parse().unwrap());
        (StatusCode::OK, headers, Body::from(b"GIF89a".as_slice()))
    }
}

#[test]
fn bytes_round_trip_with_any_content_type() {
    let event = request(
        "POST",
        "/reversed",
        &json!({"body": "AAEC/w==", "isBase64Encoded": true, "headers": {"content-type": "x/y"}}),
    );
    assert_eq!(
        whole_reply(&bytes::GATEWAY, event),
        json!({
            "statusCode": 200, "multiValueHeaders": {"content-type": ["application/octet-stream"]}, "body": "/wIBAA==",
            "isBase64Encoded": true,
        })
    );
}

#[test]
fn text_and_missing_bodies_are_bytes() {
    for (body, expected) in [(json!("ab"), "YmE="), (json!(null), ""), (json!(""), "")] {
        let reply = whole_reply(
            &bytes::GATEWAY,
            request("POST", "/reversed", &json!({"body": body})),
        );
        assert_eq!(reply["body"], expected);
    }
}

#[test]
fn invalid_base64_is_rejected() {
    let event = request(
        "POST",
        "/reversed",
        &json!({"body": "***", "isBase64Encoded": true}),
    );
    assert_eq!(whole_reply(&bytes::GATEWAY, event)["statusCode"], 400);
}

#[test]
fn headers_override_content_type_of_bytes() {
    let reply = whole_reply(&bytes::GATEWAY, request("GET", "/pixel", &json!({})));
    assert_eq!(
        reply["multiValueHeaders"],
        json!({"content-type": ["image/gif"]})
    );
    assert_eq!(reply["body"], "R0lGODlh");
}
