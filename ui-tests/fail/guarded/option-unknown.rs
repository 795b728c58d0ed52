use gatewright::guarded;

#[guarded(timeout = "5s")]
fn work() {
    loop {}
}

fn main() {
    work();
}
