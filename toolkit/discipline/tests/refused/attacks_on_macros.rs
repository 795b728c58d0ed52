//# in the arguments of a format macro
fn handler() {
    println!("{:?}", std::thread::spawn(|| ()).join());
//                   ^ threading: `std::thread::spawn` starts a thread
}

//# in a named argument of a format macro
fn handler() {
    println!("{x:?}", x = std::sync::Mutex::new(1));
//                        ^ locking: `std::sync::Mutex` locks a value that no other thread uses
}

//# in the arm of a select macro
async fn handler() {
    tokio::select! {
        _ = async {} => { std::thread::sleep(std::time::Duration::from_secs(1)); }
//                        ^ blocking: `std::thread::sleep` blocks the thread
        else => {}
    }
}

//# in a macro whose arguments are not Rust
fn handler() {
    my_dsl!(run <- std::thread::spawn; then => done);
//                 ^ threading: `std::thread::spawn` starts a thread
}

//# in the body of a macro that the module defines
macro_rules! go {
    ($e:expr) => { std::thread::spawn(move || $e) };
//                 ^ threading: `std::thread::spawn` starts a thread
}
fn handler() { go!(1); }

//# a path that a macro's caller completes
macro_rules! call {
    ($f:ident) => { std::thread::$f(|| ()) };
//                  ^ threading: `std::thread::$f` is completed by the caller of the macro, so it cannot be checked
}
fn handler() { call!(spawn); }

//# a path that begins with a macro's variable
macro_rules! start {
    ($krate:ident) => { $krate::thread::spawn(|| ()) };
//                      ^ threading: `$krate::thread::spawn` is completed by the caller of the macro, so it cannot be checked
}
fn handler() { start!(std); }

//# a static in the repetition of a macro body
macro_rules! counters {
    ($($name:ident),*) => { $(static mut $name: u32 = 0;)* };
//                                       ^ shared_state: `static mut $name` is written by one invocation and read by the next
}
counters!(A, B);

//# lazy_static with a lock
lazy_static::lazy_static! {
    static ref CACHE: std::sync::Mutex<Vec<u8>> = std::sync::Mutex::new(vec![]);
//                    ^ shared_state: static `CACHE` keeps state between invocations: its type holds `std::sync::Mutex`
}

//# thread_local by its full path in a function
fn handler() {
    std::thread_local! { static N: std::cell::Cell<u8> = const { std::cell::Cell::new(0) }; }
//  ^ shared_state: `thread_local!` keeps state between invocations
}

//# a macro in statement position with braces
fn handler() {
    my_block! { let x = 1; std::thread::park(); x }
//                         ^ threading: `std::thread::park` parks the thread
}

//# a macro in type position
fn handler(_: wrap!(std::sync::Mutex<u8>)) {}
//                  ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# a macro inside a macro's arguments
fn handler() {
    assert!(vec![format!("{:?}", std::thread::Builder::new())].is_empty());
//                               ^ threading: `std::thread::Builder` starts a thread
}
