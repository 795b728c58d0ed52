//! Threads, locks, blocking calls and spawned tasks.

use super::Meaning::{Clock, Drops, Endless, Spawns, TaskHandle, Tracker};
use super::{KnownPath, Meaning, refuse, row};
use crate::rule::Rule::{Blocking, Locking, Threading};

// Threads, thread pools, second runtimes.

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

pub(super) const THREADS: &[KnownPath] = &[
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

// Locks, atomics, channels that block.

const LOCKED: &str = "locks a value that no other thread uses";
const MUT: &str = "pass `&mut value`, keep it in a local `RefCell`, or return it; if a library needs the lock, write \
                   `#[exempt(locking, reason = \"…\")]`";
const WAITS: &str = "waits for another thread, and there is none";
const JOIN_ALL: &str =
    "run the parts as futures and wait for all of them: `tokio::join!(first(), second())`";
const ATOMIC: &str = "is an atomic, but no second thread uses it";
const CELL: &str = "use a plain value, or a local `Cell` where two closures share it; if a library needs the atomic, write \
                    `#[exempt(locking, reason = \"…\")]`";
const CHANNEL: &str = "is a channel between threads";
const TOKIO: &str =
    "return the values, or use `tokio::sync::mpsc::channel` between futures of one invocation";
const MAP: &str = "is a concurrent map, but no second thread uses it";
const HASH: &str = "use `std::collections::HashMap`";

pub(super) const LOCKS: &[KnownPath] = &[
    refuse(Locking, "std::sync::Mutex", LOCKED, MUT),
    refuse(Locking, "std::sync::MutexGuard", LOCKED, MUT),
    refuse(Locking, "std::sync::RwLock", LOCKED, MUT),
    refuse(Locking, "std::sync::RwLockReadGuard", LOCKED, MUT),
    refuse(Locking, "std::sync::RwLockWriteGuard", LOCKED, MUT),
    refuse(Locking, "std::sync::ReentrantLock", LOCKED, MUT),
    refuse(Locking, "std::sync::nonpoison", LOCKED, MUT),
    refuse(Locking, "std::sync::poison", LOCKED, MUT),
    refuse(Locking, "std::sync::Condvar", WAITS, JOIN_ALL),
    refuse(Locking, "std::sync::Barrier", WAITS, JOIN_ALL),
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
    KnownPath {
        path: "std::sync::atomic::Ordering",
        meaning: Meaning::Companion {
            rule: Locking,
            does: "orders an atomic, but no second thread uses it",
            help: CELL,
        },
    },
    refuse(Locking, "portable_atomic::Atomic*", ATOMIC, CELL),
    refuse(Locking, "atomic::Atomic", ATOMIC, CELL),
    refuse(Locking, "parking_lot::Mutex*", LOCKED, MUT),
    refuse(Locking, "parking_lot::RwLock*", LOCKED, MUT),
    refuse(Locking, "parking_lot::FairMutex*", LOCKED, MUT),
    refuse(Locking, "parking_lot::ReentrantMutex*", LOCKED, MUT),
    refuse(Locking, "parking_lot::Condvar", WAITS, JOIN_ALL),
    refuse(Locking, "parking_lot::const_*", LOCKED, MUT),
    refuse(Locking, "parking_lot_core", LOCKED, MUT),
    refuse(Locking, "lock_api", LOCKED, MUT),
    refuse(Locking, "spin::Mutex*", LOCKED, MUT),
    refuse(Locking, "spin::RwLock*", LOCKED, MUT),
    refuse(Locking, "spin::Barrier", WAITS, JOIN_ALL),
    refuse(Locking, "spin::mutex", LOCKED, MUT),
    refuse(Locking, "spin::rwlock", LOCKED, MUT),
    refuse(Locking, "tokio::sync::Mutex", LOCKED, MUT),
    refuse(Locking, "tokio::sync::MutexGuard", LOCKED, MUT),
    refuse(Locking, "tokio::sync::OwnedMutexGuard", LOCKED, MUT),
    refuse(Locking, "tokio::sync::MappedMutexGuard", LOCKED, MUT),
    refuse(Locking, "tokio::sync::RwLock*", LOCKED, MUT),
    refuse(Locking, "tokio::sync::OwnedRwLock*", LOCKED, MUT),
    refuse(Locking, "tokio::sync::Barrier", WAITS, JOIN_ALL),
    refuse(Locking, "futures::lock", LOCKED, MUT),
    refuse(Locking, "futures_util::lock", LOCKED, MUT),
    refuse(Locking, "async_lock::Mutex*", LOCKED, MUT),
    refuse(Locking, "async_lock::RwLock*", LOCKED, MUT),
    refuse(Locking, "async_lock::Barrier*", WAITS, JOIN_ALL),
    refuse(Locking, "async_std::sync::Mutex*", LOCKED, MUT),
    refuse(Locking, "async_std::sync::RwLock*", LOCKED, MUT),
    refuse(Locking, "async_std::sync::Condvar", WAITS, JOIN_ALL),
    refuse(Locking, "async_std::sync::Barrier*", WAITS, JOIN_ALL),
    refuse(Locking, "smol::lock::Mutex*", LOCKED, MUT),
    refuse(Locking, "smol::lock::RwLock*", LOCKED, MUT),
    refuse(Locking, "dashmap", MAP, HASH),
    refuse(Locking, "scc", MAP, HASH),
    refuse(Locking, "flurry", MAP, HASH),
    refuse(Locking, "evmap", MAP, HASH),
];

// Calls that block the thread while they wait.

const STOPS: &str = "blocks the thread";
const SLEEP: &str = "write `tokio::time::sleep(duration).await`";
const SPINS: &str = "spins until another thread makes progress";
const HTTP: &str = "blocks the thread while it waits for the network";
const ASYNC_HTTP: &str =
    "build an async client, `reqwest::Client`, in a `#[lazy_module]`, and `.await` the response";

const NET: &str = "blocks the thread while it waits for the network";
const TCP: &str = "write `tokio::net::TcpStream::connect(address).await`";
const ACCEPTS: &str = "waits for connections, and nothing connects to a function";
const LISTENER: &str = "let Lambda invoke the function; connect to other services with `tokio::net::TcpStream::connect(address).await`";
const UDP: &str = "use `tokio::net::UdpSocket`, and `.await` its `recv`";
const UNIX: &str = "use the type of the same name in `tokio::net`, and `.await` its methods";
const RESOLVES: &str = "blocks the thread while it resolves a name";
const LOOKUP: &str = "write `tokio::net::lookup_host(name).await`";
const INPUT: &str = "reads the standard input, which Lambda does not use";
const EVENT: &str = "take the event as a parameter of the handler";
const FILE_LOCK: &str = "blocks the thread until another process unlocks the file";
const CONDITION: &str = "an execution environment runs one process: remove the lock; guard shared data with a conditional write to DynamoDB or S3";
const PROCESS_WAIT: &str = "blocks the thread while another process runs";
const COMMAND: &str = "write `tokio::process::Command::new(program).output().await`";

pub(super) const BLOCKING: &[KnownPath] = &[
    refuse(Blocking, "std::thread::sleep", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_ms", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_until", STOPS, SLEEP),
    refuse(Blocking, "spin_sleep", STOPS, SLEEP),
    refuse(
        Blocking,
        "std::hint::spin_loop",
        SPINS,
        "`.await` the event: `receiver.recv().await`",
    ),
    refuse(
        Blocking,
        "std::sync::atomic::spin_loop_hint",
        SPINS,
        "`.await` the event: `receiver.recv().await`",
    ),
    refuse(Blocking, "std::process::Command", PROCESS_WAIT, COMMAND),
    refuse(
        Blocking,
        "std::sync::OnceLock::wait",
        "blocks the thread until another thread fills the cell",
        "use `tokio::sync::OnceCell`, or `.await` the future that makes the value",
    ),
    refuse(Blocking, "std::net::TcpStream::connect", NET, TCP),
    refuse(Blocking, "std::net::TcpStream::connect_timeout", NET, TCP),
    refuse(Blocking, "std::net::TcpListener::bind", ACCEPTS, LISTENER),
    refuse(Blocking, "std::net::TcpListener::accept", ACCEPTS, LISTENER),
    refuse(
        Blocking,
        "std::net::TcpListener::incoming",
        ACCEPTS,
        LISTENER,
    ),
    refuse(Blocking, "std::net::UdpSocket::recv", NET, UDP),
    refuse(Blocking, "std::net::UdpSocket::recv_from", NET, UDP),
    refuse(Blocking, "std::net::UdpSocket::peek", NET, UDP),
    refuse(Blocking, "std::net::UdpSocket::peek_from", NET, UDP),
    refuse(
        Blocking,
        "std::net::ToSocketAddrs::to_socket_addrs",
        RESOLVES,
        LOOKUP,
    ),
    refuse(
        Blocking,
        "std::os::unix::net::UnixStream::connect",
        NET,
        UNIX,
    ),
    refuse(
        Blocking,
        "std::os::unix::net::UnixListener::bind",
        ACCEPTS,
        UNIX,
    ),
    refuse(
        Blocking,
        "std::os::unix::net::UnixListener::accept",
        ACCEPTS,
        UNIX,
    ),
    refuse(
        Blocking,
        "std::os::unix::net::UnixDatagram::recv",
        NET,
        UNIX,
    ),
    refuse(
        Blocking,
        "std::os::unix::net::UnixDatagram::recv_from",
        NET,
        UNIX,
    ),
    refuse(Blocking, "std::io::stdin", INPUT, EVENT),
    refuse(Blocking, "std::fs::File::lock", FILE_LOCK, CONDITION),
    refuse(Blocking, "std::fs::File::lock_shared", FILE_LOCK, CONDITION),
    refuse(Blocking, "libc::sleep", STOPS, SLEEP),
    refuse(Blocking, "libc::usleep", STOPS, SLEEP),
    refuse(Blocking, "libc::nanosleep", STOPS, SLEEP),
    refuse(Blocking, "libc::clock_nanosleep", STOPS, SLEEP),
    refuse(Blocking, "libc::pause", STOPS, SLEEP),
    refuse(Blocking, "libc::poll", STOPS, SLEEP),
    refuse(Blocking, "libc::select", STOPS, SLEEP),
    refuse(Blocking, "libc::flock", FILE_LOCK, CONDITION),
    refuse(Blocking, "libc::lockf", FILE_LOCK, CONDITION),
    refuse(Blocking, "libc::system", PROCESS_WAIT, COMMAND),
    refuse(Blocking, "libc::wait", PROCESS_WAIT, COMMAND),
    refuse(Blocking, "libc::waitpid", PROCESS_WAIT, COMMAND),
    refuse(Blocking, "libc::getaddrinfo", RESOLVES, LOOKUP),
    refuse(Blocking, "nix::unistd::sleep", STOPS, SLEEP),
    refuse(Blocking, "nix::unistd::pause", STOPS, SLEEP),
    refuse(Blocking, "nix::time::clock_nanosleep", STOPS, SLEEP),
    refuse(Blocking, "nix::poll::poll", STOPS, SLEEP),
    refuse(Blocking, "nix::sys::select::select", STOPS, SLEEP),
    refuse(Blocking, "nix::sys::wait::wait", PROCESS_WAIT, COMMAND),
    refuse(Blocking, "nix::sys::wait::waitpid", PROCESS_WAIT, COMMAND),
    refuse(Blocking, "rustix::thread::nanosleep", STOPS, SLEEP),
    refuse(
        Blocking,
        "rustix::thread::clock_nanosleep_relative",
        STOPS,
        SLEEP,
    ),
    refuse(Blocking, "rustix::event::poll", STOPS, SLEEP),
    refuse(Blocking, "rustix::fs::flock", FILE_LOCK, CONDITION),
    refuse(Blocking, "reqwest::blocking", HTTP, ASYNC_HTTP),
    refuse(Blocking, "ureq", HTTP, ASYNC_HTTP),
    refuse(Blocking, "attohttpc", HTTP, ASYNC_HTTP),
    refuse(Blocking, "minreq", HTTP, ASYNC_HTTP),
];

// Spawned tasks, and functions that drop their handles.

pub(super) const TASKS: &[KnownPath] = &[
    row(Spawns, "tokio::spawn"),
    row(Spawns, "tokio::task::spawn"),
    row(Spawns, "tokio::task::spawn_local"),
    row(Spawns, "tokio::runtime::Handle::spawn"),
    row(Spawns, "async_std::task::spawn"),
    row(Spawns, "async_std::task::spawn_local"),
    row(Spawns, "smol::spawn"),
    row(Spawns, "actix_rt::spawn"),
    row(Clock, "std::time::Instant::now"),
    row(Clock, "std::time::SystemTime::now"),
    row(Clock, "tokio::time::Instant::now"),
    row(Clock, "chrono::Utc::now"),
    row(
        Endless {
            from_closure: false,
        },
        "std::iter::repeat",
    ),
    row(
        Endless {
            from_closure: false,
        },
        "std::iter::repeat_with",
    ),
    row(Endless { from_closure: true }, "std::iter::successors"),
    row(Endless { from_closure: true }, "std::iter::from_fn"),
    row(Tracker, "tokio_util::task::TaskTracker"),
    row(TaskHandle, "tokio::task::JoinHandle"),
    row(TaskHandle, "async_std::task::JoinHandle"),
    row(TaskHandle, "smol::Task"),
    row(Drops, "std::mem::drop"),
    row(Drops, "std::mem::forget"),
];
