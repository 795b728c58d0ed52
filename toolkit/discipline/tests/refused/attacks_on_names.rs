//# a renamed function import
use std::thread::spawn as begin;
//               ^ threading: `std::thread::spawn` starts a thread
fn handler() { begin(|| ()); }

//# a module renamed on import, used with its new name
use std::thread as t;
fn handler() {
    t::spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# a crate root renamed on import
use std as s;
fn handler() {
    s::thread::spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# a nested use tree with self renamed
use std::{collections::HashMap, thread::{self as workers, JoinHandle}};
fn handler(_: HashMap<u8, JoinHandle<()>>) {
    workers::spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# a glob of the whole standard library
use std::*;
fn handler() {
    thread::spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# an extern crate under another name
extern crate rayon as pool;
//           ^ threading: `rayon` runs work on a thread pool
fn handler() { pool::join(|| (), || ()); }

//# the standard library as an extern crate under another name
extern crate std as base;
fn handler() {
    base::thread::park();
//  ^ threading: `std::thread::park` parks the thread
}

//# an import inside a function body
fn handler() {
    use std::sync::{Arc, RwLock};
//                       ^ locking: `std::sync::RwLock` locks a value that no other thread uses
    let _ = Arc::new(RwLock::new(0));
}

//# an import inside a block inside a closure
fn handler() {
    let f = || {
        use std::sync::Condvar;
//                     ^ locking: `std::sync::Condvar` waits for another thread, and there is none
        Condvar::new()
    };
    f();
}

//# a chain of imports through two inner modules
mod a { pub use std::thread; }
mod b { pub use super::a::thread as th; }
fn handler() {
    b::th::spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# a glob of an inner module that re-exports a module
mod prelude { pub use std::sync; }
mod shop {
    use super::prelude::*;
    fn handler() { let _ = sync::Mutex::new(0); }
//                         ^ locking: `std::sync::Mutex` locks a value that no other thread uses
}

//# an absolute path
fn handler() {
    ::std::thread::spawn(|| ());
//    ^ threading: `std::thread::spawn` starts a thread
}

//# a raw identifier in the path
fn handler() {
    r#std::r#thread::r#spawn(|| ());
//  ^ threading: `std::thread::spawn` starts a thread
}

//# core instead of std for an atomic
fn handler() {
    let n = core::sync::atomic::AtomicUsize::new(0);
//          ^ locking: `std::sync::atomic::AtomicUsize` is an atomic, but no second thread uses it
    let _ = n;
}

//# another crate's re-export of tokio
fn handler() {
    lambda_runtime::tokio::task::spawn_blocking(|| ());
//  ^ threading: `tokio::task::spawn_blocking` moves work to another thread
}

//# an import through another crate's re-export
use lambda_runtime::tokio::runtime::Builder;
//                                  ^ threading: `tokio::runtime::Builder` starts a second async runtime
fn handler() { let _ = Builder::new_current_thread(); }

//# a qualified self type
fn handler() {
    let _ = <std::sync::Mutex<u8>>::new(0);
//           ^ locking: `std::sync::Mutex` locks a value that no other thread uses
}

//# a function taken as a value, not called
fn handler() {
    let go = std::thread::sleep;
//           ^ blocking: `std::thread::sleep` blocks the thread
    go(std::time::Duration::from_secs(1));
}

//# an alias of a type in an inner module
mod types { pub type Shared<T> = std::sync::Arc<std::sync::Mutex<T>>; }
//                                              ^ locking: `std::sync::Mutex` locks a value that no other thread uses
fn handler(_: types::Shared<u8>) {}

//# an alias that names a module's type, its function through the alias
type Rt = tokio::runtime::Handle;
fn handler() {
    Rt::block_on(&Rt::current(), async {});
//  ^ threading: `tokio::runtime::Handle::block_on` blocks the thread until a future completes
}

//# the rayon prelude by glob and a method
use rayon::prelude::*;
//  ^ threading: `rayon` runs work on a thread pool
fn handler(xs: Vec<u8>) -> usize { xs.par_iter().count() }
