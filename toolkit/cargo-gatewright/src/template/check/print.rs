//! The output of `cargo gatewright template --check`.

use super::finding::{Finding, Level, Report};
use super::places::Places;
use super::read::Source;
use super::tree::At;
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, ERROR, FRAME, NOTE};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

pub(super) fn print(
    report: &Report,
    source: &Source,
    file: &str,
    places: &Places,
    as_json: bool,
) -> Result<(), CliError> {
    to_stdout(|to| {
        if as_json {
            serde_json::to_writer_pretty(&mut *to, &document(report, file))?;
            return writeln!(to);
        }
        for finding in &report.findings {
            write_finding(finding, source, file, places, to)?;
        }
        write_rest(report, file, to)
    })
}

fn document(report: &Report, file: &str) -> Value {
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    let skipped = report.skipped.iter().map(|one| {
        json!({
            "function": one.function,
            "field": one.field,
            "line": one.at.line,
            "column": one.at.column,
            "why": one.why,
        })
    });
    let compared = report
        .compared
        .iter()
        .map(|(function, id)| json!({ "function": function, "logical_id": id }));
    json!({
        "version": JSON_VERSION,
        "file": file,
        "compared": compared.collect::<Vec<_>>(),
        "fields": report.fields,
        "findings": findings,
        "not_compared": skipped.collect::<Vec<_>>(),
        "left_alone": report.left_alone,
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "level": match finding.level {
            Level::Error => "error",
            Level::Note => "note",
        },
        "function": finding.function,
        "field": finding.field,
        "headline": finding.headline,
        "code": finding.code.as_ref().map(|code| json!({
            "value": code.value,
            "file": code.place.file,
            "line": code.place.line,
        })),
        "template": {
            "value": finding.template.value,
            "line": finding.template.place.line,
            "column": finding.template.place.column,
        },
        "help": finding.help,
        "note": finding.note,
    })
}

/// ```text
/// error: `Timeout` of `orders` is 30 s in the template, and 10 s in the code
///   --> template.yaml:12:16
///    |
/// 12 |       Timeout: 30
///    |                ^^
///   ::: src/main.rs:8
///    |
///  8 | #[lambda_handler(timeout = "10s")]
///    = help: write `Timeout: 10` in the template, or change `timeout` in the code
/// ```
fn write_finding(
    finding: &Finding,
    source: &Source,
    file: &str,
    places: &Places,
    to: &mut dyn Write,
) -> io::Result<()> {
    let (style, word) = match finding.level {
        Level::Error => (ERROR, "error"),
        Level::Note => (NOTE, "note"),
    };
    let At { line, column } = finding.template.place;
    let code = finding
        .code
        .as_ref()
        .map(|code| &code.place)
        .filter(|code| code.line > 0);
    let numbers = [
        line.to_string().len(),
        code.map_or(0, |code| code.line.to_string().len()),
    ];
    let width = numbers.into_iter().max().unwrap_or(1);
    let margin = " ".repeat(width + 1);
    writeln!(
        to,
        "{style}{word}{style:#}{BOLD}: {}{BOLD:#}",
        finding.headline
    )?;
    writeln!(
        to,
        "{}{FRAME}-->{FRAME:#} {file}:{line}:{column}",
        " ".repeat(width)
    )?;
    let snippet = source.line(line);
    // A minified file has one long line.
    if !snippet.is_empty() && snippet.chars().count() <= LONGEST_SNIPPET {
        let indent: String = snippet
            .chars()
            .take(column.saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        writeln!(to, "{margin}{FRAME}|{FRAME:#}")?;
        writeln!(to, "{FRAME}{line:>width$} |{FRAME:#} {snippet}")?;
        let carets = "^".repeat(marked(snippet, column));
        writeln!(
            to,
            "{margin}{FRAME}|{FRAME:#} {indent}{style}{carets}{style:#}"
        )?;
    }
    if let Some(code) = code {
        writeln!(
            to,
            "{}{FRAME}:::{FRAME:#} {}:{}",
            " ".repeat(width),
            code.file,
            code.line
        )?;
        let snippet = places.snippet(code);
        if !snippet.trim().is_empty() {
            writeln!(to, "{margin}{FRAME}|{FRAME:#}")?;
            writeln!(to, "{FRAME}{:>width$} |{FRAME:#} {snippet}", code.line)?;
        }
    }
    writeln!(
        to,
        "{margin}{FRAME}={FRAME:#} {BOLD}help{BOLD:#}: {}",
        finding.help
    )?;
    if let Some(note) = &finding.note {
        writeln!(to, "{margin}{FRAME}={FRAME:#} {BOLD}note{BOLD:#}: {note}")?;
    }
    writeln!(to)
}

const LONGEST_SNIPPET: usize = 200;

/// Returns the number of characters of the key or value that starts at the column.
fn marked(snippet: &str, column: usize) -> usize {
    let rest: Vec<char> = snippet.chars().skip(column.saturating_sub(1)).collect();
    let mut length = rest.len();
    for (index, character) in rest.iter().enumerate() {
        let next = rest.get(index + 1);
        let ends = match character {
            ':' => next.is_none_or(|next| next.is_whitespace()),
            ',' | '}' | ']' => index > 0,
            '#' => index > 0 && rest[index - 1].is_whitespace(),
            _ => false,
        };
        if ends {
            length = index;
            break;
        }
    }
    let text: String = rest[..length].iter().collect();
    text.trim_end().chars().count().max(1)
}

fn write_rest(report: &Report, file: &str, to: &mut dyn Write) -> io::Result<()> {
    if !report.left_alone.is_empty() {
        writeln!(
            to,
            "{NOTE}left alone{NOTE:#}: {}, which the code does not have",
            report.left_alone.join(", ")
        )?;
    }
    if !report.skipped.is_empty() {
        writeln!(
            to,
            "{NOTE}not compared{NOTE:#}: {}, see `--json`",
            count(report.skipped.len(), "field")
        )?;
    }
    let fields = count(report.fields, "field");
    let functions = count(report.compared.len(), "function");
    match report.errors() {
        0 => writeln!(
            to,
            "{NOTE}no difference{NOTE:#} in {fields} of {functions} in {file}"
        ),
        errors => writeln!(
            to,
            "{ERROR}{}{ERROR:#} in {fields} of {functions} in {file}",
            count(errors, "difference")
        ),
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
