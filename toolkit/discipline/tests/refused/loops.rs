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

//# exits of other loops, closures and async blocks do not count
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

//# a handler's loop with guard(off)
#[get("/")]
async fn home() -> u8 {
    #[guard(off)]
    loop {}
//  ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: `#[guard(off)]` disables its check
}

//# a handler with guard(off)
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

//# a function inside a handler
#[get("/")]
async fn home() {
    fn inner() { loop {} }
//               ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`
    inner();
}

//# an endless loop in an endless loop
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
