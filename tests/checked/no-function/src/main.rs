//! A crate that is not a Lambda function.

fn main() {
    helper();
}

fn helper() {
    std::thread::spawn(|| ());
}
