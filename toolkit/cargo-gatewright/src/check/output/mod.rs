//! What `check` prints: one file a form.

mod human;
mod json;
mod sarif;

use super::Args;
use super::report::Report;
use crate::cli::Wrong;

/// Prints the report to standard output, in the form that was asked for.
pub(super) fn print(args: &Args, report: &Report) -> Result<(), Wrong> {
    let mut stdout = anstream::stdout().lock();
    let printed = if args.json {
        json::write(report, &mut stdout)
    } else if args.sarif {
        sarif::write(report, &mut stdout)
    } else {
        human::write(report, &mut stdout)
    };
    printed.map_err(|error| format!("standard output cannot be written: {error}"))
}
