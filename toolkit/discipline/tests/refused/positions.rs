//# in a signature's argument
fn handler(lock: &std::sync::Mutex<u8>) {}
//                ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# in a return type
fn handler() -> std::sync::mpsc::Receiver<u8> { todo!() }
//              ^ locking: `std::sync::mpsc` is a channel between threads

//# in a where clause
fn handler<T>(t: T) where T: AsRef<std::sync::RwLock<u8>> {}
//                                 ^ locking: `std::sync::RwLock` locks a value that no other thread uses

//# in a default of a type parameter
struct Shop<L = parking_lot::Mutex<u8>>(L);
//              ^ locking: `parking_lot::Mutex` locks a value that no other thread uses

//# in a struct's field
struct Shop { hits: std::sync::atomic::AtomicU64 }
//                  ^ locking: `std::sync::atomic::AtomicU64` is an atomic, but no second thread uses it

//# in an enum's variant
enum Slot { Free, Taken(tokio::sync::RwLock<u8>) }
//                      ^ locking: `tokio::sync::RwLock` locks a value that no other thread uses

//# in an associated type
struct Shop;
impl Iterator for Shop {
    type Item = std::sync::MutexGuard<'static, u8>;
//              ^ locking: `std::sync::MutexGuard` locks a value that no other thread uses
    fn next(&mut self) -> Option<Self::Item> { None }
}

//# in a method of an impl
struct Shop;
impl Shop {
    fn price(&self) { rayon::join(|| (), || ()); }
//                    ^ threading: `rayon` runs work on a thread pool
}

//# in a provided method of a trait
trait Priced {
    fn price(&self) { crossbeam_utils::thread::scope(|_| ()).unwrap(); }
//                    ^ threading: `crossbeam_utils` is built for multiple threads
}

//# in a constant's initialiser
const LOCK: usize = { let _ = std::mem::size_of::<std::sync::Barrier>(); 1 };
//                                                ^ locking: `std::sync::Barrier` waits for another thread, and there is none

//# in a function inside a function
fn handler() {
    fn inner() { std::thread::park(); }
//               ^ threading: `std::thread::park` parks the thread
    inner();
}

//# in a module inside a function
fn handler() {
    mod inner { pub fn go() { std::thread::park(); } }
//                            ^ threading: `std::thread::park` parks the thread
    inner::go();
}

//# in a closure inside an async block
fn handler() {
    let _ = async { [1].map(|_| std::hint::spin_loop()) };
//                              ^ blocking: `std::hint::spin_loop` spins until another thread makes progress
}

//# in the scrutinee and the guard of a match
fn handler(x: u8) {
    match std::thread::spawn(|| 1).join() {
//        ^ threading: `std::thread::spawn` starts a thread
        Ok(y) if { std::thread::yield_now(); y == x } => {}
//                 ^ threading: `std::thread::yield_now` yields to another thread
        _ => {}
    }
}

//# in the else of a let
fn handler(x: Option<u8>) {
    let Some(_) = x else { std::thread::park(); return };
//                         ^ threading: `std::thread::park` parks the thread
}

//# in a loop's iterator and in its body
fn handler() {
    for _ in std::sync::mpsc::channel::<u8>().1 {
//           ^ locking: `std::sync::mpsc` is a channel between threads
        std::thread::sleep(std::time::Duration::ZERO);
//      ^ blocking: `std::thread::sleep` blocks the thread
    }
}

//# in a turbofish
fn handler() { let _ = Default::default::<Vec<std::sync::Condvar>>(); }
//                                            ^ locking: `std::sync::Condvar` waits for another thread, and there is none

//# in an expression with a cast
fn handler() { let _ = std::thread::park as fn(); }
//                     ^ threading: `std::thread::park` parks the thread

//# in a pattern
fn handler(x: Outcome) { if let Outcome::Locked(std::sync::atomic::Ordering::Relaxed) = x {} }
//                                              ^ locking: `std::sync::atomic::Ordering` orders an atomic, but no second thread uses it

//# in a trait object
fn handler(_: Box<dyn Fn(std::sync::Mutex<u8>)>) {}
//                       ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# in the generic argument of an impl header
struct Shop<T>(T);
impl Shop<std::sync::RwLock<u8>> {}
//        ^ locking: `std::sync::RwLock` locks a value that no other thread uses

//# in the length of an array
static N: [u8; { std::thread::park as usize; 1 }] = [0];
//               ^ threading: `std::thread::park` parks the thread

//# in a struct's base expression
fn handler() { let _ = Shop { id: 1, ..std::thread::spawn(Shop::default).join().unwrap() }; }
//                                     ^ threading: `std::thread::spawn` starts a thread

//# twice in one statement is one mistake
fn handler() {
    let _: std::sync::Mutex<u8> = std::sync::Mutex::new(1);
//         ^ locking: `std::sync::Mutex` locks a value that no other thread uses
}

//# two names of one import are two mistakes
use std::sync::{Arc, Condvar, Mutex};
//                   ^ locking: `std::sync::Condvar` waits for another thread, and there is none
//                            ^ locking: `std::sync::Mutex` locks a value that no other thread uses
fn handler(_: Arc<(Mutex<u8>, Condvar)>) {}

//# under a cfg that a build may have
#[cfg(any(test, feature = "local"))]
fn handler() { std::thread::park(); }
//             ^ threading: `std::thread::park` parks the thread

//# under two cfgs that exclude each other
#[cfg(feature = "a")]
use std::sync::Arc as Shared;
#[cfg(not(feature = "a"))]
use std::sync::Mutex as Shared;
//             ^ locking: `std::sync::Mutex` locks a value that no other thread uses
fn handler(_: Shared<u8>) {}

//# a function that is not main with a runtime of its own
#[tokio::main(flavor = "current_thread")]
//^ threading: `tokio::main` starts a second async runtime
async fn handler() {}
