//! Finds the handler for the event of a service.

use serde_json::value::{RawValue, to_raw_value};

use super::parts::{
    Gateway, HttpSide, InvocationContext, ReplyFuture, Sending, SourceSide, limited, reply_of,
};
use crate::error::{Cut, FunctionError};
use crate::event::source::{
    BatchRecords, EVENT, FALLBACK, Found, Name, Order, Peek, Record, ReplyKind, Single, Source,
};
use crate::event::{Shape, raw_text};
use crate::handler::input::HandlerInput;
use crate::platform::threads::Slot;
use crate::table::{Table, Target};

pub(crate) struct EventSources;

impl SourceSide for EventSources {
    fn answer<'a>(
        &self,
        gateway: &'a Gateway,
        invocation: &'a InvocationContext<'a>,
        shape: &'a Shape<'a>,
    ) -> Option<ReplyFuture<'a>> {
        let tables = &gateway.table.view;
        let peek = Peek::of(invocation.event, shape);
        for source in tables.sources.iter() {
            match (source.find)(&peek) {
                None => {}
                Some(Found::Malformed(reason)) => {
                    let error = FunctionError::of_input("InvalidPayload", reason);
                    return Some(Box::pin(async move { Err(error) }));
                }
                Some(Found::Nothing) => {
                    return Some(Box::pin(async { Ok(RawValue::NULL.to_owned()) }));
                }
                Some(Found::Batch(found)) => {
                    let ReplyKind::Batch(reader) = source.kind else {
                        continue;
                    };
                    return gateway.batches.map(|batches| {
                        batches.answer(&gateway.table, invocation, source, reader, found)
                    });
                }
                Some(Found::Several(events)) => {
                    let has_handler = |single: &Single<'_>| {
                        single
                            .name
                            .find(|name| gateway.table.source(source, name))
                            .is_some()
                    };
                    if !events.iter().any(has_handler) {
                        continue;
                    }
                    return Some(Box::pin(several(gateway, invocation, source, events)));
                }
                Some(Found::One(single)) => {
                    let Some(entry) = single.name.find(|name| gateway.table.source(source, name))
                    else {
                        continue;
                    };
                    let target = &gateway.table.targets[entry];
                    let http = match source.kind {
                        ReplyKind::Response => gateway.http,
                        ReplyKind::Reply | ReplyKind::Batch(_) => None,
                    };
                    return Some(Box::pin(async move {
                        match http {
                            Some(http) => {
                                invocation.answer_with(move || http.client_timeout());
                                respond(http, invocation, target, &single).await
                            }
                            None if target.calling.takes_batch => {
                                let singles = [single];
                                let reply = all_at_once(invocation, target, &singles).await?;
                                Ok(elements(&reply, 1)?.remove(0).to_owned())
                            }
                            None => one(invocation, target, &single).await,
                        }
                    }));
                }
            }
        }
        // An empty list does not name its source.
        let batches = gateway.batches?;
        let is_empty = shape
            .records
            .is_some_and(|records| Peek::is_empty_list(records.get()));
        is_empty.then(|| Box::pin(async move { Ok(batches.nothing_failed()) }) as ReplyFuture<'a>)
    }

    fn fallback(
        &self,
        table: &Table,
        event: &str,
        shape: &Shape<'_>,
        unknown: FunctionError,
    ) -> Result<&'static Target, FunctionError> {
        let tables = &table.view;
        let unhandled = unhandled(table, &Peek::of(event, shape));
        let names_an_operation =
            tables.has_operations() && shape.operation.and_then(raw_text).is_some();
        let event = if names_an_operation || unhandled.is_some() {
            None
        } else {
            tables.source(EVENT, "")
        };
        event
            .or_else(|| tables.source(FALLBACK, ""))
            .map(|entry| &table.targets[entry])
            .ok_or(unhandled.unwrap_or(unknown))
    }
}

/// Returns the error for an event of a source that has handlers, but none for this name.
fn unhandled(table: &Table, peek: &Peek<'_>) -> Option<FunctionError> {
    table.view.sources.iter().find_map(|source| {
        let single = match (source.find)(peek)? {
            Found::One(single) => single,
            Found::Several(events) => events.into_iter().next()?,
            Found::Batch(_) | Found::Nothing | Found::Malformed(_) => return None,
        };
        Some(no_handler(source, &single.name))
    })
}

/// Handles several events of one invocation. The first failure fails all of them. The reply is a list, in the same order.
async fn several<'a>(
    gateway: &'a Gateway,
    invocation: &'a InvocationContext<'a>,
    source: &'static Source,
    events: Vec<Single<'a>>,
) -> Result<Box<RawValue>, FunctionError> {
    let table = &gateway.table;
    let target_of = |single: &Single<'_>| {
        let entry = single.name.find(|name| table.source(source, name));
        entry
            .map(|entry| &table.targets[entry])
            .ok_or_else(|| no_handler(source, &single.name))
    };
    let mut replies = Vec::with_capacity(events.len());
    for single in &events {
        let target = target_of(single)?;
        if target.calling.takes_batch {
            // All events of a batch are of one resolver, so they have one handler.
            let reply = all_at_once(invocation, target, &events).await?;
            elements(&reply, events.len())?;
            return Ok(reply);
        }
        replies.push(one(invocation, target, single).await?);
    }
    let replies = to_raw_value(&replies)
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))?;
    limited(replies)
}

/// Handles one event whose reply is the JSON of its handler.
async fn one(
    invocation: &InvocationContext<'_>,
    target: &Target,
    single: &Single<'_>,
) -> Result<Box<RawValue>, FunctionError> {
    reply_of(invocation.run(target, &input(invocation, single)).await)
}

/// Calls a handler that takes all events of a batch.
async fn all_at_once(
    invocation: &InvocationContext<'_>,
    target: &Target,
    events: &[Single<'_>],
) -> Result<Box<RawValue>, FunctionError> {
    let records: Vec<Record<'_>> = events
        .iter()
        .enumerate()
        .map(|(index, single)| single.as_record(index))
        .collect();
    let batch = BatchRecords {
        records: &records,
        order: &Order::of(records.iter().map(|_| None)),
        unread: Slot::default(),
    };
    let incoming = HandlerInput {
        batch: Some(&batch),
        ..invocation.input("null")
    };
    let reply = reply_of(invocation.run(target, &incoming).await)?;
    // The results are in the order of the contexts, so none may be left out.
    match batch.unread.take().into_iter().next() {
        Some((_, rejection)) => Err(rejection.into_function_error()),
        None => Ok(reply),
    }
}

/// Returns the elements of a reply to a batch of this length.
fn elements(reply: &RawValue, length: usize) -> Result<Vec<&RawValue>, FunctionError> {
    let found = match serde_json::from_str::<Vec<&RawValue>>(reply.get()) {
        Ok(elements) if elements.len() == length => return Ok(elements),
        Ok(elements) => format!("{} results", elements.len()),
        Err(_) => "a reply that is not a list".to_owned(),
    };
    Err(FunctionError::new(
        "BatchFailed",
        format!(
            "the handler must return a list with one result for each of the {length} contexts, in their order; found {found}"
        ),
    ))
}

fn input<'b>(invocation: &'b InvocationContext<'_>, single: &'b Single<'_>) -> HandlerInput<'b> {
    HandlerInput {
        event: single.event,
        sent: single.sent.as_deref(),
        message: single.message.as_deref(),
        is_part: true,
        ..invocation.input(&single.payload)
    }
}

fn no_handler(source: &Source, name: &Name<'_>) -> FunctionError {
    let (attribute, name) = (source.attribute, name.described());
    FunctionError::new(
        "UnknownEvent",
        format!("no `#[{attribute}]` handler takes `{}`", Cut::name(&name)),
    )
}

async fn respond(
    http: &dyn HttpSide,
    invocation: &InvocationContext<'_>,
    target: &Target,
    single: &Single<'_>,
) -> Result<Box<RawValue>, FunctionError> {
    let ran = invocation.run(target, &input(invocation, single)).await;
    let response = http.response(ran, invocation);
    match http.send_to_client(invocation, response) {
        Sending::Reply(reply) => Ok(reply),
        Sending::Later(answering) => Ok(answering.await?.reply()),
    }
}
