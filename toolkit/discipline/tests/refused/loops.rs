//# a loop without an end in a function that a handler calls
fn poll(queue: &Queue) {
    loop {
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
        queue.poll();
    }
}

//# while true, in parentheses, in a method
impl Queue {
    fn drain(&mut self) {
        while (true) { self.next = self.next.wrapping_add(1); println!("{}", self.next); }
//      ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
    }
}

//# an async function that never awaits
async fn spin() { loop { step() } }
//                ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`

//# what leaves another loop, a closure or an async block leaves not this one
fn work(items: &[u8]) {
    'outer: loop {
//          ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
        for item in items { if *item == 0 { break } else { continue 'outer } }
        'inner: loop { break 'inner }
        'block: { break 'block }
        let f = || { return };
        let g = async { f().await };
        fn h() { return }
    }
}

//# a handler's loop that is switched off
#[get("/")]
async fn home() -> u8 {
    #[guard(off)]
    loop {}
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: `#[guard(off)]` disables its check
}

//# a whole handler that is switched off
#[gatewright::operation]
#[gatewright::guard(off)]
async fn home() -> u8 {
    loop { step() }
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: `#[guard(off)]` disables its check
}

//# in a macro's arguments
#[guarded]
fn work() {
    run!({ loop { step() } });
//         ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: attributes do not see loops inside a macro
}

//# in a macro's body
macro_rules! forever {
    ($x:expr) => { loop { step(1) } };
//                 ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: attributes do not see loops inside a macro
}

//# a function inside of a handler is one of its own
#[get("/")]
async fn home() {
    fn inner() { loop {} }
//               ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
    inner();
}

//# a loop in a loop: the outer one, which is not left, and the inner one
fn work() {
    loop {
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
        step();
        while true { step(); }
//      ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
    }
}

//# exempted from another rule
#[exempt(blocking, reason = "it is about the sleep")]
fn work() {
    std::thread::sleep(MOMENT);
    loop {}
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
}
