//! A lock whose type this crate never names, and suppressed lints.
#![allow(clippy::all)]
#![forbid(warnings)]

fn main() {
    // Once, before the first invocation.
    drop(lambda_runtime::count().lock());
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

#[allow(clippy::disallowed_methods)]
fn handle() -> u64 {
    match lambda_runtime::count().lock() {
        Ok(count) => *count,
        Err(_) => 0,
    }
}
