//! Finds the handler for the event of a service.

use std::borrow::Cow;

use serde_json::value::{RawValue, to_raw_value};

use super::parts::{Gateway, HttpSide, InvocationContext, ReplyFuture, Sending, SourceSide};
use crate::error::FunctionError;
use crate::event::source::{EVENT, FALLBACK, Found, Name, Peek, ReplyKind, Source};
use crate::event::{Shape, raw_text};
use crate::handler::input::HandlerInput;
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
                    let error = FunctionError::new("InvalidPayload", reason);
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
                    return Some(Box::pin(each(gateway, invocation, source, events)));
                }
                Some(Found::One { name, payload }) => {
                    let Some(entry) = name.find(|name| gateway.table.source(source, name)) else {
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
                                respond(http, invocation, target, &payload).await
                            }
                            None => invocation.direct(target, &payload).await,
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
        let Some(Found::One { name, .. }) = (source.find)(peek) else {
            return None;
        };
        Some(no_handler(source, &name))
    })
}

/// Handles several events of one invocation. The first failure fails all of them. The reply is a list.
async fn each<'a>(
    gateway: &'a Gateway,
    invocation: &'a InvocationContext<'a>,
    source: &'static Source,
    events: Vec<(Name<'a>, Cow<'a, str>)>,
) -> Result<Box<RawValue>, FunctionError> {
    let table = &gateway.table;
    let mut replies = Vec::with_capacity(events.len());
    for (name, payload) in events {
        let entry = name
            .find(|name| table.source(source, name))
            .ok_or_else(|| no_handler(source, &name))?;
        let target = &table.targets[entry];
        replies.push(invocation.direct(target, &payload).await?);
    }
    to_raw_value(&replies)
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))
}

fn no_handler(source: &Source, name: &Name<'_>) -> FunctionError {
    let (attribute, name) = (source.attribute, name.described());
    FunctionError::new(
        "UnknownEvent",
        format!("no `#[{attribute}]` handler takes `{name}`"),
    )
}

async fn respond(
    http: &dyn HttpSide,
    invocation: &InvocationContext<'_>,
    target: &Target,
    payload: &str,
) -> Result<Box<RawValue>, FunctionError> {
    let incoming: HandlerInput<'_> = invocation.input(payload);
    let ran = invocation.run(target, &incoming).await;
    let response = http.response(ran, invocation.raw.context);
    match http.send_to_client(invocation, response) {
        Sending::Reply(reply) => Ok(reply),
        Sending::Later(answering) => Ok(answering.await?.reply()),
    }
}
