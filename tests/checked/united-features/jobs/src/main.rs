//! A program that asks for more features than the function.

fn main() {
    println!("{}", store::stock());
}
