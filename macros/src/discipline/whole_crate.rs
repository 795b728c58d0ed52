//! Third layer of the rules: every module of the crate being compiled, and of the workspace crates it depends on, read once per
//! process: see `docs/decisions/0005-macro-scans-the-crate.md`.

use std::collections::HashSet;
use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gatewright_discipline::{
    Finding, Located, ManifestError, Rule, attributes_report, judge_crates,
};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;

use super::compilation::Compilation;
use super::sources::Sources;
use crate::report::{Errors, Message};
use crate::spans;

/// The findings, until they are reported.
struct Scan {
    found: Result<Vec<Located>, ManifestError>,
    /// The places of the findings that attributes report: file, line, column, rule.
    at_attributes: HashSet<(PathBuf, usize, usize, Rule)>,
    /// Whether `#[lambda_handler]` has reported them.
    is_reported: bool,
}

/// Runs `look` on the scan, which the first caller makes. Returns `None` if no crate is being compiled.
fn scan<R>(look: impl FnOnce(&mut Scan) -> R) -> Option<R> {
    static SCAN: Mutex<Option<Scan>> = Mutex::new(None);
    let compilation = Compilation::of_this_process()?;
    let mut scan = SCAN.lock().unwrap_or_else(PoisonError::into_inner);
    Some(look(scan.get_or_insert_with(|| Scan::new(&compilation))))
}

impl Scan {
    fn new(compilation: &Compilation) -> Self {
        let mut at_attributes = HashSet::new();
        let found = Sources::of(compilation).map(|sources| {
            let mut found = judge_crates(&sources.crates, &sources.clients);
            found.retain(|hit| {
                if hit.at_attribute
                    && let Ok(file) = hit.file.canonicalize()
                {
                    at_attributes.insert((file, hit.line, hit.column, hit.rule));
                }
                !hit.at_attribute && !is_found_by_rustc(hit)
            });
            found
        });
        Self {
            found,
            at_attributes,
            is_reported: false,
        }
    }
}

/// Reports all findings as one error at the name of the handler: an attribute cannot point into other files. A crate with several
/// handlers gets it once.
pub(crate) fn check(name: &Ident, errors: &mut Errors) {
    scan(|scan| {
        if std::mem::replace(&mut scan.is_reported, true) {
            return;
        }
        match &scan.found {
            Ok(found) if found.is_empty() => {}
            Ok(found) => errors.push_item(error(found, name)),
            Err(error) => errors.push(Message::new(error).at(name)),
        }
    });
}

/// Whether the constants of `#[lazy_module]` report a cycle of lazy modules: one of at most as many modules as the runtime unfolds.
fn is_found_by_rustc(hit: &Located) -> bool {
    const UNFOLDED: usize = 12;
    hit.rule == Rule::Layering
        && hit
            .headline
            .starts_with("lazy modules depend on each other")
        && hit.headline.matches(" -> ").count() <= UNFOLDED
}

/// Whether the crate's source shows that a finding in an item's tokens is wrong: the name or the type is the crate's own, or the code is
/// not part of the build.
pub(super) fn refutes(finding: &Finding) -> bool {
    let Some(file) = finding.span.local_file() else {
        return false;
    };
    let start = finding.span.start();
    let (line, column) = (start.line, start.column + 1);
    scan(|scan| {
        let Ok(shown) = file.canonicalize() else {
            return false;
        };
        scan.found.is_ok()
            && !scan
                .at_attributes
                .contains(&(shown, line, column, finding.rule))
            && attributes_report(&file, line, column, finding.rule)
    })
    .unwrap_or(false)
}

/// How a static that the whole-crate check refuses is reported.
pub(super) enum Refusal {
    /// It has been reported.
    Reported,
    /// The caller reports this message.
    Pending(Message),
}

/// Whether the type of a static holds state, as far as the crate's source shows.
pub(super) fn state_in(ty: &syn::Type) -> Option<Refusal> {
    let file = ty.span().local_file()?.canonicalize().ok()?;
    // On stable, the span of several tokens is that of the first.
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
        if scan.is_reported {
            return Some(Refusal::Reported);
        }
        let Located {
            headline,
            help,
            rule,
            ..
        } = found.remove(at);
        Some(Refusal::Pending(
            Message::new(headline).help(help).note(rule.note()),
        ))
    })
    .flatten()
}

/// An item that rustc reports as one error with a note for each finding. `compile_error!` has no notes of its own, so a tool that reads
/// the compiler's JSON could not tell the findings apart.
///
/// The blanket implementation keeps rustc from suggesting one, and is not recommended either.
fn error(found: &[Located], name: &Ident) -> TokenStream {
    let headline = match found {
        [_] => "this crate breaks a rule for code on Lambda".to_owned(),
        _ => format!(
            "this crate breaks rules for code on Lambda in {} places",
            found.len()
        ),
    };
    let here = env::current_dir().unwrap_or_default();
    let notes = found.iter().map(|hit| {
        let file = shown(&hit.file, &here);
        let hit = Located {
            file,
            ..hit.clone()
        };
        // The notes are format strings.
        hit.to_string().replace('{', "{{").replace('}', "}}")
    });
    // A reference, because rustc would show where a type itself is defined, in one more note.
    let this_crate = spans::at(name.span(), quote!(&ThisCrate));
    quote! {
        const _: () = {
            struct ThisCrate;

            trait Nothing {}

            #[diagnostic::on_unimplemented(message = #headline, #(note = #notes),*)]
            trait RulesForLambda {
                const ARE_KEPT: () = ();
            }

            #[diagnostic::do_not_recommend]
            impl<T: Nothing> RulesForLambda for T {}

            <#this_crate as RulesForLambda>::ARE_KEPT
        };
    }
}

/// The path relative to rustc's working directory, as in rustc's own messages, with `a/../` removed.
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
    use syn::parse_quote;

    fn found(line: usize, headline: &str) -> Located {
        Located {
            file: "src/work.rs".into(),
            line,
            column: 5,
            end_line: line,
            end_column: 9,
            snippet: "    work(|| { 1 });".to_owned(),
            rule: Rule::Threading,
            headline: headline.to_owned(),
            help: "write `{ … }`".to_owned(),
            at_attribute: false,
        }
    }

    #[test]
    fn each_finding_is_a_note_of_one_error() {
        let found = [found(3, "`work` starts a thread"), found(14, "another")];
        let item = error(&found, &parse_quote!(shop));
        let file: syn::File = syn::parse2(item).expect("an item");
        insta::assert_snapshot!(prettyplease::unparse(&file));
    }

    #[test]
    fn paths_are_relative_to_the_working_directory() {
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
