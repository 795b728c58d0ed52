//! A Lambda function in a package that also has a tool.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(two_binaries::handle));
}
