//! Starting tasks, and letting go of them.

use super::Meaning::{Drops, Spawns, TaskHandle};
use super::{Known, is};

pub(super) const ROWS: &[Known] = &[
    is(Spawns, "tokio::spawn"),
    is(Spawns, "tokio::task::spawn"),
    is(Spawns, "tokio::task::spawn_local"),
    is(Spawns, "tokio::runtime::Handle::spawn"),
    is(Spawns, "async_std::task::spawn"),
    is(Spawns, "async_std::task::spawn_local"),
    is(Spawns, "smol::spawn"),
    is(Spawns, "actix_rt::spawn"),
    is(TaskHandle, "tokio::task::JoinHandle"),
    is(TaskHandle, "async_std::task::JoinHandle"),
    is(TaskHandle, "smol::Task"),
    is(Drops, "std::mem::drop"),
    is(Drops, "std::mem::forget"),
];
