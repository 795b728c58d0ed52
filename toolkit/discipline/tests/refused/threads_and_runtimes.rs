//# a runtime made by hand is one mistake with its block_on
fn handler() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {});
//  ^ threading: `tokio::runtime::Runtime` starts a second runtime
}

//# a runtime in a variable is one mistake with its block_on
fn handler() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//                ^ threading: `tokio::runtime::Builder` starts a second runtime
    runtime.block_on(async {});
}

//# block_on of a handle that came as an argument
fn handler(handle: Handle) {
    handle.block_on(async {});
//         ^ threading: `block_on` blocks the thread on a future
}

//# block_on of the futures crate
use futures::executor::block_on;
//                     ^ threading: `futures::executor::block_on` blocks the thread on a future
fn handler() { block_on(async {}) }

//# pollster's trait
use pollster::FutureExt as _;
//            ^ threading: `pollster` blocks the thread on a future
fn handler() { async {}.block_on() }

//# a parallel iterator whose import is out of sight
fn handler(xs: Vec<u8>) -> Vec<u8> { xs.into_par_iter().map(|x| x + 1).collect() }
//                                      ^ threading: `into_par_iter` runs work on a pool of threads

//# spawn_blocking on a handle
fn handler(handle: Handle) {
    handle.spawn_blocking(|| ());
//         ^ threading: `spawn_blocking` moves work to another thread
}

//# block_in_place
use tokio::task;
fn handler() { task::block_in_place(|| ()); }
//             ^ threading: `tokio::task::block_in_place` moves work to another thread

//# scoped threads
use std::thread;
fn handler() {
    thread::scope(|scope| { scope.spawn(|| ()); });
//  ^ threading: `std::thread::scope` starts threads
}

//# a named thread
fn handler() {
    std::thread::Builder::new().name("worker".into()).spawn(|| ()).unwrap();
//  ^ threading: `std::thread::Builder` starts a thread
}

//# a synchronous channel's two names are one mistake
use std::sync::mpsc::{sync_channel, Receiver};
//                    ^ locking: `std::sync::mpsc` is a channel between threads
fn handler() -> Receiver<u8> { sync_channel(1).1 }

//# crossbeam's channel by another crate's name
use crossbeam_channel as channel;
//  ^ threading: `crossbeam_channel` is made for threads
fn handler() { channel::unbounded::<u8>(); }

//# a blocking receive of a tokio channel
fn handler(mut receiver: Receiver) {
    receiver.blocking_recv();
//           ^ blocking: `blocking_recv` stops the thread until it is done
}

//# a blocking HTTP client
use reqwest::blocking::Client;
//                     ^ blocking: `reqwest::blocking` waits for the network without yielding
fn handler() { Client::new(); }

//# sleep under another name from a nested import
use std::{time::Duration, thread::{sleep as nap}};
//                                 ^ blocking: `std::thread::sleep` stops the thread
fn handler() { nap(Duration::from_millis(1)); }

//# a spin lock
use spin::Mutex;
//        ^ locking: `spin::Mutex` locks what nothing else can reach
fn handler(_: Mutex<u8>) {}

//# an async lock
fn handler() { let _ = futures::lock::Mutex::new(1); }
//                     ^ locking: `futures::lock` locks what nothing else can reach

//# a map of locks
use dashmap::DashMap;
//           ^ locking: `dashmap` is a map of locks
fn handler(_: DashMap<u8, u8>) {}

//# an atomic through its module
use std::sync::atomic;
fn handler() { let _ = atomic::AtomicBool::new(true); }
//                     ^ locking: `std::sync::atomic::AtomicBool` is an atomic, and no second thread sees it

//# an atomic with its ordering is one mistake
use std::sync::atomic::{AtomicU8, Ordering};
//                      ^ locking: `std::sync::atomic::AtomicU8` is an atomic, and no second thread sees it
fn handler(n: AtomicU8) -> u8 { n.load(Ordering::Relaxed) }

//# an ordering whose atomic is out of sight
fn handler() { HITS.fetch_add(1, std::sync::atomic::Ordering::Relaxed); }
//                               ^ locking: `std::sync::atomic::Ordering` orders an atomic, and no second thread sees it

//# everything of the atomic module
use std::sync::atomic::*;
fn handler() { let _ = AtomicI64::new(1); }
//                     ^ locking: `std::sync::atomic::AtomicI64` is an atomic, and no second thread sees it
