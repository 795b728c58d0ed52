//! State that outlives an invocation: the process, files, cells.

use super::Meaning::{
    InteriorMutable, OpensDatabase, OpensFile, TakesHandler, WriteOnce, WritesFile,
};
use super::{Known, is, refuse};
use crate::rule::Rule::SharedState;

const PROCESS: &str = "changes the process for later invocations";
const PASS: &str =
    "pass the value as an argument; read settings from the function's environment variables";
const CACHE: &str = "keeps a cache between invocations";
const LAZY: &str = "load shared, read-only data once in a `#[lazy_module]`; keep cached responses in DynamoDB or ElastiCache";

pub(super) const ROWS: &[Known] = &[
    refuse(SharedState, "std::env::set_var", PROCESS, PASS),
    refuse(SharedState, "std::env::remove_var", PROCESS, PASS),
    refuse(
        SharedState,
        "std::env::set_current_dir",
        PROCESS,
        "use absolute paths: `std::env::temp_dir().join(name)`",
    ),
    refuse(
        SharedState,
        "std::thread::LocalKey",
        "keeps state between invocations",
        "keep the value in a local variable; store what later invocations need in DynamoDB or S3",
    ),
    refuse(SharedState, "cached", CACHE, LAZY),
    refuse(SharedState, "memoize", CACHE, LAZY),
    refuse(SharedState, "static_init", CACHE, LAZY),
    is(OpensDatabase, "rusqlite::Connection::open"),
    is(OpensDatabase, "sled::open"),
    is(OpensDatabase, "redb::Database::create"),
    is(OpensDatabase, "rocksdb::DB::open_default"),
    is(InteriorMutable, "std::ptr::NonNull"),
    is(InteriorMutable, "std::cell::Cell"),
    is(InteriorMutable, "std::cell::RefCell"),
    is(InteriorMutable, "std::cell::UnsafeCell"),
    is(InteriorMutable, "std::cell::SyncUnsafeCell"),
    is(InteriorMutable, "arc_swap::ArcSwap*"),
    is(InteriorMutable, "thread_local::ThreadLocal"),
    is(InteriorMutable, "moka"),
    is(InteriorMutable, "quick_cache"),
    is(InteriorMutable, "flume"),
    is(InteriorMutable, "async_channel"),
    is(InteriorMutable, "kanal"),
    is(InteriorMutable, "tokio::sync::mpsc"),
    is(InteriorMutable, "tokio::sync::oneshot"),
    is(InteriorMutable, "tokio::sync::broadcast"),
    is(InteriorMutable, "tokio::sync::watch"),
    is(InteriorMutable, "tokio::sync::Notify"),
    is(InteriorMutable, "tokio::sync::Semaphore"),
    is(WriteOnce, "std::sync::OnceLock"),
    is(WriteOnce, "std::sync::LazyLock"),
    is(WriteOnce, "std::cell::OnceCell"),
    is(WriteOnce, "std::cell::LazyCell"),
    is(WriteOnce, "once_cell::sync::OnceCell"),
    is(WriteOnce, "once_cell::sync::Lazy"),
    is(WriteOnce, "once_cell::unsync::OnceCell"),
    is(WriteOnce, "once_cell::unsync::Lazy"),
    is(WriteOnce, "once_cell::race"),
    is(WriteOnce, "tokio::sync::OnceCell"),
    is(WriteOnce, "tokio::sync::SetOnce"),
    is(WriteOnce, "async_once_cell::OnceCell"),
    is(WriteOnce, "async_lock::OnceCell"),
    is(WritesFile(0), "std::fs::write"),
    is(WritesFile(0), "std::fs::File::create"),
    is(WritesFile(0), "std::fs::File::create_new"),
    is(WritesFile(0), "std::fs::File::create_buffered"),
    is(WritesFile(1), "std::fs::copy"),
    is(WritesFile(1), "std::fs::rename"),
    is(OpensFile, "std::fs::OpenOptions"),
    is(OpensFile, "std::fs::File::options"),
    is(WritesFile(0), "tokio::fs::write"),
    is(WritesFile(0), "tokio::fs::File::create"),
    is(WritesFile(0), "tokio::fs::File::create_new"),
    is(WritesFile(1), "tokio::fs::copy"),
    is(WritesFile(1), "tokio::fs::rename"),
    is(OpensFile, "tokio::fs::OpenOptions"),
    is(OpensFile, "tokio::fs::File::options"),
    is(TakesHandler, "lambda_runtime::service_fn"),
    is(TakesHandler, "lambda_http::service_fn"),
    is(TakesHandler, "lambda_runtime::handler_fn"),
    is(TakesHandler, "tower::service_fn"),
];
