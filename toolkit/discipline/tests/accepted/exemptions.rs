//# on a function
#[exempt(locking, reason = "the client's builder wants one")]
fn handler() { let _ = std::sync::Mutex::new(1); }

//# by its full path, on a static
#[gatewright::exempt(shared_state, reason = "a cache of what never changes")]
static CACHE: std::sync::Mutex<Vec<u8>> = std::sync::Mutex::new(Vec::new());

//# on an import, for its uses too
#[exempt(locking, reason = "the client's builder wants one")]
use std::sync::Mutex;
fn handler() { let _ = Mutex::new(1); }

//# on a module and on an impl
#[exempt(threading, reason = "runs in the build script")]
mod build { pub fn go() { std::thread::park(); } }
struct Shop;
#[exempt(blocking, reason = "a test double")]
impl Shop { fn wait(&self) { std::thread::sleep(std::time::Duration::ZERO); } }

//# on a method
struct Shop;
impl Shop {
    #[exempt(blocking, reason = "a test double")]
    fn wait(&self) { std::thread::sleep(std::time::Duration::ZERO); }
}

//# two rules at once
#[exempt(threading, blocking, reason = "a benchmark")]
fn handler() { std::thread::spawn(|| ()); std::thread::sleep(std::time::Duration::ZERO); }

//# code that may break the rule outside the visible tokens
#[exempt(locking, reason = "the library's own lock")]
fn handler(state: library::State) { state.lock().unwrap(); }

//# a rule that is judged elsewhere
#[exempt(layering, reason = "moves next month")]
fn handler() {}
