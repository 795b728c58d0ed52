//! Findings and how they are printed: one file for each format.

mod human;
mod json;
mod model;
mod rustc;
mod sarif;

pub(crate) use model::{
    Branch, Crate, CrateSize, Exemption, Finding, JSON_VERSION, Level, LookedAt, ModuleSize,
    NotJudged, OfCargo, OfTarget, Pass, Place, Removable, RemovableKind, Report, Sizes, Tool,
    Types,
};

use crate::error::CliError;
use std::io::{self, Write};

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    Sarif,
    /// The JSON messages of cargo and rustc.
    Rustc,
}

/// Prints a report to standard output.
pub(crate) fn print(report: &Report, format: Format) -> Result<(), CliError> {
    to_stdout(|to| match format {
        Format::Human => human::write(report, to),
        Format::Json => json::write(report, to),
        Format::Sarif => sarif::write(report, to),
        Format::Rustc => rustc::write(report, to),
    })
}

/// Writes to standard output, with styles on a terminal alone.
///
/// A reader that closes the pipe early, such as `head`, is not an error.
pub(crate) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let mut stdout = anstream::stdout().lock();
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::new(format!(
            "could not write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}
