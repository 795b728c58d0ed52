//! The behaviours that `SUBJECT_INIT` asks for before the first event.

use crate::runtime::Runtime;
use std::path::Path;
use std::process::exit;
use std::thread::sleep;
use std::time::Duration;

pub(crate) fn run(runtime: &Runtime) {
    let plan = std::env::var("SUBJECT_INIT").unwrap_or_default();
    match plan.split_once(':').unwrap_or((&plan, "")) {
        ("", _) => {}
        ("error", document) => {
            let header = "lambda-runtime-function-error-type: Runtime.InitError\r\n";
            runtime.call("POST", "init/error", header, document.as_bytes());
            exit(1);
        }
        ("exit", code) => {
            println!("ends in INIT");
            exit(code.parse().expect("an exit code"));
        }
        ("hang", _) => sleep(Duration::from_secs(600)),
        // Fails the first time, and then finds the file.
        ("once", file) => {
            if !Path::new(file).exists() {
                std::fs::write(file, "").expect("the file is writable");
                exit(1);
            }
        }
        ("restore", after) => restore(runtime, after),
        (other, _) => panic!("no plan for INIT is called `{other}`"),
    }
}

/// Waits for the restore, then does what `after` asks for.
fn restore(runtime: &Runtime, after: &str) {
    let answer = runtime.call("GET", "restore/next", "", b"");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, ""),
        "it was to be restored"
    );
    match after {
        "" => {}
        "twice" => {
            let again = runtime.call("GET", "restore/next", "", b"");
            assert_eq!(again.status, 403, "it has been restored already");
        }
        "error" => {
            let header = "lambda-runtime-function-error-type: Runtime.AfterRestoreError\r\n";
            let document = br#"{"errorType":"Settings.Stale","errorMessage":"the key is old"}"#;
            let answer = runtime.call("POST", "restore/error", header, document);
            assert_eq!(answer.status, 202, "the error was to be taken");
            exit(1);
        }
        "exit" => exit(4),
        "hang" => sleep(Duration::from_secs(600)),
        other => panic!("nothing after a restore is called `{other}`"),
    }
}
