//! Changes as text for people and as JSON.

use super::{Change, Class};
use crate::style::{BOLD, ERROR, FRAME, NOTE};
use serde_json::json;
use std::fmt::Write as _;

/// ```text
/// breaking: the query parameter `limit` of `GET /products` is required now [request-parameter-became-required]
///   --> openapi.json#/paths/~1products/get/parameters/1
///   --> code#/paths/~1products/get/parameters/1
/// ```
pub(in crate::openapi) fn human(changes: &[Change], file: &str) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    for Change {
        class,
        rule,
        text: what,
        file: old,
        code,
    } in changes
    {
        let (style, class) = match class {
            Class::Breaking => (ERROR, "breaking"),
            Class::Compatible => (NOTE, "compatible"),
        };
        let _ = writeln!(
            text,
            "{style}{class}{style:#}: {BOLD}{what}{BOLD:#} [{rule}]"
        );
        for (document, pointer) in [(file, old), ("code", code)] {
            if let Some(pointer) = pointer {
                let _ = writeln!(text, "  {FRAME}-->{FRAME:#} {document}#{pointer}");
            }
        }
    }
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    let compatible = changes.len() - breaking;
    let _ = match changes.len() {
        0 => writeln!(text, "`{file}` and the code describe the same API"),
        1 => writeln!(
            text,
            "`{file}` and the code differ: {breaking} breaking and {compatible} compatible change"
        ),
        _ => writeln!(
            text,
            "`{file}` and the code differ: {breaking} breaking and {compatible} compatible changes"
        ),
    };
    text
}

pub(in crate::openapi) fn json(changes: &[Change], file: &str) -> String {
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    let changes: Vec<_> = changes
        .iter()
        .map(|change| {
            json!({
                "class": match change.class {
                    Class::Breaking => "breaking",
                    Class::Compatible => "compatible",
                },
                "rule": change.rule,
                "text": change.text,
                "file": change.file,
                "code": change.code,
            })
        })
        .collect();
    let document = json!({
        "file": file,
        "breaking": breaking,
        "compatible": changes.len() - breaking,
        "changes": changes,
    });
    super::super::print::text(&document, super::super::print::Format::Json)
}
