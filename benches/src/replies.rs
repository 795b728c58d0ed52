//! Whether two functions do the same work.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::scripted_api::{Event, ScriptedApi};
use serde_json::Value;

use crate::environment::like_lambda;
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
    let api = ScriptedApi::start(vec![Event::new(event)])?;
    let mut child = like_lambda(&mut Command::new(&function.path), api.address()).spawn()?;
    let waited = api.wait_until_idle(LIMIT);
    child.kill()?;
    child.wait()?;
    waited?.first().context("no answer")?.reply()
}
