//! A crate whose manifest has unknown settings for the rules.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
