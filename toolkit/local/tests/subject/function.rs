//! A function under the tests' control. Without a Runtime API it is its own local Lambda, as every function is; with
//! one it does what the event's `do` says, `SUBJECT_INIT` permitting.

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
