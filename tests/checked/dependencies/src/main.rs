//! What it depends on is the mistake.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
