//! `cargo gatewright init` on projects as users have them: each manifest is compared byte by byte, and each step with its place.

use crate::support::{Ran, gatewright, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A project of these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("a temporary directory");
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, content).expect("a file");
    }
    root
}

fn init(root: &Path, options: &[&str]) -> Ran {
    run(gatewright()
        .args(["init", "--quiet"])
        .args(options)
        .current_dir(root))
}

/// Runs `init --json`, which must succeed.
fn report(root: &Path, options: &[&str]) -> Value {
    let ran = init(root, &[&["--json"], options].concat());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stderr, "");
    ran.json()
}

/// `file:line:column kind found` of each step.
fn steps(report: &Value) -> Vec<String> {
    let steps = report["steps"].as_array().expect("a list");
    let line = |step: &Value| {
        let text = |key: &str| step[key].as_str().expect("a string").to_owned();
        format!(
            "{}:{}:{} {} {}",
            text("file"),
            step["line"],
            step["column"],
            text("kind"),
            text("found")
        )
    };
    steps.iter().map(line).collect()
}

/// What to do about the step that was found with this text.
fn todo<'r>(report: &'r Value, found: &str) -> &'r str {
    let steps = report["steps"].as_array().expect("a list");
    let step = steps.iter().find(|step| step["found"] == found);
    step.and_then(|step| step["todo"].as_str())
        .unwrap_or_else(|| panic!("no step `{found}`: {report:#}"))
}

fn manifest(root: &Path) -> String {
    fs::read_to_string(root.join("Cargo.toml")).expect("a manifest")
}

/// A second run changes nothing more, and still prints what is to do.
fn assert_idempotent(root: &Path, first: &Value) {
    let before = manifest(root);
    let second = report(root, &[]);
    assert_eq!(manifest(root), before);
    assert_eq!(
        (&second["already"], &second["written"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    assert_eq!(second["diff"], "");
    let code = |report: &Value| {
        let all = steps(report).into_iter();
        all.filter(|step| !step.starts_with("Cargo.toml"))
            .collect::<Vec<_>>()
    };
    assert_eq!(code(&second), code(first));
}

const PROFILE: &str = "
# Size and start-up time matter most. With `panic = \"abort\"`, a panic would end the execution environment.
[profile.release]
lto = \"fat\"
codegen-units = 1
strip = true
panic = \"unwind\"
";

const BARE: &str = r#"[package]
name = "totals"
version = "0.1.0"
edition = "2021"

[dependencies]
lambda_runtime = "1"
serde = { version = "1", features = ["derive"] } # the events
tokio = { version = "1", features = ["macros"] }
"#;

const BARE_MAIN: &str = r"use lambda_runtime::{run, service_fn, tracing, Error, LambdaEvent};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    lines: Vec<u32>,
}

#[derive(Serialize)]
struct Total {
    cents: u32,
}

async fn total(event: LambdaEvent<Order>) -> Result<Total, Error> {
    Ok(Total { cents: event.payload.lines.iter().sum() })
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    run(service_fn(total)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn adds() {
        let event = LambdaEvent::new(Order { lines: vec![1] }, lambda_runtime::Context::default());
        assert_eq!(total(event).await.unwrap().cents, 1);
    }
}
";

#[test]
fn function_of_lambda_runtime() {
    let root = project(&[("Cargo.toml", BARE), ("src/main.rs", BARE_MAIN)]);
    let found = report(root.path(), &[]);
    let expected = BARE.replace("[dependencies]\n", "[dependencies]\ngatewright = \"0.1\"\n");
    assert_eq!(manifest(root.path()), format!("{expected}{PROFILE}"));
    assert_eq!(
        steps(&found),
        [
            "Cargo.toml:7:1 dependency lambda_runtime",
            "Cargo.toml:9:1 dependency tokio",
            "src/main.rs:14:23 parameter event: LambdaEvent<Order>",
            "src/main.rs:18:1 main #[tokio::main]",
            "src/main.rs:20:5 logging tracing::init_default_subscriber()",
            "src/main.rs:21:5 run run(service_fn(total))",
        ]
    );
    let todo_of_run = todo(&found, "run(service_fn(total))");
    assert!(
        todo_of_run.ends_with("on `total` (src/main.rs:14)"),
        "{todo_of_run}"
    );
    let event = todo(&found, "event: LambdaEvent<Order>");
    assert!(
        event.contains("`payload: Order`, and `invocation: Invocation`"),
        "{event}"
    );
    assert!(todo(&found, "tokio").contains("nothing but `#[tokio::main]`"));
    assert_eq!(found["files"], serde_json::json!([]));
    assert_idempotent(root.path(), &found);
}

#[test]
fn dry_run_prints_the_diff_and_writes_nothing() {
    let root = project(&[("Cargo.toml", BARE), ("src/main.rs", BARE_MAIN)]);
    let ran = init(root.path(), &["--dry-run"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(manifest(root.path()), BARE);
    let expected = r#"--- Cargo.toml
+++ Cargo.toml
@@ -4,6 +4,14 @@
 edition = "2021"
 
 [dependencies]
+gatewright = "0.1"
 lambda_runtime = "1"
 serde = { version = "1", features = ["derive"] } # the events
 tokio = { version = "1", features = ["macros"] }
+
+# Size and start-up time matter most. With `panic = "abort"`, a panic would end the execution environment.
+[profile.release]
+lto = "fat"
+codegen-units = 1
+strip = true
+panic = "unwind"
Would change `Cargo.toml`

To do by hand:
"#;
    assert!(ran.stdout.starts_with(expected), "{}", ran.stdout);
    let step = "src/main.rs:18:1  #[tokio::main]\n  remove it with `fn main`: ";
    assert!(ran.stdout.contains(step), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("The guide: https://docs.rs/gatewright/"),
        "{}",
        ran.stdout
    );
}

// Most of it is the project.
#[allow(clippy::too_many_lines)]
#[test]
fn function_of_a_queue_with_statics_in_modules() {
    let main = r#"mod clients;
#[path = "work/handle.rs"]
mod handler;

use lambda_runtime as rt;

#[rt::tracing::instrument]
async fn nothing() {}

#[::tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), rt::Error> {
    tracing_subscriber::fmt().json().with_target(false).init();
    let config = aws_config::load_from_env().await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let table: String = std::env::var("TABLE")?;
    let service = rt::service_fn(move |event| handler::handle(&client, &table, event));
    rt::run(service).await
}
"#;
    let clients = r#"use once_cell::sync::OnceCell;
use std::sync::{LazyLock, Mutex};
lazy_static::lazy_static! {
    /// The word list.
    static ref WORDS: Vec<&'static str> = vec!["a"];
}
static S3: OnceCell<aws_sdk_s3::Client> = OnceCell::new();
static PRICES: LazyLock<Mutex<Vec<u32>>> = LazyLock::new(Default::default);
const LIMIT: usize = 3;
static NAME: &str = "plain data";
"#;
    let handle = r"use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::*;

pub async fn handle(client: &aws_sdk_dynamodb::Client, table: &str, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
    tokio::time::sleep(std::time::Duration::ZERO).await;
    todo!()
}
";
    let before = r#"# The queue.
[dependencies.aws-config]
version = "1"

[dependencies.lambda_runtime] # the runtime
version = "1"
[dependencies.tokio]
version = "1"
[dependencies.once_cell]
version = "1"

[package]
name = "queue"
edition = "2021"

[profile.release]
opt-level = "z" # small

[profile.dev]
debug = 1
"#;
    let root = project(&[
        ("Cargo.toml", before),
        ("src/main.rs", main),
        ("src/clients.rs", clients),
        ("src/work/handle.rs", handle),
        ("src/unused.rs", "this is not Rust"),
    ]);
    let found = report(root.path(), &[]);
    let after = before.replace(
        "opt-level = \"z\" # small\n",
        "opt-level = \"z\" # small\npanic = \"unwind\"\n",
    );
    let changed = manifest(root.path());
    // The dependency is a table's first line, wherever the library puts the table. All other lines stay.
    let added: Vec<&str> = changed
        .lines()
        .filter(|line| !after.lines().any(|old| old == *line))
        .collect();
    assert_eq!(
        added,
        ["[dependencies]", "gatewright = \"0.1\""],
        "{changed}"
    );
    let kept: Vec<&str> = changed
        .lines()
        .filter(|line| !added.contains(line) && !line.is_empty())
        .collect();
    let expected: Vec<&str> = after.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(kept, expected);
    assert_eq!(
        steps(&found),
        [
            "Cargo.toml:5:15 dependency lambda_runtime",
            "Cargo.toml:9:15 dependency once_cell",
            "src/clients.rs:5:16 static static WORDS: Vec<&'static str>",
            "src/clients.rs:7:1 static static S3: OnceCell<aws_sdk_s3::Client>",
            "src/clients.rs:8:1 static static PRICES: LazyLock<Mutex<Vec<u32>>>",
            "src/main.rs:10:1 main #[::tokio::main]",
            "src/main.rs:12:5 logging tracing_subscriber::fmt().json().with_target(false).init()",
            "src/main.rs:13:5 value let config = …",
            "src/main.rs:14:5 value let client = …",
            "src/main.rs:15:5 value let table = …",
            "src/main.rs:17:5 run rt::run(service_fn(handle))",
            "src/work/handle.rs:4:76 parameter event: LambdaEvent<SqsEvent>",
        ]
    );
    let client = todo(&found, "let client = …");
    assert!(
        client.starts_with(
            "`#[lazy_module] mod client { pub fn init() -> aws_sdk_dynamodb::Client { … } }`"
        ),
        "{client}"
    );
    assert!(todo(&found, "let config = …").contains("pub async fn init()"));
    let words = todo(&found, "static WORDS: Vec<&'static str>");
    assert!(
        words
            .starts_with("`#[lazy_module] mod words { pub fn init() -> Vec<&'static str> { … } }`"),
        "{words}"
    );
    let queue = todo(&found, "event: LambdaEvent<SqsEvent>");
    assert!(
        queue.starts_with("`#[sqs(\"queue-name\")]` on `handle`: a parameter `Message<T>`"),
        "{queue}"
    );
    assert_eq!(found["files"], serde_json::json!(["events/sqs.json"]));
    let event = fs::read_to_string(root.path().join("events/sqs.json")).expect("an event");
    let event: Value = serde_json::from_str(&event).expect("JSON");
    assert_eq!(event["Records"][0]["eventSource"], "aws:sqs");
    assert_idempotent(root.path(), &found);
}

#[test]
fn function_of_lambda_http() {
    let main = r#"use lambda_http::{run, service_fn, Body, Error, Request, RequestExt, Response};

#[tokio::main]
async fn main() -> Result<(), Error> {
    run(service_fn(hello)).await
}

async fn hello(request: Request) -> Result<Response<Body>, Error> {
    let name = request.query_string_parameters_ref().and_then(|one| one.first("name")).unwrap_or("you");
    Ok(Response::new(format!("Hello, {name}!").into()))
}
"#;
    let before = "package = { name = \"hello\", version = \"0.1.0\", edition = \"2021\" }\ndependencies = { lambda_http = \"1\", tokio = \"1\" } # all\n";
    let root = project(&[
        ("Cargo.toml", before),
        ("src/main.rs", main),
        ("events/own.json", "{}"),
    ]);
    let found = report(root.path(), &[]);
    let after = before.replace("{ lambda_http", "{ gatewright = \"0.1\", lambda_http");
    assert_eq!(manifest(root.path()), format!("{after}{PROFILE}"));
    assert_eq!(
        steps(&found),
        [
            "Cargo.toml:2:18 dependency lambda_http",
            "Cargo.toml:2:37 dependency tokio",
            "src/main.rs:3:1 main #[tokio::main]",
            "src/main.rs:5:5 run run(service_fn(hello))",
            "src/main.rs:8:25 parameter request: Request",
        ]
    );
    // The directory has the user's own events.
    assert_eq!(found["files"], serde_json::json!([]));
    assert_idempotent(root.path(), &found);
}

#[test]
fn function_of_axum() {
    let main = r#"use axum::{extract::State, routing::{self, get, post}, Json, Router};
use tower_http::{timeout::TimeoutLayer, trace::TraceLayer};

#[derive(Clone)]
struct App;

fn admin() -> Router<App> {
    Router::new().route("/stats", get(stats)).route("/files/{*path}", routing::any(stats))
}

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let state = App;
    let app = Router::new()
        .route("/notes/{id}", get(read_note).delete(crate::remove_note))
        .route("/notes", post(|| async { "made" }))
        .nest("/admin", admin())
        .fallback(nothing)
        .layer(TraceLayer::new_for_http())
        .layer(TimeoutLayer::new(std::time::Duration::from_secs(3)))
        .with_state(state);
    lambda_http::run(app).await
}

async fn read_note(State(_): State<App>) -> Json<u32> { Json(1) }
async fn remove_note() {}
async fn stats() {}
async fn nothing() {}

fn unrelated(map: std::collections::HashMap<u32, u32>) -> Option<u32> {
    axum::http::HeaderMap::new().get("merge").map(|_| 1).or(map.get(&1).copied())
}
"#;
    let before = "[package]\nname = \"notes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\naxum = \"0.8\"\nlambda_http = \"1\"\ntower-http = { version = \"0.6\", features = [\n    \"timeout\", # one\n    \"trace\",\n] }\ntokio = \"1\"\n\n[dev-dependencies]\n# none\n";
    let root = project(&[("Cargo.toml", before), ("src/main.rs", main)]);
    let found = report(root.path(), &[]);
    // The keys are in no order, so the new one is the last.
    let after = before.replace("tokio = \"1\"\n", "tokio = \"1\"\ngatewright = \"0.1\"\n");
    assert_eq!(manifest(root.path()), format!("{after}{PROFILE}"));
    assert_eq!(
        steps(&found),
        [
            "Cargo.toml:7:1 dependency axum",
            "Cargo.toml:8:1 dependency lambda_http",
            "Cargo.toml:9:1 dependency tower-http",
            "Cargo.toml:13:1 dependency tokio",
            "src/main.rs:8:39 route .route(\"/stats\", get(stats))",
            "src/main.rs:8:84 route .route(\"/files/{*path}\", any(stats))",
            "src/main.rs:11:1 main #[tokio::main]",
            "src/main.rs:13:5 value let state = …",
            "src/main.rs:15:35 route .route(\"/notes/{id}\", get(read_note))",
            "src/main.rs:15:53 route .route(\"/notes/{id}\", delete(crate::remove_note))",
            "src/main.rs:16:31 route .route(\"/notes\", post(|| async { \"made\" }))",
            "src/main.rs:17:10 router .nest(\"/admin\", admin())",
            "src/main.rs:18:10 router .fallback(nothing)",
            "src/main.rs:19:10 router .layer(TraceLayer::new_for_http())",
            "src/main.rs:20:10 router .layer(TimeoutLayer::new(std::time::Duration::…)",
            "src/main.rs:21:10 router .with_state(state)",
            "src/main.rs:22:5 run lambda_http::run(router)",
        ]
    );
    assert_eq!(
        todo(&found, ".route(\"/notes/{id}\", get(read_note))"),
        "`#[get(\"/notes/{id}\")]` on `read_note` (src/main.rs:25)"
    );
    assert_eq!(
        todo(&found, ".route(\"/files/{*path}\", any(stats))"),
        "`#[any(\"/files/{path+}\")]` on `stats` (src/main.rs:27)"
    );
    assert_eq!(
        todo(&found, ".nest(\"/admin\", admin())"),
        "`#[dispatch(prefix = \"/admin\")]` on the module of the handlers of `admin()`"
    );
    assert_eq!(found["files"], serde_json::json!(["events/get.json"]));
    let event = fs::read_to_string(root.path().join("events/get.json")).expect("an event");
    let event: Value = serde_json::from_str(&event).expect("JSON");
    assert_eq!(event["requestContext"]["http"]["path"], "/stats");
    assert_idempotent(root.path(), &found);
}

#[test]
fn member_of_a_workspace_is_named() {
    let root_manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"api\", \"jobs\", \"model\"]\n\n[workspace.dependencies]\nlambda_runtime = \"1\"\n";
    let member = |name: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nlambda_runtime = {{ workspace = true }}\n\n[profile.release]\npanic = \"abort\"\n"
        )
    };
    let (api, jobs) = (member("api"), member("jobs"));
    let main = BARE_MAIN.replace("use serde::{Deserialize, Serialize};\n", "");
    let root = project(&[
        ("Cargo.toml", root_manifest),
        ("api/Cargo.toml", &api),
        ("api/src/main.rs", &main),
        ("jobs/Cargo.toml", &jobs),
        ("jobs/src/main.rs", &main),
        (
            "model/Cargo.toml",
            "[package]\nname = \"model\"\nedition = \"2024\"\n",
        ),
        ("model/src/lib.rs", ""),
    ]);
    let ran = init(root.path(), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    let said = [
        "error: there are 2 functions here, and `init` prepares one at a time",
        "= help: `cargo gatewright init -p api`",
        "= note: the functions are api, jobs",
    ];
    for text in said {
        assert!(ran.stderr.contains(text), "{text}\n{}", ran.stderr);
    }
    let found = report(root.path(), &["-p", "jobs"]);
    assert_eq!(found["manifest"], "jobs/Cargo.toml");
    // Cargo ignores the profiles of members: none is added, and theirs is not judged.
    let after = jobs.replace("[dependencies]\n", "[dependencies]\ngatewright = \"0.1\"\n");
    assert_eq!(manifest(&root.path().join("jobs")), after);
    assert_eq!(manifest(root.path()), root_manifest);
    assert_eq!(manifest(&root.path().join("api")), api);
    assert!(
        steps(&found).iter().all(|step| !step.contains(" profile ")),
        "{found:#}"
    );
    // A dependency of the workspace is inherited.
    let with_it = format!("{root_manifest}gatewright = \"0.1\"\n");
    fs::write(root.path().join("Cargo.toml"), with_it).expect("a file");
    report(root.path(), &["-p", "api"]);
    let after = api.replace(
        "[dependencies]\n",
        "[dependencies]\ngatewright = { workspace = true }\n",
    );
    assert_eq!(manifest(&root.path().join("api")), after);
    // A package that is no function.
    let ran = init(root.path(), &["-p", "model"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("error: `model` is not a Lambda function\n  = help: `init` prepares"),
        "{}",
        ran.stderr
    );
}

#[test]
fn migrated_function_has_nothing_to_do() {
    let before = "[package]\nname = \"hello\"\nedition = \"2024\"\n\n[dependencies]\ngatewright = \"0.1\"\ntokio = \"1\"\n";
    let main = "use gatewright::prelude::*;\n#[lambda_handler]\nasync fn hello(name: String) -> String { name }\n";
    let root = project(&[("Cargo.toml", before), ("src/main.rs", main)]);
    let ran = init(root.path(), &[]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(0), "hello uses Gatewright already: nothing to do\n")
    );
    assert_eq!(manifest(root.path()), before);
}

#[test]
fn broken_syntax_is_refused_with_its_place() {
    let root = project(&[
        ("Cargo.toml", BARE),
        ("src/main.rs", "mod order;\nuse lambda_runtime::run;\n"),
        (
            "src/order.rs",
            "struct Order {\n    id: u32\n    sku: u32,\n}\n",
        ),
    ]);
    let ran = init(root.path(), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    let said = [
        "error: could not parse `src/order.rs:3:5`: ",
        "= help: make `cargo check` pass",
        "= note: nothing was changed",
    ];
    for text in said {
        assert!(ran.stderr.contains(text), "{text}\n{}", ran.stderr);
    }
    assert_eq!(manifest(root.path()), BARE);
}

#[test]
fn package_without_function_is_refused() {
    let root = project(&[
        (
            "Cargo.toml",
            "[package]\nname = \"tool\"\nedition = \"2024\"\n",
        ),
        ("src/main.rs", "fn main() {}\n"),
    ]);
    let ran = init(root.path(), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("error: there is no Lambda function here\n  = help: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn abort_in_the_profile_is_a_step() {
    let before = format!("{BARE}\n[profile.release]\npanic = 'abort' # smaller\nlto = true\n");
    let root = project(&[("Cargo.toml", &before), ("src/main.rs", BARE_MAIN)]);
    let found = report(root.path(), &[]);
    assert_eq!(
        manifest(root.path()),
        before.replace("[dependencies]\n", "[dependencies]\ngatewright = \"0.1\"\n")
    );
    let step = "Cargo.toml:12:9 profile panic = 'abort'";
    assert!(steps(&found).contains(&step.to_owned()), "{found:#}");
}

#[test]
fn line_endings_of_windows_are_kept() {
    let before = BARE.replace('\n', "\r\n");
    let root = project(&[
        ("Cargo.toml", &before),
        ("src/main.rs", &BARE_MAIN.replace('\n', "\r\n")),
    ]);
    report(root.path(), &[]);
    let after = format!(
        "{}{PROFILE}",
        BARE.replace("[dependencies]\n", "[dependencies]\ngatewright = \"0.1\"\n")
    );
    assert_eq!(manifest(root.path()), after.replace('\n', "\r\n"));
}

#[cfg(unix)]
#[test]
fn linked_manifest_stays_a_link_with_its_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let root = project(&[
        ("shared/Cargo.toml", BARE),
        ("orders/src/main.rs", BARE_MAIN),
    ]);
    let real = root.path().join("shared/Cargo.toml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o664)).expect("a mode");
    let link = root.path().join("orders/Cargo.toml");
    symlink("../shared/Cargo.toml", &link).expect("a link");
    report(&root.path().join("orders"), &[]);
    assert!(link.is_symlink());
    let changed = fs::read_to_string(&real).expect("a manifest");
    assert!(changed.contains("\ngatewright = \"0.1\"\n"), "{changed}");
    assert_eq!(
        fs::metadata(&real).expect("a file").permissions().mode() & 0o777,
        0o664
    );
}

#[cfg(unix)]
#[test]
fn failed_write_changes_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;
    let main = BARE_MAIN.replace(
        "LambdaEvent<Order>",
        "LambdaEvent<aws_lambda_events::sqs::SqsEvent>",
    );
    let manifest_text = BARE.replace("tokio =", "aws_lambda_events = \"1\"\ntokio =");
    let root = project(&[("Cargo.toml", &manifest_text), ("src/main.rs", &main)]);
    let path = root.path().join("Cargo.toml");
    let unchanged = |root: &Path| {
        assert_eq!(manifest(root), manifest_text);
        let mut names: Vec<_> = fs::read_dir(root)
            .unwrap()
            .map(|one| one.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["Cargo.toml", "src"]);
    };
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let ran = init(root.path(), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("Cargo.toml` is read-only\n  = help: make it writable"),
        "{}",
        ran.stderr
    );
    unchanged(root.path());

    // No file of more than 512 bytes can be written: the new manifest fits, and the event does not.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" gatewright init --quiet",
        ])
        .arg(env!("CARGO_BIN_EXE_cargo-gatewright"))
        .current_dir(root.path());
    let ran = run(&mut shell);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("error: could not write `"),
        "{}",
        ran.stderr
    );
    unchanged(root.path());
}

#[test]
fn only_names_of_the_runtime_are_found() {
    let main = r#"mod catalog {
    pub fn init() {}
    pub fn run<T>(_: T) {}
    pub struct LambdaEvent<T>(T);
    pub struct Router;
    impl Router {
        pub fn new() -> Self { Self }
        pub fn route(self, _: &str, _: u32) -> Self { self }
    }
}
use catalog::{LambdaEvent, Router};
use rt::{handler_fn as by_hand, Context};

fn local(event: LambdaEvent<u32>) {
    catalog::run(event);
    Router::new().route("/x", get(1));
}

fn get(n: u32) -> u32 { n }

async fn answer(event: serde_json::Value, context: Context) -> Result<u32, rt::Error> { Ok(1) }

#[tokio::main]
async fn main() -> Result<(), rt::Error> {
    catalog::init();
    let _guard = 1;
    rt::run(by_hand(answer)).await
}
"#;
    let before = "[package]\nname = \"renamed\"\nedition = \"2021\"\n\n[dependencies]\naxum = \"0.8\"\nrt = { package = \"lambda_runtime\", version = \"0.4\" }\ntokio = \"1\"\n";
    let root = project(&[("Cargo.toml", before), ("src/main.rs", main)]);
    let found = report(root.path(), &["--dry-run"]);
    assert_eq!(
        steps(&found),
        [
            "Cargo.toml:6:1 dependency axum",
            "Cargo.toml:7:1 dependency rt",
            "Cargo.toml:8:1 dependency tokio",
            "src/main.rs:21:52 parameter context: Context",
            "src/main.rs:23:1 main #[tokio::main]",
            "src/main.rs:27:5 run rt::run(service_fn(answer))",
        ]
    );
}
