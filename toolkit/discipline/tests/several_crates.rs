//! A function's crate is judged together with its path dependencies, and names are followed between them.

use gatewright_discipline::{CfgSet, CrateSource, Layer, Layers, judge_crates};
use std::fs;
use std::path::Path;

/// A crate: its folder, the text of its `lib.rs`, and its dependencies by name and index.
type Krate<'a> = (&'a str, &'a str, &'a [(&'a str, usize)]);

/// `file:line:column rule headline` of each finding.
fn judge(crates: &[Krate]) -> Vec<String> {
    judge_under(crates, |_| CfgSet::default())
}

fn judge_under(crates: &[Krate], cfg: impl Fn(&str) -> CfgSet) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let source = |(name, text, dependencies): &Krate| {
        let root = folder.path().join(name).join("lib.rs");
        fs::create_dir_all(root.parent().expect("a parent")).expect("a folder");
        fs::write(&root, text).expect("a file");
        CrateSource {
            root,
            cfg: cfg(name),
            dependencies: dependencies
                .iter()
                .map(|(name, at)| ((*name).to_owned(), *at))
                .collect(),
            ..CrateSource::default()
        }
    };
    let sources: Vec<CrateSource> = crates.iter().map(source).collect();
    let found = judge_crates(&sources, &[]);
    found
        .iter()
        .map(|hit| {
            format!(
                "{}:{}:{} {} {}",
                shown(&hit.file, folder.path()),
                hit.line,
                hit.column,
                hit.rule.id(),
                hit.headline
            )
        })
        .collect()
}

fn shown(file: &Path, folder: &Path) -> String {
    let file = file.strip_prefix(folder).expect("a file of the crates");
    file.display().to_string().replace('\\', "/")
}

#[test]
fn static_of_dependency_is_reported_in_its_file() {
    let crates: [Krate; 2] = [
        (
            "app",
            "pub fn handle() -> u64 { core_state::next() }",
            &[("core_state", 1)],
        ),
        (
            "state",
            "static mut COUNT: u64 = 0;\npub fn next() -> u64 { 1 }",
            &[],
        ),
    ];
    assert_eq!(
        judge(&crates),
        [
            "state/lib.rs:1:12 shared_state `static mut COUNT` is written by one invocation and read by the next"
        ]
    );
}

#[test]
fn type_of_dependency_is_followed() {
    let crates: [Krate; 2] = [
        (
            "app",
            "use model::Counter;\nstatic HITS: Counter = Counter::new();",
            &[("model", 1)],
        ),
        (
            "model",
            "pub struct Counter { hits: std::cell::Cell<u32> }",
            &[],
        ),
    ];
    assert_eq!(
        judge(&crates),
        [
            "app/lib.rs:2:14 shared_state static `HITS` keeps state between invocations: its type holds `std::cell::Cell`"
        ]
    );
}

#[test]
fn crate_re_exported_by_dependency_is_followed() {
    let crates: [Krate; 2] = [
        (
            "app",
            "use prelude::base;\npub fn go() { base::thread::spawn(|| ()); }",
            &[("prelude", 1)],
        ),
        ("prelude", "pub use std as base;", &[]),
    ];
    assert_eq!(
        judge(&crates),
        ["app/lib.rs:2:15 threading `std::thread::spawn` starts a thread"]
    );
}

#[test]
fn extern_crate_and_leading_colons_lead_into_dependency() {
    let tools = "pub use std::thread as workers;";
    for text in [
        "extern crate tools as t;\npub fn go() { t::workers::spawn(|| ()); }",
        "\npub fn go() { ::tools::workers::spawn(|| ()); }",
        "use ::tools::*;\npub fn go() { workers::spawn(|| ()); }",
    ] {
        let crates: [Krate; 2] = [("app", text, &[("tools", 1)]), ("tools", tools, &[])];
        let found = judge(&crates);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert!(
            found[0].contains("`std::thread::spawn` starts a thread"),
            "{text}\n{found:#?}"
        );
    }
}

#[test]
fn crate_that_is_not_a_dependency_is_not_followed() {
    let crates: [Krate; 3] = [
        (
            "app",
            "pub fn go() { tools::workers::spawn(|| ()); }",
            &[("other", 1)],
        ),
        ("other", "pub fn nothing() {}", &[("tools", 2)]),
        ("tools", "pub use std::thread as workers;", &[]),
    ];
    assert_eq!(judge(&crates), [] as [&str; 0]);
}

#[test]
fn crate_keyword_means_the_own_crate() {
    let crates: [Krate; 2] = [
        (
            "app",
            "mod deps { pub use std::thread as t; }\npub use tools;",
            &[("tools", 1)],
        ),
        (
            "tools",
            "mod deps { pub mod t { pub fn spawn(_: fn()) {} } }\npub fn go() { crate::deps::t::spawn(|| ()); }",
            &[],
        ),
    ];
    assert_eq!(judge(&crates), [] as [&str; 0]);
}

#[test]
fn client_built_by_dependency_for_handler_is_refused() {
    let stores = "pub fn orders() -> u8 { reqwest::Client::new(); 1 }";
    let called: [Krate; 2] = [
        (
            "app",
            "#[lambda_handler]\nasync fn handle() -> u8 { stores::orders() }",
            &[("stores", 1)],
        ),
        ("stores", stores, &[]),
    ];
    assert_eq!(
        judge(&called),
        [
            "stores/lib.rs:1:25 client_per_invocation `reqwest::Client::new` builds a client in every invocation"
        ]
    );
    let not_called: [Krate; 2] = [
        (
            "app",
            "#[lambda_handler]\nasync fn handle() -> u8 { 1 }",
            &[("stores", 1)],
        ),
        ("stores", stores, &[]),
    ];
    assert_eq!(judge(&not_called), [] as [&str; 0]);
}

#[test]
fn each_crate_has_its_own_features() {
    let text =
        "#[cfg(feature = \"threads\")]\npub fn go() { std::thread::spawn(|| ()); }\npub fn b() {}";
    let crates: [Krate; 2] = [("app", text, &[("tools", 1)]), ("tools", text, &[])];
    let cfg = |name: &str| {
        let mut cfg = CfgSet::default();
        if name == "tools" {
            cfg.insert("feature", Some("threads"));
        }
        cfg
    };
    assert_eq!(
        judge_under(&crates, cfg),
        ["tools/lib.rs:2:15 threading `std::thread::spawn` starts a thread"]
    );
}

#[test]
fn main_and_tests_are_not_judged() {
    let crates: [Krate; 2] = [
        (
            "app",
            "fn main() { std::thread::spawn(|| ()); }",
            &[("tools", 1)],
        ),
        (
            "tools",
            "#[cfg(test)]\nmod tests { use std::sync::Mutex; }",
            &[],
        ),
    ];
    assert_eq!(judge(&crates), [] as [&str; 0]);
}

#[test]
fn unreadable_root_does_not_hide_other_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("lib.rs");
    fs::write(&root, "static mut A: u8 = 1;").expect("a file");
    let source = |root: &Path| CrateSource {
        root: root.to_owned(),
        ..CrateSource::default()
    };
    let found = judge_crates(
        &[source(&folder.path().join("gone.rs")), source(&root)],
        &[],
    );
    let rules: Vec<&str> = found.iter().map(|hit| hit.rule.id()).collect();
    assert_eq!(rules, ["unreadable", "shared_state"]);
}

#[test]
fn finding_in_shared_file_is_reported_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    write("state.rs", "pub static mut A: u8 = 1;");
    let sources = ["main.rs", "lib.rs"].map(|name| CrateSource {
        root: write(name, "mod state;"),
        ..CrateSource::default()
    });
    assert_eq!(judge_crates(&sources, &[]).len(), 1);
}

#[test]
fn layers_apply_across_crates_with_equal_layers() {
    let found = |layers: [&[(&str, &str)]; 2]| {
        let app =
            "mod api { pub fn run() { stock::table::put() } }\nmod orders { pub fn place() {} }\n";
        let stock = "pub mod table { pub fn put() { crate::view::show() } }\npub mod view { pub fn show() {} }\n";
        let folder = tempfile::tempdir().expect("a folder");
        let source = |name: &str, text: &str, layers: &[(&str, &str)]| {
            let root = folder.path().join(name);
            fs::write(&root, text).expect("a file");
            let layers = layers.iter().map(|(name, module)| Layer {
                name: (*name).to_owned(),
                modules: vec![(*module).to_owned()],
            });
            CrateSource {
                root,
                layers: Some(Layers::new(layers.collect()).expect("layers")),
                ..CrateSource::default()
            }
        };
        let mut app = source("app.rs", app, layers[0]);
        app.dependencies = vec![("stock".to_owned(), 1)];
        let crates = [app, source("stock.rs", stock, layers[1])];
        let found = judge_crates(&crates, &[]);
        let headlines = found
            .iter()
            .map(|hit| hit.headline.split(": ").next().expect("a part").to_owned());
        headlines.collect::<Vec<_>>()
    };
    let app = [
        ("gateway", "api"),
        ("interface", "orders"),
        ("core", "none"),
    ];
    let alike = [
        ("gateway", "view"),
        ("interface", "none"),
        ("core", "table"),
    ];
    let upward = "`stock::table` in layer `core` uses `stock::view` in the higher layer `gateway`";
    assert_eq!(
        found([&app, &alike]),
        [
            "`api` in layer `gateway` uses `stock::table` in layer `core` and skips layer `interface`",
            upward
        ]
    );
    let named_otherwise = [("upper", "view"), ("lower", "table")];
    assert_eq!(
        found([&app, &named_otherwise]),
        ["`stock::table` in layer `lower` uses `stock::view` in the higher layer `upper`"]
    );
}
