use std::thread as workers;

pub fn handle() -> u64 {
    let one = workers::spawn(|| 1);
    one.join().unwrap_or(0)
}
