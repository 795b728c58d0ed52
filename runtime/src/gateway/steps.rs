//! Operations that may take several invocations.

use serde_json::value::RawValue;

use super::parts::{Answering, InvocationContext, OperationInput, StepSide, reply_of};
use crate::continuation::Step;
use crate::error::FunctionError;
use crate::event::{Shape, raw_text};
use crate::guard::guarded::Interruption;
use crate::handler::input::HandlerInput;
use crate::handler::reply::Reply;
use crate::platform::log;
use crate::table::{Key, Target};

/// Runs the steps of operations that return [`Progress`](crate::Progress).
pub(crate) struct Steps;

impl StepSide for Steps {
    fn answer<'a>(
        &'a self,
        invocation: &'a InvocationContext<'a>,
        target: &'a Target,
        input: OperationInput<'a>,
    ) -> Answering<'a> {
        Box::pin(async move {
            let input = match target.key {
                Key::WholeEvent => whole_event(invocation.event, target)?,
                _ => input,
            };
            if input.payload.is_some() && input.continuation.is_some() {
                return Err(FunctionError::new(
                    "InvalidPayload",
                    "the event has a payload and a continuation: send the payload to begin, and the continuation to go on",
                ));
            }
            let function = &invocation.raw.context.env_config.function_name;
            let step = Step::of(
                function,
                name(target),
                target.calling.schema,
                input.continuation,
            )?;
            let payload = match step.resumed() {
                Some(state) => state,
                None if matches!(target.key, Key::WholeEvent) => invocation.event,
                None => input.payload.map_or("null", RawValue::get),
            };
            let incoming = HandlerInput {
                step: Some(&step),
                ..invocation.input(payload)
            };
            match invocation.run(target, &incoming).await {
                Ok(Ok(Reply::Continue(state))) => step.continuation(&state),
                Err(overrun @ Interruption::Overrun { .. }) => match step.last_checkpoint() {
                    Some(state) => {
                        let error = overrun.into_function_error();
                        let message =
                            format!("{}; it goes on from its last checkpoint", error.message);
                        log::error(invocation.raw.context, &error.error_type, &message);
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
