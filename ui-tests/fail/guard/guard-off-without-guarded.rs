use gatewright::prelude::*;

#[guard(off)]
fn helper() {
    loop {}
}

#[guard(off)]
struct Page;

fn main() {
    let _ = Page;
    helper();
}
