fn main() {
    let at = std::env::args().count();
    println!("{}", u32::from(big::at(at)) + u32::from(small_one::at(at)));
    runtime::run(runtime::service_fn(main));
}
