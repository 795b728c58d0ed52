//! Whether two functions do the same work.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::scripted_api::{Event, answers};
use serde_json::Value;

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);

/// The reply that both functions give to `event`, or an error that shows how they differ.
pub fn the_same_reply(event: &[u8], ours: &Function, peer: &Function) -> Result<Value> {
    let (ours, peer) = (reply(event, ours)?, reply(event, peer)?);
    ensure!(
        ours == peer,
        "different work cannot be compared: ours replies {ours}, the peer {peer}"
    );
    Ok(ours)
}

fn reply(event: &[u8], function: &Function) -> Result<Value> {
    let outcomes = answers(&function.path, vec![Event::new(event)], LIMIT)?;
    outcomes.first().context("no answer")?.reply()
}
