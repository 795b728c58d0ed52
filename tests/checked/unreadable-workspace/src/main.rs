//! A crate whose workspace lacks a member, so cargo cannot read it.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(handle));
}

fn handle() -> u64 {
    std::thread::sleep(std::time::Duration::ZERO);
    1
}
