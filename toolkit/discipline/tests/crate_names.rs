//! Names are followed across the files of a crate, and findings have the place of the mistake.

mod on_disk;

use gatewright_discipline::CrateOptions;
use on_disk::{judge, judge_files, judge_with};

const SPAWN: &str = "pub fn go() {\n    std::thread::spawn(|| ());\n}\n";
const STARTS: &str = "threading `std::thread::spawn` starts a thread";

#[test]
fn re_export_in_file_without_keywords_is_followed() {
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
fn re_export_is_reported_only_where_it_stands() {
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
fn static_type_in_file_without_keywords_is_followed() {
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
fn own_names_are_accepted() {
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
fn only_the_programs_main_is_not_judged() {
    let root = "fn main() { std::thread::spawn(|| ()); }\nmod a { fn main() { std::thread::spawn(|| ()); } }";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [format!("src/lib.rs:2:21 {STARTS}")]
    );
}

#[test]
fn method_defined_in_another_file_is_accepted() {
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
fn test_file_is_not_judged() {
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
fn exemption_on_module_applies_to_its_file() {
    let root = "#[gatewright::exempt(threading, reason = \"a benchmark\")] mod a;";
    assert_eq!(judge(&[("src/lib.rs", root), ("src/a.rs", SPAWN)]), [""; 0]);
}

#[test]
fn file_that_includes_itself_terminates() {
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
fn client_is_followed_through_files_without_keywords() {
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
fn listed_constructor_is_a_client() {
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
fn help_for_client_shows_the_users_expression() {
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
fn finding_is_displayed_like_rustc() {
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
               = help: write `tokio::time::sleep(duration).await`; if the code is right, write `#[exempt(blocking, reason = \"…\")]`\n  \
               = note: rule `blocking`: a blocked thread stops every future of the invocation, including its timeout \
               guard, and is billed while it waits; see `cargo gatewright explain blocking`"
        );
    });
}

#[test]
fn type_in_static_with_mutable_name_is_refused() {
    let root = "use some_crate::SharedCache;
static A: SharedCache = SharedCache::new();
static B: std::sync::LazyLock<Vec<some_crate::SharedCache>> = std::sync::LazyLock::new(Vec::new);
lazy_static::lazy_static! { static ref C: SharedCache = SharedCache::new(); }
static D: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(make);
static E: std::sync::OnceLock<aws_sdk_s3::Client> = std::sync::OnceLock::new();
";
    let unknown = |place: &str, name: &str| {
        format!(
            "src/lib.rs:{place} shared_state static `{name}` may keep state between invocations: the name of the type `some_crate::SharedCache` says that it can change"
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
fn plain_types_of_unknown_crates_are_accepted_in_statics() {
    let root = "use std::sync::{Arc, LazyLock};
static NETS: LazyLock<Vec<cidr_crate::IpNet>> = LazyLock::new(Vec::new);
static SCHEMA: LazyLock<arrow::datatypes::SchemaRef> = LazyLock::new(make);
static TABLE: &[some_crate::Row] = &[];
static RULES: LazyLock<Arc<pest_crate::Grammar>> = LazyLock::new(make);
";
    assert_eq!(judge(&[("src/lib.rs", root)]), [""; 0]);
}

#[test]
fn type_of_crate_for_shared_state_is_refused_in_static() {
    let root =
        "static A: std::sync::LazyLock<prometheus::Registry> = std::sync::LazyLock::new(make);\n";
    let found = judge(&[("src/lib.rs", root)]);
    assert_eq!(
        found,
        [
            "src/lib.rs:1:31 shared_state static `A` may keep state between invocations: the crate of the type `prometheus::Registry` is for shared state"
        ]
    );
}

#[test]
fn type_that_a_glob_may_bind_is_accepted_in_static() {
    let root = "use some_crate::prelude::*;\nstatic A: payload::Table = payload::Table::new();";
    assert_eq!(judge(&[("src/lib.rs", root)]), [""; 0]);
}

#[test]
fn dollar_crate_leads_to_own_names() {
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
fn findings_of_attributes_are_marked() {
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

#[test]
fn import_that_only_main_uses_is_accepted() {
    let root = "use std::env::set_var;\nuse tokio::runtime::{Builder, Runtime as Rt};\nmod work;\n\
                fn main() { unsafe { set_var(\"A\", \"b\") }; let rt: Rt = Builder::new_current_thread().build().unwrap(); rt.block_on(work::run()); }\n";
    let files = [
        ("src/lib.rs", root),
        ("src/work.rs", "pub async fn run() {}"),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn import_that_other_code_uses_too_is_refused() {
    let found =
        |root: &str, work: &str| judge(&[("src/lib.rs", root), ("src/work.rs", work)]).len();
    let main = "use std::thread::sleep;\nmod work;\nfn main() { sleep(T); }\n";
    assert_eq!(found(main, ""), 0);
    assert_eq!(found(&format!("{main}fn nap() {{ sleep(T); }}"), ""), 1);
    assert_eq!(
        found(
            &format!("{main}mod inner {{ use super::*; fn nap() {{ sleep(T); }} }}"),
            ""
        ),
        1
    );
    assert_eq!(found(main, "use super::*; fn nap() { sleep(T); }"), 1);
    assert_eq!(found(main, "fn nap() { crate::sleep(T); }"), 1);
    assert_eq!(
        found("pub use std::thread::sleep;\nfn main() { sleep(T); }", ""),
        1
    );
    assert_eq!(
        found("use std::thread::sleep;\nfn nap() { sleep(T); }", ""),
        1
    );
}

#[test]
fn test_double_that_only_tests_use_is_accepted() {
    let store = "use std::sync::Mutex;
pub trait Store { fn put(&self, id: u8); }
pub struct InMemoryStore { items: Mutex<Vec<u8>>, hits: std::sync::atomic::AtomicU8 }
impl InMemoryStore { pub fn new() -> Self { Self { items: Mutex::new(Vec::new()), hits: Default::default() } } }
impl Store for InMemoryStore { fn put(&self, id: u8) { self.items.lock().unwrap().push(id); } }
#[cfg(test)]
mod tests { #[test] fn puts() { super::InMemoryStore::new(); } }
";
    let found = |root: &str| judge(&[("src/lib.rs", root), ("src/store.rs", store)]);
    assert_eq!(
        found(
            "mod store;\npub use store::InMemoryStore;\n#[cfg(test)] mod tests { fn f() { super::InMemoryStore::new(); } }"
        ),
        [""; 0]
    );
    let used = found("mod store;\nfn handler() { store::InMemoryStore::new(); }");
    assert_eq!(
        used,
        [
            "src/store.rs:1:16 locking `std::sync::Mutex` locks a value that no other thread uses",
            "src/store.rs:3:57 locking `std::sync::atomic::AtomicU8` is an atomic, but no second thread uses it",
        ]
    );
}
