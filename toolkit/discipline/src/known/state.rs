//! State that outlives an invocation: the process, files, cells.

use super::Meaning::{
    InteriorMutable, OpensDatabase, OpensFile, TakesHandler, WriteOnce, WritesFile,
};
use super::{KnownPath, refuse, row};
use crate::rule::Rule::SharedState;

const PROCESS: &str = "changes the process for later invocations";
const PASS: &str =
    "pass the value as an argument; read settings from the function's environment variables";
const CACHE: &str = "keeps a cache between invocations";
const LAZY: &str = "load shared, read-only data once in a `#[lazy_module]`; keep cached responses in DynamoDB or ElastiCache";

pub(super) const ROWS: &[KnownPath] = &[
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
    row(OpensDatabase, "rusqlite::Connection::open"),
    row(OpensDatabase, "sled::open"),
    row(OpensDatabase, "redb::Database::create"),
    row(OpensDatabase, "rocksdb::DB::open_default"),
    row(InteriorMutable, "std::ptr::NonNull"),
    row(InteriorMutable, "std::cell::Cell"),
    row(InteriorMutable, "std::cell::RefCell"),
    row(InteriorMutable, "std::cell::UnsafeCell"),
    row(InteriorMutable, "std::cell::SyncUnsafeCell"),
    row(InteriorMutable, "arc_swap::ArcSwap*"),
    row(InteriorMutable, "thread_local::ThreadLocal"),
    row(InteriorMutable, "moka"),
    row(InteriorMutable, "quick_cache"),
    row(InteriorMutable, "flume"),
    row(InteriorMutable, "async_channel"),
    row(InteriorMutable, "kanal"),
    row(InteriorMutable, "tokio::sync::mpsc"),
    row(InteriorMutable, "tokio::sync::oneshot"),
    row(InteriorMutable, "tokio::sync::broadcast"),
    row(InteriorMutable, "tokio::sync::watch"),
    row(InteriorMutable, "tokio::sync::Notify"),
    row(InteriorMutable, "tokio::sync::Semaphore"),
    row(WriteOnce, "std::sync::OnceLock"),
    row(WriteOnce, "std::sync::LazyLock"),
    row(WriteOnce, "std::cell::OnceCell"),
    row(WriteOnce, "std::cell::LazyCell"),
    row(WriteOnce, "once_cell::sync::OnceCell"),
    row(WriteOnce, "once_cell::sync::Lazy"),
    row(WriteOnce, "once_cell::unsync::OnceCell"),
    row(WriteOnce, "once_cell::unsync::Lazy"),
    row(WriteOnce, "once_cell::race"),
    row(WriteOnce, "tokio::sync::OnceCell"),
    row(WriteOnce, "tokio::sync::SetOnce"),
    row(WriteOnce, "async_once_cell::OnceCell"),
    row(WriteOnce, "async_lock::OnceCell"),
    row(WritesFile(0), "std::fs::write"),
    row(WritesFile(0), "std::fs::File::create"),
    row(WritesFile(0), "std::fs::File::create_new"),
    row(WritesFile(0), "std::fs::File::create_buffered"),
    row(WritesFile(1), "std::fs::copy"),
    row(WritesFile(1), "std::fs::rename"),
    row(OpensFile, "std::fs::OpenOptions"),
    row(OpensFile, "std::fs::File::options"),
    row(WritesFile(0), "tokio::fs::write"),
    row(WritesFile(0), "tokio::fs::File::create"),
    row(WritesFile(0), "tokio::fs::File::create_new"),
    row(WritesFile(1), "tokio::fs::copy"),
    row(WritesFile(1), "tokio::fs::rename"),
    row(OpensFile, "tokio::fs::OpenOptions"),
    row(OpensFile, "tokio::fs::File::options"),
    row(TakesHandler, "lambda_runtime::service_fn"),
    row(TakesHandler, "lambda_http::service_fn"),
    row(TakesHandler, "lambda_runtime::handler_fn"),
    row(TakesHandler, "tower::service_fn"),
];
