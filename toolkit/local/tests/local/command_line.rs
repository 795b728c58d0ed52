//! The command line of a function's binary.

use crate::program::{self, Program};
use crate::support::{SUBJECT, send};
use hyper::Request;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(SUBJECT);
    command.args(arguments).env_remove("AWS_LAMBDA_RUNTIME_API");
    command
}

async fn output(arguments: &[&str], input: &str) -> Output {
    program::output(&mut command(arguments), input).await
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn invoke_prints_only_the_reply_to_stdout() {
    let output = output(
        &["invoke", "-"],
        "{\"do\":\"log\",\"stdout\":\"out\",\"stderr\":\"err\"}",
    )
    .await;
    assert_eq!(text(&output.stdout), "{\"count\":1,\"told\":null}\n");
    assert_eq!(output.status.code(), Some(0));
    let mut lines: Vec<_> = text(&output.stderr).lines().map(str::to_owned).collect();
    let report = lines.pop().unwrap_or_default();
    lines.sort();
    assert_eq!(lines, ["err", "out"]);
    let words: Vec<_> = report.split(' ').collect();
    assert_eq!(
        (words[..2].join(" ").as_str(), words[3], words[4]),
        ("invoke ok", "ms", "cold"),
        "{report}"
    );
}

#[tokio::test]
async fn manifest_is_printed_without_starting_anything() {
    let output = output(&["manifest"], "").await;
    assert_eq!(text(&output.stdout), "{\"version\": 1}\n");
    assert_eq!(
        (text(&output.stderr).as_str(), output.status.code()),
        ("", Some(0))
    );
}

#[tokio::test]
async fn invoke_reads_a_file_relative_to_the_current_directory() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("event.json"), "{}").expect("a file");
    let mut command = command(&["invoke", "event.json"]);
    let output = program::output(command.current_dir(folder.path()), "").await;
    assert_eq!(
        (text(&output.stdout).as_str(), output.status.code()),
        ("{\"count\":1,\"told\":null}\n", Some(0))
    );
}

#[tokio::test]
async fn function_error_is_printed_and_exits_with_1() {
    let output = output(&["invoke", "-"], "{\"do\":\"error\"}").await;
    assert_eq!(
        text(&output.stdout),
        "{\"errorMessage\":\"none left\",\"errorType\":\"OutOfStock\"}\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn timeout_is_a_function_error() {
    let output = output(&["invoke", "-"], "{\"do\":\"spin\"}").await;
    let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!(document["errorType"], "Sandbox.Timedout");
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn wrong_command_line_or_file_exits_with_2_and_help() {
    for (arguments, input, says) in [
        (
            &["invoke", "missing.json"][..],
            "",
            "error: `missing.json` does not exist\n  = help: pass the path of a JSON file",
        ),
        (
            &["invoke", "-"],
            "{",
            "error: standard input is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            &["invoke"],
            "",
            "error: the following required arguments were not provided",
        ),
        (
            &["frobnicate"],
            "",
            "error: unrecognized subcommand 'frobnicate'",
        ),
        (
            &["serve", "--port", "x"],
            "",
            "error: invalid value 'x' for '--port <N>'",
        ),
    ] {
        let output = output(arguments, input).await;
        assert!(
            text(&output.stderr).starts_with(says),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        assert_eq!(
            (text(&output.stdout).as_str(), output.status.code()),
            ("", Some(2)),
            "{arguments:?}"
        );
    }
}

#[tokio::test]
async fn help_has_examples() {
    let output = output(&["--help"], "").await;
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).contains("cargo run -- invoke event.json"),
        "{}",
        text(&output.stdout)
    );
}

#[tokio::test]
async fn used_port_exits_with_2() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = output(&["serve", "--port", &port], "").await;
    assert_eq!(
        text(&output.stderr),
        format!(
            "error: port {port} is in use\n  = help: stop the program that listens on it, or pass another `--port`\n"
        )
    );
    assert_eq!(output.status.code(), Some(2));
}

/// Starts `serve` and reads its address.
async fn serve(arguments: &[&str]) -> (Program, SocketAddr) {
    let mut program = Program::start(
        command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let line = program.first_line().await;
    let address = line
        .strip_prefix("listening on http://")
        .and_then(|address| address.parse().ok());
    (
        program,
        address.unwrap_or_else(|| panic!("`{line}` is not an address")),
    )
}

#[tokio::test]
async fn serve_takes_the_next_free_port_by_default() {
    let (_first, first) = serve(&[]).await;
    let (_second, second) = serve(&["serve"]).await;
    assert!(
        first.port() >= 9000 && second.port() > first.port(),
        "{first} {second}"
    );
    for address in [first, second] {
        let answer = send(
            address,
            Request::post("/2015-03-31/functions/subject/invocations"),
            "{}",
        )
        .await;
        assert_eq!(answer.json(), json!({ "count": 1, "told": null }));
    }
}

/// Invokes a function that is served, and returns its reply, a process id.
#[cfg(target_os = "linux")]
async fn id_from(address: SocketAddr, event: &'static str) -> u64 {
    let invoke = Request::post("/2015-03-31/functions/subject/invocations");
    let id = send(address, invoke, event).await.json().as_u64();
    id.expect("an id")
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ctrl_c_and_sigterm_end_serve_and_its_environments() {
    for signal in ["-INT", "-TERM"] {
        let (mut served, address) = serve(&["--port", "0"]).await;
        let environment = id_from(address, "{\"do\":\"pid\"}").await;
        let child = id_from(address, "{\"do\":\"spawn\",\"as\":\"child\"}").await;
        let orphan = id_from(address, "{\"do\":\"spawn\",\"as\":\"orphan\"}").await;
        assert!(crate::support::exists(environment));
        program::signal(signal, served.id().into()).await;
        let status = served.ended().await;
        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(!crate::support::exists(environment), "{signal}");
        crate::support::ended(child).await;
        crate::support::ended(orphan).await;
    }
}

/// Nothing can be done after SIGKILL. The function sees that its Runtime API is gone.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn environment_ends_after_its_service_is_killed() {
    let (mut served, address) = serve(&["--port", "0"]).await;
    let environment = id_from(address, "{\"do\":\"pid\"}").await;
    program::signal("-KILL", served.id().into()).await;
    served.ended().await;
    crate::support::ended(environment).await;
}

/// Returns the variables of the function, invoked with these options.
async fn variables(arguments: &[&str], set: &[(&str, &str)]) -> Value {
    let mut command = command(&["invoke", "-"]);
    command.args(arguments).envs(set.iter().copied());
    let output = program::output(&mut command, "{\"do\":\"variables\"}").await;
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

#[tokio::test]
async fn variables_of_files_and_options_are_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    };
    let first = file(".env", "# local\nexport A='1'\nB=2\nC=\"3\"\n");
    let second = file("more", "B=two\nD=4 # four\n");
    let found = variables(
        &[
            "--env-file",
            &first,
            "--env-file",
            &second,
            "--env",
            "C=three",
            "--env",
            "A_SECRET",
        ],
        &[("A", "inherited"), ("A_SECRET", "s"), ("OTHER", "o")],
    )
    .await;
    for (name, value) in [
        ("A", "1"),
        ("B", "two"),
        ("C", "three"),
        ("D", "4"),
        ("A_SECRET", "s"),
        ("OTHER", "o"),
    ] {
        assert_eq!(found[name], value, "{name}");
    }
}

#[tokio::test]
async fn clean_environment_has_only_what_is_named() {
    let set = [
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("NAMED", "n"),
        ("TZ", "Mars"),
    ];
    let found = variables(&["--clean-env", "--env", "NAMED", "--env", "OTHER=o"], &set).await;
    let mut names: Vec<_> = found
        .as_object()
        .expect("variables")
        .keys()
        .cloned()
        .collect();
    names.retain(|name| !name.starts_with("AWS_LAMBDA_"));
    // Lambda developer guide, "Defined runtime environment variables", and those of this test. `GATEWRIGHT_LOCAL` is ours.
    let expected = [
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_XRAY_CONTEXT_MISSING",
        "GATEWRIGHT_LOCAL",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "NAMED",
        "OTHER",
        #[cfg(unix)]
        "PATH",
        #[cfg(windows)]
        "SYSTEMROOT",
        "TZ",
        "_HANDLER",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (&found["NAMED"], &found["OTHER"], &found["TZ"]),
        (&json!("n"), &json!("o"), &json!(":UTC"))
    );
    let inherited = variables(&[], &set).await;
    assert_eq!(inherited["AWS_SECRET_ACCESS_KEY"], "secret");
}

#[tokio::test]
async fn wrong_variable_exits_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(".env");
    std::fs::write(&path, "A=1\nAWS_LAMBDA_RUNTIME_API=x\n").expect("a file");
    let path = path.display().to_string();
    for (arguments, says) in [
        (
            ["--env-file", path.as_str()],
            format!("error: {path}:2: `AWS_LAMBDA_RUNTIME_API` is a variable that Lambda sets"),
        ),
        (
            ["--env-file", "no/such/file"],
            "error: `no/such/file` does not exist\n  = help: ".to_owned(),
        ),
        (
            ["--env", "NO_SUCH_VARIABLE"],
            "error: `--env NO_SUCH_VARIABLE` names a variable that is not set\n  = help: "
                .to_owned(),
        ),
    ] {
        let mut command = command(&["invoke", "-"]);
        let output = program::output(command.args(arguments), "{}").await;
        let stderr = text(&output.stderr);
        assert!(stderr.starts_with(&says), "{stderr}");
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
    }
}
