//! What a user does by hand.

use serde::Serialize;

/// A place in the sources or the manifest, and what replaces it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Step {
    pub(super) file: String,
    /// From 1.
    pub(super) line: usize,
    /// From 1, in characters.
    pub(super) column: usize,
    pub(super) kind: Kind,
    pub(super) found: String,
    pub(super) todo: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// `#[tokio::main]`.
    Main,
    /// `run(…)`.
    Run,
    /// `LambdaEvent<T>`, or the request of `lambda_http`.
    Parameter,
    /// A route of axum.
    Route,
    /// Another call on a router, such as `nest`.
    Router,
    /// A static that is initialised on first use.
    Static,
    /// A value that `main` builds for the handlers.
    Value,
    /// The set-up of `tracing` or `log`.
    Logging,
    /// A profile that Lambda functions should not have.
    Profile,
    /// A dependency that is needed no more.
    Dependency,
}
