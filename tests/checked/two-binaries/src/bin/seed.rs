//! A tool that fills the table from a developer's machine.

fn main() {
    work();
}

fn work() {
    std::thread::spawn(two_binaries::seed);
}
