//! Methods that are recognised by their name alone.

use crate::rule::Rule;

/// A method by its name.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    /// The number of its arguments; a call with another number is another method.
    pub(crate) arguments: usize,
    pub(crate) rule: Rule,
    pub(crate) does: &'static str,
    pub(crate) help: &'static str,
    /// Not reported if something of this crate is.
    pub(crate) only_without: Option<&'static str>,
}

const AWAIT: &str = "make the function `async` and write `future.await`";
const SERIAL: &str = "use a sequential iterator, `items.iter()`; for more CPU raise `memory`, for more parallelism invoke more functions";

const fn parallel(name: &'static str, arguments: usize) -> Method {
    let does = "runs work on a thread pool";
    Method {
        name,
        arguments,
        rule: Rule::Threading,
        does,
        help: SERIAL,
        only_without: Some("rayon"),
    }
}

const fn blocks(name: &'static str, arguments: usize, help: &'static str) -> Method {
    Method {
        name,
        arguments,
        rule: Rule::Blocking,
        does: "blocks the thread until it completes",
        help,
        only_without: None,
    }
}

pub(crate) const COOKIES: &str = "send the cookies of a request in its own headers; if they are not of a user, write \
                                  `#[exempt(shared_state, reason = \"…\")]`";

pub(crate) const METHODS: &[Method] = &[
    parallel("par_iter", 0),
    parallel("par_iter_mut", 0),
    parallel("into_par_iter", 0),
    parallel("par_bridge", 0),
    parallel("par_chunks", 1),
    parallel("par_chunks_mut", 1),
    parallel("par_windows", 1),
    parallel("par_split", 1),
    parallel("par_lines", 0),
    parallel("par_chars", 0),
    parallel("par_extend", 1),
    parallel("par_drain", 1),
    parallel("par_sort", 0),
    parallel("par_sort_by", 1),
    parallel("par_sort_by_key", 1),
    parallel("par_sort_unstable", 0),
    parallel("par_sort_unstable_by", 1),
    parallel("par_sort_unstable_by_key", 1),
    Method {
        name: "block_on",
        arguments: 1,
        rule: Rule::Threading,
        does: "blocks the thread until a future completes",
        help: AWAIT,
        only_without: None,
    },
    Method {
        name: "spawn_blocking",
        arguments: 1,
        rule: Rule::Threading,
        does: "moves work to another thread",
        help: "call the function directly, or `.await` the async API of the crate",
        only_without: None,
    },
    blocks("blocking_lock", 0, "use `&mut value` instead of the lock"),
    blocks(
        "blocking_lock_owned",
        0,
        "use `&mut value` instead of the lock",
    ),
    blocks("blocking_recv", 0, "write `receiver.recv().await`"),
    blocks("blocking_send", 1, "write `sender.send(value).await`"),
    blocks(
        "recv_timeout",
        1,
        "write `tokio::time::timeout(limit, receiver.recv()).await`",
    ),
    blocks(
        "to_socket_addrs",
        0,
        "write `tokio::net::lookup_host(name).await`",
    ),
    blocks(
        "lock_exclusive",
        0,
        "an execution environment runs one process: remove the lock",
    ),
    Method {
        name: "cookie_provider",
        arguments: 1,
        rule: Rule::SharedState,
        does: "keeps cookies of one request for later requests",
        help: COOKIES,
        only_without: None,
    },
    Method {
        name: "detach_all",
        arguments: 0,
        rule: Rule::DetachedTask,
        does: "detaches tasks that may still be running",
        help: "wait for them: `tasks.join_all().await`",
        only_without: None,
    },
];
