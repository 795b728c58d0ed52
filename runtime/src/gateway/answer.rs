//! Answers one invocation: recognises the event, runs its handler under the guard and checks the limits.

use serde_json::value::RawValue;

use super::operation;
use super::parts::{
    Completion, Gateway, InvocationContext, OperationInput, RawInvocation, Routed, Sending,
    Unrouted,
};
use crate::error::FunctionError;
use crate::event::{Repaired, Shape, is_of_client};
use crate::guard::deadline::{Deadline, time_left};
use crate::guard::watchdog::{self, Armed};
use crate::handler::input::HandlerInput;

/// Answers one event. The caller logs an error.
///
/// The watchdog is armed until the reply is serialised. If the watchdog answers, this function does not return.
pub(crate) async fn answer(
    gateway: &Gateway,
    raw: &RawInvocation<'_>,
) -> Result<Completion, FunctionError> {
    let options = &gateway.options;
    let left = time_left(raw.context.deadline, options.timeout());
    let deadline = Deadline::arriving(left, options.guard());
    let target = watchdog::Target::Invocation {
        invocation_id: raw.invocation_id.map(str::to_owned),
    };
    let request_id = &raw.context.request_id;
    let armed = raw
        .watch
        .arm(target, request_id, deadline, options.watchdog);
    if let (Some(side), Some(recorder)) = (gateway.recording, raw.recorder) {
        side.begin(raw, recorder);
    }
    let recorder = raw.recorder;
    let result = recognise(gateway, raw, deadline).await;
    if recorder.is_some() {
        end(&armed, result.as_ref().err());
    }
    drop(armed);
    result.map_err(|error| {
        let is_exposed = gateway.exposes_errors;
        let error = if is_exposed { error.exposed() } else { error };
        error.bounded()
    })
}

/// Ends the watch and writes the record. Not inlined, so that an invocation without a record has no part of it.
#[inline(never)]
fn end(armed: &Armed<'_>, error: Option<&FunctionError>) {
    if let Some(record) = armed.finish(error.map(|error| &*error.error_type)) {
        record.write();
    }
}

/// Recognises the event and runs its handler.
async fn recognise(
    gateway: &Gateway,
    raw: &RawInvocation<'_>,
    deadline: Deadline,
) -> Result<Completion, FunctionError> {
    let invalid = |error: &dyn std::fmt::Display| {
        FunctionError::of_input(
            "InvalidPayload",
            format_args!("the event is not JSON: {error}"),
        )
    };
    let table = &gateway.table;
    let repaired;
    let (event, damage) = match std::str::from_utf8(raw.event) {
        Ok(event) => (event, None),
        Err(error) if table.view.whole_event.is_some() => return Err(invalid(&error)),
        Err(_) => {
            repaired = Repaired::of(raw.event);
            (&*repaired.text, Some(&repaired))
        }
    };
    let invocation = InvocationContext::of(gateway, raw, event, deadline);
    if let Some(entry) = table.view.whole_event {
        let target = &table.targets[entry];
        let reply = invocation
            .operation(gateway.steps, target, event, OperationInput::default())
            .await;
        return reply.map(Completion::Reply);
    }
    let mut shape = Shape::of(event).map_err(|error| invalid(&error))?;
    table.envelope.find(event, &mut shape);
    let mut body_is_damaged = false;
    if let Some(damage) = damage {
        if !is_of_client(&shape) {
            return Err(invalid(&"it contains bytes that are not UTF-8"));
        }
        body_is_damaged = shape.body.is_some_and(|body| damage.damages(body));
    }
    if !body_is_damaged
        && let Some(sources) = gateway.sources
        && let Some(reply) = sources.answer(gateway, &invocation, &shape)
    {
        return reply.await.map(Completion::Reply);
    }
    if let Some(http) = gateway.http
        && let Some(mut request) = http.read(&shape, table, event)
    {
        request.body_is_damaged = body_is_damaged;
        let Routed { streaming, route } = http.route(&invocation, table, &request, &shape);
        let response = match route {
            Err(Unrouted::Refused(refusal)) => refusal,
            Err(Unrouted::Running(running)) => running.await,
            Ok((target, template, captures)) => {
                let input = HandlerInput {
                    request: Some(&request),
                    template,
                    captures,
                    ..invocation.input("null")
                };
                http.response(invocation.run(target, &input).await, &invocation)
            }
        };
        raw.note_status(response.status.as_u16());
        return match http.send(&invocation, &request, streaming, response) {
            Sending::Reply(reply) => Ok(Completion::Reply(reply)),
            Sending::Later(answering) => answering.await,
        };
    }
    if body_is_damaged {
        return Err(invalid(&"its body contains bytes that are not UTF-8"));
    }
    let reply = match operation::find(table, &shape) {
        Ok((target, input)) => {
            let payload = input.payload.map_or("null", RawValue::get);
            invocation
                .operation(gateway.steps, target, payload, input)
                .await
        }
        Err(unknown) => match gateway.sources {
            Some(sources) => {
                let target = sources.fallback(table, event, &shape, unknown)?;
                invocation.direct(target, event).await
            }
            None => Err(unknown),
        },
    };
    reply.map(Completion::Reply)
}
