//! A finding in a file, shown as rustc would show it.

use crate::finding::Finding;
use crate::rule::Rule;
use std::fmt;
use std::path::PathBuf;

/// A finding with its place in a file, free of spans, so that it outlives the tokens it was found in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Located {
    /// The file, as its path was built from the crate root's.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line of the last character, from 1.
    pub end_line: usize,
    /// Column behind the last character, from 1.
    pub end_column: usize,
    /// The source line that `line` names.
    pub snippet: String,
    /// The rule that is broken.
    pub rule: Rule,
    /// What is wrong.
    pub headline: String,
    /// What to write instead.
    pub help: String,
    /// Whether the attribute on the item around it, `#[dispatch]` say, reports the same, at exact spans.
    pub at_attribute: bool,
}

impl Located {
    pub(super) fn new(finding: &Finding, file: PathBuf, text: &str) -> Self {
        let (start, end) = (finding.span.start(), finding.end.end());
        let snippet = text
            .lines()
            .nth(start.line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned();
        Self {
            file,
            line: start.line,
            column: start.column + 1,
            end_line: end.line,
            end_column: end.column + 1,
            snippet,
            rule: finding.rule,
            headline: finding.headline.clone(),
            help: finding.help.clone(),
            at_attribute: false,
        }
    }

    /// A finding about a file as a whole.
    pub(super) fn at_start(file: PathBuf, rule: Rule, headline: String, help: String) -> Self {
        Self {
            file,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            snippet: String::new(),
            rule,
            headline,
            help,
            at_attribute: false,
        }
    }
}

/// ```text
/// `std::thread::spawn` starts a thread
///   --> src/lib.rs:3:5
///    |
///  3 |     std::thread::spawn(work);
///    |     ^^^^^^^^^^^^^^^^^^
///    = help: …
///    = note: …
/// ```
impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len() + 1);
        // Tabs keep their width in the line below, so that the carets stand under what they mean.
        let before: String = self
            .snippet
            .chars()
            .take(self.column - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let behind = if self.end_line == self.line {
            self.end_column
        } else {
            self.snippet.chars().count() + 1
        };
        let carets = "^".repeat(behind.saturating_sub(self.column).max(1));
        writeln!(f, "{}", self.headline)?;
        writeln!(
            f,
            "{margin}--> {}:{}:{}",
            self.file.display(),
            self.line,
            self.column
        )?;
        writeln!(f, "{margin}|")?;
        writeln!(f, "{number} | {}", self.snippet)?;
        writeln!(f, "{margin}| {before}{carets}")?;
        writeln!(f, "{margin}= help: {}", self.help)?;
        write!(f, "{margin}= note: {}", self.rule.note())
    }
}
