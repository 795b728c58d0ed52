//! One line of the table: a key, and the handler that answers it.

use crate::event::Method;
use crate::event::source::Source;
use crate::handler::endpoint::{Call, Handler};
use crate::handler::extract::{Kind, takes_batch};
use crate::handler::input::HandlerInput;
use crate::lazy::AnyModule;

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
    /// Where its module is.
    pub place: &'static Place,
    /// The line, from 1.
    pub line: u32,
    /// Its documentation, as written.
    pub docs: &'static str,
    /// The types of its parameters and of its reply, as written, a line each; the reply is the last one, `()` where there is none.
    pub signature: &'static str,
}

impl Origin {
    /// Of what was not written as a handler.
    pub const NONE: Self = Self {
        function: "",
        place: &Place {
            module: "",
            file: "",
        },
        line: 0,
        docs: "",
        signature: "()",
    };
}

/// Where a module was written.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its path.
    pub module: &'static str,
    /// The file, as rustc was given it.
    pub file: &'static str,
}

/// How an entry's handler is called.
#[derive(Clone, Copy)]
pub struct Calling {
    /// Whether it takes all records of an event at once.
    pub takes_batch: bool,
    /// How many records of an event it handles at a time.
    pub concurrency: u16,
    /// Whether a record that fails fails the invocation.
    pub fails_whole: bool,
    /// Whether it may return that its work goes on in another invocation.
    pub continues: bool,
    /// Which meaning the state of its continuations has.
    pub schema: u32,
}

impl Calling {
    /// As most are.
    pub const DEFAULT: Self = Self {
        takes_batch: false,
        concurrency: 1,
        fails_whole: false,
        continues: false,
        schema: 1,
    };

    /// Of a handler that takes what these parameters take.
    pub const fn with(kinds: &[Kind]) -> Self {
        Self {
            takes_batch: takes_batch(kinds),
            ..Self::DEFAULT
        }
    }

    /// For so many records of an event at a time.
    #[must_use]
    pub const fn concurrently(self, concurrency: u16) -> Self {
        Self {
            concurrency,
            ..self
        }
    }

    /// For batches that succeed or fail as a whole.
    #[must_use]
    pub const fn failing_whole(self) -> Self {
        Self {
            fails_whole: true,
            ..self
        }
    }
}

/// A key with its handler. Generated code writes it out, as a call for each handler would cost a compile more than all of it.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it answers to.
    pub key: Key,
    /// What answers.
    pub handler: &'static dyn Handler,
    /// How it is called.
    pub calling: Calling,
    /// Where it comes from.
    pub origin: Origin,
}

impl Entry {
    /// What an array of entries holds before it is filled.
    pub(super) const NONE: Self = Self {
        key: Key::WholeEvent,
        handler: &Nobody,
        calling: Calling::DEFAULT,
        origin: Origin::NONE,
    };
}

/// The handler of an entry that is in no table.
struct Nobody;

impl Handler for Nobody {
    fn call<'a>(&'a self, _: &'a HandlerInput<'a>) -> Call<'a> {
        unreachable!("every entry of a merged table was filled")
    }

    fn modules(&self, _: &mut dyn FnMut(&'static dyn AnyModule)) {}
}

/// A key with its handler.
#[derive(Clone, Copy)]
pub struct Target {
    pub(crate) key: Key,
    /// The function's name, for the log.
    pub(crate) function: &'static str,
    pub(crate) handler: &'static dyn Handler,
    pub(crate) calling: Calling,
}

impl Entry {
    /// The part of the entry that the running function needs.
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
    /// The targets of all entries, in their order; `N` is how many there are.
    pub const fn of<const N: usize>(entries: &[Entry]) -> [Self; N] {
        let mut targets = [Entry::NONE.target(); N];
        let mut at = 0;
        while at < N {
            targets[at] = entries[at].target();
            at += 1;
        }
        targets
    }

    /// The path template; empty where there is none.
    pub(crate) const fn template(&self) -> &'static str {
        match self.key {
            Key::Route(_, template) => template,
            Key::Operation(_) | Key::Source(..) | Key::WholeEvent => "",
        }
    }
}
