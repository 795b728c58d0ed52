//! A Lambda function in a package that also has a tool.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    two_binaries::clock::tick();
    two_binaries::handle()
}
