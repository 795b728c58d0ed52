//! The parts of a gateway, and what passes between them.
//!
//! Each side of a gateway is a trait object that [`engine::assemble`](crate::engine) sets only where a handler or a trigger needs it.
//! A function then links nothing of the sides that it does not use.

use std::future::Future;
use std::process::ExitCode;
use std::sync::OnceLock;

use lambda_runtime::Context;
use serde_json::value::RawValue;

#[cfg(all(debug_assertions, feature = "local"))]
use super::manifest::Manifest;
use super::manifest::Options;
use crate::continuation::Step;
use crate::error::FunctionError;
use crate::event::source::{BatchSource, Source};
use crate::event::{HttpRequest, LARGEST_REPLY, Shape, Trigger};
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interruption::{Interruption, Phase};
use crate::guard::watchdog::{ActivityTracker, FallbackReply, Watch};
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Outcome, Refusal, Reply, Response};
#[cfg(unix)]
use crate::handler::shutdown::Hook;
use crate::lazy::{self, InitError};
use crate::platform::threads::Boxed;
use crate::table::{Captures, Table, Target};

/// The function that `#[lambda_handler]` makes of a module or function: its handlers and its options. It is a constant.
///
/// [`run`](crate::run) serves it; [`testing::invoke`](crate::testing::invoke) sends it one event. Its description for tools is
/// the [`Manifest`](crate::Manifest) beside it.
#[derive(Clone, Copy)]
pub struct Gateway {
    pub(crate) options: Options,
    pub(crate) table: Table,
    /// `None` where no handler replies with an HTTP response.
    pub(crate) http: Option<&'static dyn HttpSide>,
    /// `None` where no handler takes events of a source.
    pub(crate) sources: Option<&'static dyn SourceSide>,
    /// `None` where none of the sources sends batches.
    pub(crate) batches: Option<&'static dyn BatchSide>,
    /// `None` where no handler returns [`Progress`](crate::Progress).
    pub(crate) steps: Option<&'static dyn StepSide>,
    /// `None` where no trigger streams.
    pub(crate) streaming: Option<StreamSupport>,
    /// `None` where nothing is done at the end.
    #[cfg(unix)]
    pub(crate) shutdown: Option<ShutdownSide>,
    /// `None` where one invocation is served at a time.
    #[cfg(feature = "concurrent")]
    pub(crate) concurrently: Option<&'static dyn Concurrently>,
    /// For the command line of the local Lambda. In a release build it would be linked without a use.
    #[cfg(all(debug_assertions, feature = "local"))]
    pub(crate) manifest: Manifest,
}

impl Gateway {
    /// Starts the lazy modules that start in the INIT phase; `None` if there are none.
    pub(crate) fn initialise(&self) -> Option<impl Future<Output = Result<(), InitError>> + use<>> {
        lazy::start_in_init(&|visit| {
            for target in self.table.targets {
                target.handler.modules(visit);
            }
        })
    }
}

/// The side for HTTP requests.
pub(crate) trait HttpSide: Sync {
    /// The request that the event is, if it is one.
    fn read<'a>(&self, shape: &Shape<'a>) -> Option<HttpRequest<'a>>;
    /// Finds the handler of a request, or refuses the request. From now on the watchdog answers as the trigger wants it.
    fn route<'a>(
        &self,
        invocation: &InvocationContext<'_>,
        table: &Table,
        request: &'a HttpRequest<'_>,
        shape: &Shape<'_>,
    ) -> Routed<'a>;
    /// The response that comes of running a handler.
    fn response(&self, ran: Result<Outcome, Interruption>, context: &Context) -> Response;
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
    /// The watchdog's response to a message of a WebSocket client.
    fn client_timeout(&self) -> Box<RawValue>;
}

/// Where a request goes.
pub(crate) struct Routed<'a> {
    /// The support for streams, if the response goes out as one.
    pub(crate) streaming: Option<StreamSupport>,
    /// The handler with its template and the values of the template's parameters, or the response that refuses the request.
    pub(crate) route: Result<(&'static Target, &'static str, Captures<'a>), Response>,
}

/// A response on its way.
pub(crate) enum Sending<'a> {
    /// As this reply.
    Reply(Box<RawValue>),
    /// It is a stream, or its trigger takes every response as one.
    Later(Boxed<'a, Result<Completion, FunctionError>>),
}

/// The side for event sources.
pub(crate) trait SourceSide: Sync {
    /// Answers an event that a source with a handler has sent; `None` if it is no such event.
    fn answer<'a>(
        &self,
        gateway: &'a Gateway,
        invocation: &'a InvocationContext<'a>,
        shape: &'a Shape<'a>,
    ) -> Option<Answering<'a>>;
    /// The handler of an event that nothing else takes, or `unknown` if there is none.
    fn rest(
        &self,
        table: &Table,
        event: &str,
        shape: &Shape<'_>,
        unknown: FunctionError,
    ) -> Result<&'static Target, FunctionError>;
}

/// An answer that is being made.
pub(crate) type Answering<'a> = Boxed<'a, Result<Box<RawValue>, FunctionError>>;

/// The side for batches of records.
pub(crate) trait BatchSide: Sync {
    /// Answers a batch; `found` is the part of the event that its source reads the records from.
    fn answer<'a>(
        &self,
        table: &'a Table,
        invocation: &'a InvocationContext<'a>,
        source: &'static Source,
        reader: &'static dyn BatchSource,
        found: &'a str,
    ) -> Answering<'a>;
    /// The reply to a batch in which no record failed.
    fn nothing_failed(&self) -> Box<RawValue>;
}

/// The side for operations that may take several invocations.
pub(crate) trait StepSide: Sync {
    /// Runs one step. Its payload is the one in `input`, unless that has a continuation.
    fn answer<'a>(
        &'a self,
        invocation: &'a InvocationContext<'a>,
        target: &'a Target,
        input: OperationInput<'a>,
    ) -> Answering<'a>;
}

/// The members of an event that are for an operation.
#[derive(Clone, Copy, Default)]
pub(crate) struct OperationInput<'a> {
    pub(crate) payload: Option<&'a RawValue>,
    pub(crate) continuation: Option<&'a RawValue>,
}

/// The side for triggers that stream.
pub(crate) trait StreamSide: Sync {
    /// Has the watchdog answer as `trigger` wants it.
    fn answer_overrun(&self, invocation: &InvocationContext<'_>, trigger: Trigger);
    /// Posts the response as `trigger` wants it. An error before anything of it was sent is the invocation's.
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
    /// Serves until the environment ends, one invocation at a time.
    pub(crate) serve: fn(&'static Gateway) -> ExitCode,
    pub(crate) function_url: bool,
    pub(crate) rest_api: bool,
}

impl StreamSupport {
    /// Whether the response to an event goes out as a stream. An HTTP API does not stream, and its format 1.0 differs from the events of a
    /// REST API in that it has a version.
    pub(crate) fn through(&self, trigger: Trigger, shape: &Shape<'_>) -> bool {
        match trigger {
            Trigger::FunctionUrl => self.function_url,
            Trigger::RestApi => self.rest_api && shape.version.is_none(),
            Trigger::HttpApi | Trigger::Alb { .. } | Trigger::VpcLattice => false,
        }
    }
}

/// The `#[on_shutdown]` hook, and the function that has it run when the environment ends.
#[cfg(unix)]
#[derive(Clone, Copy)]
pub(crate) struct ShutdownSide {
    pub(crate) hook: &'static dyn Hook,
    pub(crate) listen: fn(&'static dyn Hook),
}

/// The side for several invocations at a time.
#[cfg(feature = "concurrent")]
pub(crate) trait Concurrently: Sync {
    /// Serves until the environment ends.
    fn serve(&self, gateway: &'static Gateway) -> ExitCode;
}

/// An invocation as the runtime received it.
#[derive(Clone, Copy)]
pub(crate) struct RawInvocation<'a> {
    pub(crate) event: &'a [u8],
    pub(crate) context: &'a Context,
    pub(crate) cold_start: bool,
    pub(crate) watch: &'a Watch,
    /// What came in the header `Lambda-Runtime-Invocation-Id`.
    pub(crate) invocation_id: Option<&'a str>,
    /// The triggers that stream, if responses can be posted as streams here.
    pub(crate) streaming: Option<StreamSupport>,
}

/// How an event was answered.
pub(crate) enum Completion {
    /// With this, which is still to be posted.
    Reply(Box<RawValue>),
    /// With a response that has been posted.
    Posted,
}

impl Completion {
    /// The reply of an answer that is not posted by itself.
    pub(crate) fn reply(self) -> Box<RawValue> {
        match self {
            Self::Reply(reply) => reply,
            Self::Posted => unreachable!("it is posted only where a trigger streams"),
        }
    }
}

/// An invocation whose handler is being found and run.
pub(crate) struct InvocationContext<'a> {
    pub(crate) raw: RawInvocation<'a>,
    pub(crate) event: &'a str,
    pub(crate) deadline: Deadline,
    /// The current phase of the invocation.
    pub(crate) activity: ActivityTracker<'a>,
}

impl<'a> InvocationContext<'a> {
    pub(crate) fn of(raw: RawInvocation<'a>, event: &'a str, deadline: Deadline) -> Self {
        Self {
            raw,
            event,
            deadline,
            activity: ActivityTracker::new(raw.watch),
        }
    }

    /// Sets what the watchdog replies if it has to; without it, it answers with an error.
    pub(crate) fn answer_with(&self, reply: impl FnOnce() -> Box<RawValue> + Send + 'static) {
        let reply = |_: &FunctionError| Some(FallbackReply::Json(reply()));
        self.raw.watch.answer_with(Box::new(reply));
    }

    /// Runs what makes a stream under the guard.
    pub(crate) async fn guarded<F: Future>(
        &self,
        phase: Phase,
        work: F,
    ) -> Result<F::Output, Interruption> {
        self.activity.enter(phase);
        run_guarded(self.deadline, &self.activity, work).await
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

    /// What the service knows the invocation by: its request id, and the id of this one of its runs, where it gives one.
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
            event: self.event,
            record: None,
            batch: None,
            step: None,
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

    /// Answers an event whose reply is its handler's JSON.
    pub(crate) async fn direct(
        &self,
        target: &Target,
        payload: &str,
    ) -> Result<Box<RawValue>, FunctionError> {
        reply_of(self.run(target, &self.input(payload)).await)
    }

    /// Runs a handler, with the extraction of its parameters, under the guard.
    pub(crate) async fn run<'b>(
        &self,
        target: &Target,
        incoming: &'b HandlerInput<'b>,
    ) -> Result<Outcome, Interruption> {
        incoming.activity.begin(target.function);
        let handling = lazy::with_refreshes(target.handler.call(incoming));
        let ran = run_guarded(self.deadline, incoming.activity, handling).await;
        if let Err(interruption) = &ran
            && let Some(claimed) = incoming.claimed.get()
        {
            let goes_on_from = match interruption {
                Interruption::Overrun { .. } => incoming.step.and_then(Step::last_checkpoint),
                Interruption::Panic(_) => None,
            };
            claimed.abandon(incoming, goes_on_from).await;
        }
        ran
    }
}

/// What the invocation returns when its handler's reply is JSON.
pub(crate) fn reply_of(ran: Result<Outcome, Interruption>) -> Result<Box<RawValue>, FunctionError> {
    let reply = match ran {
        Ok(Ok(Reply::Json(json))) => json,
        Ok(Ok(Reply::Http(_) | Reply::Records(_) | Reply::Continue(_))) => {
            return Err(FunctionError::new(
                "UnknownEvent",
                "this handler answers no events of this kind",
            ));
        }
        Ok(Err(Refusal::Rejected(rejection))) => return Err(rejection.into_function_error()),
        Ok(Err(Refusal::Failed(error))) => return Err(error),
        Err(interruption) => return Err(interruption.into_function_error()),
    };
    let size = reply.get().len();
    if size > LARGEST_REPLY {
        let message =
            format!("the reply has {size} bytes, and Lambda takes at most {LARGEST_REPLY}");
        return Err(FunctionError::new("ResponseTooLarge", message));
    }
    Ok(reply)
}
