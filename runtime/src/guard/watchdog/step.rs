//! What an invocation is doing: what the log says when it took too long.

use std::fmt;

use super::Watch;
use crate::platform::threads::Slot;

/// A step of an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Finding out which handler the event is for.
    Recognition,
    /// Making the handler's parameters.
    Extraction,
    /// Starting a lazy module, by its path.
    Starting(&'static str),
    /// The handler's own code.
    Handler,
    /// Turning what it returned into the reply.
    Serialisation,
    /// Making the rest of a reply that streams.
    Streaming,
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recognition => f.write_str("finding the handler"),
            Self::Extraction => f.write_str("extracting parameters"),
            Self::Starting(module) => write!(f, "starting the lazy module `{module}`"),
            Self::Handler => f.write_str("running the handler"),
            Self::Serialisation => f.write_str("serialising the reply"),
            Self::Streaming => f.write_str("streaming the reply"),
        }
    }
}

/// A handler, and what is being done for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The handler's name; empty while it is being looked for.
    pub(crate) handler: &'static str,
    pub(crate) doing: Doing,
}

impl Step {
    pub(crate) const FIRST: Self = Self {
        handler: "",
        doing: Doing::Recognition,
    };
}

/// The handler's name and what was being done, as messages say it: `` `price` (running the handler)``.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.handler {
            "" => write!(f, "the invocation ({})", self.doing),
            handler => write!(f, "`{handler}` ({})", self.doing),
        }
    }
}

/// The step of one handler. Several may be under way, for several records of a batch.
pub(crate) struct Progress<'a> {
    step: Slot<Step>,
    watch: &'a Watch,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(watch: &'a Watch) -> Self {
        Self {
            step: Slot::new(Step::FIRST),
            watch,
        }
    }

    /// Notes that a handler begins.
    pub(crate) fn begin(&self, handler: &'static str) {
        self.set(Step {
            handler,
            doing: Doing::Extraction,
        });
    }

    /// Notes what is done for the handler from here on.
    pub(crate) fn enter(&self, doing: Doing) {
        self.set(Step {
            doing,
            ..self.step.get()
        });
    }

    fn set(&self, step: Step) {
        self.step.set(step);
        self.watch.note(step);
    }

    pub(crate) fn step(&self) -> Step {
        self.step.get()
    }

    pub(crate) fn watch(&self) -> &'a Watch {
        self.watch
    }
}
