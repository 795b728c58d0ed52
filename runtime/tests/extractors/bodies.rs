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
fn a_body_of_bytes_goes_in_and_out_whatever_its_type() {
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
fn text_is_bytes_too_and_no_body_is_an_empty_one() {
    for (body, expected) in [(json!("ab"), "YmE="), (json!(null), ""), (json!(""), "")] {
        let reply = whole_reply(
            &bytes::GATEWAY,
            request("POST", "/reversed", &json!({"body": body})),
        );
        assert_eq!(reply["body"], expected);
    }
}

#[test]
fn what_is_not_base64_although_the_event_says_so_is_refused() {
    let event = request(
        "POST",
        "/reversed",
        &json!({"body": "***", "isBase64Encoded": true}),
    );
    assert_eq!(whole_reply(&bytes::GATEWAY, event)["statusCode"], 400);
}

#[test]
fn headers_beside_bytes_say_what_they_are() {
    let reply = whole_reply(&bytes::GATEWAY, request("GET", "/pixel", &json!({})));
    assert_eq!(
        reply["multiValueHeaders"],
        json!({"content-type": ["image/gif"]})
    );
    assert_eq!(reply["body"], "R0lGODlh");
}
