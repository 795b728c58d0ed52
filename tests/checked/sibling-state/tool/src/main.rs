//! Not a Lambda function, so it may start threads.

fn main() {
    println!("{}", store::next());
    helper();
}

fn helper() {
    std::thread::spawn(|| ());
}
