//! Fills the table from a desk.

fn main() {
    work();
}

fn work() {
    std::thread::spawn(two_binaries::seed);
}
