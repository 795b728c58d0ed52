//! Depends on what is refused, with a reason.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
