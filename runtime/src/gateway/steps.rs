//! Operations that may take several invocations.

use serde_json::value::RawValue;

use super::answer::{InvocationContext, reply_of};
use super::source::Answering;
use crate::continuation::Step;
use crate::error::FunctionError;
use crate::event::{Shape, raw_text};
use crate::guard::guarded::Interruption;
use crate::handler::input::HandlerInput;
use crate::handler::reply::Reply;
use crate::platform::log;
use crate::table::{Key, Target};

/// The side of the gateway that hands on from one invocation to the next. Only handlers that return
/// [`Progress`](crate::Progress) lead to it: a function without one links no code for tokens.
pub trait StepSide: Sync {
    /// Runs one step. Its payload is the one that came, unless a continuation did.
    fn answer<'a>(
        &'a self,
        running: &'a InvocationContext<'a>,
        target: &'a Target,
        came: OperationInput<'a>,
    ) -> Answering<'a>;
}

/// What the event has for an operation.
#[derive(Clone, Copy)]
pub struct OperationInput<'a> {
    pub(super) payload: Option<&'a RawValue>,
    pub(super) continuation: Option<&'a RawValue>,
}

impl OperationInput<'_> {
    pub(super) const NOTHING: Self = Self {
        payload: None,
        continuation: None,
    };
}

/// The only one there is.
pub(crate) struct Steps;

impl StepSide for Steps {
    fn answer<'a>(
        &'a self,
        running: &'a InvocationContext<'a>,
        target: &'a Target,
        came: OperationInput<'a>,
    ) -> Answering<'a> {
        Box::pin(async move {
            let came = match target.key {
                Key::WholeEvent => whole_event(running.event, target)?,
                _ => came,
            };
            if came.payload.is_some() && came.continuation.is_some() {
                return Err(FunctionError::new(
                    "InvalidPayload",
                    "the event has a payload and a continuation: send the payload to begin, and the continuation to go on",
                ));
            }
            let function = &running.arrival.context.env_config.function_name;
            let step = Step::of(
                function,
                name(target),
                target.calling.schema,
                came.continuation,
            )?;
            let payload = match step.resumed() {
                Some(state) => state,
                None if matches!(target.key, Key::WholeEvent) => running.event,
                None => came.payload.map_or("null", RawValue::get),
            };
            let incoming = HandlerInput {
                step: Some(&step),
                ..running.incoming(payload)
            };
            match running.run(target, &incoming).await {
                Ok(Ok(Reply::Continue(state))) => step.continuation(&state),
                Err(overrun @ Interruption::Overrun { .. }) => match step.last_checkpoint() {
                    Some(state) => {
                        let error = overrun.into_function_error();
                        let message =
                            format!("{}; it goes on from its last checkpoint", error.message);
                        log::error(running.arrival.context, &error.error_type, &message);
                        step.continuation(&state)
                    }
                    None => reply_of(Err(overrun)),
                },
                ended => reply_of(ended),
            }
        })
    }
}

/// The operation as its tokens and those who resume it call it.
fn name(target: &Target) -> &'static str {
    match target.key {
        Key::Operation(name) => name,
        _ => target.function,
    }
}

/// A function without operations has no envelope around its events, only around a continuation:
/// `{"operation":"<the function's name>","continuation":"<token>"}`.
fn whole_event<'a>(event: &'a str, target: &Target) -> Result<OperationInput<'a>, FunctionError> {
    let shape = Shape::of(event).map_err(|error| {
        FunctionError::new("InvalidPayload", format!("the event is not JSON: {error}"))
    })?;
    let is_for_this = shape
        .operation
        .and_then(raw_text)
        .is_some_and(|operation| operation == target.function);
    Ok(OperationInput {
        payload: None,
        continuation: shape.continuation.filter(|_| is_for_this),
    })
}
