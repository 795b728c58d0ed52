//! State that outlives an invocation: the process, files, cells.

use super::Meaning::{Interior, OpensFile, TakesHandler, WriteOnce, WritesFile};
use super::{Known, is, refuse};
use crate::rule::Rule::SharedState;

const PROCESS: &str = "changes the process for the next invocation";
const PASS: &str =
    "pass the value as an argument; settings come from the function's environment variables";
const CACHE: &str = "keeps a cache between invocations";
const LAZY: &str = "what every request may share is loaded once in a `#[lazy_module]`; a cache of answers belongs in DynamoDB or ElastiCache";

pub(super) const ROWS: &[Known] = &[
    refuse(SharedState, "std::env::set_var", PROCESS, PASS),
    refuse(SharedState, "std::env::remove_var", PROCESS, PASS),
    refuse(
        SharedState,
        "std::env::set_current_dir",
        PROCESS,
        "use whole paths: `std::env::temp_dir().join(name)`",
    ),
    refuse(
        SharedState,
        "std::thread::LocalKey",
        "keeps state between invocations",
        "keep the value in a local, or in DynamoDB or S3 when the next invocation needs it",
    ),
    refuse(SharedState, "cached", CACHE, LAZY),
    refuse(SharedState, "memoize", CACHE, LAZY),
    is(Interior, "std::cell::Cell"),
    is(Interior, "std::cell::RefCell"),
    is(Interior, "std::cell::UnsafeCell"),
    is(Interior, "std::cell::SyncUnsafeCell"),
    is(Interior, "arc_swap::ArcSwap*"),
    is(Interior, "thread_local::ThreadLocal"),
    is(Interior, "moka"),
    is(Interior, "quick_cache"),
    is(Interior, "flume"),
    is(Interior, "async_channel"),
    is(Interior, "kanal"),
    is(Interior, "tokio::sync::mpsc"),
    is(Interior, "tokio::sync::oneshot"),
    is(Interior, "tokio::sync::broadcast"),
    is(Interior, "tokio::sync::watch"),
    is(Interior, "tokio::sync::Notify"),
    is(Interior, "tokio::sync::Semaphore"),
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
