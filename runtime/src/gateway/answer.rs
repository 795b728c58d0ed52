//! One invocation, from its bytes to its reply: recognition, handler under guard, limits.

use std::sync::OnceLock;

use lambda_runtime::Context;
use serde_json::value::RawValue;

use super::http::Sending;
use super::steps::OperationInput;
use super::{Gateway, operation};
use crate::continuation::Step;
use crate::error::FunctionError;
use crate::event::{LARGEST_REPLY, Shape};
use crate::gateway::stream::StreamSupport;
use crate::guard::deadline::{Deadline, time_left};
use crate::guard::guarded::{Interruption, run_guarded};
use crate::guard::watchdog::{self, Doing, FallbackReply, Progress, Watch};
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Outcome, Refusal, Reply};
use crate::lazy;
use crate::platform::log;
use crate::table::{Captures, Target};

/// The largest request that Lambda takes, in bytes: the message of its `RequestTooLargeException` names it.
pub(super) const LARGEST_REQUEST: usize = 6_291_456;

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

/// Answers one event. An error has been logged.
///
/// From the first look at the event until the reply is there in bytes the watchdog watches; if it has answered, this does not
/// return.
pub(crate) async fn answer(
    gateway: &Gateway,
    arrival: RawInvocation<'_>,
) -> Result<Completion, FunctionError> {
    let options = &gateway.options;
    let left = time_left(arrival.context.deadline, options.timeout());
    let deadline = Deadline::arriving(left, options.guard());
    let target = watchdog::Target::Invocation {
        invocation_id: arrival.invocation_id.map(str::to_owned),
    };
    let request_id = &arrival.context.request_id;
    let armed = arrival
        .watch
        .arm(target, request_id, deadline, options.watchdog);
    let result = recognise(gateway, arrival, deadline).await;
    drop(armed);
    if let Err(error) = &result {
        log::error(arrival.context, &error.error_type, &error.message);
    }
    result
}

/// Finds out what the event is, and lets its handler answer.
async fn recognise(
    gateway: &Gateway,
    arrival: RawInvocation<'_>,
    deadline: Deadline,
) -> Result<Completion, FunctionError> {
    let invalid = |error: &dyn std::fmt::Display| {
        FunctionError::new("InvalidPayload", format!("the event is not JSON: {error}"))
    };
    let event = std::str::from_utf8(arrival.event).map_err(|error| invalid(&error))?;
    let table = &gateway.table;
    let running = InvocationContext::of(arrival, event, deadline);
    if let Some(entry) = table.view.whole_event {
        let target = &table.targets[entry];
        let reply = running
            .operation(target, event, OperationInput::NOTHING)
            .await;
        return reply.map(Completion::Reply);
    }
    let mut shape = Shape::of(event).map_err(|error| invalid(&error))?;
    table.envelope.find(event, &mut shape);
    if let Some(sources) = gateway.sources
        && let Some(reply) = sources.answer(gateway, &running, &shape)
    {
        return reply.await.map(Completion::Reply);
    }
    if let Some(http) = gateway.http
        && let Some(request) = http.read(&shape)
    {
        let streaming = http.expect(&running, &request, &shape);
        let response = match http.route(table, &request, arrival.event.len()) {
            Err(miss) => http.refuse(miss, &request),
            Ok((target, template, captures)) => {
                let incoming = HandlerInput {
                    request: Some(&request),
                    template,
                    captures,
                    ..running.incoming("null")
                };
                http.response(running.run(target, &incoming).await, arrival.context)
            }
        };
        return match http.send(&running, &request, streaming, response) {
            Sending::Reply(reply) => Ok(Completion::Reply(reply)),
            Sending::Later(answering) => answering.await,
        };
    }
    let reply = match operation::find(table, &shape) {
        Ok((target, came)) => {
            let payload = came.payload.map_or("null", RawValue::get);
            running.operation(target, payload, came).await
        }
        Err(unknown) => match gateway.sources {
            Some(sources) => {
                let target = sources.rest(table, event, &shape, unknown)?;
                running.direct(target, event).await
            }
            None => Err(unknown),
        },
    };
    reply.map(Completion::Reply)
}

/// An invocation whose handler is being found and run.
pub struct InvocationContext<'a> {
    pub(super) arrival: RawInvocation<'a>,
    pub(super) event: &'a str,
    pub(super) deadline: Deadline,
    /// What is being done at the moment.
    progress: Progress<'a>,
}

impl<'a> InvocationContext<'a> {
    fn of(arrival: RawInvocation<'a>, event: &'a str, deadline: Deadline) -> Self {
        Self {
            arrival,
            event,
            deadline,
            progress: Progress::new(arrival.watch),
        }
    }

    /// Sets what the watchdog replies if it has to; without it, it answers with an error.
    pub(super) fn answer_with(&self, reply: impl FnOnce() -> Box<RawValue> + Send + 'static) {
        let reply = |_: &FunctionError| Some(FallbackReply::Json(reply()));
        self.arrival.watch.answer_with(Box::new(reply));
    }

    /// Runs what makes a stream under the guard.
    pub(crate) async fn guarded<F: Future>(
        &self,
        doing: Doing,
        work: F,
    ) -> Result<F::Output, Interruption> {
        self.progress.enter(doing);
        run_guarded(self.deadline, &self.progress, work).await
    }

    /// The triggers that stream, if responses can be posted as streams.
    pub(super) fn streaming(&self) -> Option<StreamSupport> {
        self.arrival.streaming
    }

    pub(crate) fn context(&self) -> &'a Context {
        self.arrival.context
    }

    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    pub(crate) fn watch(&self) -> &'a Watch {
        self.arrival.watch
    }

    /// What the service knows the invocation by: its request id, and the id of this one of its runs, where it gives one.
    pub(crate) fn ids(&self) -> (&'a str, Option<&'a str>) {
        (&self.arrival.context.request_id, self.arrival.invocation_id)
    }

    pub(super) fn incoming<'b>(&'b self, payload: &'b str) -> HandlerInput<'b> {
        HandlerInput {
            context: self.arrival.context,
            cold_start: self.arrival.cold_start,
            deadline: self.deadline,
            request: None,
            template: "",
            captures: Captures::default(),
            payload,
            event: self.event,
            record: None,
            batch: None,
            step: None,
            progress: &self.progress,
            claimed: OnceLock::new(),
        }
    }

    /// Answers a direct invocation, or one step of it.
    async fn operation(
        &self,
        target: &Target,
        payload: &str,
        came: OperationInput<'_>,
    ) -> Result<Box<RawValue>, FunctionError> {
        match target.handler.steps() {
            None => self.direct(target, payload).await,
            Some(steps) => steps.answer(self, target, came).await,
        }
    }

    /// Answers an event whose reply is its handler's JSON.
    pub(super) async fn direct(
        &self,
        target: &Target,
        payload: &str,
    ) -> Result<Box<RawValue>, FunctionError> {
        reply_of(self.run(target, &self.incoming(payload)).await)
    }

    /// Runs a handler, with the extraction of its parameters, under the guard.
    pub(super) async fn run<'b>(
        &self,
        target: &Target,
        incoming: &'b HandlerInput<'b>,
    ) -> Result<Outcome, Interruption> {
        incoming.progress.begin(target.function);
        let handling = lazy::beside(target.handler.call(incoming));
        let ran = run_guarded(self.deadline, incoming.progress, handling).await;
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
pub(super) fn reply_of(ran: Result<Outcome, Interruption>) -> Result<Box<RawValue>, FunctionError> {
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
