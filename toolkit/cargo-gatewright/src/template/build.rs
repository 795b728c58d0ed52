//! The resources of all functions, in the order of the template.

use super::builder::{Builder, Subject, stem};
use super::http;
use super::sources::{self, Events};
use super::stack::{Form, Input, Stack};
use super::{alarms, function, role};
use crate::error::CliError;

/// Returns the template of functions.
pub(crate) fn build(form: Form, input: Input<'_>) -> Result<Stack, CliError> {
    let mut builder = Builder::new(form, input)?;
    for (described, policy) in input.functions.iter().zip(input.policies) {
        let name = &described.manifest.function.name;
        let id = builder.function(name).unwrap_or_default().to_owned();
        let subject = Subject {
            described,
            manifest: &described.manifest,
            policy,
            stem: &stem(name),
            id: &id,
        };
        let before = builder.stack.resources.0.len();
        add(&mut builder, subject, before);
    }
    Ok(builder.stack)
}

fn add(builder: &mut Builder<'_>, subject: Subject<'_>, before: usize) {
    let tables = function::add_tables(builder, subject);
    let variables = function::variables(builder, subject, &tables);
    let mut events = Events::default();
    http::add(builder, subject, &mut events);
    for handler in &subject.manifest.handlers {
        sources::add(builder, subject, handler, &variables, &mut events);
    }
    let around = builder.stack.resources.0.len();
    // The role refers to what the lines above have found, and the template starts with the function.
    role::add(builder, subject, &variables);
    function::add(builder, subject, variables, events.0);
    function::add_log_group(builder, subject);
    let of_function = &mut builder.stack.resources.0[around..];
    of_function.sort_by_key(|entry| entry.key != subject.id);
    builder.stack.resources.0[before..].rotate_left(around - before);
    if builder.input.alarms {
        alarms::add(builder, subject);
    }
    let arn = builder.invoked_arn(subject);
    let id = format!("{}Arn", subject.id);
    http::output(builder, &id, &format!("ARN of {}", subject.name()), arn);
}
