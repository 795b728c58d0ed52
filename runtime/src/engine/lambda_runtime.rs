//! A gateway as a service for `lambda_runtime`, the event loop of AWS, for teams that must run on that one.
//!
//! ```no_run
//! use gatewright::prelude::*;
//!
//! #[lambda_handler(main = false)]
//! async fn hello(name: String) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), lambda_runtime::Error> {
//!     lambda_runtime::run(gatewright::lambda_runtime::service(&HELLO)).await
//! }
//! ```
//!
//! Handlers, guard, watchdog and replies are the same. The loop differs:
//!
//! - A client context whose values are not text, a Cognito identity of another shape, and an unreadable deadline end the process, because
//!   `lambda_runtime` reads them before it calls a service.
//! - `lambda_runtime` answers an event that is not JSON, with its own error.
//! - Streamed responses are collected and sent whole.
//! - Modules with `start = "init"` start with their first use, unless `main` awaits [`testing::init`](crate::testing::init) before.
//! - `mode = "concurrent"` serves one invocation at a time.
//! - `#[on_shutdown]` does not run, and neither the subscriber nor the records of `#[lambda_handler]` are set up.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use lambda_runtime::{Diagnostic, LambdaEvent};
use serde_json::value::RawValue;
use tower::{Service, service_fn};

use crate::error::FunctionError;
use crate::gateway::{Gateway, RawInvocation, answer};
use crate::guard::watchdog::Watch;
use crate::platform::context::{Config, Context};
use crate::platform::log;

/// Shared by the thread that serves and the watchdog.
static WATCH: Watch = Watch::new();

/// Returns the service for [`lambda_runtime::run`]. It is not `Clone`, because it serves one invocation at a time.
pub fn service(
    gateway: &'static Gateway,
) -> impl Service<LambdaEvent<Box<RawValue>>, Response = Box<RawValue>, Error = ServiceError> {
    let is_cold = Rc::new(Cell::new(true));
    service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let is_cold = is_cold.replace(false);
        async move {
            let context = context_of(event.context);
            if is_cold {
                WATCH.start();
            }
            let reported = |error| ServiceError {
                error,
                request_id: context.request_id.clone(),
                is_logged: Cell::new(false),
            };
            gateway.read_names(None).map_err(reported)?;
            let raw = RawInvocation {
                event: event.payload.get().as_bytes(),
                context: &context,
                cold_start: is_cold,
                watch: &WATCH,
                recorder: None,
                invocation_id: None,
                streaming: None,
                connection: None,
            };
            let completion = answer(gateway, &raw).await.map_err(reported)?;
            Ok(completion.reply())
        }
    })
}

fn context_of(context: lambda_runtime::Context) -> Context {
    let json = |value: Option<serde_json::Result<Box<RawValue>>>| value.and_then(Result::ok);
    Context {
        request_id: context.request_id,
        deadline: context.deadline,
        invoked_function_arn: context.invoked_function_arn,
        xray_trace_id: context.xray_trace_id,
        client_context: json(
            context
                .client_context
                .as_ref()
                .map(serde_json::value::to_raw_value),
        ),
        identity: json(
            context
                .identity
                .as_ref()
                .map(serde_json::value::to_raw_value),
        ),
        tenant_id: context.tenant_id,
        env_config: Config::of_environment(),
    }
}

/// An error of a function, which is logged once.
///
/// `lambda_runtime` passes the `Debug` text of an error to `tracing`, and then converts the error into a `Diagnostic`. A subscriber that
/// takes the event formats the text, and has then logged the error. Otherwise the conversion writes the log line.
pub struct ServiceError {
    error: FunctionError,
    request_id: String,
    is_logged: Cell<bool>,
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.is_logged.set(true);
        let (error_type, message) = (&self.error.error_type, self.error.log_message());
        write!(f, "{error_type}: {message} (request {})", self.request_id)
    }
}

impl From<ServiceError> for Diagnostic {
    fn from(reported: ServiceError) -> Self {
        let error = reported.error;
        if !reported.is_logged.get() {
            log::error_of(&reported.request_id, &error.error_type, error.log_message());
        }
        Self {
            error_type: error.error_type.into_owned(),
            error_message: error.message,
        }
    }
}
