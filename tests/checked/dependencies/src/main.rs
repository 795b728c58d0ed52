//! A crate with refused dependencies.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
