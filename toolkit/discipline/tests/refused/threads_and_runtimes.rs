//# a runtime made by hand is one mistake with its block_on
fn handler() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {});
//  ^ threading: `tokio::runtime::Runtime` starts a second async runtime
}

//# a runtime in a variable is one mistake with its block_on
fn handler() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//                ^ threading: `tokio::runtime::Builder` starts a second async runtime
    runtime.block_on(async {});
}

//# block_on of a handle that came as an argument
use tokio::runtime::Handle;
fn handler(handle: Handle) {
    handle.block_on(async {});
//         ^ threading: `block_on` blocks the thread until a future completes
}

//# block_on of the futures crate
use futures::executor::block_on;
//                     ^ threading: `futures::executor::block_on` blocks the thread until a future completes
fn handler() { block_on(async {}) }

//# pollster's trait
use pollster::FutureExt as _;
//            ^ threading: `pollster` blocks the thread until a future completes
fn handler() { async {}.block_on() }

//# a parallel iterator whose import is not visible
fn handler(xs: Vec<u8>) -> Vec<u8> { xs.into_par_iter().map(|x| x + 1).collect() }
//                                      ^ threading: `into_par_iter` runs work on a thread pool

//# spawn_blocking on a handle
use tokio::runtime::Handle;
fn handler(handle: &Handle) {
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
//  ^ threading: `crossbeam_channel` is built for multiple threads
fn handler() { channel::unbounded::<u8>(); }

//# a blocking receive of a tokio channel
use tokio::sync::mpsc::Receiver;
fn handler(mut receiver: Receiver<u8>) {
    receiver.blocking_recv();
//           ^ blocking: `blocking_recv` blocks the thread until it completes
}

//# a blocking HTTP client
use reqwest::blocking::Client;
//                     ^ blocking: `reqwest::blocking` blocks the thread while it waits for the network
fn handler() { Client::new(); }

//# sleep under another name from a nested import
use std::{time::Duration, thread::{sleep as nap}};
//                                 ^ blocking: `std::thread::sleep` blocks the thread
fn handler() { nap(Duration::from_millis(1)); }

//# a spin lock
use spin::Mutex;
//        ^ locking: `spin::Mutex` locks a value that no other thread uses
fn handler(_: Mutex<u8>) {}

//# an async lock
fn handler() { let _ = futures::lock::Mutex::new(1); }
//                     ^ locking: `futures::lock` locks a value that no other thread uses

//# a map of locks
use dashmap::DashMap;
//           ^ locking: `dashmap` is a concurrent map, but no second thread uses it
fn handler(_: DashMap<u8, u8>) {}

//# an atomic through its module
use std::sync::atomic;
fn handler() { let _ = atomic::AtomicBool::new(true); }
//                     ^ locking: `std::sync::atomic::AtomicBool` is an atomic, but no second thread uses it

//# an atomic with its ordering is one mistake
use std::sync::atomic::{AtomicU8, Ordering};
//                      ^ locking: `std::sync::atomic::AtomicU8` is an atomic, but no second thread uses it
fn handler(n: AtomicU8) -> u8 { n.load(Ordering::Relaxed) }

//# an ordering whose atomic is not visible
fn handler() { HITS.fetch_add(1, std::sync::atomic::Ordering::Relaxed); }
//                               ^ locking: `std::sync::atomic::Ordering` orders an atomic, but no second thread uses it

//# everything of the atomic module
use std::sync::atomic::*;
fn handler() { let _ = AtomicI64::new(1); }
//                     ^ locking: `std::sync::atomic::AtomicI64` is an atomic, but no second thread uses it
