//! Looks innocent: the state is in the sibling crate.

fn main() {
    lambda_http::run(lambda_http::service_fn(handle));
}

fn handle() -> u64 {
    store::next()
}
