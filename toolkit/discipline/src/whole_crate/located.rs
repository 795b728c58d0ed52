//! A finding in a file, displayed as rustc would.

use crate::finding::Finding;
use crate::rule::Rule;
use std::fmt;
use std::path::PathBuf;

/// A finding with its place in a file. It has no spans, so it outlives the tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Located {
    /// The file. Its path begins with that of the crate root's folder.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line of the last character, from 1.
    pub end_line: usize,
    /// Column after the last character, from 1.
    pub end_column: usize,
    /// The source line with the number `line`.
    pub snippet: String,
    /// The rule that is broken.
    pub rule: Rule,
    /// The mistake.
    pub headline: String,
    /// The edit that corrects it.
    pub help: String,
    /// Whether an attribute on an enclosing item, such as `#[dispatch]`, reports the same finding.
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

    /// Creates a finding about a whole file.
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
        // Tabs keep their width in the line below, so that the carets are aligned.
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
