//! What `SUBJECT_INIT` does before the first event.

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
        // Breaks the first time: the file remembers.
        ("once", file) => {
            if !Path::new(file).exists() {
                std::fs::write(file, "").expect("the file is writable");
                exit(1);
            }
        }
        (other, _) => panic!("no plan for INIT is called `{other}`"),
    }
}
