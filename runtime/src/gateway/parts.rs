//! The parts of a gateway, and what passes between them.
//!
//! Each side of a gateway is a trait object that [`engine::assemble`](crate::engine) sets only if a handler or a trigger needs
//! it. A function then links only the sides that it uses: see `docs/decisions/0001-sides-of-a-gateway.md`.

use std::future::Future;
#[cfg(feature = "concurrent")]
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::platform::context::Context;
use serde_json::value::RawValue;

#[cfg(all(debug_assertions, feature = "local"))]
use super::manifest::Manifest;
use super::manifest::Options;
use super::recording::RecordSide;
use crate::error::FunctionError;
use crate::event::source::{BatchEvent, BatchSource, Source};
use crate::event::{HttpRequest, LARGEST_REPLY, Shape, Trigger};
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interruption::{Interruption, Phase};
use crate::guard::watchdog::{ActivityTracker, FallbackReply, Watch};
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Outcome, Refusal, Reply, Response};
#[cfg(unix)]
use crate::handler::shutdown::Hook;
use crate::lazy::{self, AnyModule, InitError};
use crate::platform::metrics::Recorder;
use crate::platform::runtime_api::client::Connection;
use crate::platform::threads::{Boxed, Slot};
use crate::table::{Captures, CorsOfRequest, ReadVariable, Table, Target};

/// A Lambda function: the constant with handlers and options that `#[lambda_handler]` makes from a module or function.
///
/// [`run`](crate::run) serves it, and [`testing::invoke`](crate::testing::invoke) sends it one event. The [`Manifest`](crate::Manifest) beside
/// it describes it for tools.
#[derive(Clone, Copy)]
pub struct Gateway {
    pub(crate) options: Options,
    /// Whether callers see the reasons that are otherwise only logged.
    pub(crate) exposes_errors: bool,
    /// Whether single mode sets `_X_AMZN_TRACE_ID`.
    pub(crate) sets_trace_variable: bool,
    pub(crate) table: Table,
    /// `None` if no handler replies with an HTTP response.
    pub(crate) http: Option<&'static dyn HttpSide>,
    /// `None` if no handler takes events of a source.
    pub(crate) sources: Option<&'static dyn SourceSide>,
    /// `None` if none of the sources sends batches.
    pub(crate) batches: Option<&'static dyn BatchSide>,
    /// `None` if no handler returns [`Progress`](crate::Progress).
    pub(crate) steps: Option<&'static dyn StepSide>,
    /// `None` if no trigger streams.
    pub(crate) streaming: Option<StreamSupport>,
    /// `None` without `record` and `metrics`.
    pub(crate) recording: Option<RecordSide>,
    /// `None` without an `#[on_shutdown]` hook.
    #[cfg(unix)]
    pub(crate) shutdown: Option<ShutdownSide>,
    /// `None` in a function that is not concurrent.
    #[cfg(feature = "concurrent")]
    pub(crate) concurrently: Option<&'static dyn Concurrently>,
    /// For the command line of the local Lambda. A release build does not use it, so it is not linked there.
    #[cfg(all(debug_assertions, feature = "local"))]
    pub(crate) manifest: Manifest,
}

impl Gateway {
    /// Reads the names of resources that are in environment variables: through `get`, or from the process.
    pub(crate) fn read_names(&self, get: Option<&ReadVariable<'_>>) -> Result<(), FunctionError> {
        match self.table.variables {
            None => Ok(()),
            Some(variables) => variables
                .read(&self.table, get)
                .map_err(|faults| FunctionError::new("InitFailed", faults)),
        }
    }

    /// Starts the lazy modules with `start = "init"`. Returns `None` if there are none.
    pub(crate) fn initialise(&self) -> Option<impl Future<Output = Result<(), InitError>> + use<>> {
        lazy::start_in_init(&|visit| {
            for target in self.table.targets {
                target.handler.modules(visit);
            }
            if let Some(http) = self.http {
                http.modules(&self.table, visit);
            }
        })
    }
}

/// The side for HTTP requests.
pub(crate) trait HttpSide: Sync {
    /// Reads the event as an HTTP request, if it is one.
    fn read<'a>(&self, shape: &Shape<'a>, table: &Table, event: &'a str)
    -> Option<HttpRequest<'a>>;
    /// Finds the handler of a request, or refuses the request. Sets the watchdog's fallback reply in the format of the trigger.
    fn route<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        table: &'a Table,
        request: &'a HttpRequest<'a>,
        shape: &Shape<'_>,
    ) -> Routed<'a>;
    /// Converts the result of a handler to a response.
    fn response(
        &self,
        ran: Result<Outcome, Interruption>,
        invocation: &InvocationContext<'_>,
    ) -> Response;
    /// Sends the response to a request.
    fn send<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        request: &HttpRequest<'_>,
        streaming: Option<StreamSupport>,
        response: Response,
    ) -> Sending<'a>;
    /// Sends the response to a message of a WebSocket client.
    fn send_to_client<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        response: Response,
    ) -> Sending<'a>;
    /// Returns the watchdog's fallback reply to a message of a WebSocket client.
    fn client_timeout(&self) -> Box<RawValue>;
    /// Calls `visit` with each lazy module that middleware takes.
    fn modules(&self, table: &Table, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        let _ = (table, visit);
    }
}

/// The result of routing a request.
pub(crate) struct Routed<'a> {
    /// The support for streams, if the response is streamed.
    pub(crate) streaming: Option<StreamSupport>,
    /// The handler with its template and the values of the template's parameters.
    pub(crate) route: Result<(&'static Target, &'static str, Captures<'a>), Unrouted<'a>>,
}

/// The response to a request for which no handler is called directly.
pub(crate) enum Unrouted<'a> {
    /// The response that refuses the request.
    Refused(Response),
    /// The response of the layers around the handler.
    Running(Boxed<'a, Response>),
}

/// A response that is being sent.
pub(crate) enum Sending<'a> {
    /// A complete reply.
    Reply(Box<RawValue>),
    /// A stream, or a response whose trigger streams.
    Later(Boxed<'a, Result<Completion, FunctionError>>),
}

/// The side for event sources.
pub(crate) trait SourceSide: Sync {
    /// Answers an event from a source with a handler. Returns `None` for any other event.
    fn answer<'a>(
        &self,
        gateway: &'a Gateway,
        invocation: &'a InvocationContext<'a>,
        shape: &'a Shape<'a>,
    ) -> Option<ReplyFuture<'a>>;
    /// Returns the handler for an event that no other handler takes, or the error `unknown`.
    fn fallback(
        &self,
        table: &Table,
        event: &str,
        shape: &Shape<'_>,
        unknown: FunctionError,
    ) -> Result<&'static Target, FunctionError>;
}

/// The future of a reply.
pub(crate) type ReplyFuture<'a> = Boxed<'a, Result<Box<RawValue>, FunctionError>>;

/// The side for batches of records.
pub(crate) trait BatchSide: Sync {
    /// Answers a batch, whose records its source reads from `found`.
    fn answer<'a>(
        &self,
        table: &'a Table,
        invocation: &'a InvocationContext<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        found: BatchEvent<'a>,
    ) -> ReplyFuture<'a>;
    /// Returns the reply to a batch in which no record failed.
    fn nothing_failed(&self) -> Box<RawValue>;
}

/// The side for operations that may take several invocations.
pub(crate) trait StepSide: Sync {
    /// Runs one step, from the payload or the continuation in `input`.
    fn answer<'a>(
        &'a self,
        invocation: &'a InvocationContext<'a>,
        target: &'a Target,
        input: OperationInput<'a>,
    ) -> ReplyFuture<'a>;
}

/// The members of an event that are for an operation.
#[derive(Clone, Copy, Default)]
pub(crate) struct OperationInput<'a> {
    pub(crate) payload: Option<&'a RawValue>,
    pub(crate) continuation: Option<&'a RawValue>,
}

/// The side for triggers that stream.
pub(crate) trait StreamSide: Sync {
    /// Sets the watchdog's fallback reply, streamed in the format of `trigger`, with the headers of the CORS policy.
    fn set_fallback(
        &self,
        invocation: &InvocationContext<'_>,
        trigger: Trigger,
        cors: Option<CorsOfRequest>,
    );
    /// Posts the response in the format of `trigger`. An error before the first byte is sent fails the invocation.
    fn post<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        trigger: Trigger,
        response: Response,
    ) -> Boxed<'a, Result<Completion, FunctionError>>;
}

/// The triggers of a gateway that stream.
#[derive(Clone, Copy)]
pub(crate) struct StreamSupport {
    pub(crate) side: &'static dyn StreamSide,
    pub(crate) function_url: bool,
    pub(crate) rest_api: bool,
}

impl StreamSupport {
    /// Whether the response to an event is streamed. An HTTP API does not stream. Its events in format 1.0 have a version, unlike
    /// those of a REST API.
    pub(crate) fn through(&self, trigger: Trigger, shape: &Shape<'_>) -> bool {
        match trigger {
            Trigger::FunctionUrl => self.function_url,
            Trigger::RestApi => self.rest_api && shape.version.is_none(),
            Trigger::HttpApi | Trigger::Alb { .. } | Trigger::VpcLattice | Trigger::WebSocket => {
                false
            }
        }
    }
}

/// The `#[on_shutdown]` hook, and the function that runs it when the environment ends.
#[cfg(unix)]
#[derive(Clone, Copy)]
pub(crate) struct ShutdownSide {
    pub(crate) hook: &'static dyn Hook,
    pub(crate) listen: fn(&'static dyn Hook),
}

/// The side for several invocations at a time.
#[cfg(feature = "concurrent")]
pub(crate) trait Concurrently: Sync {
    /// Serves this number of invocations at a time until the environment ends.
    fn serve(&self, gateway: &'static Gateway, limit: usize) -> ExitCode;
}

/// An invocation as the runtime received it.
pub(crate) struct RawInvocation<'a> {
    pub(crate) event: &'a [u8],
    pub(crate) context: &'a Context,
    pub(crate) cold_start: bool,
    pub(crate) watch: &'a Watch,
    /// The record of the invocation, in a function with `record` or `metrics`.
    pub(crate) recorder: Option<&'static Recorder>,
    /// The header `Lambda-Runtime-Invocation-Id`.
    pub(crate) invocation_id: Option<&'a str>,
    /// The triggers that stream, if this loop can post streams.
    pub(crate) streaming: Option<StreamSupport>,
    /// The connection of the event loop, on which a stream is posted. Without one here, the stream opens one and leaves it.
    pub(crate) connection: Option<&'a Slot<Option<Box<Connection>>>>,
}

/// The result of an invocation.
pub(crate) enum Completion {
    /// A reply that still has to be posted.
    Reply(Box<RawValue>),
    /// The response has been posted as a stream.
    Posted,
}

impl Completion {
    /// Returns the reply, where no trigger streams.
    pub(crate) fn reply(self) -> Box<RawValue> {
        match self {
            Self::Reply(reply) => reply,
            Self::Posted => unreachable!("only a trigger that streams posts its own response"),
        }
    }
}

/// An invocation whose handler is being found and run.
pub(crate) struct InvocationContext<'a> {
    pub(crate) raw: &'a RawInvocation<'a>,
    pub(crate) event: &'a str,
    pub(crate) deadline: Deadline,
    pub(crate) exposes_errors: bool,
    /// The current phase of the invocation.
    pub(crate) activity: ActivityTracker<'a>,
}

impl<'a> InvocationContext<'a> {
    pub(crate) fn of(
        gateway: &Gateway,
        raw: &'a RawInvocation<'a>,
        event: &'a str,
        deadline: Deadline,
    ) -> Self {
        Self {
            exposes_errors: gateway.exposes_errors,
            raw,
            event,
            deadline,
            activity: ActivityTracker::new(raw.watch),
        }
    }

    /// Sets the watchdog's fallback reply. Without one, the watchdog answers with an error.
    pub(crate) fn answer_with(&self, reply: impl FnOnce() -> Box<RawValue> + Send + 'static) {
        let reply = |_: &FunctionError| Some(FallbackReply::Json(reply()));
        self.raw.watch.answer_with(Box::new(reply));
    }

    /// Runs the code that produces a stream under the guard.
    pub(crate) async fn guarded<F: Future>(
        &self,
        phase: Phase,
        work: F,
    ) -> Result<F::Output, Interruption> {
        self.activity.enter(phase);
        let ran = run_guarded(self.deadline, &self.activity, work).await;
        if let Err(interruption) = &ran {
            self.raw.note_interruption(interruption);
        }
        ran
    }

    pub(crate) fn context(&self) -> &'a Context {
        self.raw.context
    }

    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    pub(crate) fn watch(&self) -> &'a Watch {
        self.raw.watch
    }

    /// Returns the request id, and the id of this attempt if the service sends one.
    pub(crate) fn ids(&self) -> (&'a str, Option<&'a str>) {
        (&self.raw.context.request_id, self.raw.invocation_id)
    }

    pub(crate) fn input<'b>(&'b self, payload: &'b str) -> HandlerInput<'b> {
        HandlerInput {
            context: self.raw.context,
            cold_start: self.raw.cold_start,
            deadline: self.deadline,
            request: None,
            template: "",
            captures: Captures::default(),
            payload,
            sent: None,
            message: None,
            is_part: false,
            event: self.event,
            record: None,
            batch: None,
            step: None,
            extensions: None,
            activity: &self.activity,
            claimed: OnceLock::new(),
        }
    }

    /// Answers a direct invocation, or one step of it.
    pub(crate) async fn operation(
        &self,
        steps: Option<&'static dyn StepSide>,
        target: &Target,
        payload: &str,
        input: OperationInput<'_>,
    ) -> Result<Box<RawValue>, FunctionError> {
        match steps.filter(|_| target.handler.continues()) {
            None => self.direct(target, payload).await,
            Some(steps) => steps.answer(self, target, input).await,
        }
    }

    /// Answers an event whose reply is the JSON of its handler.
    pub(crate) async fn direct(
        &self,
        target: &Target,
        payload: &str,
    ) -> Result<Box<RawValue>, FunctionError> {
        reply_of(self.run(target, &self.input(payload)).await)
    }

    /// Runs a handler under the guard, including the extraction of its parameters.
    pub(crate) async fn run<'b>(
        &self,
        target: &Target,
        incoming: &'b HandlerInput<'b>,
    ) -> Result<Outcome, Interruption> {
        incoming.activity.begin(target.function);
        let handling = lazy::with_refreshes(target.handler.call(incoming));
        let ran = run_guarded(self.deadline, incoming.activity, handling).await;
        if let Err(interruption) = &ran {
            self.raw.note_interruption(interruption);
        }
        if let Err(interruption) = &ran {
            incoming.abandon(interruption).await;
        }
        ran
    }
}

/// Returns the reply of the invocation if its handler replies with JSON.
pub(crate) fn reply_of(ran: Result<Outcome, Interruption>) -> Result<Box<RawValue>, FunctionError> {
    let reply = match ran {
        Ok(Ok(Reply::Json(json))) => json,
        Ok(Ok(Reply::Http(_) | Reply::Records(_) | Reply::Continue(_))) => {
            return Err(FunctionError::new(
                "UnknownEvent",
                "the handler does not reply to events of this kind",
            ));
        }
        Ok(Err(Refusal::Rejected(rejection))) => return Err(rejection.into_function_error()),
        Ok(Err(Refusal::Failed(error))) => return Err(error),
        Err(interruption) => return Err(interruption.into_function_error()),
    };
    limited(reply)
}

/// Refuses a reply that Lambda does not take.
pub(crate) fn limited(reply: Box<RawValue>) -> Result<Box<RawValue>, FunctionError> {
    let size = reply.get().len();
    if size > LARGEST_REPLY {
        let message = format!(
            "the reply must not exceed Lambda's limit of {LARGEST_REPLY} bytes; found {size}"
        );
        return Err(FunctionError::new("ResponseTooLarge", message));
    }
    Ok(reply)
}
