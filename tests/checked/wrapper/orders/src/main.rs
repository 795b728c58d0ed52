//! A function that does not depend on a runtime directly.

fn main() {
    common::run(handle);
}

fn handle() -> u64 {
    std::thread::sleep(std::time::Duration::ZERO);
    1
}
