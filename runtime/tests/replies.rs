//! Return values of handlers: errors of every type, and the reply tuples of axum.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

/// `lambda_runtime::Error`, under the name that its crate gives it.
type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// The error of a shop.
#[derive(Debug)]
pub struct OutOfStock;

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing left")
    }
}

impl std::error::Error for OutOfStock {}

/// An error with a status of its own, which is a `std::error::Error` as well.
#[derive(Debug, Problem)]
#[problem(status = CONFLICT)]
pub struct Reserved;

impl std::fmt::Display for Reserved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("reserved")
    }
}

impl std::error::Error for Reserved {}

/// A type that is not an error, and converts to one by hand.
pub struct Refused(pub u32);

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::with_type("Refused", format_args!("refused: {}", refused.0))
    }
}

mod aliases {
    pub type Fallible<T> = Result<T, anyhow::Error>;
}

#[lazy_module]
mod with_anyhow {
    pub async fn init() -> Result<u32, anyhow::Error> {
        anyhow::bail!("no configuration")
    }
}

#[lazy_module]
mod with_a_box {
    pub fn init() -> Result<u32, super::BoxedError> {
        Err("no configuration".into())
    }
}

#[lazy_module]
mod with_eyre {
    pub fn init() -> Result<u32, eyre::Report> {
        Err(eyre::eyre!("no configuration"))
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod errors {
    use super::*;
    use anyhow::Context as _;

    #[operation]
    pub async fn anyhow(number: String) -> anyhow::Result<u32> {
        let number: u32 = number.parse().context("the order has no number")?;
        anyhow::ensure!(number > 0, "the number is zero");
        Ok(number)
    }

    #[operation]
    pub async fn eyre(number: String) -> Result<u32, eyre::Report> {
        Ok(number.parse::<u32>()?)
    }

    #[operation]
    pub async fn boxed(number: String) -> Result<u32, BoxedError> {
        if number.is_empty() {
            return Err("no number".into());
        }
        Ok(number.parse()?)
    }

    #[operation]
    pub async fn text(number: String) -> Result<u32, String> {
        number
            .parse()
            .map_err(|_| format!("not a number: {number}"))
    }

    #[operation]
    pub async fn static_text() -> Result<u32, &'static str> {
        Err("not today")
    }

    #[operation]
    pub async fn aliased() -> aliases::Fallible<u32> {
        Err(anyhow::anyhow!("not today"))
    }

    #[operation]
    pub async fn by_hand() -> Result<u32, Refused> {
        Err(Refused(3))
    }

    /// Everything that `?` converts.
    #[operation]
    pub async fn converted(kind: String) -> Result<u32, Error> {
        match &*kind {
            "std" => Err(OutOfStock)?,
            "box" => Err(BoxedError::from("nothing left"))?,
            "box of a type" => Err(Box::new(OutOfStock))?,
            "anyhow" => Err(anyhow::anyhow!("nothing left"))?,
            "eyre" => Err(eyre::eyre!("nothing left"))?,
            "String" => Err(String::from("nothing left"))?,
            "&str" => Err("nothing left")?,
            "into" => return Err("nothing left".into()),
            "by hand" => Err(Refused(3))?,
            _ => {}
        }
        Ok(0)
    }

    #[get("/anyhow")]
    pub async fn http_anyhow() -> anyhow::Result<&'static str> {
        Err(anyhow::Error::new(OutOfStock).context("secret"))
    }

    #[get("/eyre")]
    pub async fn http_eyre() -> Result<&'static str, eyre::Report> {
        Err(eyre::Report::new(OutOfStock))
    }

    #[get("/boxed")]
    pub async fn http_boxed() -> Result<&'static str, BoxedError> {
        Err(Box::new(Reserved))
    }

    #[get("/problem")]
    pub async fn http_problem() -> Result<&'static str, Reserved> {
        Err(Reserved)
    }

    #[get("/never")]
    pub async fn http_never() -> Result<&'static str, std::convert::Infallible> {
        Ok("fine")
    }

    #[get("/status")]
    pub async fn http_status() -> Result<&'static str, StatusCode> {
        Err(StatusCode::GONE)
    }

    #[get("/status-and-text")]
    pub async fn http_status_and_text() -> Result<Json<u32>, (StatusCode, String)> {
        Err((StatusCode::NOT_FOUND, "no such order".to_owned()))
    }

    #[get("/response")]
    pub async fn http_response() -> Result<Json<u32>, gatewright::Response> {
        Err(gatewright::Response::new(StatusCode::UNAUTHORIZED)
            .with_header("www-authenticate", "Bearer"))
    }

    #[get("/lazy")]
    pub async fn http_lazy(value: with_anyhow::Lazy) -> String {
        value.to_string()
    }

    #[operation]
    pub async fn lazy_anyhow(value: with_anyhow::Lazy) -> u32 {
        *value
    }

    #[operation]
    pub async fn lazy_box(value: with_a_box::Lazy) -> u32 {
        *value
    }

    #[operation]
    pub async fn lazy_eyre(value: with_eyre::Lazy) -> u32 {
        *value
    }

    #[sqs("anyhow")]
    pub async fn record_anyhow(order: Message<u32>) -> anyhow::Result<()> {
        anyhow::ensure!(*order.body() < 9, "too many");
        Ok(())
    }

    #[sqs("boxed")]
    pub async fn batch_boxed(orders: Batch<u32>) -> Result<Failures, BoxedError> {
        let mut failures = Failures::default();
        for order in &orders {
            if *order.body() > 9 {
                failures.add(order, "too many");
            }
        }
        Ok(failures)
    }

    #[firehose("clicks")]
    pub async fn transformed(click: Message<Value>) -> Result<Transformed, eyre::Report> {
        eyre::ensure!(click.body() != &json!(0), "not a click");
        Transformed::json(click.body()).map_err(|error| eyre::eyre!(error.into_inner()))
    }

    #[schedule("nightly")]
    pub async fn scheduled() -> anyhow::Result<()> {
        anyhow::bail!("the table is locked")
    }

    #[on_shutdown]
    pub async fn last() -> anyhow::Result<()> {
        Ok(())
    }
}

fn operation(name: &str, payload: &Value) -> Result<Value, (String, String)> {
    let event = json!({"operation": format!("errors.{name}"), "payload": payload});
    block_on(invoke(&errors::GATEWAY, event))
        .map_err(|error| (error.error_type.into_owned(), error.message))
}

fn failure(name: &str, payload: &Value) -> (String, String) {
    operation(name, payload).unwrap_err()
}

fn named(error_type: &str, message: &str) -> (String, String) {
    (error_type.to_owned(), message.to_owned())
}

#[test]
fn operations_return_errors_of_any_type() {
    let parsed = "invalid digit found in string";
    assert_eq!(operation("anyhow", &json!("7")), Ok(json!(7)));
    assert_eq!(
        failure("anyhow", &json!("x")),
        named("Error", &format!("the order has no number: {parsed}"))
    );
    assert_eq!(
        failure("anyhow", &json!("0")),
        named("Error", "the number is zero")
    );
    assert_eq!(failure("eyre", &json!("x")), named("Report", parsed));
    assert_eq!(failure("boxed", &json!("")), named("Error", "no number"));
    assert_eq!(failure("boxed", &json!("x")), named("Error", parsed));
    assert_eq!(
        failure("text", &json!("x")),
        named("Error", "not a number: x")
    );
    assert_eq!(
        failure("static_text", &json!(null)),
        named("Error", "not today")
    );
    assert_eq!(
        failure("aliased", &json!(null)),
        named("Error", "not today")
    );
    assert_eq!(
        failure("by_hand", &json!(null)),
        named("Refused", "refused: 3")
    );
}

#[test]
fn question_mark_converts_errors_of_any_type() {
    for (kind, error_type) in [
        ("std", "OutOfStock"),
        ("box", "Error"),
        ("box of a type", "OutOfStock"),
        ("anyhow", "Error"),
        ("eyre", "Report"),
        ("String", "Error"),
        ("&str", "Error"),
        ("into", "Error"),
    ] {
        assert_eq!(
            failure("converted", &json!(kind)),
            named(error_type, "nothing left"),
            "{kind}"
        );
    }
    assert_eq!(
        failure("converted", &json!("by hand")),
        named("Refused", "refused: 3")
    );
}

fn get(path: &str) -> Value {
    let event = json!({
        "version": "2.0", "rawPath": path, "requestContext": {"http": {"method": "GET"}},
    });
    block_on(invoke(&errors::GATEWAY, event)).unwrap()
}

/// axum's `Result<T, E>` where `E: IntoResponse`; an `anyhow::Error` is a 500 in its example `anyhow-error-response`.
#[test]
fn http_errors_without_a_status_are_a_500_without_their_text() {
    for path in ["/anyhow", "/eyre", "/boxed"] {
        let reply = get(path);
        assert_eq!(reply["statusCode"], 500, "{path}");
        let document: Value = serde_json::from_str(reply["body"].as_str().unwrap()).unwrap();
        assert_eq!(
            document,
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500}),
            "{path}"
        );
    }
    assert_eq!(get("/lazy")["statusCode"], 503);
}

#[test]
fn http_errors_with_a_status_keep_it() {
    assert_eq!(get("/problem")["statusCode"], 409);
    assert_eq!(get("/never")["body"], "fine");
    assert_eq!(get("/status")["statusCode"], 410);
    let reply = get("/status-and-text");
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(404), &json!("no such order"))
    );
    let reply = get("/response");
    assert_eq!(
        (&reply["statusCode"], &reply["headers"]),
        (&json!(401), &json!({"www-authenticate": "Bearer"}))
    );
}

#[test]
fn lazy_modules_fail_with_errors_of_any_type() {
    for (name, module) in [
        ("lazy_anyhow", "with_anyhow"),
        ("lazy_box", "with_a_box"),
        ("lazy_eyre", "with_eyre"),
    ] {
        let (error_type, message) = failure(name, &json!(null));
        assert_eq!(error_type, "InitFailed");
        assert!(
            message.contains(module) && message.ends_with("could not start"),
            "{message}"
        );
    }
}

fn sqs(queue: &str, bodies: &[&str]) -> Value {
    let records: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(id, body)| {
            json!({
                "messageId": id.to_string(), "receiptHandle": "r", "body": body, "attributes": {}, "messageAttributes": {},
                "eventSource": "aws:sqs", "eventSourceARN": format!("arn:aws:sqs:us-east-1:123456789012:{queue}"),
                "awsRegion": "us-east-1",
            })
        })
        .collect();
    json!({"Records": records})
}

#[test]
fn event_handlers_fail_with_errors_of_any_type() {
    for queue in ["anyhow", "boxed"] {
        assert_eq!(
            block_on(invoke(&errors::GATEWAY, sqs(queue, &["3", "12"]))).unwrap(),
            json!({"batchItemFailures": [{"itemIdentifier": "1"}]}),
            "{queue}"
        );
    }
    let event = json!({
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
        "records": [{"recordId": "1", "data": "MQ=="}, {"recordId": "2", "data": "MA=="}],
    });
    let reply = block_on(invoke(&errors::GATEWAY, event)).unwrap();
    assert_eq!(
        (
            &reply["records"][0]["result"],
            &reply["records"][1]["result"]
        ),
        (&json!("Ok"), &json!("ProcessingFailed"))
    );
    let event = json!({
        "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
        "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/nightly"], "detail": {},
    });
    let error = block_on(invoke(&errors::GATEWAY, event)).unwrap_err();
    assert_eq!(
        (&*error.error_type, &*error.message),
        ("Error", "the table is locked")
    );
}

type Pairs<const N: usize> = [(&'static str, &'static str); N];

#[lambda_handler(main = false)]
#[dispatch]
mod tuples {
    use super::*;
    use gatewright::http::{self, HeaderMap, HeaderName, HeaderValue, header};
    use gatewright::{Bytes, Response};

    #[get("/status-headers")]
    pub async fn status_headers() -> (StatusCode, Pairs<1>) {
        (StatusCode::FOUND, [("location", "/x")])
    }

    #[get("/headers-text")]
    pub async fn headers_text() -> (Pairs<1>, String) {
        ([("x-a", "b")], "text".to_owned())
    }

    #[get("/headers-text-result")]
    pub async fn headers_text_result() -> anyhow::Result<(Pairs<2>, String)> {
        Ok(([("x-a", "b"), ("x-b", "c")], "text".to_owned()))
    }

    #[get("/headers-json")]
    pub async fn headers_json() -> ([(String, String); 1], Json<u32>) {
        ([("X-A".to_owned(), "b".to_owned())], Json(7))
    }

    #[get("/headers-value")]
    pub async fn headers_value() -> (Pairs<1>, Vec<u32>) {
        ([("x-a", "b")], vec![7])
    }

    #[get("/typed-headers-text")]
    pub async fn typed_headers_text() -> ([(HeaderName, &'static str); 1], String) {
        ([(header::CONTENT_TYPE, "text/html")], "<p>".to_owned())
    }

    #[get("/typed-values-text")]
    pub async fn typed_values_text() -> ([(&'static str, HeaderValue); 1], &'static str) {
        ([("x-a", HeaderValue::from_static("b"))], "text")
    }

    #[get("/headers-type")]
    pub async fn headers_type() -> (Headers, String) {
        let mut headers = Headers::default();
        headers.insert("x-a", HeaderValue::from_static("b"));
        (headers, "text".to_owned())
    }

    #[get("/header-map")]
    pub async fn header_map() -> (HeaderMap, Json<u32>) {
        (
            HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"7\""))]),
            Json(7),
        )
    }

    #[get("/status-headers-type")]
    pub async fn status_headers_type() -> (StatusCode, Headers, &'static str) {
        (
            StatusCode::ACCEPTED,
            Headers(HeaderMap::from_iter([(
                header::ETAG,
                HeaderValue::from_static("\"7\""),
            )])),
            "text",
        )
    }

    #[get("/status-pairs-json")]
    pub async fn status_pairs_json()
    -> Result<(StatusCode, [(&'static str, u64); 1], Json<u32>), StatusCode> {
        Ok((StatusCode::CREATED, [("x-count", 3)], Json(7)))
    }

    #[get("/two-headers")]
    pub async fn two_headers() -> (StatusCode, Pairs<1>, Headers, Bytes) {
        (
            StatusCode::OK,
            [("x-a", "b")],
            Headers::default(),
            Bytes::from_static(b"\xff"),
        )
    }

    #[get("/alone")]
    pub async fn alone() -> Pairs<2> {
        [("set-cookie", "a=1"), ("set-cookie", "b=2")]
    }

    #[get("/map-alone")]
    pub async fn map_alone() -> HeaderMap {
        HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"7\""))])
    }

    #[get("/problem-alone")]
    pub async fn problem_alone() -> Problem {
        Problem::new(StatusCode::CONFLICT)
    }

    #[get("/http-response")]
    pub async fn http_response() -> Result<http::Response<String>, Error> {
        Ok(http::Response::builder()
            .status(418)
            .header("x-a", "b")
            .body("tea".to_owned())?)
    }

    #[get("/invalid")]
    pub async fn invalid() -> (StatusCode, [(String, String); 1], &'static str) {
        (
            StatusCode::OK,
            [("x-a".to_owned(), "1\r\nset-cookie: b=1".to_owned())],
            "text",
        )
    }

    #[get("/invalid-built")]
    pub async fn invalid_built() -> Response {
        Response::new(StatusCode::OK)
            .with_header("x y", "1")
            .with_text("text")
    }

    #[get("/invalid-problem")]
    pub async fn invalid_problem() -> Result<(), Problem> {
        Err(Problem::new(StatusCode::CONFLICT).header("x y", "1"))
    }

    /// An operation has no headers: the tuple is JSON.
    #[operation]
    pub async fn pairs() -> (Pairs<1>, u16) {
        ([("x-a", "b")], 404)
    }
}

fn reply(path: &str) -> (u16, Value, Value) {
    reply_of(&tuples::GATEWAY, path)
}

fn reply_of(gateway: &Gateway, path: &str) -> (u16, Value, Value) {
    let event = json!({
        "version": "2.0", "rawPath": path, "requestContext": {"http": {"method": "GET"}},
    });
    let mut reply = block_on(invoke(gateway, event)).unwrap();
    let status = reply["statusCode"]
        .as_u64()
        .and_then(|status| status.try_into().ok());
    (
        status.unwrap(),
        reply["headers"].take(),
        reply["body"].take(),
    )
}

/// <https://docs.rs/axum/0.8/axum/response/index.html#building-responses>
#[test]
fn tuples_mean_what_they_mean_in_axum() {
    let plain = "text/plain; charset=utf-8";
    for (path, status, headers, body) in [
        (
            "/status-headers",
            302,
            json!({"location": "/x"}),
            json!(null),
        ),
        (
            "/headers-text",
            200,
            json!({"content-type": plain, "x-a": "b"}),
            json!("text"),
        ),
        (
            "/headers-text-result",
            200,
            json!({"content-type": plain, "x-a": "b", "x-b": "c"}),
            json!("text"),
        ),
        (
            "/headers-json",
            200,
            json!({"content-type": "application/json", "x-a": "b"}),
            json!("7"),
        ),
        (
            "/headers-value",
            200,
            json!({"content-type": "application/json", "x-a": "b"}),
            json!("[7]"),
        ),
        (
            "/typed-headers-text",
            200,
            json!({"content-type": "text/html"}),
            json!("<p>"),
        ),
        (
            "/typed-values-text",
            200,
            json!({"content-type": plain, "x-a": "b"}),
            json!("text"),
        ),
        (
            "/headers-type",
            200,
            json!({"content-type": plain, "x-a": "b"}),
            json!("text"),
        ),
        (
            "/header-map",
            200,
            json!({"content-type": "application/json", "etag": "\"7\""}),
            json!("7"),
        ),
        (
            "/status-headers-type",
            202,
            json!({"content-type": plain, "etag": "\"7\""}),
            json!("text"),
        ),
        (
            "/status-pairs-json",
            201,
            json!({"content-type": "application/json", "x-count": "3"}),
            json!("7"),
        ),
        (
            "/two-headers",
            200,
            json!({"content-type": "application/octet-stream", "x-a": "b"}),
            json!("/w=="),
        ),
        ("/map-alone", 200, json!({"etag": "\"7\""}), json!(null)),
        ("/http-response", 418, json!({"x-a": "b"}), json!("tea")),
    ] {
        assert_eq!(reply(path), (status, headers, body), "{path}");
    }
    let event = json!({
        "version": "2.0", "rawPath": "/alone", "requestContext": {"http": {"method": "GET"}},
    });
    assert_eq!(
        block_on(invoke(&tuples::GATEWAY, event)).unwrap()["cookies"],
        json!(["a=1", "b=2"])
    );
    assert_eq!(reply("/problem-alone").0, 409);
}

#[test]
fn invalid_headers_are_a_500_without_the_reply() {
    for path in ["/invalid", "/invalid-built", "/invalid-problem"] {
        let (status, headers, body) = reply(path);
        assert_eq!(
            (status, headers),
            (500, json!({"content-type": "application/problem+json"})),
            "{path}"
        );
        let document: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
        assert_eq!(document["title"], "Internal Server Error", "{path}");
    }
}

#[test]
fn operations_return_tuples_as_json() {
    let event = json!({"operation": "tuples.pairs", "payload": null});
    assert_eq!(
        block_on(invoke(&tuples::GATEWAY, event)),
        Ok(json!([[["x-a", "b"]], 404]))
    );
}

/// An error of a function that was written for axum: <https://docs.rs/axum/0.8/axum/error_handling/index.html>, example
/// `anyhow-error-response`.
pub enum AppError {
    /// There is no such order.
    NotFound(u64),
    /// Everything else.
    Unexpected(anyhow::Error),
}

impl gatewright::IntoResponse for AppError {
    fn into_response(self) -> gatewright::Response {
        match self {
            Self::NotFound(id) => (StatusCode::NOT_FOUND, format!("no order {id}")).into_response(),
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for AppError {
    fn from(error: E) -> Self {
        Self::Unexpected(error.into())
    }
}

/// `axum::response::Html`.
pub struct Html<T>(pub T);

impl<T: Into<String>> gatewright::IntoResponse for Html<T> {
    fn into_response(self) -> gatewright::Response {
        (
            [("content-type", "text/html; charset=utf-8")],
            self.0.into(),
        )
            .into_response()
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod ported {
    use super::*;
    use gatewright::http::{self, HeaderMap, HeaderName, HeaderValue, header};
    use gatewright::{IntoResponse, Response};

    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<String>) -> Result<Json<u64>, AppError> {
        match id.parse()? {
            7 => Ok(Json(7)),
            id => Err(AppError::NotFound(id)),
        }
    }

    #[get("/page")]
    pub async fn page() -> Html<&'static str> {
        Html("<p>")
    }

    #[get("/page-with-parts")]
    pub async fn page_with_parts() -> (StatusCode, Pairs<1>, Html<String>) {
        (StatusCode::CREATED, [("x-a", "b")], Html("<p>".to_owned()))
    }

    #[get("/page-with-headers")]
    pub async fn page_with_headers() -> (Pairs<1>, Html<String>) {
        ([("x-a", "b")], Html("<p>".to_owned()))
    }

    fn created() -> impl IntoResponse {
        (StatusCode::CREATED, "text").into_response()
    }

    fn uncached(response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        *response.status_mut() = StatusCode::ACCEPTED;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    #[get("/changed")]
    pub async fn changed() -> Response {
        uncached(created())
    }

    #[get("/changed-json")]
    pub async fn changed_json() -> Response {
        uncached(Json(7))
    }

    #[get("/changed-but-invalid")]
    pub async fn changed_but_invalid() -> Response {
        uncached(created().into_response().with_header("x y", "1"))
    }

    #[get("/built")]
    pub async fn built() -> Result<http::Response<Body>, http::Error> {
        http::Response::builder().status(202).body(Body::empty())
    }

    #[get("/not-built")]
    pub async fn not_built() -> Result<http::Response<&'static str>, http::Error> {
        http::Response::builder().header("x y", "1").body("text")
    }

    #[get("/response-as-error")]
    pub async fn response_as_error() -> Result<String, http::Response<String>> {
        let mut response = http::Response::new("reserved".to_owned());
        *response.status_mut() = StatusCode::CONFLICT;
        Err(response)
    }

    type Typed<T> = [(HeaderName, T); 1];

    #[get("/map-and-headers")]
    pub async fn map_and_headers() -> (HeaderMap, Typed<&'static str>, String) {
        let map = HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("left"))]);
        (map, [(header::ETAG, "right")], "text".to_owned())
    }

    #[get("/texts-and-headers")]
    pub async fn texts_and_headers() -> (Pairs<1>, Typed<&'static str>, Json<u32>) {
        ([("x-a", "b")], [(header::ETAG, "7")], Json(7))
    }

    #[get("/texts-and-texts")]
    pub async fn texts_and_texts() -> (Pairs<1>, Pairs<2>, Json<u32>) {
        ([("x-a", "left")], [("x-a", "right"), ("x-b", "c")], Json(7))
    }

    #[get("/three-headers")]
    pub async fn three_headers() -> (StatusCode, HeaderMap, Pairs<1>, Typed<u64>, &'static str) {
        (
            StatusCode::OK,
            HeaderMap::new(),
            [("x-a", "b")],
            [(header::AGE, 3)],
            "text",
        )
    }
}

/// As in axum: <https://docs.rs/axum/0.8/axum/response/index.html>. An invalid response is a 500 and stays one.
#[test]
fn functions_written_for_axum_reply_as_there() {
    let plain = "text/plain; charset=utf-8";
    let html = "text/html; charset=utf-8";
    let json_type = "application/json";
    for (path, status, headers, body) in [
        (
            "/orders/7",
            200,
            json!({"content-type": json_type}),
            json!("7"),
        ),
        (
            "/orders/8",
            404,
            json!({"content-type": plain}),
            json!("no order 8"),
        ),
        ("/orders/x", 500, json!({}), json!(null)),
        ("/page", 200, json!({"content-type": html}), json!("<p>")),
        (
            "/page-with-parts",
            201,
            json!({"content-type": html, "x-a": "b"}),
            json!("<p>"),
        ),
        (
            "/page-with-headers",
            200,
            json!({"content-type": html, "x-a": "b"}),
            json!("<p>"),
        ),
        (
            "/changed",
            202,
            json!({"content-type": plain, "cache-control": "no-store"}),
            json!("text"),
        ),
        (
            "/changed-json",
            202,
            json!({"content-type": json_type, "cache-control": "no-store"}),
            json!("7"),
        ),
        ("/built", 202, json!({}), json!("")),
        ("/response-as-error", 409, json!({}), json!("reserved")),
        (
            "/map-and-headers",
            200,
            json!({"content-type": plain, "etag": "left"}),
            json!("text"),
        ),
        (
            "/texts-and-headers",
            200,
            json!({"content-type": json_type, "x-a": "b", "etag": "7"}),
            json!("7"),
        ),
        (
            "/texts-and-texts",
            200,
            json!({"content-type": json_type, "x-a": "left", "x-b": "c"}),
            json!("7"),
        ),
        (
            "/three-headers",
            200,
            json!({"content-type": plain, "x-a": "b", "age": "3"}),
            json!("text"),
        ),
    ] {
        assert_eq!(
            reply_of(&ported::GATEWAY, path),
            (status, headers, body),
            "{path}"
        );
    }
    for path in ["/changed-but-invalid", "/not-built"] {
        let (status, _, body) = reply_of(&ported::GATEWAY, path);
        let document: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
        assert_eq!(
            (status, &document["title"]),
            (500, &json!("Internal Server Error")),
            "{path}"
        );
    }
}
