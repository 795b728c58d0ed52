//! Fuzz targets for each parser that a caller reaches: see README.md.
//!
//! A JSON or HTTP parser rejects random bytes, so they test little. Each target generates its input from a model instead, and then damages
//! it. It compares the result with a slow reference or with another implementation, and no input may cause a panic.

pub(crate) mod choices;
mod conditional;
mod cookies;
mod damage;
mod event;
mod http;
mod path;
mod query;
mod request;
mod response;
mod router;
#[path = "../../../tests/fixtures/seeds.rs"]
mod seeds;
mod source;
mod text;
mod token;

use std::sync::atomic::{AtomicUsize, Ordering};

use choices::Choices;

/// A finding, with its input.
pub(crate) type Finding = String;

/// A target generates one input from choices and checks it. It returns the number of inputs that were parsed.
pub(crate) type Target = fn(&mut Choices<'_>) -> Result<u64, Finding>;

/// All targets by name.
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("request", request::check),
    ("source", source::check),
    ("event", event::check),
    ("query", query::check),
    ("path", path::check),
    ("cookies", cookies::check),
    ("conditional", conditional::check),
    ("token", token::check),
    ("response", response::check),
    ("http", http::check),
];

/// The number of panics, which a hook counts: the guard turns a panic in a handler into a reply.
pub(crate) static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Returns the target of this name.
pub(crate) fn target(name: &str) -> Result<(&'static str, Target), String> {
    let known = TARGETS.iter().find(|(known, _)| *known == name);
    known.copied().ok_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
        format!(
            "expected one of {}, found the target `{name}`",
            names.join(", ")
        )
    })
}

/// Checks one case. A panic on any thread is a finding.
pub(crate) fn check(target: Target, choices: &mut Choices<'_>) -> Result<u64, Finding> {
    let inputs = target(choices)?;
    no_panic("the last input of this case")?;
    Ok(inputs)
}

/// Ends the processes that targets have started.
pub(crate) fn end() {
    http::end();
}

/// Fails if there was a panic.
fn no_panic(input: &str) -> Result<(), Finding> {
    if PANICS.load(Ordering::Relaxed) > 0 {
        return Err(format!("a panic: {input}"));
    }
    Ok(())
}
