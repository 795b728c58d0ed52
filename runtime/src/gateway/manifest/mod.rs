//! The description of a function for tools that write templates, `OpenAPI` documents and overviews.

mod described;
mod environment;
mod json;
mod options;
#[cfg(feature = "schema")]
mod schemas;
mod settings;

pub use options::Options;

use crate::platform::metrics::Recording;
use crate::table::{Interface, Setting};

/// The handlers of a function and the options of its deployment, for tools that read them as JSON.
///
/// `#[lambda_handler]` makes the manifest a constant beside the gateway: `shop::MANIFEST` for a module, `HELLO_MANIFEST` for a
/// function `hello`. `cargo run -p shop -- manifest` prints it. A release build links it only if the function's own code reads
/// it.
///
/// # Shape
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(timeout = "5s", main = false)]
/// #[dispatch(prefix = "/v1", triggers(http_api))]
/// mod shop {
///     use super::*;
///
///     /// One order.
///     #[get("/orders/{id}")]
///     pub async fn get_order(Path(id): Path<u64>) -> String {
///         format!("order {id}")
///     }
/// }
///
/// # fn main() {
/// let manifest: serde_json::Value = serde_json::from_str(&shop::MANIFEST.to_json()).unwrap();
/// assert_eq!(manifest["version"], 1);
/// assert_eq!(manifest["function"]["timeout_ms"], 5000);
/// assert_eq!(manifest["function"]["triggers"], serde_json::json!([{"trigger": "http_api", "waits_ms": 30000, "streams": false}]));
/// let handler = &manifest["handlers"][0];
/// assert_eq!((&handler["kind"], &handler["method"]), (&"route".into(), &"GET".into()));
/// assert_eq!(handler["template"], "/v1/orders/{id}");
/// assert_eq!(handler["parameters"][0]["type"], "Path<u64>");
/// # }
/// ```
///
/// The fields of the manifest:
///
/// | field | |
/// |---|---|
/// | `version` | [`Manifest::VERSION`]. It increases when a field is removed or changes its meaning; new fields do not change it |
/// | `function` | the function |
/// | `handlers` | a list of the module's own handlers in source order, followed by those of its `interfaces` |
/// | `modules` | a list of the lazy modules that the handlers take, each followed by those that it needs |
/// | `environment` | a list of the environment variables that a deployment has to set, as far as attributes name them |
/// | `schemas` | the definitions that schemas refer to as `#/components/schemas/NAME`; absent if there are none |
///
/// The fields of `function`:
///
/// | field | |
/// |---|---|
/// | `name` | the option `name`, or the package's name |
/// | `description` | the option `description`, or `""` |
/// | `timeout_ms` | the timeout, in milliseconds |
/// | `guard_ms` | how long before the deadline the guard answers, in milliseconds; `null` stands for 5 % of the available time, between 100 ms and 2 s |
/// | `memory_mb` | memory, in MB |
/// | `tmp_mb` | space in `/tmp`, in MB |
/// | `watchdog` | whether the watchdog is on, which answers for a handler that cannot be interrupted |
/// | `mode` | `"single"`: one invocation at a time; `"concurrent"`: several, for Lambda Managed Instances |
/// | `operation_key`, `payload_key` | the members with the operation and the payload of a direct invocation: `"operation"` and `"payload"`, or the options `key` and `payload` |
/// | `triggers` | a list of the triggers in `triggers(…)`, or of those of its interfaces if the module declares none: `trigger` is the name in `triggers(…)`; `waits_ms` is how long it waits for a reply in milliseconds, or `null` if it waits as long as the function runs; `streams` is whether it is declared to stream responses |
/// | `base_paths` | a list of the paths in the option `base_path`, or of those of its interfaces if the module declares none |
/// | `authorizers` | a list of the authorizers of the routes: `name`; `type`, the kind in `authorizer(…)`; and its other options |
/// | `record` | `true` with the option `record` or `metrics`: each invocation has a [record](crate::docs::metrics#the-record). Absent otherwise |
/// | `metrics` | with the option `metrics`: `namespace` is its value, or `null` if the environment names it. Absent otherwise |
/// | `settings` | the options of the deployment, as in the table of [`lambda_handler`](macro@crate::lambda_handler#deployment). One that is not given is not there |
///
/// The key of each handler in `handlers`:
///
/// | field | |
/// |---|---|
/// | `kind` | `"route"`, `"operation"`, `"source"`, or `"whole_event"`: a function with `#[lambda_handler]` alone |
/// | `method`, `template` | of a route: the method, such as `"GET"`, or `null` for every method; the template with all its prefixes |
/// | `name` | of an operation: its name. Of a source: the name in its events, or `null` for every name. For `EventBridge` it is `source / detail-type`, for Cognito `trigger_occasion`, with `*` for a part that may be anything |
/// | `source` | of a source: its attribute, such as `"sqs"` |
/// | `env` | of a source: the environment variable with the name, such as `"ORDERS_QUEUE"`; `name` is then `null`. Otherwise `null` |
///
/// The location and signature of each handler:
///
/// | field | |
/// |---|---|
/// | `function`, `module` | the name of the function, and the path of its module, such as `"shop::orders::api"` |
/// | `file`, `line` | the file as passed to rustc, which for a workspace member is relative to the workspace; the line, from 1 |
/// | `documentation` | the doc comment, or `""` |
/// | `parameters` | a list: `type` is the type as written, with normalised spaces; of a route also `role`, if the type describes the part of a request (`"path"`, `"query"`, `"json"`, `"form"`, `"multipart"`, `"text"`, `"bytes"`); `optional`, if it is an `Option`; `validated`, if it is a `Valid`; `schema`, with the feature `schema` and a type that implements `JsonSchema` |
/// | `responses` | of a route whose return type describes its responses, a list, with those of middleware and extractors: `status`, or `null` if the handler sets it; `description`; `content_type`, or `null` without a body; `schema` of the body, or of the extension members of a problem document; `problem_type` |
/// | `reply` | the return type as written, or `"()"` |
/// | `requires` | the paths of the lazy modules among the parameters of the handler and of the middleware around it, such as `"shop::catalog"`, in order and without duplicates, and that of the `#[idempotent]` store. Modules that those need, or that a user-defined extractor takes, are not included |
///
/// How events reach each handler, and how it answers them:
///
/// | field | |
/// |---|---|
/// | `batch` | of a source of records: `concurrency` is how many records of a batch are handled at a time; `reports_item_failures` is whether the reply names the failed records, so that the event source mapping needs `ReportBatchItemFailures`. `null` for other handlers |
/// | `idempotency` | of a handler with `#[idempotent]`: `store` is the path of the lazy module with the store, `ttl_s` is how long a key is kept, in seconds, rounded up. Otherwise `null` |
/// | `authorizer` | the name of a route's authorizer, one of `authorizers`, or `null` |
/// | `middleware` | of a route with middleware: the paths of the functions around it as written, from the outermost. Absent otherwise |
/// | `cors` | of a route with a CORS policy: `origins`, `["*"]` for every origin; `env`, the environment variable with the origins, or `null`; `methods`, empty for those of the routes with the path; `headers`, `expose`; `credentials`; `max_age_s`, in seconds, or `null`. Absent otherwise |
/// | `settings` | an object with the options of the event source that describe its deployment, such as `batch_size`, by name. They are listed in [event sources](crate::docs::event_sources#options-of-the-deployment). Empty for other handlers |
///
/// The fields of each module in `modules`:
///
/// | field | |
/// |---|---|
/// | `name` | its path, such as `"shop::catalog"` |
/// | `needs` | the paths of the lazy modules that its `init` takes |
/// | `store` | `"dynamo_db"` for a `DynamoDbStore` of an `#[idempotent]` handler, `"other"` for another store, and `null` for other modules |
///
/// The fields of each variable in `environment`:
///
/// | field | |
/// |---|---|
/// | `name` | its name |
/// | `required` | whether it must be set: `false` if the field is an `Option` or has a default |
/// | `default` | the default as Rust code, such as `"20"`, or `null` |
/// | `read_by` | the path of the lazy module, or of the handler with `env = "…"`, also in the CORS policy of its route; `""` for the option `environment(…)` |
///
/// `environment` has the fields of `#[lazy_module(env)]` structs among the modules, except in a build without debug assertions: the table of
/// a module's functions is in every binary, and must not grow by what only tools read. Variables that code reads otherwise are not
/// known; `environment(…)` adds them. Variables that Lambda sets itself, such as `AWS_REGION`, are left out.
#[derive(Clone, Copy)]
pub struct Manifest {
    pub(crate) options: Options,
    pub(crate) interface: Interface,
    pub(crate) settings: &'static [Setting],
    /// The options `record` and `metrics`.
    pub(crate) recording: Option<Recording>,
    /// The option `environment`.
    pub(crate) variables: &'static [&'static str],
    /// The option `expose_errors`.
    pub(crate) exposes_errors: bool,
    /// The option `trace_variable`.
    pub(crate) sets_trace_variable: bool,
}

impl Manifest {
    /// The version of the JSON format.
    pub const VERSION: u32 = 1;

    #[doc(hidden)]
    pub const fn new(options: Options, interface: Interface) -> Self {
        Self {
            options,
            interface,
            settings: &[],
            recording: None,
            variables: &[],
            exposes_errors: false,
            sets_trace_variable: true,
        }
    }

    /// Adds the settings of the deployment. The running function does not need them, so they are not among its options.
    #[doc(hidden)]
    #[must_use]
    pub const fn deployed_with(self, settings: &'static [Setting]) -> Self {
        Self { settings, ..self }
    }

    /// Does not set `_X_AMZN_TRACE_ID`.
    #[doc(hidden)]
    #[must_use]
    pub const fn without_trace_variable(self) -> Self {
        Self {
            sets_trace_variable: false,
            ..self
        }
    }

    /// Shows callers the reasons of errors that are otherwise only logged.
    #[doc(hidden)]
    #[must_use]
    pub const fn exposing_errors(self) -> Self {
        Self {
            exposes_errors: true,
            ..self
        }
    }

    /// Adds what is written about each invocation.
    #[doc(hidden)]
    #[must_use]
    pub const fn recording(self, recording: Recording) -> Self {
        Self {
            recording: Some(recording),
            ..self
        }
    }

    /// Adds the names of environment variables that the function's code reads itself.
    #[doc(hidden)]
    #[must_use]
    pub const fn reading_variables(self, variables: &'static [&'static str]) -> Self {
        Self { variables, ..self }
    }

    /// Fails to compile if no middleware provides a type that a handler takes.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_provided(&self) {
        self.interface.assert_provided();
    }

    /// Fails to compile if no middleware provides the type that the parameter with this index takes. The handler is the one at this place.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_extension(&self, module: &str, function: &str, line: u32, index: usize) {
        self.interface
            .assert_extension(module, function, line, index);
    }

    /// Returns the manifest as pretty-printed JSON.
    ///
    /// # Panics
    ///
    /// Never: JSON can represent all its values.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest can be serialised as JSON")
    }
}
