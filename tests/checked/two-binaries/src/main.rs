//! A function beside a tool that is none.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(two_binaries::handle));
}
