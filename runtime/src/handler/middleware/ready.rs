//! Ready-made middleware.

use std::ops::Deref;
use std::time::Instant;

use http::StatusCode;
use http::header::{
    HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use sha2::{Digest, Sha256};

use super::extension::{ExtensionId, Provided};
use super::next::Next;
use super::request::Request;
use crate::handler::reply::{IntoProblem, Problem, Response};
use crate::lazy::LazyModule;

const REQUEST_ID: &str = "x-request-id";

/// The longest id that is taken from a client.
const LONGEST_ID: usize = 128;

/// The id of a request, as [`request_id`] provides it: `Extension<RequestId>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

// The derive names the crate from outside.
impl Provided for RequestId {
    const ID: ExtensionId = ExtensionId {
        name: "RequestId",
        module: module_path!(),
        file: file!(),
        line: line!(),
        column: column!(),
    };
}

/// Answers with the header `x-request-id`, and provides a [`RequestId`].
///
/// The id is that of the client's header, if it has 1 to 128 visible ASCII characters. Otherwise it is the request id of the invocation,
/// which every log line has.
pub async fn request_id(request: Request, next: Next<'_, RequestId>) -> Response {
    let is_id = |id: &str| {
        (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let sent = request.header(REQUEST_ID).filter(|id| is_id(id));
    let id = match sent {
        Some(id) => id.into_owned(),
        None => next.request_id().to_owned(),
    };
    let value = HeaderValue::from_str(&id);
    let mut response = next.provide(RequestId(id)).run(request).await;
    // An empty id is that of a test, which has no invocation.
    if let Ok(value) = value
        && !value.is_empty()
    {
        let name = HeaderName::from_static(REQUEST_ID);
        response.headers.insert(name, value);
    }
    response
}

/// Writes a log line at level `INFO` for each request, with the fields `method`, `path`, `route`, `status` and `duration_ms`.
///
/// The path is without the query, which may be secret.
#[cfg(feature = "tracing")]
pub async fn access_log(request: Request, next: Next<'_>) -> Response {
    let started = Instant::now();
    let (method, path) = (request.method().to_owned(), request.path().to_owned());
    let route = request.route();
    let response = next.run(request).await;
    let duration_ms = milliseconds(started);
    let status = response.status().as_u16();
    tracing::info!(method, path, route, status, duration_ms, "request");
    response
}

/// Answers with the header `server-timing`: the milliseconds that the middleware within it and the handler took.
///
/// Browsers show it in their developer tools.
pub async fn server_timing(request: Request, next: Next<'_>) -> Response {
    let started = Instant::now();
    let response = next.run(request).await;
    response.with_header(
        "server-timing",
        format!("total;dur={:.1}", milliseconds(started)),
    )
}

fn milliseconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}

/// Answers with headers that browsers protect pages by. A header that the response has already is kept.
///
/// | header | value |
/// |---|---|
/// | `x-content-type-options` | `nosniff` |
/// | `x-frame-options` | `DENY` |
/// | `referrer-policy` | `no-referrer` |
/// | `strict-transport-security` | `max-age=31536000` |
///
/// The values are those that [OWASP](https://owasp.org/www-project-secure-headers/) recommends, without `includeSubDomains`, which
/// concerns other hosts. A content security policy depends on the page, so it is not among them.
pub async fn security_headers(request: Request, next: Next<'_>) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers.entry(name).or_insert(value);
    }
    response
}

/// Refuses bodies of more than `MOST` bytes with 413. Write it as `max_body::<65536>`.
///
/// Lambda limits the whole event to 6 MB.
pub async fn max_body<const MOST: usize>(request: Request, next: Next<'_>) -> Response {
    let found = match request.body() {
        Ok(body) => body.len(),
        Err(rejection) => return rejection.into_problem().into_response(),
    };
    if found <= MOST {
        return next.run(request).await;
    }
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE)
        .detail(format!(
            "the body must not exceed {MOST} bytes; found {found}"
        ))
        .into_response()
}

/// A lazy module's value that decides which tokens and keys are accepted, for [`bearer`] and [`api_key`].
///
/// A `String` is one token, and a `Vec` is several. They are compared in constant time. An empty token is never accepted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not decide which tokens are accepted",
    label = "expected a `String`, a `Vec<String>`, or a type that implements `Credentials`",
    note = "implement `gatewright::middleware::Credentials` for a type of your own"
)]
pub trait Credentials {
    /// Whether the token is accepted.
    fn accept(&self, token: &str) -> bool;
}

impl Credentials for String {
    fn accept(&self, token: &str) -> bool {
        !self.is_empty() && are_same(self, token)
    }
}

impl<C: Credentials> Credentials for Vec<C> {
    fn accept(&self, token: &str) -> bool {
        // Every one is compared, so that the time does not tell which is alike.
        self.iter()
            .fold(false, |accepted, one| accepted | one.accept(token))
    }
}

/// Compares digests, whose bytes an attacker cannot choose one by one.
fn are_same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

/// Refuses requests without an accepted token in the header `authorization: Bearer …`. Write it as `bearer::<tokens::Lazy>`.
///
/// The refusal is a 401 with `www-authenticate: Bearer` ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
///
/// ```
/// use gatewright::middleware::bearer;
/// use gatewright::prelude::*;
///
/// /// A real function would read it from Secrets Manager.
/// #[lazy_module]
/// mod tokens {
///     pub async fn init() -> String {
///         "secret-1".to_owned()
///     }
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/report")]
/// #[middleware(bearer::<tokens::Lazy>)]
/// async fn report() -> &'static str {
///     "fine"
/// }
///
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// # let request = || TestRequest::new("GET", "/report");
/// # let response = block_on(request().header("authorization", "bearer secret-1").send(&REPORT)).unwrap();
/// # assert_eq!(response.status(), 200);
/// # let response = block_on(request().header("authorization", "Bearer secret-2").send(&REPORT)).unwrap();
/// # assert_eq!(response.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
/// # let response = block_on(request().send(&REPORT)).unwrap();
/// # assert_eq!((response.status(), response.header("www-authenticate")), (401, Some("Bearer")));
/// # }
/// ```
pub async fn bearer<K>(request: Request, next: Next<'_>, credentials: K) -> Response
where
    K: LazyModule + Deref,
    K::Target: Credentials,
{
    let header = request.header("authorization");
    let token = header.as_deref().and_then(|header| {
        // The name of a scheme is case-insensitive (RFC 9110, 11.1).
        let (scheme, token) = header.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let challenge = match token {
        Some(token) if credentials.accept(token) => None,
        Some(_) => Some("Bearer error=\"invalid_token\""),
        None => Some("Bearer"),
    };
    match challenge {
        None => next.run(request).await,
        Some(challenge) => {
            let mut response = unauthorized("expected a bearer token");
            let challenge = HeaderValue::from_static(challenge);
            response.headers.insert(WWW_AUTHENTICATE, challenge);
            response
        }
    }
}

/// Refuses requests without an accepted key in the header `x-api-key`, with 401. Write it as `api_key::<keys::Lazy>`.
///
/// These are keys of your own. API Gateway checks keys of its own with `authorizer(api_key)`.
pub async fn api_key<K>(request: Request, next: Next<'_>, credentials: K) -> Response
where
    K: LazyModule + Deref,
    K::Target: Credentials,
{
    let key = request.header("x-api-key");
    if key.is_some_and(|key| credentials.accept(&key)) {
        return next.run(request).await;
    }
    unauthorized("expected a key in the header `x-api-key`")
}

fn unauthorized(detail: &str) -> Response {
    Problem::new(StatusCode::UNAUTHORIZED)
        .detail(detail)
        .into_response()
}
