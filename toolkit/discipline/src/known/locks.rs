//! Locks, atomics, channels that block.

use super::{Known, Meaning, refuse};
use crate::rule::Rule::Locking;

const LOCKS: &str = "locks a value that no other thread uses";
const MUT: &str = "pass `&mut value`, keep it in a local `RefCell`, or return it; if a library needs the lock, write `#[exempt(locking, reason = \"…\")]`";
const WAITS: &str = "waits for another thread, and there is none";
const JOIN: &str =
    "run the parts as futures and wait for all of them: `tokio::join!(first(), second())`";
const ATOMIC: &str = "is an atomic, but no second thread uses it";
const CELL: &str = "use a plain value, or a local `Cell` where two closures share it; if a library needs the atomic, write `#[exempt(locking, reason = \"…\")]`";
const CHANNEL: &str = "is a channel between threads";
const TOKIO: &str =
    "return the values, or use `tokio::sync::mpsc::channel` between futures of one invocation";
const MAP: &str = "is a concurrent map, but no second thread uses it";
const HASH: &str = "use `std::collections::HashMap`";

pub(super) const ROWS: &[Known] = &[
    refuse(Locking, "std::sync::Mutex", LOCKS, MUT),
    refuse(Locking, "std::sync::MutexGuard", LOCKS, MUT),
    refuse(Locking, "std::sync::RwLock", LOCKS, MUT),
    refuse(Locking, "std::sync::RwLockReadGuard", LOCKS, MUT),
    refuse(Locking, "std::sync::RwLockWriteGuard", LOCKS, MUT),
    refuse(Locking, "std::sync::ReentrantLock", LOCKS, MUT),
    refuse(Locking, "std::sync::nonpoison", LOCKS, MUT),
    refuse(Locking, "std::sync::poison", LOCKS, MUT),
    refuse(Locking, "std::sync::Condvar", WAITS, JOIN),
    refuse(Locking, "std::sync::Barrier", WAITS, JOIN),
    refuse(Locking, "std::sync::mpsc", CHANNEL, TOKIO),
    refuse(Locking, "std::sync::mpmc", CHANNEL, TOKIO),
    refuse(Locking, "std::sync::atomic::Atomic*", ATOMIC, CELL),
    refuse(
        Locking,
        "std::sync::atomic::fence",
        "orders memory accesses between threads",
        CELL,
    ),
    refuse(
        Locking,
        "std::sync::atomic::compiler_fence",
        "orders memory accesses between threads",
        CELL,
    ),
    Known {
        path: "std::sync::atomic::Ordering",
        meaning: Meaning::Companion {
            rule: Locking,
            does: "orders an atomic, but no second thread uses it",
            help: CELL,
        },
    },
    refuse(Locking, "portable_atomic::Atomic*", ATOMIC, CELL),
    refuse(Locking, "atomic::Atomic", ATOMIC, CELL),
    refuse(Locking, "parking_lot::Mutex*", LOCKS, MUT),
    refuse(Locking, "parking_lot::RwLock*", LOCKS, MUT),
    refuse(Locking, "parking_lot::FairMutex*", LOCKS, MUT),
    refuse(Locking, "parking_lot::ReentrantMutex*", LOCKS, MUT),
    refuse(Locking, "parking_lot::Condvar", WAITS, JOIN),
    refuse(Locking, "parking_lot::const_*", LOCKS, MUT),
    refuse(Locking, "parking_lot_core", LOCKS, MUT),
    refuse(Locking, "lock_api", LOCKS, MUT),
    refuse(Locking, "spin::Mutex*", LOCKS, MUT),
    refuse(Locking, "spin::RwLock*", LOCKS, MUT),
    refuse(Locking, "spin::Barrier", WAITS, JOIN),
    refuse(Locking, "spin::mutex", LOCKS, MUT),
    refuse(Locking, "spin::rwlock", LOCKS, MUT),
    refuse(Locking, "tokio::sync::Mutex", LOCKS, MUT),
    refuse(Locking, "tokio::sync::MutexGuard", LOCKS, MUT),
    refuse(Locking, "tokio::sync::OwnedMutexGuard", LOCKS, MUT),
    refuse(Locking, "tokio::sync::MappedMutexGuard", LOCKS, MUT),
    refuse(Locking, "tokio::sync::RwLock*", LOCKS, MUT),
    refuse(Locking, "tokio::sync::OwnedRwLock*", LOCKS, MUT),
    refuse(Locking, "tokio::sync::Barrier", WAITS, JOIN),
    refuse(Locking, "futures::lock", LOCKS, MUT),
    refuse(Locking, "futures_util::lock", LOCKS, MUT),
    refuse(Locking, "async_lock::Mutex*", LOCKS, MUT),
    refuse(Locking, "async_lock::RwLock*", LOCKS, MUT),
    refuse(Locking, "async_lock::Barrier*", WAITS, JOIN),
    refuse(Locking, "async_std::sync::Mutex*", LOCKS, MUT),
    refuse(Locking, "async_std::sync::RwLock*", LOCKS, MUT),
    refuse(Locking, "async_std::sync::Condvar", WAITS, JOIN),
    refuse(Locking, "async_std::sync::Barrier*", WAITS, JOIN),
    refuse(Locking, "smol::lock::Mutex*", LOCKS, MUT),
    refuse(Locking, "smol::lock::RwLock*", LOCKS, MUT),
    refuse(Locking, "dashmap", MAP, HASH),
    refuse(Locking, "scc", MAP, HASH),
    refuse(Locking, "flurry", MAP, HASH),
    refuse(Locking, "evmap", MAP, HASH),
];
