//! Streams are collected for triggers that do not stream, and in tests.

use std::time::Duration;

use futures_util::stream;
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use gatewright::{Bytes, FunctionError};
use serde_json::{Value, json};

#[lambda_handler(main = false, timeout = "1s")]
#[dispatch(triggers(function_url(streaming), http_api, alb))]
mod streams {
    use super::*;

    #[get("/text")]
    pub async fn text() -> Result<(StatusCode, Headers, StreamBody), Error> {
        let mut headers = Headers::default();
        headers.insert("content-type", "text/plain".parse()?);
        let words = ["one ", "two"].map(Ok::<_, Error>);
        Ok((
            StatusCode::CREATED,
            headers,
            StreamBody::new(stream::iter(words)),
        ))
    }

    #[get("/bytes")]
    pub async fn bytes() -> StreamBody {
        chunks([vec![0, 0xff], vec![1]])
    }

    #[get("/large/{size}")]
    pub async fn large(Path(size): Path<usize>) -> (StatusCode, StreamBody) {
        (
            StatusCode::OK,
            chunks([vec![b'x'; size / 2], vec![b'x'; size - size / 2]]),
        )
    }

    #[get("/fails")]
    pub async fn fails() -> StreamBody {
        let error = Error::with_type("OutOfPaper", "the password of the printer is wrong");
        StreamBody::new(stream::iter([Ok("begun"), Err(error)]))
    }

    #[get("/panics")]
    pub async fn panics() -> StreamBody {
        StreamBody::new(stream::once(async {
            assert!(std::hint::black_box(false), "no more");
            Ok::<_, Error>("")
        }))
    }

    #[get("/waits")]
    pub async fn waits() -> StreamBody {
        StreamBody::new(stream::once(async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok::<_, Error>("")
        }))
    }

    /// A WebSocket route is not a trigger that streams.
    #[websocket("ask")]
    pub async fn ask() -> StreamBody {
        chunks([b"an ".to_vec(), b"answer".to_vec()])
    }
}

fn chunks<const N: usize>(chunks: [Vec<u8>; N]) -> StreamBody {
    StreamBody::new(stream::iter(chunks.map(Ok::<_, Error>)))
}

fn http_api(method: &str, path: &str) -> Value {
    json!({
        "version": "2.0",
        "rawPath": path,
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
    })
}

fn function_url(path: &str) -> Value {
    let mut event = http_api("GET", path);
    event["requestContext"]["domainName"] = "abc.lambda-url.us-east-1.on.aws".into();
    event
}

fn sent(event: Value) -> Result<Value, FunctionError> {
    block_on(invoke(&streams::GATEWAY, event))
}

#[test]
fn chunks_become_one_text_body() {
    let whole = json!({
        "statusCode": 201,
        "headers": {"content-type": "text/plain"},
        "cookies": [],
        "body": "one two",
        "isBase64Encoded": false,
    });
    assert_eq!(sent(http_api("GET", "/text")), Ok(whole.clone()));
    // In a test a trigger that streams has the same form as any other.
    assert_eq!(sent(function_url("/text")), Ok(whole));
}

#[test]
fn bytes_that_are_not_text_are_base64() {
    assert_eq!(
        sent(http_api("GET", "/bytes")),
        Ok(json!({
            "statusCode": 200,
            "headers": {"content-type": "application/octet-stream"},
            "cookies": [],
            "body": "AP8B",
            "isBase64Encoded": true,
        }))
    );
}

#[test]
fn head_reply_has_no_body() {
    let reply = sent(http_api("HEAD", "/text")).unwrap();
    assert_eq!(
        (&reply["statusCode"], reply.get("body")),
        (&json!(201), None)
    );
}

#[test]
fn each_trigger_has_its_shape() {
    let reply = sent(json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/b"}},
        "httpMethod": "GET",
        "path": "/text",
        "headers": {},
    }));
    let reply = reply.unwrap();
    assert_eq!(reply["statusDescription"], "201 Created");
    assert_eq!(reply["body"], "one two");
}

#[test]
fn buffered_response_is_limited_to_six_megabytes() {
    let reply = sent(http_api("GET", "/large/6291000")).unwrap();
    assert_eq!(reply["body"].as_str().map(str::len), Some(6_291_000));
    for over in ["/large/6291556", "/large/7000000"] {
        let reply = sent(http_api("GET", over)).unwrap();
        assert_eq!(reply["statusCode"], 500, "{over}");
        assert!(
            reply["body"]
                .as_str()
                .unwrap()
                .contains("the response is too large"),
            "{reply}"
        );
    }
}

#[test]
fn stream_failure_is_a_500_without_detail() {
    for path in ["/fails", "/panics"] {
        let reply = sent(http_api("GET", path)).unwrap();
        assert_eq!(
            (&reply["statusCode"], &reply["headers"]["content-type"]),
            (&json!(500), &json!("application/problem+json"))
        );
        let body = reply["body"].as_str().unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(body).unwrap(),
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500})
        );
    }
}

#[tokio::test(start_paused = true)]
async fn guard_covers_the_stream() {
    let began = tokio::time::Instant::now();
    let reply = invoke(&streams::GATEWAY, http_api("GET", "/waits")).await;
    assert_eq!(reply.unwrap()["statusCode"], 504);
    let took = began.elapsed();
    // The deadline comes from the real clock, so a stall of the machine delays the guard. The handler takes a minute.
    assert!(
        took >= Duration::from_millis(900) && took < Duration::from_secs(30),
        "{took:?}"
    );
}

#[test]
fn websocket_client_gets_one_message() {
    let reply = sent(json!({
        "requestContext": {"routeKey": "ask", "connectionId": "c-1", "eventType": "MESSAGE", "stage": "prod"},
        "body": "{}",
    }));
    assert_eq!(reply.unwrap()["body"], "an answer");
}

/// A handler is a function, and its stream is a value.
#[test]
fn test_can_read_the_stream() {
    let (status, headers, body) = block_on(streams::text()).unwrap();
    assert_eq!(
        (status, &headers["content-type"]),
        (StatusCode::CREATED, &"text/plain".parse().unwrap())
    );
    assert_eq!(block_on(body.into_bytes()).unwrap(), "one two");
    let failed = block_on(async { streams::fails().await.into_bytes().await });
    assert_eq!(failed.unwrap_err().error_type(), "OutOfPaper");
    let first = block_on(async {
        use futures_util::StreamExt as _;
        streams::fails().await.next().await
    });
    assert_eq!(first.unwrap().unwrap(), Bytes::from("begun"));
}
