//! No Lambda function.

fn main() {
    helper();
}

fn helper() {
    std::thread::spawn(|| ());
}
