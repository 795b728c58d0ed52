//! Direct invocations: `{"operation": "shop.price", "payload": …}`.

use crate::error::FunctionError;
use crate::event::{Shape, raw_text};
use crate::table::{Entry, Interface};

/// The most names that an error lists.
const MOST_NAMES: usize = 10;

/// Finds the handler of an operation, and its payload; a missing one is `null`.
pub(super) fn find<'a>(
    interface: &Interface,
    shape: &Shape<'a>,
) -> Result<(&'static Entry, &'a str), FunctionError> {
    let Some(name) = shape
        .operation
        .filter(|_| interface.tables.has_operations())
    else {
        return Err(unknown_event(interface));
    };
    let Some(name) = raw_text(name) else {
        return Err(FunctionError::new(
            "UnknownOperation",
            format!("the name of an operation is a string, not `{name}`"),
        ));
    };
    match interface.tables.operation(&name) {
        Some(entry) => Ok((
            &interface.entries[entry],
            shape.payload.map_or("null", |payload| payload.get()),
        )),
        None => Err(FunctionError::new(
            "UnknownOperation",
            format!(
                "no operation `{name}`; this function has {}",
                names(interface)
            ),
        )),
    }
}

fn unknown_event(interface: &Interface) -> FunctionError {
    let mut answers = Vec::new();
    if interface.tables.routes.is_some() {
        answers.push(
            "HTTP requests from API Gateway, a function URL, a load balancer or VPC Lattice"
                .to_owned(),
        );
    }
    if interface.tables.has_operations() {
        answers.push(format!(
            "`{{\"operation\": …, \"payload\": …}}` with {}",
            names(interface)
        ));
    }
    for source in interface.tables.sources.iter() {
        answers.push(source.events.to_owned());
    }
    FunctionError::new(
        "UnknownEvent",
        format!(
            "the event is of no kind that this function answers; it answers {}",
            answers.join(", and ")
        ),
    )
}

fn names(interface: &Interface) -> String {
    let mut names: Vec<String> = interface
        .operations()
        .take(MOST_NAMES + 1)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > MOST_NAMES {
        names.pop();
        names.push("…".to_owned());
    }
    names.join(", ")
}
