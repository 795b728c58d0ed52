//! Event files and their expected answers, which are the same on every emulator.
//!
//! Events and answers are in two folders, in files of the same names. An answer file holds `{"reply": …}` or
//! `{"error": …}`. The string `body` of an HTTP reply is written as the JSON that it holds. In a string, `<number>` matches any
//! whole number and `<base64>` any URL-safe base64.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::answer::Answer;
use crate::target_dir::workspace_root;

/// A folder of events and a folder of their expected answers.
#[derive(Clone, Debug)]
pub struct Suite {
    events: PathBuf,
    answers: PathBuf,
}

impl Suite {
    /// Returns the suite of the example `name`, whose events are in the example's folder.
    pub fn of_example(name: &str) -> Self {
        Self {
            events: workspace_root().join("examples").join(name).join("events"),
            answers: workspace_root().join("tests").join("expected").join(name),
        }
    }

    /// Returns the suite of the function `faults`, whose handlers fail.
    pub fn of_faults() -> Self {
        Self {
            events: workspace_root()
                .join("tests")
                .join("functions")
                .join("events"),
            answers: workspace_root()
                .join("tests")
                .join("expected")
                .join("faults"),
        }
    }

    /// Calls `check` with each case and reports all failures, not only the first.
    pub fn check_each(&self, check: impl Fn(&Case) -> Result<()>) -> Result<()> {
        let mut failures = Vec::new();
        for case in self.cases()? {
            if let Err(error) = check(&case) {
                failures.push(format!("{}: {error:#}", case.name));
            }
        }
        ensure!(failures.is_empty(), "{}", failures.join("\n\n"));
        Ok(())
    }

    /// Reads all cases. Every event needs an answer file, and every answer file an event.
    fn cases(&self) -> Result<Vec<Case>> {
        let names = names_in(&self.events)?;
        ensure!(
            names == names_in(&self.answers)?,
            "the folders {} and {} must hold files of the same names: each event needs an expected answer",
            self.events.display(),
            self.answers.display(),
        );
        ensure!(!names.is_empty(), "no events in {}", self.events.display());
        names.into_iter().map(|name| self.read(name)).collect()
    }

    fn read(&self, name: String) -> Result<Case> {
        let file = self.answers.join(format!("{name}.json"));
        let expected: Value = serde_json::from_slice(&fs::read(&file)?)
            .with_context(|| file.display().to_string())?;
        let expected = match (expected.get("reply"), expected.get("error")) {
            (Some(reply), None) => Expected::Reply(reply.clone()),
            (None, Some(error)) => Expected::Error(error.clone()),
            _ => anyhow::bail!(
                "expected {{\"reply\": …}} or {{\"error\": …}} in {}",
                file.display()
            ),
        };
        let path = self.events.join(format!("{name}.json"));
        let event = fs::read(&path)?;
        Ok(Case {
            name,
            path,
            event,
            expected,
        })
    }
}

/// One event and its expected answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name of both files, without extension.
    pub name: String,
    /// The path of the event file.
    pub path: PathBuf,
    /// The contents of the event file.
    pub event: Vec<u8>,
    /// The expected answer.
    pub expected: Expected,
}

/// The expected answer to an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// The function's reply.
    Reply(Value),
    /// A function error: `errorType` and `errorMessage`.
    Error(Value),
}

impl Case {
    /// Compares the whole answer. The error shows the expected and the found one.
    pub fn check(&self, answer: &Answer) -> Result<()> {
        self.check_payload(&answer.payload)?;
        if let Some(kind) = &answer.function_error {
            let expected = &self.expected;
            ensure!(
                matches!(expected, Expected::Error(_)),
                "expected {expected:?}, found a function error ({kind})",
            );
        }
        Ok(())
    }

    /// Like [`check`](Self::check), for a service that must report function errors in `X-Amz-Function-Error`.
    pub fn check_with_kind(&self, answer: &Answer) -> Result<()> {
        self.check(answer)?;
        let is_error = matches!(self.expected, Expected::Error(_));
        let expected = is_error.then_some("Unhandled");
        let found = answer.function_error.as_deref();
        ensure!(
            found == expected,
            "expected `X-Amz-Function-Error` to be {expected:?}, found {found:?}; the expected answer is {:?}",
            self.expected,
        );
        Ok(())
    }

    /// Compares the payload only, for services that return nothing else.
    pub fn check_payload(&self, payload: &Value) -> Result<()> {
        let (Expected::Reply(expected) | Expected::Error(expected)) = &self.expected;
        let payload = with_body_as_json(payload.clone());
        ensure!(
            fits(&payload, expected),
            "expected\n{expected:#}\nfound\n{payload:#}",
        );
        Ok(())
    }
}

/// Returns the names of the files in `folder`, without extension.
fn names_in(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for file in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        names.insert(name.with_context(|| path.display().to_string())?.to_owned());
    }
    Ok(names)
}

/// Returns the reply with its `body` parsed, if that is JSON.
fn with_body_as_json(mut reply: Value) -> Value {
    if let Some(body) = reply.get_mut("body")
        && let Some(text) = body.as_str()
        && let Ok(json) = serde_json::from_str(text)
    {
        *body = json;
    }
    reply
}

/// Returns whether `found` equals `expected`, placeholders included.
fn fits(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::String(found), Value::String(expected)) => fits_text(found, expected),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| fits(found, expected))
        }
        (Value::Object(found), Value::Object(expected)) => {
            found.len() == expected.len()
                && expected.iter().all(|(key, expected)| {
                    found.get(key).is_some_and(|found| fits(found, expected))
                })
        }
        _ => found == expected,
    }
}

fn fits_text(found: &str, expected: &str) -> bool {
    let first = PLACEHOLDERS
        .iter()
        .filter_map(|(name, is_part)| Some((expected.split_once(name)?, is_part)))
        .min_by_key(|((before, _), _)| before.len());
    let Some(((before, after), is_part)) = first else {
        return found == expected;
    };
    let Some(rest) = found.strip_prefix(before) else {
        return false;
    };
    let behind = rest.trim_start_matches(is_part);
    behind.len() < rest.len() && fits_text(behind, after)
}

type IsPart = fn(char) -> bool;

/// The placeholders for text that differs in each run, with the characters that each matches.
const PLACEHOLDERS: [(&str, IsPart); 2] = [
    ("<number>", |c| c.is_ascii_digit()),
    ("<base64>", |c| {
        c.is_ascii_alphanumeric() || c == '-' || c == '_'
    }),
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn case(expected: Expected) -> Case {
        Case {
            name: "one".to_owned(),
            path: PathBuf::new(),
            event: b"{}".to_vec(),
            expected,
        }
    }

    fn answer(payload: Value, function_error: Option<&str>) -> Answer {
        Answer {
            payload,
            function_error: function_error.map(str::to_owned),
        }
    }

    #[test]
    fn body_is_compared_as_json() {
        let case = case(Expected::Reply(
            json!({"statusCode": 200, "body": {"a": 1, "b": 2}}),
        ));
        let same = answer(
            json!({"statusCode": 200, "body": "{\"b\": 2, \"a\": 1}"}),
            None,
        );
        let other = answer(json!({"statusCode": 200, "body": "{\"b\": 2}"}), None);
        case.check(&same).expect("the same answer");
        assert!(case.check(&other).is_err());
    }

    #[test]
    fn reply_returned_as_function_error_is_a_mismatch() {
        let case = case(Expected::Reply(json!(1)));
        case.check(&answer(json!(1), None))
            .expect("the same answer");
        assert!(case.check(&answer(json!(1), Some("Unhandled"))).is_err());
    }

    #[test]
    fn placeholders_match_only_their_characters() {
        assert!(fits(
            &json!("gw1u.e-_0.A1.7"),
            &json!("gw1u.<base64>.<base64>.<number>")
        ));
        assert!(!fits(
            &json!("gw1u.e30..7"),
            &json!("gw1u.<base64>.<base64>.<number>")
        ));
        let expected = json!(["<number> ms of <number>"]);
        assert!(fits(&json!(["15 ms of 200"]), &expected));
        for other in ["15 ms of ", "ms of 200", "15 ms of 200 s", "-15 ms of 200"] {
            assert!(!fits(&json!([other]), &expected), "{other}");
        }
    }
}
