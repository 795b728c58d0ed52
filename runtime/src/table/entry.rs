//! An entry of the table: a key and its handler.

use super::authorizer::Authorizer;
use super::setting::Setting;
use super::variable::Variable;
use crate::event::Method;
use crate::event::source::Source;
use crate::handler::described::Described;
use crate::handler::endpoint::{Call, Handler};
use crate::handler::extract::{Kind, takes_batch, takes_window};
use crate::handler::input::HandlerInput;
use crate::lazy::AnyModule;

/// The key of an entry: the events that its handler takes.
#[derive(Clone, Copy)]
pub enum Key {
    /// An HTTP method and a path template. `None` stands for every method.
    Route(Option<Method>, &'static str),
    /// The name of an operation in a direct invocation.
    Operation(&'static str),
    /// An event source and the name in its events. An empty name stands for every name.
    Source(&'static Source, &'static str),
    /// An event source whose name is in an environment variable.
    Variable(&'static Source, &'static Variable),
    /// Any event, as a whole: the key of a function with `#[lambda_handler]` alone.
    WholeEvent,
}

/// The location and signature of a handler, for messages and the manifest.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The function's name.
    pub function: &'static str,
    /// Its module.
    pub place: &'static Place,
    /// The line, from 1.
    pub line: u32,
    /// Its documentation.
    pub docs: &'static str,
    /// The types of its parameters and of its reply as written, one per line. The reply is last, and `()` if there is none.
    pub signature: &'static str,
    /// What its types describe.
    pub described: Described,
    /// The settings of its event source.
    pub settings: &'static [Setting],
    /// The authorizer of a route, if its module or one that merges it declares one.
    pub authorizer: Option<&'static Authorizer>,
    /// The options of `#[idempotent]`, if it is there.
    pub idempotency: Option<&'static Idempotency>,
}

impl Origin {
    /// The origin of a placeholder entry. Generated code takes from it what a handler does not have.
    pub const NONE: Self = Self {
        function: "",
        place: &Place {
            module: "",
            file: "",
        },
        line: 0,
        docs: "",
        signature: "()",
        described: Described::NOTHING,
        settings: &[],
        authorizer: None,
        idempotency: None,
    };
}

/// The options of `#[idempotent]`, for the manifest.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency {
    /// The store.
    pub store: DescribedStore,
    /// How long a reply is kept, in milliseconds.
    pub ttl_ms: u64,
}

/// A store of `#[idempotent]`, for the manifest.
#[derive(Clone, Copy, Debug)]
pub struct DescribedStore {
    /// The path of the lazy module that makes it.
    pub module: &'static str,
    /// Its type.
    pub kind: StoreKind,
}

/// The type of a store, as far as a template has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// `DynamoDbStore`.
    DynamoDb,
    /// Any other type.
    Other,
}

impl StoreKind {
    /// Returns the name in the manifest.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DynamoDb => "dynamo_db",
            Self::Other => "other",
        }
    }
}

/// The location of a module.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its path.
    pub module: &'static str,
    /// Its file, as passed to rustc.
    pub file: &'static str,
}

/// How the handler of an entry is called.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and constants set them by name"
)]
#[derive(Clone, Copy)]
pub struct Calling {
    /// Whether it takes all records of an event at once.
    pub takes_batch: bool,
    /// Whether it takes the window of a stream.
    pub takes_window: bool,
    /// How many records of an event it handles concurrently.
    pub concurrency: u16,
    /// Whether a failed record fails the invocation.
    pub fails_whole: bool,
    /// Whether its work may continue in another invocation.
    pub continues: bool,
    /// The schema version of the state in its continuations.
    pub schema: u32,
}

impl Calling {
    /// The default: one record at a time, in one invocation.
    pub const DEFAULT: Self = Self {
        takes_batch: false,
        takes_window: false,
        concurrency: 1,
        fails_whole: false,
        continues: false,
        schema: 1,
    };

    /// Creates the default for a handler with parameters of these kinds.
    pub const fn with(kinds: &[Kind]) -> Self {
        Self {
            takes_batch: takes_batch(kinds),
            takes_window: takes_window(kinds),
            ..Self::DEFAULT
        }
    }

    /// Sets how many records of an event are handled concurrently.
    #[must_use]
    pub const fn concurrently(self, concurrency: u16) -> Self {
        Self {
            concurrency,
            ..self
        }
    }

    /// Lets batches succeed or fail as a whole.
    #[must_use]
    pub const fn failing_whole(self) -> Self {
        Self {
            fails_whole: true,
            ..self
        }
    }
}

/// A key with its handler. Generated code writes it as a struct literal: a function call per handler would compile more slowly.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The handler.
    pub handler: &'static dyn Handler,
    /// How the handler is called.
    pub calling: Calling,
    /// Where the handler is defined.
    pub origin: Origin,
}

impl Entry {
    /// The placeholder in an array of entries that is not filled yet.
    pub(super) const NONE: Self = Self {
        key: Key::WholeEvent,
        handler: &Placeholder,
        calling: Calling::DEFAULT,
        origin: Origin::NONE,
    };
}

/// The handler of a placeholder entry.
struct Placeholder;

impl Handler for Placeholder {
    fn call<'a>(&'a self, _: &'a HandlerInput<'a>) -> Call<'a> {
        unreachable!("a merged table contains a placeholder entry")
    }

    fn modules(&self, _: &mut dyn FnMut(&'static dyn AnyModule)) {}
}

/// The part of an [`Entry`] that the running function needs.
#[derive(Clone, Copy)]
pub struct Target {
    pub(crate) key: Key,
    /// The name of the handler function, for the log.
    pub(crate) function: &'static str,
    pub(crate) handler: &'static dyn Handler,
    pub(crate) calling: Calling,
}

impl Entry {
    /// Returns the target of the entry.
    pub(super) const fn target(&self) -> Target {
        Target {
            key: self.key,
            function: self.origin.function,
            handler: self.handler,
            calling: self.calling,
        }
    }
}

impl Target {
    /// Returns the targets of all `N` entries, in the same order.
    pub const fn of<const N: usize>(entries: &[Entry]) -> [Self; N] {
        let mut targets = [Entry::NONE.target(); N];
        let mut at = 0;
        while at < N {
            targets[at] = entries[at].target();
            at += 1;
        }
        targets
    }

    /// Returns the path template, or an empty string if the key is not a route.
    pub(crate) const fn template(&self) -> &'static str {
        match self.key {
            Key::Route(_, template) => template,
            Key::Operation(_) | Key::Source(..) | Key::Variable(..) | Key::WholeEvent => "",
        }
    }
}
