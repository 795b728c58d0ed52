//! A tool that fills the table from a developer's machine.

use two_binaries::{clock, import, labels, table};

fn main() {
    println!("{}", labels::LABEL);
    clock::tick();
    import::pause();
    table::fill();
    work();
}

fn work() {
    std::thread::spawn(two_binaries::seed);
}
