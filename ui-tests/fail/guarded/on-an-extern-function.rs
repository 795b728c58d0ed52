use gatewright::guarded;

#[guarded]
extern "C" fn compare(left: u32, right: u32) -> i32 {
    for _ in 0..3 {}
    i32::from(left > right)
}

fn main() {
    compare(1, 2);
}
