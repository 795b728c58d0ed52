//! The third ring of the discipline: every module of the crate that is being compiled, and of those of the workspace that it
//! reaches, read once in this process.

use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gatewright_discipline::{Located, ManifestError, Rule, judge_crates};
use quote::ToTokens;
use syn::spanned::Spanned as _;

use super::compilation::Compilation;
use super::sources::Sources;
use crate::report::{Errors, Message};

/// What was found, until somebody says it.
struct Scan {
    found: Result<Vec<Located>, ManifestError>,
    /// Whether `#[lambda_handler]` has reported it.
    is_said: bool,
}

/// Runs `look` on the scan, which the first to ask makes; `None` where no crate is being compiled.
fn scan<R>(look: impl FnOnce(&mut Scan) -> R) -> Option<R> {
    static SCAN: Mutex<Option<Scan>> = Mutex::new(None);
    let compilation = Compilation::of_this_process()?;
    let mut scan = SCAN.lock().unwrap_or_else(PoisonError::into_inner);
    Some(look(scan.get_or_insert_with(|| Scan::new(&compilation))))
}

impl Scan {
    fn new(compilation: &Compilation) -> Self {
        let found = Sources::of(compilation).map(|sources| {
            let mut found = judge_crates(&sources.crates, &sources.clients);
            found.retain(|hit| !hit.at_attribute);
            found
        });
        Self {
            found,
            is_said: false,
        }
    }
}

/// Reports everything in one error at `item`, the handler: rustc cannot be told of places in files other than that of the
/// attribute. A crate with several handlers hears it once.
pub(crate) fn judge(item: &impl ToTokens, errors: &mut Errors) {
    scan(|scan| {
        if std::mem::replace(&mut scan.is_said, true) {
            return;
        }
        match &scan.found {
            Ok(found) if found.is_empty() => {}
            Ok(found) => errors.push(message(found).at(item)),
            Err(error) => errors.push(Message::new(error).at(item)),
        }
    });
}

/// What the second ring hears of a static.
pub(super) enum Told {
    /// It is refused, and that was reported.
    Already,
    /// It is refused, and whoever asks reports it: this.
    Now(Message),
}

/// Whether the type of a static holds state, as far as the source of the crate shows.
pub(super) fn state_in(ty: &syn::Type) -> Option<Told> {
    let file = ty.span().local_file()?.canonicalize().ok()?;
    // The span of several tokens is that of the first on stable.
    let last = ty.to_token_stream().into_iter().last()?;
    let (start, end) = (ty.span().start(), last.span().end());
    let is_it = |hit: &Located| {
        let at = (hit.line, hit.column - 1);
        hit.rule == Rule::SharedState
            && (start.line, start.column) <= at
            && at < (end.line, end.column)
            && hit.file.canonicalize().is_ok_and(|path| path == file)
    };
    scan(|scan| {
        let found = scan.found.as_mut().ok()?;
        let at = found.iter().position(is_it)?;
        if scan.is_said {
            return Some(Told::Already);
        }
        let Located {
            headline,
            help,
            rule,
            ..
        } = found.remove(at);
        Some(Told::Now(
            Message::new(headline).help(help).note(rule.note()),
        ))
    })
    .flatten()
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
    let here = env::current_dir().unwrap_or_default();
    let all = found.iter().map(|hit| {
        let file = shown(&hit.file, &here);
        format!(
            "\n\n{}",
            Located {
                file,
                ..hit.clone()
            }
        )
    });
    Message::new(headline + &all.collect::<String>())
}

/// The path as it is seen from where rustc runs, as in rustc's own messages, without what leads nowhere: `a/../b`.
fn shown(file: &Path, here: &Path) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_where_rustc_runs() {
        let here = Path::new("/src");
        for (file, expected) in [
            ("src/main.rs", "src/main.rs"),
            ("src/../../modules/./a.rs", "../modules/a.rs"),
            ("/src/shop/../core/src/lib.rs", "core/src/lib.rs"),
            ("/other/src/lib.rs", "/other/src/lib.rs"),
        ] {
            assert_eq!(shown(Path::new(file), here), Path::new(expected));
        }
    }
}
