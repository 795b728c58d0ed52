//! The sections of the examples' READMEs that show the mistakes.

use std::fmt::Write;
use std::fs;

use crate::REGENERATE;
use crate::mistake::{Mistake, examples, folder_of};

const BEGIN: &str = "<!-- mistakes: written by the tests from `mistakes/` -->\n";
const END: &str = "<!-- end of mistakes -->\n";

/// Compares the section of each README with the mistakes.
pub fn check_all() {
    for example in examples() {
        let readme = Readme::read(&example);
        let expected = section(&example);
        let mut lines = expected.lines().zip(readme.section.lines());
        let differs = lines.find(|(expected, found)| expected != found);
        assert!(
            readme.section == expected,
            "examples/{example}/README.md does not show the mistakes as they are: run `{REGENERATE}`\n\
             first line that differs, expected and found: {differs:#?}",
        );
    }
}

/// Writes the section of each README.
pub fn rewrite_all() {
    for example in examples() {
        let readme = Readme::read(&example);
        let text = [
            &*readme.before,
            BEGIN,
            &section(&example),
            END,
            &readme.after,
        ]
        .concat();
        fs::write(folder_of(&example).join("README.md"), text).expect("the README can be written");
    }
}

struct Readme {
    before: String,
    section: String,
    after: String,
}

impl Readme {
    fn read(example: &str) -> Self {
        let text = fs::read_to_string(folder_of(example).join("README.md"))
            .expect("an example has a README");
        let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
            let (section, after) = rest.split_once(END)?;
            Some((before, section, after))
        });
        let (before, section, after) = parts.unwrap_or_else(|| {
            panic!(
                "examples/{example}/README.md must hold `{}` and `{}`",
                BEGIN.trim(),
                END.trim()
            )
        });
        Self {
            before: before.to_owned(),
            section: section.to_owned(),
            after: after.to_owned(),
        }
    }
}

/// All mistakes of an example, with the right lines, the wrong lines and the message.
fn section(example: &str) -> String {
    let mut section = String::new();
    for mistake in Mistake::all_of(example) {
        let text = &mistake.text;
        let message = message(&mistake);
        write!(
            section,
            "\n### {}\n\n{}\n\nRight, in `{}`:\n\n```rust\n{}```\n\nWrong:\n\n```rust\n{}```\n\nThe compiler says:\n\n\
             ```text\n{}```\n",
            text.title,
            text.why.trim(),
            text.file.display(),
            unindented(&text.find),
            unindented(&text.replace),
            message,
        )
        .expect("a string takes everything");
    }
    section + "\n"
}

/// The message as a user of the example gets it: with paths from the example's folder, and the crate's own name.
fn message(mistake: &Mistake) -> String {
    let file = mistake.stderr();
    let text = fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}: run `{REGENERATE}`", file.display()));
    let copy = format!("examples/{}/{}/", mistake.example, mistake.name);
    text.replace(&copy, "").replace("$CRATE", &mistake.example)
}

/// Lines without the indentation that all of them share, ending in a line break.
fn unindented(lines: &str) -> String {
    let indent_of = |line: &str| line.len() - line.trim_start().len();
    let written = lines.lines().filter(|line| !line.trim().is_empty());
    let indent = written.map(indent_of).min().unwrap_or_default();
    let cut = |line: &str| format!("{}\n", line.get(indent..).unwrap_or_default());
    lines.lines().map(cut).collect()
}
