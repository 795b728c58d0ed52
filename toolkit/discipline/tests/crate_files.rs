//! The files of a crate are found as rustc finds them. A file that cannot be read is an error.

mod on_disk;

use gatewright_discipline::CrateOptions;
use on_disk::{judge, judge_files};
use std::fs;

const SPAWN: &str = "pub fn go() {\n    std::thread::spawn(|| ());\n}\n";
const STARTS: &str = "threading `std::thread::spawn` starts a thread";

#[test]
fn module_file_beside_root_is_read() {
    assert_eq!(
        judge(&[("src/lib.rs", "mod a;"), ("src/a.rs", SPAWN)]),
        [format!("src/a.rs:2:5 {STARTS}")]
    );
}

#[test]
fn modules_below_mod_rs_are_read() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a/mod.rs", "pub mod b;"),
        ("src/a/b.rs", "pub mod c;"),
        ("src/a/b/c.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b/c.rs:2:5 {STARTS}")]);
}

#[test]
fn module_in_inline_module_is_in_its_folder() {
    let files = [
        ("src/lib.rs", "mod a { pub mod b; }"),
        ("src/a/b.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b.rs:2:5 {STARTS}")]);
}

#[test]
fn path_attribute_is_relative_to_its_file() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "#[path = \"odd/place.rs\"] mod b;"),
        ("src/odd/place.rs", "mod c;"),
        ("src/odd/c.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/odd/c.rs:2:5 {STARTS}")]);
}

#[test]
fn path_attribute_in_inline_module_is_relative_to_its_folder() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b { #[path = \"x.rs\"] mod c; }"),
        ("src/a/b/x.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b/x.rs:2:5 {STARTS}")]);
}

#[test]
fn path_attribute_on_inline_module_moves_its_folder() {
    let files = [
        ("src/lib.rs", "#[path = \"moved\"] mod a { pub mod b; }"),
        ("src/moved/b.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/moved/b.rs:2:5 {STARTS}")]);
}

#[test]
fn path_attribute_in_true_cfg_attr_is_followed() {
    let root = "#[cfg_attr(feature = \"on\", path = \"x.rs\")] #[cfg_attr(feature = \"off\", path = \"y.rs\")] mod a;";
    assert_eq!(
        judge(&[("src/lib.rs", root), ("src/x.rs", SPAWN)]),
        [format!("src/x.rs:2:5 {STARTS}")]
    );
}

#[test]
fn modules_of_disabled_features_and_tests_are_not_read() {
    let root =
        "#[cfg(feature = \"off\")] mod a;\n#[cfg(test)] mod b;\n#[cfg(feature = \"on\")] mod c;";
    let files = [
        ("src/lib.rs", root),
        ("src/a.rs", SPAWN),
        ("src/b.rs", SPAWN),
        ("src/c.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/c.rs:2:5 {STARTS}")]);
}

#[test]
fn module_of_another_target_may_be_missing() {
    assert_eq!(judge(&[("src/lib.rs", "#[cfg(windows)] mod a;")]), [""; 0]);
}

#[test]
fn missing_module_is_an_error() {
    let found = judge(&[("src/lib.rs", "mod a;")]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("src/lib.rs:1:5 unreadable module `a` cannot be read: "),
        "{}",
        found[0]
    );
}

#[test]
fn unparsable_file_is_an_error() {
    let found = judge(&[
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "fn go( { thread::spawn }"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("src/lib.rs:1:5 unreadable module `a` cannot be read: "),
        "{}",
        found[0]
    );
}

#[test]
fn missing_root_is_an_error() {
    let found = judge(&[("src/other.rs", "")]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("src/lib.rs:1:1 unreadable the crate root cannot be read: "),
        "{}",
        found[0]
    );
}

#[test]
fn included_items_are_read_and_bind_names() {
    let files = [
        (
            "src/lib.rs",
            "include!(\"../shared/items.rs\");\nfn handler() { t::park(); }",
        ),
        (
            "shared/items.rs",
            "use std::thread as t;\npub fn go() { t::yield_now(); }",
        ),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/../shared/items.rs:2:15 threading `std::thread::yield_now` yields to another thread",
            "src/lib.rs:2:16 threading `std::thread::park` parks the thread",
        ]
    );
}

#[test]
fn included_expression_is_read() {
    let files = [
        (
            "src/lib.rs",
            "fn handler() { let _ = include!(\"value.in\"); }",
        ),
        ("src/value.in", "std::thread::spawn(|| ())"),
    ];
    assert_eq!(judge(&files), [format!("src/value.in:1:1 {STARTS}")]);
}

#[test]
fn include_from_build_script_is_read() {
    let out = tempfile::tempdir().expect("a folder");
    fs::write(out.path().join("made.rs"), SPAWN).expect("a file");
    let options = CrateOptions {
        env: vec![("OUT_DIR".to_owned(), out.path().display().to_string())],
        ..CrateOptions::default()
    };
    let root = "mod made { include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\")); }";
    let hits = judge_files(&[("src/lib.rs", root)], &options, |found, _| found);
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (hits[0].line, hits[0].headline.as_str()),
        (2, "`std::thread::spawn` starts a thread")
    );
    assert_eq!(hits[0].file, out.path().join("made.rs"));
}

#[test]
fn include_of_unknown_file_is_an_error() {
    let root = "macro_rules! m { () => { \"a.rs\" } }\nfn handler() { include!(m!()); }";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [
            "src/lib.rs:2:16 unreadable the path in `include!` is not constant, so the file cannot be checked"
        ]
    );
}
