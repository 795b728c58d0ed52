//! Text for people: findings as rustc shows them, then exemptions, sizes and the list of crates and files that were read.

use super::model::{Finding, Level, Pass, Report, Sizes, Types};
use crate::style::{BOLD, ERROR, FRAME, NOTE};
use std::io::{self, Write};

pub(crate) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        write_finding(finding, to)?;
    }
    write_exemptions(report, to)?;
    for sizes in &report.sizes {
        write_sizes(sizes, to)?;
    }
    write_looked_at(report, to)?;
    write_verdict(report, to)
}

/// The note of a finding of the pass over types.
pub(super) const BY_TYPE: &str = "found by its resolved type; this line does not name it";

/// A finding as text without styles.
pub(super) fn rendered(finding: &Finding) -> io::Result<String> {
    let mut text = Vec::new();
    write_finding(finding, &mut text)?;
    let text = String::from_utf8_lossy(&text);
    Ok(anstream::adapter::strip_str(&text).to_string())
}

/// ```text
/// error: `std::thread::spawn` starts a thread
///   --> src/lib.rs:3:5
///    |
///  3 |     std::thread::spawn(work);
///    |     ^^^^^^^^^^^^^^^^^^
///    = help: …
///    = note: …
/// ```
fn write_finding(finding: &Finding, to: &mut dyn Write) -> io::Result<()> {
    let place = &finding.place;
    let (style, word) = match finding.level {
        Level::Error => (ERROR, "error"),
        Level::Note => (NOTE, "note"),
    };
    let number = place.line.to_string();
    let margin = " ".repeat(number.len() + 1);
    writeln!(
        to,
        "{style}{word}{style:#}{BOLD}: {}{BOLD:#}",
        finding.headline
    )?;
    writeln!(
        to,
        "{margin}{FRAME}-->{FRAME:#} {}:{}:{}",
        place.file, place.line, place.column
    )?;
    if !place.snippet.is_empty() {
        writeln!(to, "{margin}{FRAME}|{FRAME:#}")?;
        writeln!(to, "{FRAME}{number} |{FRAME:#} {}", place.snippet)?;
        writeln!(
            to,
            "{margin}{FRAME}|{FRAME:#} {}{style}{}{style:#}",
            indent(&place.snippet, place.column),
            carets(finding)
        )?;
    }
    writeln!(
        to,
        "{margin}{FRAME}={FRAME:#} {BOLD}help{BOLD:#}: {}",
        finding.help
    )?;
    writeln!(
        to,
        "{margin}{FRAME}={FRAME:#} {BOLD}note{BOLD:#}: {}",
        finding.note
    )?;
    if finding.pass == Pass::Types {
        writeln!(
            to,
            "{margin}{FRAME}={FRAME:#} {BOLD}note{BOLD:#}: {BY_TYPE}"
        )?;
    }
    writeln!(to)
}

/// Keeps tabs, so that the carets are under the code that they mark.
fn indent(snippet: &str, column: usize) -> String {
    let before = snippet.chars().take(column.saturating_sub(1));
    before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect()
}

fn carets(finding: &Finding) -> String {
    let place = &finding.place;
    let behind = if place.end_line == place.line {
        place.end_column
    } else {
        place.snippet.chars().count() + 1
    };
    "^".repeat(behind.saturating_sub(place.column).max(1))
}

fn write_exemptions(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    if report.exemptions.is_empty() {
        return Ok(());
    }
    writeln!(to, "{BOLD}Exemptions{BOLD:#}")?;
    for one in &report.exemptions {
        let rules: Vec<&str> = one.rules.iter().map(|rule| rule.id()).collect();
        writeln!(
            to,
            "  {}:{}: {}: {}",
            one.file,
            one.line,
            rules.join(", "),
            one.reason
        )?;
    }
    writeln!(to)
}

/// ```text
/// Size of shop: 1203400 bytes. By direct dependency: crates that only it brings in, then all crates below it
///     801244     901200  gatewright: tokio 300120, hyper 210400
/// ```
fn write_sizes(sizes: &Sizes, to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        "{BOLD}Size of {}{BOLD:#}: {} bytes. By direct dependency: crates that only it brings in, then all crates below it",
        sizes.binary, sizes.loaded
    )?;
    for branch in &sizes.branches {
        let largest: Vec<String> = branch
            .largest
            .iter()
            .map(|one| format!("{} {}", one.name, one.bytes))
            .collect();
        writeln!(
            to,
            "  {:>9}  {:>9}  {}{}{}",
            branch.alone,
            branch.whole,
            branch.dependency,
            if largest.is_empty() { "" } else { ": " },
            largest.join(", ")
        )?;
    }
    writeln!(
        to,
        "  {:>9}             without a symbol: text, tables, unwinding\n",
        sizes.nameless
    )
}

fn write_looked_at(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let looked_at = &report.looked_at;
    writeln!(to, "{BOLD}Looked at{BOLD:#}")?;
    for one in &looked_at.crates {
        let version = if one.version.is_empty() {
            String::new()
        } else {
            format!(" {}", one.version)
        };
        let reached = one
            .reached_from
            .as_ref()
            .map_or(String::new(), |from| format!(", reached from {from}"));
        writeln!(
            to,
            "  {}{version}, {} {} ({}): {}, {}{reached}",
            one.package,
            one.kind,
            one.target,
            one.root,
            count(one.files, "file"),
            count(one.lines, "line"),
        )?;
    }
    for one in &looked_at.not_judged {
        writeln!(to, "  not checked: {}: {}", one.what, one.why)?;
    }
    match &looked_at.types {
        Types::Resolved => writeln!(to, "  types: resolved by clippy")?,
        Types::NotAsked(why) => writeln!(to, "  types: not resolved ({why})")?,
        Types::Stopped(why) => writeln!(to, "  types: not all resolved: {why}")?,
    }
    let depth = match &looked_at.types {
        Types::NotAsked(_) => "direct ones only",
        _ => "the whole tree",
    };
    writeln!(
        to,
        "  dependencies: {}, {depth}",
        count(looked_at.dependencies, "package")
    )?;
    writeln!(to)
}

fn write_verdict(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let files = format!(
        "{}, {}, {}",
        count(report.looked_at.files, "file"),
        count(report.looked_at.lines, "line"),
        count(report.exemptions.len(), "exemption")
    );
    match report.errors() {
        0 => writeln!(to, "{NOTE}nothing found{NOTE:#} in {files}"),
        found => writeln!(to, "{ERROR}{}{ERROR:#} in {files}", count(found, "error")),
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
