//! Depends on a refused crate, with an exemption.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
