//! Another function that reaches the same state.

fn main() {
    lambda_http::run(lambda_http::service_fn(handle));
}

fn handle() -> u64 {
    store::next()
}
