//! The memory of a function over many invocations that end in every way.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::scripted_api::{Deadline, Event, Fault, Outcome, ScriptedApi, like_lambda};

use crate::function::Function;
use crate::resident;
use crate::table::{Goal, Row, Table, Unit, figure};

const INVOCATIONS: usize = 1_000_000;
const FIRST: usize = 10_000;

/// One in so many invocations waits for the guard, which takes some milliseconds.
const GUARD_FIRES: usize = 50;

/// Longer than a busy machine takes.
const LIMIT: Duration = Duration::from_secs(3_600);

/// An event, and a part of its answer.
type Case = (&'static str, &'static str);

const PRICE: &str = r#"{"operation":"soak.price","payload":{"sku":"desk","count":10}}"#;

/// Events in turns. Each answer contains the text beside its event.
const CASES: [Case; 10] = [
    (PRICE, "40"),
    (
        r#"{"operation":"soak.fails","payload":{"sku":"desk","count":1}}"#,
        "OutOfStock",
    ),
    (
        r#"{"operation":"soak.price","payload":{"sku":"#,
        "errorType",
    ),
    (
        r#"{"operation":"soak.prices","payload":null}"#,
        "soak.prices",
    ),
    (
        r#"{"operation":"soak.panics","payload":{"sku":"desk","count":1}}"#,
        "HandlerPanicked",
    ),
    (
        r#"{"operation":"soak.price","payload":{"sku":7}}"#,
        "errorType",
    ),
    (
        r#"{"httpMethod":"GET","path":"/orders/7","headers":{"host":"shop.example"}}"#,
        "desk-7",
    ),
    (
        r#"{"httpMethod":"GET","path":"/orders/%zz","headers":{}}"#,
        "400",
    ),
    ("\u{0}", "errorType"),
    (PRICE, "40"),
];

const WAITS: Case = (
    r#"{"operation":"soak.waits","payload":{"sku":"desk","count":1}}"#,
    "DeadlineExceeded",
);

/// A trace id for all invocations.
const ONE_TRACE: Fault = Fault::With(
    "Lambda-Runtime-Trace-Id",
    "Root=1-5bef4de7-ad49b0e87f6ef6c800000000;Parent=9a9197af755a6419;Sampled=0",
);

pub(super) fn measure() -> Result<Table> {
    let function = Function::build("bench-soak")?;
    let row = |measure: &str, trace, goal| {
        let [first, last] = memory(&function, trace)?;
        Ok::<_, anyhow::Error>(Row {
            measure: measure.to_owned(),
            unit: Unit::Bytes,
            ours: figure(last),
            peers: vec![Some(figure(first))],
            goal,
        })
    };
    let goal = Some(Goal::Share(1.05));
    // The C library keeps each value that an environment variable has had, and `lambda_runtime` sets one to the trace id.
    let rows = vec![
        row("resident memory, one trace id", ONE_TRACE, goal)?,
        row("resident memory, a trace id for each", Fault::None, None)?,
    ];
    Ok(Table {
        title: format!(
            "soak: {INVOCATIONS} invocations that end with a reply, an error of the handler, a malformed event, a panic or the guard's answer"
        ),
        peers: vec!["after 10,000"],
        rows,
    })
}

/// Returns the resident memory after the first invocations and after all of them.
fn memory(function: &Function, trace: Fault) -> Result<[u64; 2]> {
    let cases: Vec<Case> = (0..INVOCATIONS)
        .map(|at| match at % GUARD_FIRES {
            0 => WAITS,
            _ => CASES[at % CASES.len()],
        })
        .collect();
    let api = ScriptedApi::start(events(&cases, trace))?;
    let mut child = like_lambda(&mut Command::new(&function.path), api.address()).spawn()?;
    let measured = measured(&api, child.id());
    child.kill()?;
    child.wait()?;
    let (resident, outcomes) = measured?;
    ensure!(outcomes.len() == INVOCATIONS, "{} answers", outcomes.len());
    for (outcome, (event, expected)) in outcomes.iter().zip(&cases) {
        let (Outcome::Reply(body) | Outcome::Error(body)) = outcome;
        let body = String::from_utf8_lossy(body);
        ensure!(
            body.contains(expected),
            "expected {expected}, found {body}: {event}"
        );
    }
    Ok(resident)
}

fn measured(api: &ScriptedApi, id: u32) -> Result<([u64; 2], Vec<Outcome>)> {
    api.wait_until_answered(FIRST, LIMIT)?;
    let first = resident::current(id)?;
    let outcomes = api.wait_until_idle(LIMIT)?;
    Ok(([first, resident::current(id)?], outcomes))
}

fn events(cases: &[Case], trace: Fault) -> Vec<Event> {
    // The guard, whose margin is 990 ms, fires after 2 ms.
    let soon = Deadline::After(Duration::from_millis(992));
    let bodies: Vec<Arc<[u8]>> = CASES
        .iter()
        .map(|(event, _)| event.as_bytes().into())
        .collect();
    let waits: Arc<[u8]> = WAITS.0.as_bytes().into();
    let events = cases.iter().enumerate().map(|(at, case)| {
        let event = if case.0 == WAITS.0 {
            Event::new(Arc::clone(&waits)).with_deadline(soon)
        } else {
            Event::new(Arc::clone(&bodies[at % bodies.len()]))
        };
        event.with_fault(trace)
    });
    events.collect()
}
