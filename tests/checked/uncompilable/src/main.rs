//! Nothing that a rule refuses, and nothing that compiles.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    "one"
}
