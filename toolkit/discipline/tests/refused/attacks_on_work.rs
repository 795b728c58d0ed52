//# a path that paste puts together
fn handler() { paste::paste! { std::thread::[<sp awn>](|| ()); } }
//                             ^ threading: a macro assembles a path below `std::thread`, so it cannot be checked

//# through libc
fn handler() { unsafe { libc::fork(); } }
//                      ^ threading: `libc::fork` forks the process

//# a foreign function of the system's threads
unsafe extern "C" { fn pthread_create(a: *mut u8, b: *const u8, c: extern "C" fn(*mut u8) -> *mut u8, d: *mut u8) -> i32; }
//                     ^ threading: `pthread_create` starts a thread or process beside the invocation

//# a module re-exported by a glob of a glob
mod a { pub use std::*; }
mod b { pub use super::a::*; }
use b::*;
fn handler() { thread::spawn(|| ()); }
//             ^ threading: `std::thread::spawn` starts a thread

//# an import of an import by self
use std::thread::spawn;
//               ^ threading: `std::thread::spawn` starts a thread
use self::spawn as go;
fn handler() { go(|| ()); }

//# a macro that defines a macro
macro_rules! outer { () => { macro_rules! inner { () => { std::thread::spawn(|| ()) } } }; }
//                                                        ^ threading: `std::thread::spawn` starts a thread
fn handler() { outer!(); inner!(); }

//# an import made by a macro
macro_rules! import { ($($path:tt)*) => { use $($path)*; }; }
import!(std::thread::spawn);
//      ^ threading: `std::thread::spawn` starts a thread
fn handler() { spawn(|| ()); }

//# an import that a macro completes
macro_rules! import { ($name:ident) => { use std::$name; }; }
//                                           ^ threading: `std::$name` is completed by the caller of the macro, so it cannot be checked
import!(thread);
fn handler() { thread::spawn(|| ()); }

//# a thread pool of another crate
fn handler() { let pool = threadpool::ThreadPool::new(4); pool.execute(|| ()); }
//                        ^ threading: `threadpool` runs work on a thread pool

//# a pool of the futures crate
fn handler() { let pool = futures::executor::ThreadPool::new().unwrap(); }
//                        ^ threading: `futures::executor::ThreadPool` runs work on a thread pool

//# a parallel sort
use rayon::slice::ParallelSliceMut;
//                ^ threading: `rayon` runs work on a thread pool
fn handler(mut xs: Vec<u8>) { xs.par_sort(); }

//# a parallel bridge whose import is not visible
fn handler(xs: Vec<u8>) { xs.into_iter().par_bridge().for_each(drop); }
//                                       ^ threading: `par_bridge` runs work on a thread pool

//# async-std's blocking
fn handler() { async_std::task::block_on(async {}); }
//             ^ threading: `async_std::task::block_on` blocks the thread until a future completes

//# futures-lite's blocking in an alias
use futures_lite::future as f;
fn handler() { f::block_on(async {}); }
//             ^ threading: `futures_lite::future::block_on` blocks the thread until a future completes

//# the runtime of another crate's attribute
#[async_std::main]
//^ threading: `async_std::main` starts a second async runtime
async fn helper() {}

//# actix's system
fn handler() { actix_rt::System::new().block_on(async {}); }
//             ^ threading: `actix_rt::System` starts a second async runtime

//# a runtime's handle blocks through a chain
fn handler() { tokio::runtime::Handle::current().block_on(async {}); }
//                                               ^ threading: `block_on` blocks the thread until a future completes

//# crossbeam's scope in a nested import
use crossbeam::{channel::{self, Receiver}, thread as t};
//                        ^ threading: `crossbeam` is built for multiple threads
fn handler() { t::scope(|s| ()).unwrap(); }

//# a test runtime in the real program
fn handler() { tokio_test::block_on(async {}); }
//             ^ threading: `tokio_test::block_on` blocks the thread until a future completes

//# a cfg that looks like a test
#[cfg(any(test, feature = "fast"))]
fn handler() { std::thread::spawn(|| ()); }
//             ^ threading: `std::thread::spawn` starts a thread

//# a cfg macro around it
fn handler() { if cfg!(debug_assertions) { std::thread::spawn(|| ()); } }
//                                         ^ threading: `std::thread::spawn` starts a thread

//# a condition that is not test
#[cfg(not(test))]
use std::thread::spawn;
//               ^ threading: `std::thread::spawn` starts a thread
fn handler() { spawn(|| ()); }

//# a module with the word tests in its name
mod tests { pub fn go() { std::thread::spawn(|| ()); } }
//                        ^ threading: `std::thread::spawn` starts a thread
fn handler() { tests::go(); }

//# an own module called std in another module
mod other { pub mod std { pub mod thread { pub fn spawn() {} } } }
fn handler() { std::thread::spawn(|| ()); }
//             ^ threading: `std::thread::spawn` starts a thread

//# an own name in an inner block
fn handler() { { mod thread { pub fn spawn(_: u8) {} } thread::spawn(1); } use std::thread; thread::spawn(|| ()); }
//                                                                                          ^ threading: `std::thread::spawn` starts a thread

//# a local variable called like the module
use std::thread;
fn handler() { let thread = 1; thread::spawn(|| thread); }
//                             ^ threading: `std::thread::spawn` starts a thread

//# tokio under an extern name with a leading colon
fn handler() { ::tokio::task::spawn_blocking(|| ()); }
//               ^ threading: `tokio::task::spawn_blocking` moves work to another thread

//# blocking work by a function taken as a value
async fn handler() { let go = tokio::task::spawn_blocking::<fn(), ()>; go(|| ()).await.unwrap(); }
//                            ^ threading: `tokio::task::spawn_blocking` moves work to another thread

//# sleeping by the old name
fn handler() { std::thread::sleep_ms(5); }
//             ^ blocking: `std::thread::sleep_ms` blocks the thread

//# parking with a limit
fn handler() { std::thread::park_timeout(std::time::Duration::from_secs(1)); }
//             ^ threading: `std::thread::park_timeout` parks the thread

//# yielding in a loop
fn handler(ready: &bool) { while !*ready { std::thread::yield_now(); } }
//                                         ^ threading: `std::thread::yield_now` yields to another thread

//# spinning in a loop
fn handler(ready: &bool) { while !*ready { std::hint::spin_loop(); } }
//                                         ^ blocking: `std::hint::spin_loop` spins until another thread makes progress

//# a child process
async fn handler() { std::process::Command::new("convert").output().unwrap(); }
//                   ^ blocking: `std::process::Command` blocks the thread while another process runs

//# a synchronous HTTP client
async fn handler() { ureq::get("http://x").call().unwrap(); }
//                   ^ blocking: `ureq` blocks the thread while it waits for the network

//# one synchronous request
async fn handler() { let _ = reqwest::blocking::get("http://x"); }
//                           ^ blocking: `reqwest::blocking` blocks the thread while it waits for the network

//# locks of parking_lot
use parking_lot::{const_mutex, RwLockReadGuard};
//                ^ locking: `parking_lot::const_mutex` locks a value that no other thread uses
//                             ^ locking: `parking_lot::RwLockReadGuard` locks a value that no other thread uses
fn handler() { let m = const_mutex(1); }

//# a lock in a type alias of a trait
trait Has { type Lock; }
impl Has for u8 { type Lock = std::sync::RwLock<u8>; }
//                            ^ locking: `std::sync::RwLock` locks a value that no other thread uses

//# a guard in a signature
fn handler(guard: std::sync::MutexGuard<'_, u8>) {}
//                ^ locking: `std::sync::MutexGuard` locks a value that no other thread uses

//# a lock made by a conversion
fn handler() { let m: std::sync::Mutex<u8> = 1.into(); }
//                    ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# an async lock of another crate
use async_lock::RwLock;
//              ^ locking: `async_lock::RwLock` locks a value that no other thread uses
fn handler(l: &RwLock<u8>) {}

//# a concurrent map
fn handler() { let map = scc::HashMap::<u8, u8>::new(); }
//                       ^ locking: `scc` is a concurrent map, but no second thread uses it

//# portable atomics
use portable_atomic::AtomicF64;
//                   ^ locking: `portable_atomic::AtomicF64` is an atomic, but no second thread uses it
fn handler(a: &AtomicF64) {}

//# a fence alone
fn handler() { std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst); }
//             ^ locking: `std::sync::atomic::fence` orders memory accesses between threads

//# a channel through an alias of its module
use std::sync::mpsc as chan;
//             ^ locking: `std::sync::mpsc` is a channel between threads
fn handler() { let (s, r) = chan::channel::<u8>(); }

//# a semaphore of an own static
static LIMIT: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);
//            ^ shared_state: static `LIMIT` keeps state between invocations: its type holds `tokio::sync::Semaphore`

//# by a closure that is called
async fn handler() { let go = |x: u8| tokio::spawn(async move { x }); go(1); }
//                                                                    ^ detached_task: the task started by `tokio::spawn` is never awaited

//# by a function taken as a value
async fn handler() { let go = tokio::spawn; go(async {}); }
//                                          ^ detached_task: the task started by `tokio::spawn` is never awaited

//# through a map that drops
async fn handler(xs: Vec<u8>) { xs.into_iter().map(|x| tokio::spawn(async move { x })).for_each(drop); }
//                                                     ^ detached_task: the task started by `tokio::spawn` is never awaited

//# a count of the tasks
async fn handler(xs: Vec<u8>) -> usize { xs.into_iter().map(|x| tokio::spawn(async move { x })).count() }
//                                                              ^ detached_task: the task started by `tokio::spawn` is never awaited

//# in a box
async fn handler() { Box::new(tokio::spawn(async {})); }
//                            ^ detached_task: the task started by `tokio::spawn` is never awaited

//# a match that drops it
async fn handler() { match tokio::spawn(async {}) { _ => () } }
//                         ^ detached_task: the task started by `tokio::spawn` is never awaited

//# only its abort handle
async fn handler() { tokio::spawn(async {}).abort_handle(); }
//                   ^ detached_task: the task started by `tokio::spawn` is never awaited

//# with a name
async fn handler() { tokio::task::Builder::new().name("x").spawn(async {}).unwrap(); }
//                                                         ^ detached_task: the task started by `tokio::task::Builder::spawn` is never awaited

//# a local one
async fn handler() { tokio::task::spawn_local(async {}); }
//                   ^ detached_task: the task started by `tokio::task::spawn_local` is never awaited

//# with a question mark
async fn handler() { let handle = tokio::runtime::Handle::try_current().unwrap(); handle.spawn(async {}); }
//                                                                                ^ detached_task: the task started by `tokio::runtime::Handle::spawn` is never awaited

//# async-std's
async fn handler() { async_std::task::spawn(async {}); }
//                   ^ detached_task: the task started by `async_std::task::spawn` is never awaited

//# a loop that breaks with it
async fn handler() { loop { break tokio::spawn(async {}); }; }
//                                ^ detached_task: the task started by `tokio::spawn` is never awaited

//# a labelled block
async fn handler() { 'a: { break 'a tokio::spawn(async {}) }; }
//                                  ^ detached_task: the task started by `tokio::spawn` is never awaited

//# a cast
async fn handler() { tokio::spawn(async {}) as tokio::task::JoinHandle<()>; }
//                   ^ detached_task: the task started by `tokio::spawn` is never awaited

//# a reference to it
async fn handler() { let _ = &tokio::spawn(async {}); }
//                            ^ detached_task: the task started by `tokio::spawn` is never awaited

//# dropped through an alias of drop
use std::mem::drop as forget_it;
async fn handler() { forget_it(tokio::spawn(async {})); }
//                             ^ detached_task: the task started by `tokio::spawn` is never awaited

//# manually dropped
async fn handler() { let _ = std::mem::ManuallyDrop::new(tokio::spawn(async {})); }
//                                                       ^ detached_task: the task started by `tokio::spawn` is never awaited

//# by a macro of the crate
macro_rules! go { ($e:expr) => { tokio::spawn($e); }; }
//                               ^ detached_task: the task started by `tokio::spawn` is never awaited
async fn handler() { go!(async {}); }

//# tokio re-exported by the crate
mod prelude { pub use tokio; }
async fn handler() { prelude::tokio::spawn(async {}); }
//                   ^ detached_task: the task started by `tokio::spawn` is never awaited
