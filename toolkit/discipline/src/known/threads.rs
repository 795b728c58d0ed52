//! Threads, pools, second runtimes.

use super::{Known, refuse};
use crate::rule::Rule::Threading;

const THREAD: &str = "starts a thread";
const JOIN: &str = "run the parts concurrently as futures, `tokio::join!(first(), second())`, or invoke another Lambda function";
const PROCESS: &str = "forks the process";
const PARK: &str = "parks the thread";
const WAIT: &str =
    "`.await` the event: `receiver.recv().await` or `tokio::time::sleep(duration).await`";
const POOL: &str = "runs work on a thread pool";
const SERIAL: &str = "use a sequential iterator, `items.iter()`; for more CPU raise `memory`, for more parallelism invoke more functions";
const MOVES: &str = "moves work to another thread";
const INLINE: &str = "call the function directly, or `.await` the async API of the crate";
const RUNTIME: &str = "starts a second async runtime";
const THE_RUNTIME: &str =
    "Gatewright already runs a Tokio runtime: make the function `async` and `.await` the future";
const BLOCK_ON: &str = "blocks the thread until a future completes";
const AWAIT: &str = "make the function `async` and write `future.await`";

pub(super) const ROWS: &[Known] = &[
    refuse(Threading, "std::thread::spawn", THREAD, JOIN),
    refuse(Threading, "std::thread::Builder", THREAD, JOIN),
    refuse(Threading, "std::thread::scope", "starts threads", JOIN),
    refuse(Threading, "std::thread::Scope", "starts threads", JOIN),
    refuse(Threading, "std::thread::park", PARK, WAIT),
    refuse(Threading, "std::thread::park_timeout", PARK, WAIT),
    refuse(Threading, "std::thread::park_timeout_ms", PARK, WAIT),
    refuse(
        Threading,
        "std::thread::yield_now",
        "yields to another thread",
        "write `tokio::task::yield_now().await`",
    ),
    refuse(Threading, "rayon", POOL, SERIAL),
    refuse(Threading, "rayon_core", POOL, SERIAL),
    refuse(Threading, "tokio_rayon", POOL, SERIAL),
    refuse(Threading, "threadpool", POOL, SERIAL),
    refuse(Threading, "scoped_threadpool", POOL, SERIAL),
    refuse(Threading, "rusty_pool", POOL, SERIAL),
    refuse(
        Threading,
        "crossbeam*",
        "is built for multiple threads",
        JOIN,
    ),
    refuse(Threading, "tokio::task::spawn_blocking", MOVES, INLINE),
    refuse(Threading, "tokio::task::block_in_place", MOVES, INLINE),
    refuse(Threading, "tokio::runtime::Runtime", RUNTIME, THE_RUNTIME),
    refuse(Threading, "tokio::runtime::Builder", RUNTIME, THE_RUNTIME),
    refuse(
        Threading,
        "tokio::runtime::LocalRuntime",
        RUNTIME,
        THE_RUNTIME,
    ),
    refuse(Threading, "tokio::main", RUNTIME, THE_RUNTIME),
    refuse(Threading, "async_std::main", RUNTIME, THE_RUNTIME),
    refuse(Threading, "smol_potat::main", RUNTIME, THE_RUNTIME),
    refuse(Threading, "actix_rt::main", RUNTIME, THE_RUNTIME),
    refuse(Threading, "libc::fork", PROCESS, JOIN),
    refuse(Threading, "libc::pthread_create", THREAD, JOIN),
    refuse(Threading, "nix::unistd::fork", PROCESS, JOIN),
    refuse(
        Threading,
        "tokio::runtime::Handle::block_on",
        BLOCK_ON,
        AWAIT,
    ),
    refuse(
        Threading,
        "tokio::runtime::Handle::spawn_blocking",
        MOVES,
        INLINE,
    ),
    refuse(
        Threading,
        "tokio::task::JoinSet::spawn_blocking",
        MOVES,
        INLINE,
    ),
    refuse(
        Threading,
        "tokio::task::LocalSet::block_on",
        BLOCK_ON,
        AWAIT,
    ),
    refuse(Threading, "tokio_util::task::LocalPoolHandle", POOL, JOIN),
    refuse(Threading, "tokio_test::block_on", BLOCK_ON, AWAIT),
    refuse(Threading, "futures::executor::block_on", BLOCK_ON, AWAIT),
    refuse(
        Threading,
        "futures::executor::block_on_stream",
        BLOCK_ON,
        AWAIT,
    ),
    refuse(
        Threading,
        "futures::executor::LocalPool",
        RUNTIME,
        THE_RUNTIME,
    ),
    refuse(Threading, "futures::executor::ThreadPool", POOL, JOIN),
    refuse(
        Threading,
        "futures::executor::ThreadPoolBuilder",
        POOL,
        JOIN,
    ),
    refuse(Threading, "futures_executor", RUNTIME, THE_RUNTIME),
    refuse(Threading, "futures_lite::future::block_on", BLOCK_ON, AWAIT),
    refuse(Threading, "pollster", BLOCK_ON, AWAIT),
    refuse(Threading, "async_std::task::block_on", BLOCK_ON, AWAIT),
    refuse(Threading, "async_std::task::spawn_blocking", MOVES, INLINE),
    refuse(Threading, "smol::block_on", BLOCK_ON, AWAIT),
    refuse(Threading, "smol::unblock", MOVES, INLINE),
    refuse(Threading, "smol::Executor", RUNTIME, THE_RUNTIME),
    refuse(Threading, "blocking::unblock", MOVES, INLINE),
    refuse(Threading, "blocking::Unblock", MOVES, INLINE),
    refuse(Threading, "async_io::block_on", BLOCK_ON, AWAIT),
    refuse(Threading, "actix_rt::System", RUNTIME, THE_RUNTIME),
    refuse(Threading, "actix_rt::Runtime", RUNTIME, THE_RUNTIME),
    refuse(Threading, "actix_web::web::block", MOVES, INLINE),
    refuse(Threading, "monoio::RuntimeBuilder", RUNTIME, THE_RUNTIME),
    refuse(
        Threading,
        "glommio::LocalExecutorBuilder",
        RUNTIME,
        THE_RUNTIME,
    ),
];
