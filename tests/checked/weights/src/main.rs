fn main() {
    let at = std::env::args().count();
    println!("{}", big::at(at) ^ small_one::at(at));
    runtime::run(runtime::service_fn(main));
}
