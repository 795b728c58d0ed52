//! Judges every file of the cargo registry on this machine, if there is one, to show that no code causes a panic.

use gatewright_discipline::judge_item;
use std::path::{Path, PathBuf};
use std::thread::Builder;
use std::{env, fs};

/// The stack of rustc's threads, on which macros run. A debug build needs tens of kilobytes for each level of a nested type.
const STACK: usize = 8 << 20;

fn registry() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    Some(home.join("registry").join("src")).filter(|folder| folder.is_dir())
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // The SDKs of AWS are a million generated, similar lines.
            if !entry.file_name().to_string_lossy().starts_with("aws-sdk-") {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_file_of_the_registry_is_judged_without_panic() {
    let Some(registry) = registry() else { return };
    let mut files = Vec::new();
    rust_files(&registry, &mut files);
    files.sort();
    let parsed: usize = std::thread::scope(|scope| {
        let files = &files;
        let halves: Vec<_> = [0, 1]
            .into_iter()
            .map(|first| {
                let half = files.iter().skip(first).step_by(2);
                let thread = Builder::new().stack_size(STACK);
                let thread = thread.spawn_scoped(scope, move || judge_all(half));
                thread.expect("a thread starts")
            })
            .collect();
        halves
            .into_iter()
            .map(|half| half.join().expect("no file panics"))
            .sum()
    });
    assert!(
        files.is_empty() || parsed * 10 > files.len() * 9,
        "only {parsed} of {} files parse",
        files.len()
    );
}

fn judge_all<'a>(files: impl Iterator<Item = &'a PathBuf>) -> usize {
    let mut parsed = 0;
    for file in files {
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        // The line tables of one file are not needed for the next.
        proc_macro2::extra::invalidate_current_thread_spans();
        let Ok(content) = syn::parse_file(&text) else {
            continue;
        };
        parsed += 1;
        let module = syn::ItemMod {
            attrs: Vec::new(),
            vis: syn::Visibility::Inherited,
            unsafety: None,
            mod_token: <syn::Token![mod]>::default(),
            ident: quote::format_ident!("file"),
            content: Some((syn::token::Brace::default(), content.items)),
            semi: None,
        };
        for finding in judge_item(&syn::Item::Mod(module)) {
            assert!(!finding.message().is_empty(), "{}", file.display());
        }
    }
    parsed
}
