//! A crate without findings that does not compile.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    "one"
}
