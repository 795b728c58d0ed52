//! Methods that can be nothing else: judged by name, unless the tokens define one of that name.

use super::Judge;
use super::locals::Holds;
use crate::known;
use crate::rule::Rule;
use syn::{Expr, ExprMethodCall};

/// A method by its name.
struct Method {
    name: &'static str,
    /// How many arguments it takes; another number is another method.
    arguments: usize,
    rule: Rule,
    does: &'static str,
    help: &'static str,
    /// Said already when something of this crate is refused.
    only_without: Option<&'static str>,
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

const METHODS: &[Method] = &[
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
    Method {
        name: "detach_all",
        arguments: 0,
        rule: Rule::DetachedTask,
        does: "detaches tasks that may still be running",
        help: "wait for them: `tasks.join_all().await`",
        only_without: None,
    },
];

/// The names of the methods that are judged.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|method| method.name)
}

impl Judge {
    /// Judges a method call; `hits` were there before its receiver was walked.
    pub(super) fn method(&mut self, call: &ExprMethodCall, hits: usize) {
        let name = call.method.to_string();
        if known::is_method(&name) {
            self.unseen += 1;
        }
        self.mentions_method(&name);
        if name == "open" {
            self.opens(call);
        }
        if let Some(value) = call.args.first() {
            self.fills(&name, &call.receiver, value);
        }
        let Some(method) = METHODS
            .iter()
            .find(|method| method.name == name && method.arguments == call.args.len())
        else {
            return;
        };
        let receiver_said_it = self.hits[hits..]
            .iter()
            .any(|hit| hit.finding.rule == method.rule);
        if receiver_said_it
            || self.receiver_is_refused(&call.receiver)
            || self.scopes.defines_method(&name)
        {
            return;
        }
        let at = (call.method.span(), call.method.span());
        let headline = format!("`{name}` {}", method.does);
        self.hit(
            method.rule,
            at,
            headline,
            method.help.to_owned(),
            method.only_without,
            "",
        );
    }

    /// Whether the receiver begins with a variable that was refused where it was made.
    fn receiver_is_refused(&self, receiver: &Expr) -> bool {
        match receiver {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.locals.holds(name) == Holds::Refused),
            Expr::MethodCall(inner) => self.receiver_is_refused(&inner.receiver),
            Expr::Reference(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Paren(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Try(inner) => self.receiver_is_refused(&inner.expr),
            Expr::Await(inner) => self.receiver_is_refused(&inner.base),
            _ => false,
        }
    }
}
