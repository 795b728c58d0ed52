//! Direct invocations: `{"operation": "shop.price", "payload": …}`.

use super::steps::OperationInput;
use crate::error::FunctionError;
use crate::event::{Shape, raw_text};
use crate::table::{Table, Target};

/// The most names that an error lists.
const MOST_NAMES: usize = 10;

/// Finds the handler of an operation, and what came for it.
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
            format!("the name of an operation is a string, not `{name}`"),
        ));
    };
    match table.view.operation(&name) {
        Some(entry) => {
            let came = OperationInput {
                payload: shape.payload,
                continuation: shape.continuation,
            };
            Ok((&table.targets[entry], came))
        }
        None => Err(FunctionError::new(
            "UnknownOperation",
            format!("no operation `{name}`; this function has {}", names(table)),
        )),
    }
}

fn unknown_event(table: &Table) -> FunctionError {
    let mut answers = Vec::new();
    if table.view.routes.is_some() {
        answers.push(
            "HTTP requests from API Gateway, a function URL, a load balancer or VPC Lattice"
                .to_owned(),
        );
    }
    if table.view.has_operations() {
        let (key, payload) = (table.envelope.key, table.envelope.payload);
        answers.push(format!(
            "`{{\"{key}\": …, \"{payload}\": …}}` with {}",
            names(table)
        ));
    }
    for source in table.view.sources.iter() {
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

fn names(table: &Table) -> String {
    let mut names: Vec<String> = table
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
