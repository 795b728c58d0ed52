//! The third ring of the discipline: every module of the crate that is being compiled, read once by `#[lambda_handler]`.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use gatewright_discipline::{Located, judge_crates};
use quote::ToTokens;

use super::compilation::Compilation;
use super::sources::Sources;
use crate::report::{Errors, Message};

/// Judges the crate, unless this process has done so already, and reports everything in one error at `item`: rustc cannot be
/// told of places in files other than that of the attribute.
pub(crate) fn judge(item: &impl ToTokens, errors: &mut Errors) {
    static DONE: AtomicBool = AtomicBool::new(false);
    let Some(compilation) = Compilation::of_this_process() else {
        return;
    };
    if DONE.swap(true, Ordering::Relaxed) {
        return;
    }
    let sources = match Sources::of(&compilation) {
        Ok(sources) => sources,
        Err(error) => return errors.push(Message::new(error).at(item)),
    };
    let mut found = judge_crates(&sources.crates, &sources.clients);
    found.retain(|hit| !hit.at_attribute);
    if found.is_empty() {
        return;
    }
    let here = env::current_dir().unwrap_or_default();
    for hit in &mut found {
        hit.file = shown(&hit.file, &here);
    }
    errors.push(message(&found).at(item));
}

/// All of them as one message; each keeps the form in which rustc shows an error.
fn message(found: &[Located]) -> Message {
    let headline = match found {
        [_] => "this crate holds what does not work on Lambda".to_owned(),
        _ => format!(
            "this crate holds what does not work on Lambda, at {} places",
            found.len()
        ),
    };
    let all: String = found.iter().map(|hit| format!("\n\n{hit}")).collect();
    Message::new(headline + &all)
}

/// The path as it is seen from where rustc runs, as in rustc's own messages, without what leads nowhere: `a/../b`.
fn shown(file: &Path, here: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in file.components() {
        let steps_back = part == Component::ParentDir
            && matches!(plain.components().next_back(), Some(Component::Normal(_)));
        if steps_back {
            plain.pop();
        } else if part != Component::CurDir {
            plain.push(part);
        }
    }
    plain
        .strip_prefix(here)
        .map_or_else(|_| plain.clone(), Path::to_owned)
}
