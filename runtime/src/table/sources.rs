//! Which event sources some entries have handlers for.

use gatewright_tables::SOURCES;

use crate::event::source::{ReplyKind, Source};

/// What tells the names of operations apart from those of event sources, whose ids begin with 1.
pub(super) const OPERATIONS_ID: u32 = 0;

/// One more than the largest id of a source.
const ROOM: usize = SOURCES.len() + 1;

/// A set of sources, each at its id.
#[derive(Clone, Copy)]
pub struct Sources([Option<&'static Source>; ROOM]);

impl Sources {
    pub(super) const NONE: Self = Self([None; ROOM]);

    pub(super) const fn with(mut self, source: &'static Source) -> Self {
        self.0[source.id as usize] = Some(source);
        self
    }

    /// The sources, in the order in which they are looked for.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static Source> {
        self.0.iter().copied().flatten()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        let mut at = 0;
        while at < ROOM {
            if self.0[at].is_some() {
                return false;
            }
            at += 1;
        }
        true
    }

    /// Whether one of them sends batches.
    pub(crate) const fn any_batch(&self) -> bool {
        let mut at = 0;
        while at < ROOM {
            if let Some(source) = self.0[at]
                && matches!(source.kind, ReplyKind::Batch(_))
            {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether one of them is answered with HTTP responses.
    pub(crate) const fn any_response(&self) -> bool {
        let mut at = 0;
        while at < ROOM {
            if let Some(source) = self.0[at]
                && matches!(source.kind, ReplyKind::Response)
            {
                return true;
            }
            at += 1;
        }
        false
    }
}
