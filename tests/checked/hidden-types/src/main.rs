//! A lock whose type no line of this crate names.

fn main() {
    // Once, before the first invocation.
    drop(lambda_runtime::count().lock());
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    match lambda_runtime::count().lock() {
        Ok(count) => *count,
        Err(_) => 0,
    }
}
