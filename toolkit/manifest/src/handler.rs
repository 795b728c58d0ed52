//! The handlers of a function.

use crate::http::{Cors, Parameter, Response};
use crate::settings::SourceSettings;
use serde::{Deserialize, Serialize};

/// A handler: the events that it takes, its location and its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Handler {
    /// The events that it takes.
    #[serde(flatten)]
    pub key: Key,
    /// The function's name.
    pub function: String,
    /// The path of its module.
    pub module: String,
    /// The file, as passed to rustc: relative to the workspace for a member.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The doc comment, or an empty string.
    #[serde(default)]
    pub documentation: String,
    /// The parameters, in order.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The return type as written, or `"()"`.
    #[serde(default)]
    pub reply: String,
    /// The responses of a route, as far as its types describe them. Schemas need the feature `schema` of the runtime.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<Response>,
    /// The paths of the lazy modules among the parameters of the handler and of the middleware around it.
    #[serde(default)]
    pub requires: Vec<String>,
    /// The name of the authorizer of a route, one of [`Function::authorizers`](crate::Function::authorizers).
    #[serde(default)]
    pub authorizer: Option<String>,
    /// The middleware around a route, from the outermost, by the paths that the attributes name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub middleware: Vec<String>,
    /// The CORS policy of a route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cors: Option<Cors>,
    /// How records of a batch are handled. `None` for other handlers.
    #[serde(default)]
    pub batch: Option<Batch>,
    /// The options of `#[idempotent]`, if it is there.
    #[serde(default)]
    pub idempotency: Option<Idempotency>,
    /// The settings of the event source.
    #[serde(default)]
    pub settings: SourceSettings,
}

/// The events that a handler takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Key {
    /// An HTTP route.
    Route {
        /// The method, such as `GET`. `None` stands for every method.
        method: Option<String>,
        /// The path template with all its prefixes: `/orders/{id}`, `/files/{path+}`.
        template: String,
    },
    /// An operation of a direct invocation.
    Operation {
        /// Its name.
        name: String,
    },
    /// An event source.
    Source {
        /// The attribute, such as `sqs`.
        source: String,
        /// The name in its events. `None` stands for every name, or for the name in `env`.
        name: Option<String>,
        /// The environment variable with the name.
        #[serde(default)]
        env: Option<String>,
    },
    /// Any event: the key of a function with `#[lambda_handler]` alone.
    WholeEvent,
}

/// How the records of a batch are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Batch {
    /// How many records are handled at a time.
    pub concurrency: u16,
    /// Whether the reply names the records that failed (`ReportBatchItemFailures`).
    pub reports_item_failures: bool,
}

/// The options of `#[idempotent]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Idempotency {
    /// The path of the lazy module with the store.
    pub store: String,
    /// How long a reply is kept, in seconds.
    pub ttl_s: u64,
}
