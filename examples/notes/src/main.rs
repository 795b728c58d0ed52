//! Notes in a browser as one Lambda function: the page, accounts with sessions, and a JSON API over DynamoDB.

mod accounts;
mod errors;
mod notebook;
mod services;
mod storage;

use gatewright::middleware::{compress, security_headers};
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

use errors::Refusal;

/// The table and the secret. A stage has others in its environment variables.
#[lazy_module(env)]
struct Settings {
    /// The table of accounts, notes and files: partition key `owner`, sort key `item`.
    #[env(default = "notes")]
    notes_table: String,
    /// The secret that signs sessions: at least 32 random characters.
    #[env(default = "notes/session")]
    session_secret: String,
}

/// What the page may load and where it may send forms: its own files and its own API.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Adds the content security policy.
pub(crate) async fn content_policy(request: Request, next: Next<'_>) -> Response {
    let response = next.run(request).await;
    response.with_header("content-security-policy", POLICY)
}

/// Refuses changes without the header `x-notes-client`.
///
/// A page of another origin can send a form with the user's cookies without asking. It cannot set this header without a preflight
/// request, which the CORS policy answers.
pub(crate) async fn client_header(request: Request, next: Next<'_>) -> Result<Response, Refusal> {
    let reads = matches!(request.method(), "GET" | "HEAD" | "OPTIONS");
    if reads || request.header("x-notes-client").is_some() {
        return Ok(next.run(request).await);
    }
    Err(Refusal::NoClientHeader)
}

/// Keeps responses out of caches that several users share, such as those of a CDN.
pub(crate) async fn private(request: Request, next: Next<'_>) -> Response {
    let response = next.run(request).await;
    response.with_header("cache-control", "private, no-cache")
}

/// The JSON API.
#[dispatch(
    interfaces(accounts::api, notebook::api),
    prefix = "/api",
    middleware(private, client_header)
)]
mod api {}

#[lambda_handler(
    timeout = "10s",
    memory = 512,
    architectures = "arm64",
    logging_config(log_format = "JSON", retention_in_days = 30)
)]
#[dispatch(
    interfaces(api),
    triggers(http_api),
    assets("/", "page", max_age = "10m"),
    middleware(security_headers, content_policy, compress),
    cors(
        origins(
            env = "PAGE_ORIGINS",
            default = "https://notes.example.com, http://localhost:5173"
        ),
        headers("content-type", "if-match", "x-notes-client"),
        expose("content-disposition", "etag"),
        credentials,
        max_age = "10m"
    )
)]
mod notes {}
