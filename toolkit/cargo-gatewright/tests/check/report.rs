//! `cargo gatewright report`: each row as a tick and as a cross. The functions are stand-ins that print a manifest, and the figures are
//! those of a document of `tune`, so that each row has known facts.

use crate::support::{Ran, gatewright, run};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Stands in for the runtime: attributes that leave their items as they are.
const ATTRIBUTES: [&str; 6] = [
    "lambda_handler",
    "dispatch",
    "lazy_module",
    "guard",
    "get",
    "sqs",
];

/// A function without a cross.
struct Project {
    manifest: Value,
    /// Further lines of the `Cargo.toml`.
    settings: String,
    dependencies: String,
    attribute: &'static str,
    code: &'static str,
    /// The body of the handler of the queue.
    body: &'static str,
    tune: Value,
}

impl Project {
    fn good() -> Self {
        Self {
            manifest: json!({
                "version": 1,
                "function": {
                    "name": "shop", "timeout_ms": 5000, "memory_mb": 256, "record": true, "metrics": {"namespace": "Shop"},
                },
                "handlers": [route("price", 9, &["shop::catalog"]), queue("fulfil", 14, &["shop::catalog"])],
                "modules": [{"name": "shop::catalog"}],
            }),
            settings: String::new(),
            dependencies: String::new(),
            attribute: "timeout = \"5s\", memory = 256, metrics = \"Shop\"",
            code: "",
            body: "",
            tune: json!({
                "version": 1,
                "function": "shop",
                "needed_memory_mb": 12.0,
                "present": size(256, 0.21, 6.0),
                "recommended": size(256, 0.21, 6.0),
            }),
        }
    }

    fn write(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let manifest = format!(
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             gatewright = {{ path = \"gatewright\" }}\n{}\n{}",
            self.dependencies, self.settings
        );
        let source = format!(
            "use gatewright::*;\n\nfn main() {{ println!(\"{{}}\", include_str!(\"manifest.json\")); }}\n\n\
             #[lambda_handler({})]\n#[dispatch]\npub mod shop {{\n    #[gatewright::get(\"/\")]\n    pub async fn price() {{}}\n\n\n\n    \
             #[gatewright::sqs(\"orders\")]\n    pub async fn fulfil() {{ {} }}\n}}\n{}\n",
            self.attribute, self.body, self.code
        );
        file(root, "Cargo.toml", &manifest);
        file(root, "src/main.rs", &source);
        file(root, "src/manifest.json", &self.manifest.to_string());
        file(root, "tune.json", &self.tune.to_string());
        let macros: Vec<String> = ATTRIBUTES
            .iter()
            .map(|name| {
                format!(
                    "#[proc_macro_attribute]\npub fn {name}(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> \
                     proc_macro::TokenStream {{ item }}\n"
                )
            })
            .collect();
        file(root, "gatewright/src/lib.rs", &macros.concat());
        library(root, "gatewright", "[lib]\nproc-macro = true\n");
        file(
            root,
            "store/src/lib.rs",
            "pub struct Store;\npub fn connect() -> Store { Store }\n",
        );
        library(root, "store", "");
        file(root, "spare/src/lib.rs", "");
        library(root, "spare", "");
        folder
    }
}

fn route(function: &str, line: u32, requires: &[&str]) -> Value {
    json!({
        "kind": "route", "method": "GET", "template": "/", "function": function, "module": "shop::shop",
        "file": "src/main.rs", "line": line, "requires": requires,
    })
}

fn queue(function: &str, line: u32, requires: &[&str]) -> Value {
    json!({
        "kind": "source", "source": "sqs", "name": "orders", "function": function, "module": "shop::shop",
        "file": "src/main.rs", "line": line, "requires": requires,
        "batch": {"concurrency": 1, "reports_item_failures": true},
    })
}

fn size(memory_mb: u32, cost: f64, cold_ms: f64) -> Value {
    json!({"memory_mb": memory_mb, "mean_ms": 1.5, "p50_ms": 1.0, "p99_ms": 2.5, "cost_per_million": cost, "cold_ms": cold_ms})
}

fn file(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn library(root: &Path, name: &str, more: &str) {
    let manifest =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}");
    file(root, &format!("{name}/Cargo.toml"), &manifest);
}

fn report(folder: &TempDir, options: &[&str]) -> Ran {
    let mut command = gatewright();
    command
        .args(["report", "--quiet"])
        .args(options)
        .current_dir(folder.path())
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    run(&mut command)
}

/// The verdict of each row.
fn verdicts(ran: &Ran) -> BTreeMap<String, String> {
    rows(ran)
        .into_iter()
        .map(|(id, row)| (id, text(&row, "verdict").to_owned()))
        .collect()
}

fn rows(ran: &Ran) -> BTreeMap<String, Value> {
    let json = ran.json();
    let card = &json["functions"][0];
    let lists = ["checklist", "targets"].map(|list| card[list].as_array().expect("a list").clone());
    let rows = lists.concat().into_iter();
    rows.map(|row| (text(&row, "id").to_owned(), row)).collect()
}

fn text<'v>(of: &'v Value, key: &str) -> &'v str {
    of[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} of {of:#}"))
}

/// The crosses of a project, with the first fact and its source.
fn crosses(project: &Project) -> Vec<(String, String, String)> {
    let ran = report(&project.write(), &["--json", "--tune", "tune.json"]);
    let rows = rows(&ran);
    let crosses: Vec<(String, String, String)> = rows
        .into_iter()
        .filter(|(_, row)| row["verdict"] == "cross")
        .map(|(id, row)| {
            assert!(row["help"].is_string(), "{row:#}");
            let fact = &row["facts"][0];
            (
                id,
                text(fact, "text").to_owned(),
                text(fact, "source").to_owned(),
            )
        })
        .collect();
    assert_eq!(
        ran.code,
        Some(i32::from(!crosses.is_empty())),
        "{}",
        ran.stderr
    );
    crosses
}

#[track_caller]
fn only(project: &Project, id: &str, fact: &str, source: &str) {
    let found = crosses(project);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].0, id);
    assert!(found[0].1.contains(fact), "{found:#?}");
    assert!(found[0].2.starts_with(source), "{found:#?}");
}

#[test]
fn good_function_has_no_cross() {
    let ran = report(&Project::good().write(), &["--json", "--tune", "tune.json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let verdicts = verdicts(&ran);
    let unknown: Vec<&String> = verdicts
        .iter()
        .filter(|(_, verdict)| *verdict != "tick")
        .map(|(id, _)| id)
        .collect();
    // Without a limit, a cost is neither good nor bad.
    assert_eq!(unknown, ["cost"], "{}", ran.stdout);
    assert_eq!(verdicts.len(), 12);
    for row in rows(&ran).values() {
        assert!(text(row, "page").starts_with("https://"), "{row:#}");
        for fact in row["facts"].as_array().expect("a list") {
            assert!(!text(fact, "source").is_empty(), "{row:#}");
        }
    }
}

#[test]
fn rows_without_a_measurement_are_not_known() {
    let ran = report(&Project::good().write(), &["--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let unknown: Vec<String> = verdicts(&ran)
        .into_iter()
        .filter(|(_, verdict)| verdict == "unknown")
        .map(|(id, _)| id)
        .collect();
    assert_eq!(
        unknown,
        ["cold_start", "cost", "memory", "p99", "provisioned", "warm"]
    );
    let row = &rows(&ran)["memory"];
    assert!(
        text(row, "help").contains("`cargo gatewright report -p shop --events PATH`"),
        "{row:#}"
    );
}

#[test]
fn unused_dependency_is_a_cross() {
    let mut project = Project::good();
    project.dependencies = "spare = { path = \"spare\" }\n".to_owned();
    only(
        &project,
        "dependencies",
        "the code does not name the dependency `spare`",
        "Cargo.toml:10",
    );
    project.settings = "[package.metadata.cargo-machete]\nignored = [\"spare\"]\n".to_owned();
    assert_eq!(crosses(&project), []);
}

#[test]
fn banned_dependency_and_budget_of_packages_are_crosses() {
    let mut project = Project::good();
    project.dependencies = "store = { path = \"store\" }\n".to_owned();
    project.code = "pub use store::Store;";
    project.settings = "[package.metadata.gatewright]\nbanned = [\"store\"]\n".to_owned();
    only(
        &project,
        "dependencies",
        "dependency `store` is banned by the manifest",
        "Cargo.toml:10",
    );
    project.settings = "[package.metadata.gatewright.budget]\ndependencies = 1\n".to_owned();
    only(
        &project,
        "dependencies",
        "2 packages are more than the budget of 1",
        "Cargo.toml:13",
    );
}

#[test]
fn client_in_a_handler_is_a_cross() {
    let mut project = Project::good();
    // The macro drops its argument, which the rules read. The crates are not needed then.
    project.code = "macro_rules! drop_it { ($($token:tt)*) => {}; }\n#[gatewright::get(\"/other\")]\npub async fn other() {\n    \
                    drop_it!(reqwest::Client::new());\n}\n";
    only(
        &project,
        "lazy",
        "`reqwest::Client::new` builds a client in every invocation",
        "src/main.rs:19",
    );
    project.code = "macro_rules! drop_it { ($($token:tt)*) => {}; }\npub fn read() {\n    drop_it!(1);\n}\n#[gatewright::get(\"/other\")]\n\
                    pub async fn other() {\n    drop_it!(tokenizers::Tokenizer::from_file(\"a\"));\n}\n";
    only(
        &project,
        "lazy",
        "`tokenizers::Tokenizer::from_file`",
        "src/main.rs:22",
    );
}

#[test]
fn memory_that_does_not_fit_is_a_cross() {
    let mut project = Project::good();
    project.tune["needed_memory_mb"] = json!(300.0);
    project.tune["recommended"] = size(512, 0.25, 6.0);
    only(
        &project,
        "memory",
        "256 MB are too little",
        "src/main.rs:5, `memory`",
    );
    project.tune["recommended"] = Value::Null;
    only(
        &project,
        "memory",
        "no size has enough memory",
        "`tune.json`",
    );
    // Half the cost for the same work.
    let mut project = Project::good();
    project.tune["present"] = size(256, 0.50, 6.0);
    project.tune["recommended"] = size(128, 0.25, 6.0);
    only(
        &project,
        "memory",
        "128 MB cost 50 % less for the same work",
        "`tune.json`",
    );
    // A larger size that costs almost the same is not a waste.
    project.tune["present"] = size(256, 0.26, 6.0);
    assert_eq!(crosses(&project), []);
}

#[test]
fn timeout_that_is_not_answered_is_a_cross() {
    let mut project = Project::good();
    project.manifest["function"]["watchdog"] = json!(false);
    only(
        &project,
        "timeout",
        "the watchdog is off",
        "src/main.rs:5, without `watchdog`",
    );
    let mut project = Project::good();
    project.code = "#[gatewright::guard(off)]\npub async fn slow() {}\n";
    only(
        &project,
        "timeout",
        "`slow` is not answered before the timeout",
        "src/main.rs:16",
    );
    project.code = "pub fn spin() {\n    loop {}\n}\n";
    only(&project, "timeout", "loop", "src/main.rs:17");
}

#[test]
fn waiting_one_after_the_other_is_a_cross() {
    let mut project = Project::good();
    project.code = "pub async fn ask(_: u32) -> u32 { 1 }\npub async fn both() -> u32 {\n    let one = ask(1).await;\n    let two = ask(2).await;\n    one + two\n}\n";
    only(
        &project,
        "concurrent",
        "`two` is awaited after `one`",
        "src/main.rs:19",
    );
    project.code = "pub async fn ask(_: u32) -> u32 { 1 }\npub async fn all(of: Vec<u32>) {\n    for one in of {\n        ask(one).await;\n    }\n}\n";
    only(
        &project,
        "concurrent",
        "the loop over `one`",
        "src/main.rs:18",
    );
    project.code = "pub fn pause() { std::thread::sleep(std::time::Duration::from_secs(1)); }\n";
    only(
        &project,
        "concurrent",
        "`std::thread::sleep`",
        "src/main.rs:16",
    );
    // The handler of the queue takes one message at a time, and awaits.
    project.code = "pub async fn ask() {}\n";
    project.body = "super::ask().await;";
    only(
        &project,
        "concurrent",
        "`fulfil` awaits for one message after the other",
        "src/main.rs:14",
    );
    project.manifest["handlers"][1]["batch"]["concurrency"] = json!(8);
    assert_eq!(crosses(&project), []);
    project.manifest["handlers"][1]["batch"]["concurrency"] = json!(1);
    project.manifest["handlers"][1]["name"] = json!("orders.fifo");
    assert_eq!(crosses(&project), []);
}

#[test]
fn cold_starts_without_a_metric_or_record_are_a_cross() {
    let mut project = Project::good();
    project.attribute = "timeout = \"5s\", memory = 256";
    project.manifest["function"]["metrics"] = Value::Null;
    project.manifest["function"]["record"] = json!(false);
    only(
        &project,
        "cold_starts",
        "no metric and no record",
        "src/main.rs:5, without `metrics`",
    );
    project.attribute = "timeout = \"5s\", record, memory = 256";
    project.manifest["function"]["record"] = json!(true);
    assert_eq!(crosses(&project), []);
}

#[test]
fn handlers_that_share_nothing_are_a_cross() {
    let mut project = Project::good();
    project.manifest["modules"] = json!([{"name": "shop::catalog"}, {"name": "shop::mail", "needs": ["shop::smtp"]}, {"name": "shop::smtp"}]);
    project.manifest["handlers"][1]["requires"] = json!(["shop::mail"]);
    only(
        &project,
        "separated",
        "only `price` needs `shop::catalog`",
        "src/main.rs:9",
    );
    // One module that both need connects them.
    project.manifest["modules"][2]["needs"] = json!(["shop::catalog"]);
    assert_eq!(crosses(&project), []);
}

#[test]
fn long_cold_start_without_provisioned_concurrency_is_a_cross() {
    let mut project = Project::good();
    project.tune["present"] = size(256, 0.21, 4_000.0);
    let ids: Vec<String> = crosses(&project).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["cold_start", "provisioned"]);
    project.manifest["function"]["settings"] =
        json!({"provisioned_concurrency_config": {"provisioned_concurrent_executions": 2}});
    only(
        &project,
        "cold_start",
        "4000.00 ms at 256 MB",
        "`tune.json`",
    );
    // No caller waits for an event source.
    project.manifest["function"]["settings"] = json!({});
    project.manifest["handlers"] = json!([queue("fulfil", 14, &["shop::catalog"])]);
    only(
        &project,
        "cold_start",
        "4000.00 ms at 256 MB",
        "`tune.json`",
    );
}

#[test]
fn targets_that_are_missed_are_crosses() {
    let mut project = Project::good();
    project.tune["present"]["mean_ms"] = json!(100.0);
    only(&project, "warm", "100.00 ms", "`tune.json`");
    let mut project = Project::good();
    project.tune["present"]["p99_ms"] = json!(1_000.5);
    only(&project, "p99", "1000.50 ms", "`tune.json`");
    // The budget has the target, if it names one.
    let mut project = Project::good();
    project.settings =
        "[package.metadata.gatewright.budget]\ncost_per_million = 0.2\np99 = \"2ms\"\n".to_owned();
    let found = crosses(&project);
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["cost", "p99"]);
    assert_eq!(
        (found[0].1.as_str(), found[0].2.as_str()),
        (
            "0.210 USD, warm, at 256 MB, more than 0.2 USD",
            "Cargo.toml:12"
        )
    );
    project.settings =
        "[package.metadata.gatewright.budget]\ncost_per_million = 0.3\np99 = \"3ms\"\n".to_owned();
    let ran = report(&project.write(), &["--json", "--tune", "tune.json"]);
    assert!(
        verdicts(&ran).values().all(|verdict| verdict == "tick"),
        "{}",
        ran.stdout
    );
}

#[test]
fn document_of_another_memory_is_refused() {
    let mut project = Project::good();
    project.manifest["function"]["memory_mb"] = json!(512);
    let ran = report(&project.write(), &["--tune", "tune.json"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("`tune.json` was measured with 256 MB, and `shop` has 512 MB now"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn markdown_and_html_have_the_rows_of_the_document() {
    let folder = Project::good().write();
    let ran = report(&folder, &["--tune", "tune.json", "--html", "report.html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .starts_with("# shop\n\n256 MB, 5000 ms timeout. 11 ticks, 0 crosses, 1 not known.\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.matches("\n| ✓ | ").count(), 11, "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("\n| ? | ").count(), 1, "{}", ran.stdout);
    let html = fs::read_to_string(folder.path().join("report.html")).expect("a file");
    for loads in ["src=", "<link", "url(", "@import"] {
        assert!(!html.contains(loads), "{loads}");
    }
    let again = report(&folder, &["--tune", "tune.json", "--html", "report.html"]);
    assert_eq!(again.code, Some(2), "{}", again.stdout);
    assert!(
        again.stderr.contains("`report.html` exists already"),
        "{}",
        again.stderr
    );
}

/// The document of a page, as Chromium has built it.
#[cfg(target_os = "linux")]
fn opened(page: &Path) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    let mut chromium = std::process::Command::new("chromium");
    chromium
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--timeout=20000", "--dump-dom"])
        .arg(format!("file://{}", page.display()));
    let output = chromium.output();
    let output = output.expect("`chromium` is on the PATH: `bash .ci/setup` installs it (Debian: `apt-get install chromium`)");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[cfg(target_os = "linux")]
#[test]
fn browser_shows_each_row_with_its_verdict() {
    let folder = Project::good().write();
    let ran = report(
        &folder,
        &["--json", "--tune", "tune.json", "--html", "report.html"],
    );
    let page = opened(&folder.path().join("report.html"));
    for (id, row) in rows(&ran) {
        let (_, from) = page
            .split_once(&format!("<tr id=\"{id}\""))
            .unwrap_or_else(|| panic!("{id}: {page}"));
        let shown = from.split("</tr>").next().expect("a row");
        let class = format!("<td class=\"{}\">", text(&row, "verdict"));
        assert!(shown.contains(&class), "{shown}");
        assert!(shown.contains(text(&row, "title")), "{shown}");
        for fact in row["facts"].as_array().expect("a list") {
            // Names in backticks are elements of their own.
            let first = text(fact, "text").split('`').next().expect("a part");
            assert!(shown.contains(first), "{first}: {shown}");
        }
    }
}
