//! The cost of gathering and of continuation tokens, compared with the usual alternatives.
//!
//! - `bench-long-work count GATHERER ROUNDS` gathers 10,000 ready items, ROUNDS times, for a tool that counts instructions.
//! - `bench-long-work waits` prints the milliseconds of ten waits of 200 ms, a line for each gatherer.
//! - `bench-long-work tokens` prints the nanoseconds of an invocation that takes and returns a token with a state of 1 KB, and of one
//!   that takes and returns the state without a token.

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
            let gatherer = gatherer.context("unknown gatherer")?;
            gatherers::count(gatherer, rounds.parse()?);
            Ok(())
        }
        ["waits"] => gatherers::wait(),
        ["tokens"] => tokens::time(),
        _ => bail!("usage: bench-long-work count GATHERER ROUNDS | waits | tokens"),
    }
}
