//! Names are followed across the files of a crate, and findings are shown where they are.

mod on_disk;

use gatewright_discipline::CrateOptions;
use on_disk::{judge, judge_files, judge_with};

const SPAWN: &str = "pub fn go() {\n    std::thread::spawn(|| ());\n}\n";
const STARTS: &str = "threading `std::thread::spawn` starts a thread";

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
        ["src/deps.rs:1:20 locking `std::sync::Mutex` locks a value that no other thread uses"]
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
         aws_sdk_s3::Client::new(&config.clone()) } }`, and take `s3: s3::Lazy` as a parameter of the handler; if each \
         invocation needs its own, write `#[exempt(client_per_invocation, reason = \"…\")]`"
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
            "`std::thread::sleep` blocks the thread\n  \
               --> /src/a.rs:2:2\n  \
               |\n\
             2 | \tstd::thread::sleep(pause);\n  \
               | \t^^^^^^^^^^^^^^^^^^\n  \
               = help: write `tokio::time::sleep(duration).await`\n  \
               = note: rule `blocking`: a blocked thread stops every future of the invocation, including its timeout \
               guard, and is billed while it waits; see `cargo gatewright explain blocking`"
        );
    });
}

#[test]
fn a_type_in_a_static_that_nobody_knows_is_refused_in_any_cell_and_without() {
    let root = "use some_crate::Registry;
static A: Registry = Registry::new();
static B: std::sync::LazyLock<Vec<some_crate::Registry>> = std::sync::LazyLock::new(Vec::new);
lazy_static::lazy_static! { static ref C: Registry = Registry::new(); }
static D: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(make);
static E: std::sync::OnceLock<aws_sdk_s3::Client> = std::sync::OnceLock::new();
";
    let unknown = |place: &str, name: &str| {
        format!(
            "src/lib.rs:{place} shared_state static `{name}` may keep state between invocations: the type `some_crate::Registry` is unknown"
        )
    };
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [
            unknown("2:11", "A"),
            unknown("3:35", "B"),
            unknown("4:43", "C")
        ]
    );
}

#[test]
fn a_type_that_a_glob_may_have_brought_is_not_taken_for_one_that_nobody_knows() {
    let root = "use some_crate::prelude::*;\nstatic A: payload::Table = payload::Table::new();";
    assert_eq!(judge(&[("src/lib.rs", root)]), [""; 0]);
}

#[test]
fn a_macro_reaches_the_crate_s_own_names_by_dollar_crate() {
    let root = "pub mod deps { pub use std::thread; }
macro_rules! go { () => { $crate::deps::thread::spawn(|| ()) }; }
fn handler() { go!(); }
";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [format!("src/lib.rs:2:28 {STARTS}")]
    );
}

#[test]
fn what_an_attribute_reports_by_itself_is_marked() {
    let root = "use other::lazy_module;
#[gatewright::dispatch]
mod shop { fn a() { std::thread::spawn(|| ()); } }
#[lambda_handler]
async fn b() { std::thread::spawn(|| ()); }
#[lazy_module]
mod c { fn d() { std::thread::spawn(|| ()); } }
fn e() { std::thread::spawn(|| ()); }
";
    let at_attribute = judge_files(
        &[("src/lib.rs", root)],
        &CrateOptions::default(),
        |found, _| {
            found
                .iter()
                .map(|hit| (hit.line, hit.at_attribute))
                .collect::<Vec<_>>()
        },
    );
    assert_eq!(at_attribute, [(3, true), (5, true), (7, false), (8, false)]);
}
