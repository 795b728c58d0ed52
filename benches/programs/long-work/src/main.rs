//! What long work costs, ours beside what one would write instead.
//!
//! - `bench-long-work count GATHERER ROUNDS` gathers 10,000 items that are ready, so many times, for a tool that counts instructions.
//! - `bench-long-work waits` prints the milliseconds of ten waits of 200 ms, a line for each gatherer.
//! - `bench-long-work tokens` prints the nanoseconds of an invocation with a state of 1 KB that goes on from one token to the next, and of
//!   the same one that takes and returns the state as it is.

mod gatherers;
mod tokens;

use anyhow::{Context, Result, bail};

use gatherers::GATHERERS;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["count", name, rounds] => {
            gatherers::compare()?;
            let gatherer = GATHERERS.iter().find(|gatherer| gatherer.name == name);
            let gatherer = gatherer.context("there is no such gatherer")?;
            gatherers::count(gatherer, rounds.parse()?);
            Ok(())
        }
        ["waits"] => gatherers::wait(),
        ["tokens"] => tokens::time(),
        _ => bail!("bench-long-work count GATHERER ROUNDS | waits | tokens"),
    }
}
