//! A crate with a dependency that cannot be fetched.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    std::thread::sleep(gone::pause());
    1
}
