//! `--message-format=json`: one JSON document a line, in the form of `cargo check --message-format=json`, which editors read.
//! <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>,
//! <https://doc.rust-lang.org/rustc/json.html#diagnostics>
//!
//! The compiler's own messages come first, because an editor runs this command in the place of `cargo check`.

use super::human;
use super::model::{Finding, Level, Pass, Place, Report};
use gatewright_discipline::Rule;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

/// rustc's byte order mark counts in offsets, but neither in columns nor in the text of a line.
const BYTE_ORDER_MARK: char = '\u{feff}';

pub(crate) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    for line in &report.cargo.compiler {
        if !is_repeated(line, &report.findings) {
            writeln!(to, "{line}")?;
        }
    }
    let mut files = Files::of(&report.root);
    for (finding, of) in report.findings.iter().zip(&report.cargo.targets) {
        // The compiler has said itself what does not compile.
        let is_said = finding.rule == Rule::Unreadable && finding.pass == Pass::Types;
        if is_said && !report.cargo.compiler.is_empty() {
            continue;
        }
        let message = json!({
            "reason": "compiler-message",
            "package_id": of.package_id,
            "manifest_path": of.manifest,
            "target": of.target,
            "message": diagnostic(finding, &mut files)?,
        });
        writeln!(to, "{message}")?;
    }
    let finished = json!({ "reason": "build-finished", "success": report.errors() == 0 });
    writeln!(to, "{finished}")
}

/// Whether a message of the compiler reports findings too: an attribute reports those in its item, and `#[lambda_handler]` those of
/// the whole crate.
fn is_repeated(line: &str, findings: &[Finding]) -> bool {
    let message: Value = serde_json::from_str(line).unwrap_or_default();
    let message = &message["message"];
    let headline = message["message"].as_str().unwrap_or_default();
    let headline = headline.lines().next().unwrap_or_default();
    if findings.is_empty() {
        return false;
    }
    if headline.starts_with("this crate breaks ") && headline.contains(" for code on Lambda") {
        return true;
    }
    let spans = message["spans"].as_array().into_iter().flatten();
    let lines: Vec<_> = spans
        .filter_map(|span| span["line_start"].as_u64())
        .collect();
    findings
        .iter()
        .any(|one| one.headline == headline && lines.contains(&(one.place.line as u64)))
}

fn diagnostic(finding: &Finding, files: &mut Files) -> io::Result<Value> {
    let level = match finding.level {
        Level::Error => "error",
        Level::Note => "note",
    };
    let mut children = vec![child("help", &finding.help), child("note", &finding.note)];
    if finding.pass == Pass::Types {
        children.push(child("note", human::BY_TYPE));
    }
    Ok(json!({
        "$message_type": "diagnostic",
        "message": finding.headline,
        // Editors take a code with two parts for a tool and its lint, like `clippy::all`.
        "code": { "code": format!("gatewright::{}", finding.rule.id()), "explanation": null },
        "level": level,
        "spans": [files.span(&finding.place)],
        "children": children,
        "rendered": human::rendered(finding)?,
    }))
}

fn child(level: &str, message: &str) -> Value {
    json!({ "message": message, "code": null, "level": level, "spans": [], "children": [], "rendered": null })
}

/// The files that findings are in, read once.
struct Files<'r> {
    root: &'r Path,
    read: HashMap<String, Source>,
}

impl<'r> Files<'r> {
    fn of(root: &'r str) -> Self {
        Self {
            root: Path::new(root),
            read: HashMap::new(),
        }
    }

    fn span(&mut self, place: &Place) -> Value {
        let source = self.read.entry(place.file.clone()).or_insert_with(|| {
            // A finding may be that the file cannot be read.
            let text = std::fs::read_to_string(self.root.join(&place.file));
            Source::of(text.unwrap_or_default())
        });
        json!({
            "file_name": place.file,
            "byte_start": source.offset(place.line, place.column),
            "byte_end": source.offset(place.end_line, place.end_column),
            "line_start": place.line,
            "line_end": place.end_line,
            "column_start": place.column,
            "column_end": place.end_column,
            "is_primary": true,
            "text": source.text(place),
            "label": null,
            "suggested_replacement": null,
            "suggestion_applicability": null,
            "expansion": null,
        })
    }
}

/// The text of a file.
struct Source {
    text: String,
    /// The offset of the first character of each line.
    starts: Vec<usize>,
}

impl Source {
    fn of(text: String) -> Self {
        let first = if text.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len_utf8()
        } else {
            0
        };
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(first).chain(ends).collect();
        Self { text, starts }
    }

    /// Returns a line without its end, and its offset. A line behind the last is empty.
    fn line(&self, number: usize) -> (usize, &str) {
        let Some(&start) = number.checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return (self.text.len(), "");
        };
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        (start, line.strip_suffix('\r').unwrap_or(line))
    }

    /// Returns the offset in bytes of a column in characters, from 1.
    fn offset(&self, line: usize, column: usize) -> usize {
        let (start, text) = self.line(line);
        let before = text.chars().take(column.saturating_sub(1));
        start + before.map(char::len_utf8).sum::<usize>()
    }

    /// Returns each line of a range, and the part that the range covers.
    fn text(&self, place: &Place) -> Vec<Value> {
        (place.line..=place.end_line)
            .map(|number| {
                let (_, text) = self.line(number);
                let start = if number == place.line {
                    place.column
                } else {
                    1
                };
                let end = if number == place.end_line {
                    place.end_column
                } else {
                    text.chars().count() + 1
                };
                json!({ "text": text, "highlight_start": start, "highlight_end": end })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, column: usize, end_line: usize, end_column: usize) -> Place {
        Place {
            file: "src/main.rs".to_owned(),
            line,
            column,
            end_line,
            end_column,
            snippet: String::new(),
        }
    }

    #[test]
    fn offsets_count_bytes_of_the_file_as_it_is() {
        let source = Source::of("\u{feff}é x\r\n𝄞 y\r\n\r\nend".to_owned());
        for (line, column, offset) in [
            (1, 1, 3),
            (1, 3, 6),
            (2, 1, 9),
            (2, 3, 14),
            (3, 1, 17),
            (4, 1, 19),
            (4, 4, 22),
            (4, 9, 22),
            (5, 1, 22),
        ] {
            assert_eq!(source.offset(line, column), offset, "{line}:{column}");
        }
    }

    #[test]
    fn text_of_a_range_has_no_line_ends_and_no_mark() {
        let source = Source::of("\u{feff}é x\r\n𝄞 y\nend".to_owned());
        assert_eq!(
            source.text(&place(1, 3, 3, 2)),
            [
                json!({"text": "é x", "highlight_start": 3, "highlight_end": 4}),
                json!({"text": "𝄞 y", "highlight_start": 1, "highlight_end": 4}),
                json!({"text": "end", "highlight_start": 1, "highlight_end": 2}),
            ]
        );
    }
}
