//! The source files of a function, found through its modules.

use crate::error::CliError;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Expr, Item, ItemMod, Lit, Meta};

/// A parsed file.
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) syntax: syn::File,
}

/// Parses the root files and everything that their modules lead to, without modules of tests. A module whose file is missing is
/// left out: a condition may exclude it.
pub(super) fn load(
    roots: &[PathBuf],
    shown: &dyn Fn(&Path) -> String,
) -> Result<Vec<SourceFile>, CliError> {
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    let mut next: Vec<(PathBuf, bool)> = roots.iter().map(|root| (root.clone(), true)).collect();
    while let Some((path, is_root)) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| {
            CliError::new(format!("could not read `{}`: {error}", shown(&path)))
        })?;
        let syntax = syn::parse_file(&text).map_err(|error| {
            let start = error.span().start();
            CliError::new(format!(
                "could not parse `{}:{}:{}`: {error}",
                shown(&path),
                start.line,
                start.column + 1
            ))
            .help("make `cargo check` pass")
            .note("nothing was changed")
        })?;
        let own = path.parent().unwrap_or(Path::new(""));
        let stem = path.file_stem().unwrap_or_default();
        let below = if is_root || stem == "mod" {
            own.to_owned()
        } else {
            own.join(stem)
        };
        modules(&syntax.items, own, &below, false, &mut next);
        files.push(SourceFile { path, syntax });
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Collects the files of modules. `own` is the directory of the file, `below` that of its modules.
fn modules(
    items: &[Item],
    own: &Path,
    below: &Path,
    is_nested: bool,
    next: &mut Vec<(PathBuf, bool)>,
) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        if is_test(&module.attrs) {
            continue;
        }
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        let given = path_attribute(module);
        if let Some((_, items)) = &module.content {
            let inside = match &given {
                Some(given) => own.join(given),
                None => below.join(name),
            };
            modules(items, &inside, &inside, true, next);
            continue;
        }
        let candidates = match given {
            // Relative to the file, or to the directory of the inline module around it.
            Some(given) if is_nested => vec![below.join(given)],
            Some(given) => vec![own.join(given)],
            None => vec![
                below.join(format!("{name}.rs")),
                below.join(name).join("mod.rs"),
            ],
        };
        if let Some(found) = candidates.into_iter().find(|path| path.is_file()) {
            // The modules of a file with a path of its own are beside it.
            next.push((found, path_attribute(module).is_some()));
        }
    }
}

fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|one| match &one.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(path) => Some(path.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// Whether an item is compiled for tests only, or is a test.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| match &one.meta {
        Meta::Path(path) => path
            .segments
            .last()
            .is_some_and(|last| last.ident == "test"),
        Meta::List(list) if list.path.is_ident("cfg") => list
            .parse_args::<syn::Path>()
            .is_ok_and(|path| path.is_ident("test")),
        Meta::List(list) => list
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "test"),
        Meta::NameValue(_) => false,
    })
}
