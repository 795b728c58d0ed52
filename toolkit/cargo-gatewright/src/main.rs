//! `cargo gatewright …`: the build-time commands of Gatewright.
//!
//! Cargo starts `cargo-gatewright gatewright check …` for `cargo gatewright check …`; without the second word it works too.

mod check;
mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
