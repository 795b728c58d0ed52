//! One line of the table: a key, and the handler that answers it.

use super::target::Target;
use crate::endpoint::{Call, Handler};
use crate::event::Method;
use crate::extract::{Kind, takes_batch};
use crate::incoming::Incoming;
use crate::lazy::AnyModule;
use crate::source::Source;

/// What an entry answers to.
#[derive(Clone, Copy)]
pub enum Key {
    /// An HTTP method and a path template; `None` is every method.
    Route(Option<Method>, &'static str),
    /// The name of an operation in a direct invocation.
    Operation(&'static str),
    /// An event source, and the name that its events ask for; empty is every name.
    Source(&'static Source, &'static str),
    /// The whole event, whatever it is: a function with one handler and no key.
    WholeEvent,
}

/// Where a handler was written and what it looks like, for messages and for the manifest.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The function's name.
    pub function: &'static str,
    /// Its module's path.
    pub module: &'static str,
    /// The file, as rustc was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// Its documentation, as written.
    pub docs: &'static str,
    /// Its parameters, in their order.
    pub parameters: &'static [Parameter],
    /// Its return type, as written; `()` where there is none.
    pub reply: &'static str,
}

/// A parameter of a handler.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its type, as written.
    pub written: &'static str,
    /// The lazy module whose value it is.
    pub module: Option<&'static str>,
}

/// A key with its handler.
#[derive(Clone, Copy)]
pub struct Entry {
    pub(crate) key: Key,
    pub(crate) origin: Origin,
    pub(crate) handler: &'static dyn Handler,
    /// Whether it takes all records of an event at once.
    pub(crate) takes_batch: bool,
    /// How many records of an event it handles at a time.
    pub(crate) concurrency: u16,
    /// Whether a record that fails fails the invocation.
    pub(crate) fails_whole: bool,
    /// Which meaning the state of its continuations has.
    pub(crate) schema: u32,
}

impl Entry {
    /// What an array of entries holds before it is filled.
    pub(super) const NONE: Self = Self::whole_event(
        Origin {
            function: "",
            module: "",
            file: "",
            line: 0,
            docs: "",
            parameters: &[],
            reply: "",
        },
        &Nobody,
    );

    /// The handler of one HTTP method on one path template.
    pub const fn route(
        method: Method,
        template: &'static str,
        origin: Origin,
        handler: &'static dyn Handler,
    ) -> Self {
        let key = Key::Route(Some(method), template);
        Self {
            key,
            origin,
            handler,
            takes_batch: false,
            concurrency: 1,
            fails_whole: false,
            schema: 1,
        }
    }

    /// The handler of every HTTP method on one path template.
    pub const fn any_route(
        template: &'static str,
        origin: Origin,
        handler: &'static dyn Handler,
    ) -> Self {
        let key = Key::Route(None, template);
        Self {
            key,
            origin,
            handler,
            takes_batch: false,
            concurrency: 1,
            fails_whole: false,
            schema: 1,
        }
    }

    /// The handler of one operation.
    pub const fn operation(
        name: &'static str,
        origin: Origin,
        handler: &'static dyn Handler,
    ) -> Self {
        let key = Key::Operation(name);
        Self {
            key,
            origin,
            handler,
            takes_batch: false,
            concurrency: 1,
            fails_whole: false,
            schema: 1,
        }
    }

    /// The handler of a source's events of one name, with the kinds of its parameters.
    pub const fn source(
        source: &'static Source,
        name: &'static str,
        origin: Origin,
        handler: &'static dyn Handler,
        kinds: &[Kind],
    ) -> Self {
        Self {
            key: Key::Source(source, name),
            origin,
            handler,
            takes_batch: takes_batch(kinds),
            concurrency: 1,
            fails_whole: false,
            schema: 1,
        }
    }

    /// The same handler, of so many records of an event at a time.
    #[must_use]
    pub const fn concurrently(self, concurrency: u16) -> Self {
        Self {
            concurrency,
            ..self
        }
    }

    /// The same handler, of batches that succeed or fail as a whole.
    #[must_use]
    pub const fn failing_whole(self) -> Self {
        Self {
            fails_whole: true,
            ..self
        }
    }

    /// The same handler, with a state of this schema in its continuations.
    #[must_use]
    pub const fn schema(self, schema: u32) -> Self {
        Self { schema, ..self }
    }

    /// The handler of every event.
    pub const fn whole_event(origin: Origin, handler: &'static dyn Handler) -> Self {
        let key = Key::WholeEvent;
        Self {
            key,
            origin,
            handler,
            takes_batch: false,
            concurrency: 1,
            fails_whole: false,
            schema: 1,
        }
    }

    /// What the running function needs of it.
    pub(super) const fn target(&self) -> Target {
        Target {
            key: self.key,
            function: self.origin.function,
            handler: self.handler,
            takes_batch: self.takes_batch,
            concurrency: self.concurrency,
            fails_whole: self.fails_whole,
            schema: self.schema,
        }
    }
}

/// The handler of an entry that is in no table.
struct Nobody;

impl Handler for Nobody {
    fn call<'a>(&'a self, _: &'a Incoming<'a>) -> Call<'a> {
        unreachable!("every entry of a merged table was filled")
    }

    fn modules(&self, _: &mut dyn FnMut(&'static dyn AnyModule)) {}
}
