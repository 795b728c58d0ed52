//! `cargo gatewright new`. Each template is used as its user would: tests, clippy, rustfmt, `check`, `invoke` and the server.

use crate::support::{Ran, checked, gatewright, run};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// The longest wait for a function that is built already.
const LIMIT: Duration = Duration::from_secs(60);

/// The root of this repository.
fn repository() -> PathBuf {
    checked("..").join("..").canonicalize().expect("a folder")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// `cargo gatewright new`, in a directory.
fn new(directory: &Path, options: &[&str]) -> Ran {
    run(gatewright().arg("new").args(options).current_dir(directory))
}

fn assert_created(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
}

/// Asserts that nothing was created and the directory has only these entries.
fn assert_refused(ran: &Ran, said: &[&str], directory: &Path, entries: &[&str]) {
    assert_eq!(ran.code, Some(2), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "");
    for text in said {
        assert!(ran.stderr.contains(text), "{text}\n{}", ran.stderr);
    }
    assert_eq!(listed(directory), entries);
}

fn listed(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// A project of a template that depends on this checkout and has its versions of other crates.
struct Project {
    _around: TempDir,
    path: PathBuf,
    name: String,
}

impl Project {
    fn of(template: &str) -> Self {
        let around = folder();
        let name = format!("new-{template}");
        let checkout = repository();
        let checkout = checkout.to_str().expect("UTF-8");
        let options = [
            name.as_str(),
            "--template",
            template,
            "--gatewright-path",
            checkout,
        ];
        assert_created(&new(around.path(), &options));
        let path = around.path().join(&name);
        fs::copy(repository().join("Cargo.lock"), path.join("Cargo.lock")).expect("the lock file");
        Self {
            _around: around,
            path,
            name,
        }
    }

    fn target() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("new")
    }

    fn in_it(&self, mut command: Command) -> Command {
        command
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", Self::target())
            // Shares the compiled dependencies with the workspace, but not its executables.
            .env(
                "CARGO_BUILD_BUILD_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."),
            )
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("RUSTFLAGS");
        command
    }

    /// Runs cargo, which must succeed, and returns its standard output.
    fn cargo(&self, arguments: &[&str]) -> String {
        let mut cargo = self.in_it(Command::new(env!("CARGO")));
        let ran = run(cargo.args(arguments));
        assert_eq!(
            ran.code,
            Some(0),
            "{arguments:?}\n{}{}",
            ran.stdout,
            ran.stderr
        );
        ran.stdout
    }

    /// The reply to an event file.
    fn invoke(&self, event: &str) -> Value {
        let reply = self.cargo(&["run", "--quiet", "--", "invoke", &format!("events/{event}")]);
        serde_json::from_str(&reply).expect("a reply in JSON")
    }

    /// What every template promises.
    fn is_in_order(&self) {
        let tests = self.cargo(&["test", "--quiet"]);
        assert!(tests.contains("test result: ok. "), "{tests}");
        assert!(!tests.contains("running 0 tests"), "{tests}");
        self.cargo(&["fmt", "--check"]);
        self.cargo(&["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]);
        let check = run(self.in_it(gatewright()).args(["check", "--quiet"]));
        assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
        let lines: Vec<&str> = check.stdout.lines().collect();
        let found = format!("  {} 0.1.0, bin {} (src/main.rs)", self.name, self.name);
        assert!(lines[1].starts_with(&found), "{}", check.stdout);
        assert!(
            lines
                .last()
                .is_some_and(|line| line.starts_with("nothing found in ")),
            "{}",
            check.stdout
        );
    }

    /// The template of the project is made before it is built, from the manifest that the command knows.
    fn template_is_that_of_the_code(&self, template: &str) {
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let manifest = self.cargo(&["run", "--quiet", "--", "manifest"]);
            let manifest = manifest
                .replace(&self.name, "{{name}}")
                .replace(&self.name.replace('-', "_"), "{{crate}}");
            let path =
                format!("toolkit/cargo-gatewright/src/new/templates/{template}/manifest.json");
            fs::write(repository().join(path), manifest).expect("the manifest");
        }
        let made = fs::read_to_string(self.path.join("template.yaml")).expect("a template");
        let mut command = self.in_it(gatewright());
        let ran = run(command.args(["template", "--quiet"]));
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(
            made, ran.stdout,
            "the manifest of the template is old: run this test with `UPDATE_DOCS=1`, and again without"
        );
    }

    /// Starts the function, and returns the response to a request.
    fn answer_of_server(&self, request: &str) -> String {
        self.cargo(&["build", "--quiet"]);
        let program = Self::target().join("debug").join(format!(
            "{}{}",
            self.name,
            std::env::consts::EXE_SUFFIX
        ));
        let mut server = Command::new(program)
            .args(["--port", "0"])
            .current_dir(&self.path)
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the function starts");
        let log = BufReader::new(server.stdout.take().expect("it is piped"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            let prefix = "listening on http://";
            let mut lines = log.lines().map_while(Result::ok);
            let address = lines.find_map(|line| line.strip_prefix(prefix).map(str::to_owned));
            let _ = sender.send(address);
        });
        let answer = lines.recv_timeout(LIMIT).ok().flatten().map(|address| {
            let mut stream = TcpStream::connect(address).expect("a connection");
            stream.set_read_timeout(Some(LIMIT)).expect("a limit");
            stream.write_all(request.as_bytes()).expect("a request");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("a response");
            answer
        });
        server.kill().expect("it ends");
        server.wait().expect("it ended");
        answer.expect("the function prints its address")
    }
}

#[test]
fn http_project_is_in_order() {
    let project = Project::of("http");
    project.is_in_order();
    project.template_is_that_of_the_code("http");
    assert_eq!(
        project.invoke("get-greeting.json")["body"],
        r#"{"text":"Bonjour, Ada!"}"#
    );
    let answer = project.answer_of_server(
        "GET /greetings/Ada HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(r#"{"text":"Hello, Ada!"}"#), "{answer}");
}

#[test]
fn sqs_project_is_in_order() {
    let project = Project::of("sqs");
    project.is_in_order();
    project.template_is_that_of_the_code("sqs");
    let failed = json!([{"itemIdentifier": "2e1424d4-f796-459a-8184-9c92662be6da"}]);
    assert_eq!(
        project.invoke("orders-one-fails.json"),
        json!({"batchItemFailures": failed})
    );
}

#[test]
fn operations_project_is_in_order() {
    let project = Project::of("operations");
    project.is_in_order();
    project.template_is_that_of_the_code("operations");
    assert_eq!(
        project.invoke("total.json"),
        json!({"cents": 2 * 4890 + 990})
    );
}

#[test]
fn empty_project_is_in_order() {
    let project = Project::of("empty");
    project.is_in_order();
    project.template_is_that_of_the_code("empty");
    assert_eq!(project.invoke("event.json"), json!({"name": "Ada"}));
}

#[test]
fn project_has_a_repository_and_the_published_dependency() {
    let directory = folder();
    let ran = new(
        directory.path(),
        &["services/orders", "--name", "orders-api", "--json"],
    );
    assert_created(&ran);
    assert_eq!(ran.stderr, "");
    let project = directory.path().join("services/orders");
    let report = ran.json();
    assert_eq!(report["version"], 1);
    assert_eq!(report["name"], "orders-api");
    assert_eq!(report["template"], "http");
    assert_eq!(report["repository"], true);
    assert_eq!(report["workspace"], Value::Null);
    for file in report["files"].as_array().expect("a list") {
        assert!(
            project.join(file.as_str().expect("a path")).is_file(),
            "{file}"
        );
    }
    assert!(project.join(".git/HEAD").is_file());
    assert_eq!(
        listed(&project),
        [
            ".git",
            ".github",
            ".gitignore",
            "Cargo.toml",
            "README.md",
            "events",
            "src",
            "template.yaml"
        ]
    );
    let manifest = fs::read_to_string(project.join("Cargo.toml")).expect("a manifest");
    let manifest: toml_like::Manifest = toml_like::read(&manifest);
    assert_eq!(manifest.get("package", "name"), "\"orders-api\"");
    assert_eq!(manifest.get("dependencies", "gatewright"), "\"0.1\"");
    for (key, value) in [
        ("panic", "\"unwind\""),
        ("lto", "\"fat\""),
        ("codegen-units", "1"),
        ("strip", "true"),
    ] {
        assert_eq!(manifest.get("profile.release", key), value);
    }
}

/// Keys and values of a manifest that the test wrote itself: one on a line.
mod toml_like {
    pub struct Manifest(Vec<(String, String, String)>);

    pub fn read(text: &str) -> Manifest {
        let mut table = String::new();
        let mut found = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                name.trim_end_matches(']').clone_into(&mut table);
            } else if let Some((key, value)) = line.split_once(" = ") {
                found.push((table.clone(), key.to_owned(), value.to_owned()));
            }
        }
        Manifest(found)
    }

    impl Manifest {
        pub fn get(&self, table: &str, key: &str) -> &str {
            let found = self.0.iter().find(|one| one.0 == table && one.1 == key);
            found.map_or("", |one| &one.2)
        }
    }
}

#[test]
fn directory_that_is_not_empty_is_refused() {
    let directory = folder();
    let taken = directory.path().join("orders");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("notes.txt"), "mine").unwrap();
    let said = [
        "error: `orders` is not empty",
        "= help: name a directory that does not exist",
        "cargo gatewright init",
    ];
    assert_refused(
        &new(directory.path(), &["orders"]),
        &said,
        directory.path(),
        &["orders"],
    );
    assert_eq!(listed(&taken), ["notes.txt"]);
    fs::write(directory.path().join("file"), "mine").unwrap();
    let said = ["error: `file` exists and is not a directory"];
    assert_refused(
        &new(directory.path(), &["file"]),
        &said,
        directory.path(),
        &["file", "orders"],
    );
}

#[test]
fn empty_directory_is_filled() {
    let directory = folder();
    fs::create_dir(directory.path().join("orders")).unwrap();
    assert_created(&new(directory.path(), &["orders/"]));
    assert_eq!(listed(directory.path()), ["orders"]);
    assert!(directory.path().join("orders/src/main.rs").is_file());
}

#[test]
fn wrong_name_is_refused_with_an_accepted_one() {
    let directory = folder();
    let said = [
        "`my orders` cannot be the name of a function",
        "= help: `cargo gatewright new my-orders`",
        "= note: Lambda takes",
    ];
    assert_refused(
        &new(directory.path(), &["my orders"]),
        &said,
        directory.path(),
        &[],
    );
    let said = [
        "error: `..` does not end with a name",
        "--name my-function`",
    ];
    assert_refused(
        &new(directory.path(), &[".."]),
        &said,
        directory.path(),
        &[],
    );
    let said = ["invalid value 'htpp'", "http", "sqs", "operations", "empty"];
    assert_refused(
        &new(directory.path(), &["orders", "--template", "htpp"]),
        &said,
        directory.path(),
        &[],
    );
}

#[test]
fn checkout_without_the_crate_is_refused() {
    let directory = folder();
    let said = [
        "error: `.` does not have the crate `gatewright`",
        "= help: `--gatewright-path` takes",
    ];
    let ran = new(directory.path(), &["orders", "--gatewright-path", "."]);
    assert_refused(&ran, &said, directory.path(), &[]);
}

#[test]
fn member_of_a_workspace_builds_with_it() {
    let directory = folder();
    let root = directory.path().join("Cargo.toml");
    let before =
        "# ours\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"first\", # the first\n]\n";
    fs::write(&root, before.replace("\"first\", # the first", "# none")).unwrap();
    let checkout = repository();
    let checkout = checkout.to_str().expect("UTF-8");
    let ran = new(
        directory.path(),
        &[
            "first",
            "--template",
            "empty",
            "--gatewright-path",
            checkout,
            "--no-git",
        ],
    );
    assert_created(&ran);
    let said = [
        "Added `first` to `members` of `",
        "note: add `panic = \"unwind\"`, `lto = \"fat\"`, `codegen-units = 1` and `strip = true` to `[profile.release]` of `",
    ];
    for text in said {
        assert!(ran.stdout.contains(text), "{text}\n{}", ran.stdout);
    }
    fs::write(&root, before).unwrap();
    let ran = new(
        directory.path(),
        &[
            "functions/second",
            "--template",
            "empty",
            "--gatewright-path",
            checkout,
            "--no-git",
        ],
    );
    assert_created(&ran);
    let after = before.replace("the first\n", "the first\n    \"functions/second\",\n");
    assert_eq!(fs::read_to_string(&root).unwrap(), after);
    let manifest =
        fs::read_to_string(directory.path().join("functions/second/Cargo.toml")).unwrap();
    assert!(!manifest.contains("[profile"), "{manifest}");
    // Cargo accepts both as members, and warns about nothing.
    fs::copy(
        repository().join("Cargo.lock"),
        directory.path().join("Cargo.lock"),
    )
    .unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(directory.path());
    let ran = run(&mut cargo);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(ran.json()["packages"].as_array().map(Vec::len), Some(2));
}

#[test]
fn project_inside_a_repository_has_neither_its_own_nor_a_workflow() {
    let directory = folder();
    fs::create_dir(directory.path().join(".git")).unwrap();
    let ran = new(directory.path(), &["orders"]);
    assert_created(&ran);
    assert!(
        ran.stdout
            .contains("note: the project is inside of a repository"),
        "{}",
        ran.stdout
    );
    let project = directory.path().join("orders");
    assert_eq!(
        listed(&project),
        [".gitignore", "Cargo.toml", "README.md", "events", "src"]
    );
}

#[cfg(unix)]
#[test]
fn failed_write_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    // A disk that takes no file of more than 512 bytes: the write fails with an error instead of a signal.
    let directory = folder();
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" gatewright new deep/er/orders",
        ])
        .arg(env!("CARGO_BIN_EXE_cargo-gatewright"))
        .current_dir(directory.path());
    let said = ["error: could not write `", "= note: nothing was created"];
    assert_refused(&run(&mut shell), &said, directory.path(), &[]);

    // The parent is a file.
    let root = directory.path().join("file");
    fs::write(&root, "mine").unwrap();
    let said = ["error: could not "];
    assert_refused(
        &new(directory.path(), &["file/orders"]),
        &said,
        directory.path(),
        &["file"],
    );
    fs::remove_file(&root).unwrap();

    // A workspace that cannot be edited.
    let root = directory.path().join("Cargo.toml");
    fs::write(&root, "[workspace]\nmembers = []\n").unwrap();
    fs::set_permissions(&root, fs::Permissions::from_mode(0o444)).unwrap();
    let said = ["Cargo.toml` is read-only"];
    assert_refused(
        &new(directory.path(), &["orders"]),
        &said,
        directory.path(),
        &["Cargo.toml"],
    );
}

#[cfg(unix)]
#[test]
fn files_have_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = folder();
    assert_created(&new(directory.path(), &["orders"]));
    let usual = directory.path().join("usual");
    fs::create_dir(&usual).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&directory.path().join("orders")), mode(&usual));
}
