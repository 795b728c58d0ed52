//! Reads the case files under `refused/`, `accepted/` and `blind_spots/`.
//!
//! A case begins with `//# title`. A refused line is followed by `//  ^ rule: headline`, with the caret under the column where the
//! finding begins.

use std::fs;
use std::path::{Path, PathBuf};

/// A small program with its expected findings.
pub struct Case {
    /// `file: title`
    pub name: String,
    pub source: String,
    /// In the order of the lines.
    pub expected: Vec<Expected>,
}

/// An expected finding: the 1-based line of the case's source, and the 0-based column.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub line: usize,
    pub column: usize,
    pub rule: String,
    pub headline: String,
}

/// Every case of every file in the folder `kind`.
pub fn cases(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().flat_map(|file| of_file(file)).collect()
}

fn of_file(file: &Path) -> Vec<Case> {
    let stem = file
        .file_stem()
        .expect("a file name")
        .to_string_lossy()
        .into_owned();
    let text = fs::read_to_string(file).expect("a case file");
    text.split("//# ")
        .skip(1)
        .map(|part| {
            let (title, source) = part.split_once('\n').expect("a title line");
            Case {
                name: format!("{stem}: {title}"),
                source: source.to_owned(),
                expected: expected(source),
            }
        })
        .collect()
}

fn expected(source: &str) -> Vec<Expected> {
    let mut last_code_line = 0;
    let mut expected = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let caret = line
            .strip_prefix("//")
            .and_then(|rest| rest.trim_start().strip_prefix("^ "));
        match caret {
            Some(text) => {
                let (rule, headline) = text.split_once(": ").expect("`^ rule: headline`");
                expected.push(Expected {
                    line: last_code_line,
                    column: line.chars().count() - text.chars().count() - 2,
                    rule: rule.to_owned(),
                    headline: headline.to_owned(),
                });
            }
            None => last_code_line = index + 1,
        }
    }
    expected.sort();
    expected
}
