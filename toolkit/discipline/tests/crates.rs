//! Whole crates: files are found as rustc finds them, and names are followed across them.

use gatewright_discipline::{CfgSet, CrateOptions, Located, judge_crate};
use std::fs;
use std::path::Path;

/// Writes the files into a folder of their own, judges `src/lib.rs`, and hands the findings over with the folder.
fn judge_files<R>(
    files: &[(&str, &str)],
    options: &CrateOptions,
    look: impl FnOnce(Vec<Located>, &Path) -> R,
) -> R {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let cfg = CfgSet::from_args(["--cfg", "feature=\"on\""].map(str::to_owned));
    let found = judge_crate(&folder.path().join("src/lib.rs"), &cfg, options);
    look(found, folder.path())
}

/// `file:line:column rule headline` of each finding.
fn judge(files: &[(&str, &str)]) -> Vec<String> {
    judge_with(files, &CrateOptions::default())
}

fn judge_with(files: &[(&str, &str)], options: &CrateOptions) -> Vec<String> {
    judge_files(files, options, |found, folder| {
        found
            .iter()
            .map(|hit| {
                let file = hit
                    .file
                    .strip_prefix(folder)
                    .expect("a file of the crate")
                    .display()
                    .to_string();
                format!(
                    "{}:{}:{} {} {}",
                    file.replace('\\', "/"),
                    hit.line,
                    hit.column,
                    hit.rule.id(),
                    hit.headline
                )
            })
            .collect()
    })
}

const SPAWN: &str = "pub fn go() {\n    std::thread::spawn(|| ());\n}\n";
const STARTS: &str = "threading `std::thread::spawn` starts a thread";

#[test]
fn a_module_in_a_file_beside_the_root_is_read() {
    assert_eq!(
        judge(&[("src/lib.rs", "mod a;"), ("src/a.rs", SPAWN)]),
        [format!("src/a.rs:2:5 {STARTS}")]
    );
}

#[test]
fn modules_in_mod_rs_and_below_are_read() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a/mod.rs", "pub mod b;"),
        ("src/a/b.rs", "pub mod c;"),
        ("src/a/b/c.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b/c.rs:2:5 {STARTS}")]);
}

#[test]
fn a_module_inside_an_inline_module_is_looked_for_in_its_folder() {
    let files = [
        ("src/lib.rs", "mod a { pub mod b; }"),
        ("src/a/b.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b.rs:2:5 {STARTS}")]);
}

#[test]
fn a_path_attribute_starts_from_the_file_and_its_modules_lie_beside_it() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "#[path = \"odd/place.rs\"] mod b;"),
        ("src/odd/place.rs", "mod c;"),
        ("src/odd/c.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/odd/c.rs:2:5 {STARTS}")]);
}

#[test]
fn a_path_attribute_inside_an_inline_module_starts_from_its_folder() {
    let files = [
        ("src/lib.rs", "mod a;"),
        ("src/a.rs", "mod b { #[path = \"x.rs\"] mod c; }"),
        ("src/a/b/x.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/a/b/x.rs:2:5 {STARTS}")]);
}

#[test]
fn a_path_attribute_on_an_inline_module_moves_its_folder() {
    let files = [
        ("src/lib.rs", "#[path = \"moved\"] mod a { pub mod b; }"),
        ("src/moved/b.rs", SPAWN),
    ];
    assert_eq!(judge(&files), [format!("src/moved/b.rs:2:5 {STARTS}")]);
}

#[test]
fn a_path_behind_a_condition_that_holds_is_followed() {
    let root = "#[cfg_attr(feature = \"on\", path = \"x.rs\")] #[cfg_attr(feature = \"off\", path = \"y.rs\")] mod a;";
    assert_eq!(
        judge(&[("src/lib.rs", root), ("src/x.rs", SPAWN)]),
        [format!("src/x.rs:2:5 {STARTS}")]
    );
}

#[test]
fn modules_of_features_that_are_off_and_of_tests_are_not_read() {
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
fn a_module_of_another_target_may_be_missing() {
    assert_eq!(judge(&[("src/lib.rs", "#[cfg(windows)] mod a;")]), [""; 0]);
}

#[test]
fn a_module_that_is_missing_is_an_error() {
    let found = judge(&[("src/lib.rs", "mod a;")]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("src/lib.rs:1:5 unreadable module `a` cannot be read: "),
        "{}",
        found[0]
    );
}

#[test]
fn a_file_that_does_not_parse_is_an_error() {
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
fn a_root_that_is_missing_is_an_error() {
    let found = judge(&[("src/other.rs", "")]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("src/lib.rs:1:1 unreadable the crate's root cannot be read: "),
        "{}",
        found[0]
    );
}

#[test]
fn an_included_file_of_items_is_read_and_binds_its_names() {
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
            "src/../shared/items.rs:2:15 threading `std::thread::yield_now` waits for another thread",
            "src/lib.rs:2:16 threading `std::thread::park` parks the thread",
        ]
    );
}

#[test]
fn an_included_expression_is_read() {
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
fn an_include_from_the_build_script_is_read() {
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
fn an_include_whose_file_cannot_be_told_is_an_error() {
    let root = "macro_rules! m { () => { \"a.rs\" } }\nfn handler() { include!(m!()); }";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        ["src/lib.rs:2:16 unreadable the file that `include!` names cannot be told from here"]
    );
}

#[test]
fn a_re_export_of_a_crate_in_a_file_without_trigger_words_is_followed() {
    let files = [
        ("src/lib.rs", "mod deps;\nmod shop;"),
        ("src/deps.rs", "pub use std as base;"),
        (
            "src/shop.rs",
            "use crate::deps::base;\npub fn go() { base::thread::spawn(|| ()); }",
        ),
    ];
    assert_eq!(judge(&files), [format!("src/shop.rs:2:15 {STARTS}")]);
}

#[test]
fn a_re_export_is_reported_where_it_stands_and_not_again_where_it_is_used() {
    let files = [
        ("src/lib.rs", "mod deps;\nmod shop;"),
        ("src/deps.rs", "pub use std::sync::Mutex as Guarded;"),
        (
            "src/shop.rs",
            "use crate::deps::Guarded;\npub fn go() -> Guarded<u8> { Guarded::new(1) }",
        ),
    ];
    assert_eq!(
        judge(&files),
        ["src/deps.rs:1:20 locking `std::sync::Mutex` locks what nothing else can reach"]
    );
}

#[test]
fn a_static_of_a_type_in_a_file_without_trigger_words_is_walked() {
    let files = [
        (
            "src/lib.rs",
            "mod model;\nstatic STATE: std::sync::OnceLock<model::State> = std::sync::OnceLock::new();",
        ),
        (
            "src/model.rs",
            "pub struct State { slot: std::cell::RefCell<u8> }",
        ),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/lib.rs:2:35 shared_state static `STATE` keeps state between invocations: its type holds `std::cell::RefCell`"
        ]
    );
}

#[test]
fn names_of_the_crates_own_are_its_own() {
    let files = [
        (
            "src/lib.rs",
            "mod sync;\nmod thread;\nmod rayon;\nuse crate::sync::Mutex;\nfn handler() { Mutex::new(1); thread::spawn(); crate::rayon::join(); rayon::spawn(); }",
        ),
        (
            "src/sync.rs",
            "pub struct Mutex; impl Mutex { pub fn new(_: u8) {} }",
        ),
        ("src/thread.rs", "pub fn spawn() {}"),
        ("src/rayon.rs", "pub fn join() {} pub fn spawn() {}"),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn the_program_s_main_is_not_judged_and_other_mains_are() {
    let root = "fn main() { std::thread::spawn(|| ()); }\nmod a { fn main() { std::thread::spawn(|| ()); } }";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [format!("src/lib.rs:2:21 {STARTS}")]
    );
}

#[test]
fn a_method_that_another_file_defines_is_its_own() {
    let files = [
        (
            "src/lib.rs",
            "mod golf;\nfn handler(x: golf::Course) { x.par_iter(); }",
        ),
        (
            "src/golf.rs",
            "pub struct Course; impl Course { pub fn par_iter(&self) {} }",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn a_file_of_tests_is_not_judged() {
    let files = [
        ("src/lib.rs", "mod a;"),
        (
            "src/a.rs",
            "#![cfg(test)]\nfn go() { std::thread::spawn(|| ()); }",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn an_exemption_on_a_module_holds_in_its_file() {
    let root = "#[gatewright::exempt(threading, reason = \"a benchmark\")] mod a;";
    assert_eq!(judge(&[("src/lib.rs", root), ("src/a.rs", SPAWN)]), [""; 0]);
}

#[test]
fn a_file_that_leads_back_to_itself_ends() {
    let files = [
        ("src/lib.rs", "mod a;"),
        (
            "src/a.rs",
            "#[path = \"a.rs\"] mod a;\npub fn go() { std::thread::park(); }",
        ),
    ];
    let found = judge(&files);
    assert!(
        !found.is_empty() && found.iter().all(|hit| hit.ends_with("parks the thread")),
        "{found:?}"
    );
}

#[test]
fn a_client_is_followed_through_files_without_trigger_words_and_main_is_left_alone() {
    let files = [
        (
            "src/lib.rs",
            "mod a;\nmod b;\nmod db;\nfn main() { reqwest::Client::new(); run(lambda_runtime::service_fn(a::handle)); }",
        ),
        (
            "src/a.rs",
            "use crate::b::list;\npub async fn handle() { list().await }",
        ),
        (
            "src/b.rs",
            "pub async fn list() { crate::db::ready().await }",
        ),
        (
            "src/db.rs",
            "pub async fn ready() {\n    sqlx::PgPool::connect(\"url\").await;\n}\npub fn unused() { reqwest::Client::new(); }",
        ),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/db.rs:2:5 client_per_invocation `sqlx::PgPool::connect` builds a client in every invocation"
        ]
    );
}

#[test]
fn a_constructor_that_the_user_lists_is_a_client() {
    let root = "#[get(\"/\")] async fn handler() { my_pool::Pool::open(); my_pool::version(); }";
    let options = CrateOptions {
        clients: vec!["my_pool::Pool::open".to_owned()],
        ..CrateOptions::default()
    };
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &options),
        [
            "src/lib.rs:1:34 client_per_invocation `my_pool::Pool::open` builds a client in every invocation"
        ]
    );
}

#[test]
fn the_help_for_a_client_shows_the_user_s_own_expression() {
    let root = "#[get(\"/\")] async fn handler(config: Config) { aws_sdk_s3::Client::new(&config.clone()); }";
    let help = judge_files(
        &[("src/lib.rs", root)],
        &CrateOptions::default(),
        |found, _| found[0].help.clone(),
    );
    assert_eq!(
        help,
        "build it once: `#[lazy_module] mod s3 { pub async fn init() -> aws_sdk_s3::Client { \
         aws_sdk_s3::Client::new(&config.clone()) } }`, and take `s3: s3::Lazy` as a parameter of the handler"
    );
}

#[test]
fn a_finding_is_shown_as_rustc_shows_one() {
    let files = [
        ("src/lib.rs", "mod a;"),
        (
            "src/a.rs",
            "pub fn go() {\n\tstd::thread::sleep(pause);\n}\n",
        ),
    ];
    judge_files(&files, &CrateOptions::default(), |found, folder| {
        let shown = found[0]
            .to_string()
            .replace(&folder.display().to_string(), "");
        assert_eq!(
            shown.replace('\\', "/"),
            "`std::thread::sleep` stops the thread\n  \
               --> /src/a.rs:2:2\n  \
               |\n\
             2 | \tstd::thread::sleep(pause);\n  \
               | \t^^^^^^^^^^^^^^^^^^\n  \
               = help: write `tokio::time::sleep(pause).await`\n  \
               = note: rule `blocking` (AP-01): a blocked thread stops every future of the invocation, its timeout \
               guard included, and is billed while it waits"
        );
    });
}
