//! Direct invocations: `{"operation": "shop.price", "payload": …}`.

use super::parts::{InvocationContext, OperationInput, ReplyFuture, StepSide, reply_of};
use crate::continuation::Step;
use crate::error::{Cut, FunctionError};
use crate::event::{Shape, raw_text};
use crate::guard::interruption::Interruption;
use crate::handler::input::HandlerInput;
use crate::handler::reply::Reply;
use crate::platform::log;
use crate::table::{Key, Table, Target};
use serde_json::value::RawValue;

/// The maximum number of names in an error message.
const MAX_NAMES: usize = 10;

/// Finds the handler of an operation and the input for it.
pub(super) fn find<'a>(
    table: &Table,
    shape: &Shape<'a>,
) -> Result<(&'static Target, OperationInput<'a>), FunctionError> {
    let Some(name) = shape.operation.filter(|_| table.view.has_operations()) else {
        return Err(unknown_event(table));
    };
    let Some(name) = raw_text(name) else {
        return Err(FunctionError::new(
            "UnknownOperation",
            format!(
                "the name of an operation must be a string, found `{}`",
                Cut::name(name.get())
            ),
        ));
    };
    match table.view.operation(&name) {
        Some(entry) => {
            let input = OperationInput {
                payload: shape.payload,
                continuation: shape.continuation,
            };
            Ok((&table.targets[entry], input))
        }
        None => Err(FunctionError::new(
            "UnknownOperation",
            format!(
                "no operation `{}`; this function has {}",
                Cut::name(&name),
                names(table)
            ),
        )),
    }
}

fn unknown_event(table: &Table) -> FunctionError {
    let mut handled = Vec::new();
    if table.view.routes.is_some() {
        handled.push(
            "HTTP requests from API Gateway, a function URL, a load balancer or VPC Lattice"
                .to_owned(),
        );
    }
    if table.view.has_operations() {
        let (key, payload) = (table.envelope.key, table.envelope.payload);
        handled.push(format!(
            "`{{\"{key}\": …, \"{payload}\": …}}` with {}",
            names(table)
        ));
    }
    for source in table.view.sources.iter() {
        handled.push(source.events.to_owned());
    }
    FunctionError::new(
        "UnknownEvent",
        format!(
            "this function does not handle events of this kind; it handles {}",
            handled.join(", and ")
        ),
    )
}

fn names(table: &Table) -> String {
    let mut names: Vec<String> = table
        .operations()
        .take(MAX_NAMES + 1)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > MAX_NAMES {
        names.pop();
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Runs the steps of operations that return [`Progress`](crate::Progress).
pub(crate) struct Steps;

impl StepSide for Steps {
    fn answer<'a>(
        &'a self,
        invocation: &'a InvocationContext<'a>,
        target: &'a Target,
        input: OperationInput<'a>,
    ) -> ReplyFuture<'a> {
        Box::pin(async move {
            let input = match target.key {
                Key::WholeEvent => whole_event(invocation.event, target)?,
                _ => input,
            };
            if input.payload.is_some() && input.continuation.is_some() {
                return Err(FunctionError::new(
                    "InvalidPayload",
                    "the event must have either a payload or a continuation, found both: send the payload to start the operation, or the continuation to continue it",
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
                        let message = format!(
                            "{}; the operation continues from its last checkpoint",
                            error.message
                        );
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

/// Returns the name of the operation in its continuation tokens.
fn name(target: &Target) -> &'static str {
    match target.key {
        Key::Operation(name) => name,
        _ => target.function,
    }
}

/// Reads a continuation in a function without operations. Only a continuation has an envelope there:
/// `{"operation":"<the function's name>","continuation":"<token>"}`.
fn whole_event<'a>(event: &'a str, target: &Target) -> Result<OperationInput<'a>, FunctionError> {
    let shape = Shape::of(event).map_err(|error| {
        FunctionError::of_input(
            "InvalidPayload",
            format_args!("the event is not JSON: {error}"),
        )
    })?;
    let names_this_function = shape
        .operation
        .and_then(raw_text)
        .is_some_and(|operation| operation == target.function);
    Ok(OperationInput {
        payload: None,
        continuation: shape.continuation.filter(|_| names_this_function),
    })
}
