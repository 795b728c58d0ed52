//! Ready-made middleware.

use gatewright::middleware::{
    Credentials, RequestId, api_key, bearer, max_body, request_id, security_headers, server_timing,
};
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on};

#[lazy_module]
mod tokens {
    pub async fn init() -> Vec<String> {
        vec!["one".to_owned(), String::new(), "two".to_owned()]
    }
}

/// Accepts tokens by a rule.
pub struct Even;

impl Credentials for Even {
    fn accept(&self, token: &str) -> bool {
        token.len().is_multiple_of(2)
    }
}

#[lazy_module]
mod even {
    pub fn init() -> super::Even {
        super::Even
    }
}

#[lambda_handler(main = false)]
#[dispatch(middleware(request_id, server_timing, security_headers))]
mod shop {
    use super::*;

    #[get("/id")]
    pub async fn id(Extension(id): Extension<RequestId>) -> String {
        id.0
    }

    #[post("/small")]
    #[middleware(max_body::<4>)]
    pub async fn small(body: Body) -> Json<usize> {
        Json(body.len())
    }

    #[get("/token")]
    #[middleware(bearer::<tokens::Lazy>)]
    pub async fn token() -> &'static str {
        "token"
    }

    #[get("/key")]
    #[middleware(api_key::<even::Lazy>)]
    pub async fn key() -> &'static str {
        "key"
    }

    #[get("/framed")]
    pub async fn framed() -> ([(&'static str, &'static str); 1], &'static str) {
        ([("x-frame-options", "SAMEORIGIN")], "framed")
    }
}

fn send(request: TestRequest) -> TestResponse {
    block_on(request.send(&shop::GATEWAY)).unwrap()
}

#[test]
fn request_id_of_the_client_is_kept_if_it_is_one() {
    let response = send(TestRequest::new("GET", "/id").header("X-Request-Id", "r-1"));
    assert_eq!(
        (response.text(), response.header("x-request-id")),
        ("r-1", Some("r-1"))
    );
    let long = "x".repeat(129);
    for wrong in ["", "a b", "zoë", &long] {
        let response = send(TestRequest::new("GET", "/id").header("x-request-id", wrong));
        // The invocation of a test has no id.
        assert_eq!(
            (response.text(), response.header("x-request-id")),
            ("", None),
            "{wrong}"
        );
    }
}

#[test]
fn timing_and_security_headers_are_on_every_response() {
    for (path, status) in [("/id", 200), ("/nothing", 404)] {
        let response = send(TestRequest::new("GET", path));
        assert_eq!(response.status(), status);
        assert!(
            response
                .header("server-timing")
                .unwrap()
                .starts_with("total;dur=")
        );
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(response.header("x-frame-options"), Some("DENY"));
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(
            response.header("strict-transport-security"),
            Some("max-age=31536000")
        );
    }
    let response = send(TestRequest::new("GET", "/framed"));
    assert_eq!(response.header("x-frame-options"), Some("SAMEORIGIN"));
}

#[test]
fn larger_body_is_refused_with_both_sizes() {
    assert_eq!(
        send(TestRequest::new("POST", "/small").text("1234")).text(),
        "4"
    );
    assert_eq!(send(TestRequest::new("POST", "/small")).text(), "0");
    for request in [
        TestRequest::new("POST", "/small").text("12345"),
        TestRequest::new("POST", "/small").bytes([0xff; 5]),
    ] {
        let response = send(request);
        assert_eq!(response.status(), 413);
        assert!(
            response.text().contains("must not exceed 4 bytes; found 5"),
            "{}",
            response.text()
        );
    }
}

#[test]
fn bearer_token_must_be_one_of_the_accepted() {
    let with = |value: &str| send(TestRequest::new("GET", "/token").header("authorization", value));
    assert_eq!(with("Bearer one").status(), 200);
    assert_eq!(with("bearer two").status(), 200);
    for wrong in ["Bearer three", "Bearer ", "Bearer onetwo"] {
        let response = with(wrong);
        assert_eq!(response.status(), 401, "{wrong}");
        assert_eq!(
            response.header("www-authenticate"),
            Some("Bearer error=\"invalid_token\""),
            "{wrong}"
        );
    }
    for absent in ["", "Bearer", "Basic b25l", "one"] {
        let response = with(absent);
        assert_eq!(
            (response.status(), response.header("www-authenticate")),
            (401, Some("Bearer")),
            "{absent}"
        );
    }
}

#[test]
fn api_key_is_accepted_by_a_rule_of_the_user() {
    let with = |value: &str| send(TestRequest::new("GET", "/key").header("x-api-key", value));
    assert_eq!((with("ab").status(), with("abc").status()), (200, 401));
    assert_eq!(send(TestRequest::new("GET", "/key")).status(), 401);
}

#[cfg(feature = "tracing")]
mod access_log {
    use std::collections::BTreeMap;
    use std::fmt::Debug;
    use std::sync::{Arc, Mutex};

    use gatewright::middleware::access_log;
    use gatewright::prelude::*;
    use gatewright::testing::{TestRequest, block_on};
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    #[lambda_handler(main = false)]
    #[dispatch(middleware(access_log))]
    mod shop {
        use super::*;

        #[get("/orders/{id}")]
        pub async fn order(Path(id): Path<u32>) -> (StatusCode, String) {
            (StatusCode::ACCEPTED, id.to_string())
        }
    }

    /// The fields of the lines at level `INFO`.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<BTreeMap<&'static str, String>>>>);

    struct Fields(BTreeMap<&'static str, String>);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.0.insert(field.name(), format!("{value:?}"));
        }
    }

    impl Subscriber for Lines {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.is_event() && *metadata.level() == Level::INFO
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let mut fields = Fields(BTreeMap::new());
            event.record(&mut fields);
            self.0.lock().unwrap().push(fields.0);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn line_has_the_request_and_its_status_but_no_query() {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.clone(), || {
            for path in ["/orders/7?token=secret", "/unknown"] {
                let request = TestRequest::new("GET", path);
                block_on(request.send(&shop::GATEWAY)).unwrap();
            }
        });
        let mut lines = lines.0.lock().unwrap().clone();
        for line in &mut lines {
            let took: f64 = line.remove("duration_ms").unwrap().parse().unwrap();
            assert!(took >= 0.0, "{took}");
        }
        let expected = [
            [
                ("message", "request"),
                ("method", r#""GET""#),
                ("path", r#""/orders/7""#),
                ("route", r#""/orders/{id}""#),
                ("status", "202"),
            ],
            [
                ("message", "request"),
                ("method", r#""GET""#),
                ("path", r#""/unknown""#),
                ("route", r#""""#),
                ("status", "404"),
            ],
        ];
        let expected = expected.map(|line| {
            let pairs = line.map(|(name, value)| (name, value.to_owned()));
            BTreeMap::from(pairs)
        });
        assert_eq!(lines, expected);
    }
}
