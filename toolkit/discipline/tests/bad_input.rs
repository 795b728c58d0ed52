//! Input that no rule expects: a message or a verdict, never a panic, and never silence.

mod on_disk;

use gatewright_discipline::{CfgSet, CrateOptions, judge_crate, judge_item};
use on_disk::judge;
use std::fmt::Write as _;
use std::fs;

const SPAWN: &str = "std::thread::spawn(|| ());";

#[test]
fn macros_that_do_not_parse_are_read_path_by_path() {
    for (tokens, findings) in [
        ("%% @ std::thread::spawn(|| ()) ## 1.2.3", 1),
        ("fn (", 0),
        ("=> => => std::thread::park()", 1),
        ("'a 'b \"unclosed", 0),
        ("struct { std::thread::sleep(t) }", 1),
        ("static mut X: u8", 1),
        ("let x = ; { { { std::thread::park() } } }", 1),
    ] {
        let text = format!("fn handler() {{ odd! {{ {tokens} }} }}\nfn other() {{ {SPAWN} }}");
        // Tokens that Rust's lexer refuses are a file that does not parse, which is a finding.
        let expected = if syn::parse_file(&text).is_err() {
            1
        } else {
            findings + 1
        };
        let found = judge(&[("src/lib.rs", &text)]);
        assert_eq!(found.len(), expected, "{tokens}: {found:?}");
    }
}

#[test]
fn macro_rules_without_rules_are_accepted() {
    for rules in [
        "",
        "() => ()",
        "=>",
        "($($x:tt)*) => { $($x)* $y $( }",
        "(($a:expr) $(,)?) => {{ $a; }};",
    ] {
        let text = format!("macro_rules! odd {{ {rules} }}\nfn handler() {{ {SPAWN} }}");
        assert_eq!(judge(&[("src/lib.rs", &text)]).len(), 1, "{rules}");
    }
}

#[test]
fn names_that_are_not_identifiers_are_read() {
    for (link_name, findings) in [
        ("select$DARWIN_EXTSN$NOCANCEL", 0),
        ("", 0),
        ("1", 0),
        ("usleep", 1),
    ] {
        let text = format!(
            "unsafe extern \"C\" {{ #[link_name = \"{link_name}\"] safe fn pause(time: u32); }}\nfn handler() {{ pause(1); }}"
        );
        assert_eq!(
            judge(&[("src/lib.rs", &text)]).len(),
            findings,
            "{link_name}"
        );
    }
    let text = format!(
        "macro_rules! odd {{ ($r#type:expr) => {{ $r#type + 1 }}; }}\nfn handler() {{ {SPAWN} }}"
    );
    assert_eq!(judge(&[("src/lib.rs", &text)]).len(), 1);
}

#[test]
fn modules_that_include_each_other_terminate() {
    let files = [
        ("src/lib.rs", "mod a;\ninclude!(\"b.rs\");"),
        (
            "src/a.rs",
            "#[path = \"b.rs\"] mod b;\ninclude!(\"c.rs\");\nfn go() { std::thread::park(); }",
        ),
        (
            "src/b.rs",
            "#[path = \"a.rs\"] pub mod a2;\ninclude!(\"b.rs\");",
        ),
        (
            "src/c.rs",
            "include!(\"a.rs\");\nfn read() { let x = include!(\"c.rs\"); }",
        ),
    ];
    let found = judge(&files);
    assert!(
        !found.is_empty() && found.iter().all(|hit| hit.ends_with("parks the thread")),
        "{found:?}"
    );
}

#[test]
fn imports_and_aliases_that_lead_to_themselves_terminate() {
    let text = "use self::a as b; use self::b as a; pub use crate::m::*; mod m { pub use super::*; pub use super::m as m; }\n\
                type A = B; type B = A; type C = Vec<C>; struct D(Box<D>, A);\n\
                static X: A = x(); static Y: D = y(); static Z: std::sync::OnceLock<C> = z();\n\
                fn handler(d: D, a: A) { d.go(); a.go(); a::b::c(); b(); X.set(1); }\nimpl D { fn go(&self) -> A { self.go() } }";
    assert_eq!(judge(&[("src/lib.rs", text)]), [""; 0]);
}

#[test]
fn function_of_ten_thousand_lines_is_judged() {
    let mut text = "fn handler() {\n".to_owned();
    for line in 0..10_000 {
        writeln!(
            text,
            "    let value_{line} = compute({line}).await?.map(|x| x + 1).unwrap_or_default();"
        )
        .expect("a string");
    }
    writeln!(text, "    {SPAWN}\n}}").expect("a string");
    let found = judge(&[("src/lib.rs", &text)]);
    assert_eq!(
        found,
        ["src/lib.rs:10002:5 threading `std::thread::spawn` starts a thread"]
    );
}

#[test]
fn ten_thousand_arms_and_elements_are_judged() {
    let mut text = "fn handler(n: u32) -> u32 {\n    match n {\n".to_owned();
    for arm in 0..10_000 {
        writeln!(text, "        {arm} => {{ [{arm}, {arm}].len(); {arm} }}").expect("a string");
    }
    writeln!(text, "        _ => {{ {SPAWN} 1 }}\n    }}\n}}").expect("a string");
    assert_eq!(judge(&[("src/lib.rs", &text)]).len(), 1);
}

#[test]
fn file_outside_the_package_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inside, outside) = (
        folder.path().join("package/src"),
        folder.path().join("elsewhere"),
    );
    fs::create_dir_all(&inside).expect("a folder");
    fs::create_dir_all(&outside).expect("a folder");
    fs::write(
        outside.join("work.rs"),
        format!("pub fn go() {{ {SPAWN} }}"),
    )
    .expect("a file");
    let shown = outside
        .join("more.rs")
        .display()
        .to_string()
        .replace('\\', "/");
    fs::write(
        outside.join("more.rs"),
        format!("pub fn more() {{ {SPAWN} }}"),
    )
    .expect("a file");
    let root = inside.join("lib.rs");
    fs::write(&root, format!("#[path = \"../../elsewhere/work.rs\"] mod work;\ninclude!(\"{shown}\");\n#[path = \"../../missing.rs\"] mod gone;"))
        .expect("a file");
    let found = judge_crate(&root, &CfgSet::from_args([]), &CrateOptions::default());
    let said: Vec<&str> = found.iter().map(|hit| hit.rule.id()).collect();
    assert_eq!(said, ["threading", "threading", "unreadable"], "{found:?}");
    assert!(
        found[2]
            .headline
            .starts_with("module `gone` cannot be read: "),
        "{}",
        found[2].headline
    );
}

#[test]
fn output_of_a_build_script_that_is_missing_is_named() {
    let text = "include!(concat!(env!(\"OUT_DIR\"), \"/generated/api.rs\"));";
    let options = CrateOptions {
        env: vec![
            ("OUT_DIR".to_owned(), String::new()),
            ("CARGO_PKG_NAME".to_owned(), "no-such-package".to_owned()),
        ],
        ..CrateOptions::default()
    };
    assert_eq!(
        on_disk::judge_with(&[("src/lib.rs", text)], &options),
        [
            "src/lib.rs:1:1 unreadable `generated/api.rs` of the build script's output is missing, so it cannot be checked"
        ]
    );
}

#[test]
fn output_of_an_earlier_build_is_read() {
    let target = tempfile::tempdir().expect("a folder");
    let out = target.path().join("debug/build/shop-core-0a1b2c3d/out");
    fs::create_dir_all(&out).expect("a folder");
    fs::write(out.join("api.rs"), format!("pub fn go() {{ {SPAWN} }}")).expect("a file");
    let text = "include!(concat!(env!(\"OUT_DIR\"), \"/api.rs\"));";
    let options = CrateOptions {
        env: vec![
            ("OUT_DIR".to_owned(), String::new()),
            ("CARGO_PKG_NAME".to_owned(), "shop-core".to_owned()),
            (
                "CARGO_TARGET_DIR".to_owned(),
                target.path().display().to_string(),
            ),
        ],
        ..CrateOptions::default()
    };
    let found = on_disk::judge_files(&[("src/lib.rs", text)], &options, |found, _| found);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].file.ends_with("api.rs"));
}

#[test]
fn conditions_that_nobody_knows_leave_nothing_out() {
    for condition in [
        "shiny(metal)",
        "version(\"1.99\")",
        "feature(\"a\")",
        "a::b = \"c\"",
        "target(os = \"windows\")",
    ] {
        let text = format!(
            "#[cfg({condition})]\nfn one() {{ {SPAWN} }}\nfn two() {{ #[cfg({condition})] {{ {SPAWN} }} }}"
        );
        assert_eq!(judge(&[("src/lib.rs", &text)]).len(), 2, "{condition}");
    }
}

#[test]
fn item_without_content_is_accepted() {
    for text in [
        "mod shop;",
        "impl A {}",
        "trait A;",
        "extern \"C\" {}",
        "const _: () = ();",
        "macro_rules! a { }",
    ] {
        if let Ok(item) = syn::parse_str(text) {
            assert!(judge_item(&item).is_empty(), "{text}");
        }
    }
}
