//! A function that the tests control. Without a Runtime API it runs a local Lambda, as every function does. With one it follows
//! `SUBJECT_INIT` and then the event's `do`.

mod behaviour;
mod init;
mod runtime;

use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    match std::env::var("AWS_LAMBDA_RUNTIME_API") {
        Ok(api) => {
            let runtime = runtime::Runtime::new(api);
            init::run(&runtime);
            behaviour::serve(&runtime)
        }
        Err(_) => gatewright_local::main(
            gatewright_local::Function::new("subject")
                .timeout(Duration::from_secs(2))
                .manifest("{\"version\": 1}"),
        ),
    }
}
