//! No function: it may have all the threads it wants.

fn main() {
    println!("{}", store::next());
    helper();
}

fn helper() {
    std::thread::spawn(|| ());
}
