use gatewright::prelude::*;

#[guarded]
fn work() {
    #[guard]
    for _ in 0..3 {}
    #[guard(on)]
    for _ in 0..3 {}
    #[guard = "off"]
    for _ in 0..3 {}
}

#[guarded]
#[guard(off)]
fn contradicts_itself() {
    loop {}
}

fn main() {
    work();
    contradicts_itself();
}
