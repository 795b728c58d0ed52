//! What a function answers, in words: for tools that write templates, `OpenAPI` documents and overviews.

mod json;
mod options;

pub use options::Options;

use crate::table::Interface;

/// What a function answers, and what it is deployed with: a constant that `#[lambda_handler]` leaves beside the gateway, and that
/// tools read as JSON. A module has `shop::MANIFEST`, a function `hello` has `HELLO_MANIFEST`; `cargo run -p shop -- manifest`
/// prints it. A function whose own code does not read it links nothing of it in a release build.
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
/// Of the whole:
///
/// | field | |
/// |---|---|
/// | `version` | [`Manifest::VERSION`]. It grows when a field goes or changes its meaning; fields that are new leave it |
/// | `function` | the function itself |
/// | `handlers` | a list: a module's own in the order in which they stand there, then those of its `interfaces`, one after another |
///
/// Of `function`:
///
/// | field | |
/// |---|---|
/// | `name` | the option `name`, or the package's name |
/// | `description` | the option `description`, or `""` |
/// | `timeout_ms` | the timeout, in milliseconds |
/// | `guard_ms` | how long before the deadline the guard answers, in milliseconds; `null` is 5 % of the time there is, 100 ms to 2 s |
/// | `memory_mb` | memory, in MB |
/// | `tmp_mb` | space in `/tmp`, in MB |
/// | `watchdog` | whether the last line is on: it answers in the place of a handler that nothing can interrupt |
/// | `mode` | `"single"`: one invocation at a time; `"concurrent"`: several, for Lambda Managed Instances |
/// | `operation_key`, `payload_key` | the members in which a direct invocation says which operation it wants, and with what: `"operation"` and `"payload"`, or the options `key` and `payload` |
/// | `triggers` | a list of what `triggers(…)` declares, its interfaces' included where it declares none: `trigger` is the name that is written there, `waits_ms` how long it waits for a reply, in milliseconds, and `null` where that is as long as the function runs; `streams` whether it is declared to take responses as they are made |
///
/// Of each of the `handlers`, its key:
///
/// | field | |
/// |---|---|
/// | `kind` | `"route"`, `"operation"`, `"source"`, or `"whole_event"`: a function with `#[lambda_handler]` alone |
/// | `method`, `template` | of a route: `"GET"`, or `null` for every method; the template with all prefixes before it |
/// | `name` | of an operation: its name. Of a source: the name that events ask for, `null` for every name; for `EventBridge` that is `source / detail-type`, for Cognito `trigger_occasion`, with `*` for one that is open |
/// | `source` | of a source: its attribute, `"sqs"` |
///
/// and where and what it is:
///
/// | field | |
/// |---|---|
/// | `function`, `module` | the function's name, and its module's path, `"shop::orders::api"` |
/// | `file`, `line` | where it stands: the path as rustc was given it, for a member of a workspace from the workspace's folder; from 1 |
/// | `documentation` | its documentation comment, `""` without one |
/// | `parameters` | a list: `type` is the type as it is written, with the usual spaces |
/// | `reply` | the return type as it is written; `"()"` where there is none |
/// | `requires` | the paths of the lazy modules among its parameters, `"shop::catalog"`, in their order and each once, and that of its `#[idempotent]` store. What those need, and what an extractor of the user's own takes, is not among them |
#[derive(Clone, Copy)]
pub struct Manifest {
    pub(crate) options: Options,
    pub(crate) interface: Interface,
}

impl Manifest {
    /// The version of the JSON's shape.
    pub const VERSION: u32 = 1;

    #[doc(hidden)]
    pub const fn new(options: Options, interface: Interface) -> Self {
        Self { options, interface }
    }

    /// The manifest as JSON, on several lines.
    ///
    /// # Panics
    ///
    /// Never: there is nothing in it that JSON cannot hold.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts, numbers and lists are JSON")
    }
}
