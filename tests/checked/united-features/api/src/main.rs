//! A function whose build has no `cache`. Another package of the workspace asks for it.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(store::stock));
}
