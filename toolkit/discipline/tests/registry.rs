//! Judges files of the cargo registry on this machine, if there is one, to show that no code causes a panic.
//!
//! They are a fixed sample of the packages in `Cargo.lock`, or every file of every package with `GATEWRIGHT_FULL`.

use gatewright_discipline::judge_item;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::thread::{Builder, available_parallelism};
use std::{env, fs};

/// One file in this number is in the sample.
const SAMPLE: usize = 16;

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

/// The files to judge, in a fixed order.
fn files() -> Vec<PathBuf> {
    let Some(registry) = registry() else {
        return Vec::new();
    };
    let mut files = Vec::new();
    rust_files(&registry, &mut files);
    if env::var_os("GATEWRIGHT_FULL").is_some() {
        return files;
    }
    let locked = locked();
    // `registry/src/index/package-version/…`
    let package = |file: &PathBuf| {
        let inside = file.strip_prefix(&registry).ok()?;
        let name = inside.components().nth(1)?;
        Some(name.as_os_str().to_string_lossy().into_owned())
    };
    files.retain(|file| package(file).is_some_and(|package| locked.contains(&package)));
    files.sort();
    files.into_iter().step_by(SAMPLE).collect()
}

/// The `name-version` of each package in the workspace's `Cargo.lock`.
fn locked() -> HashSet<String> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(lock).expect("the workspace has a lock file");
    let value = |line: Option<&str>, key: &str| {
        let value = line?.strip_prefix(key)?.strip_prefix(" = \"")?;
        Some(value.strip_suffix('"')?.to_owned())
    };
    lock.split("[[package]]\n")
        .filter_map(|package| {
            let mut lines = package.lines();
            let name = value(lines.next(), "name")?;
            let version = value(lines.next(), "version")?;
            Some(format!("{name}-{version}"))
        })
        .collect()
}

#[test]
fn files_of_the_registry_are_judged_without_panic() {
    let files = files();
    let threads = available_parallelism().map_or(1, usize::from);
    let parsed: usize = std::thread::scope(|scope| {
        let files = &files;
        let parts: Vec<_> = (0..threads)
            .map(|first| {
                let part = files.iter().skip(first).step_by(threads);
                let thread = Builder::new().stack_size(STACK);
                let thread = thread.spawn_scoped(scope, move || judge_all(part));
                thread.expect("a thread starts")
            })
            .collect();
        parts
            .into_iter()
            .map(|part| part.join().expect("no file panics"))
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
