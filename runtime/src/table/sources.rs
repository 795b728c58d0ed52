//! The event sources that have handlers.

use gatewright_tables::SOURCES;

use crate::event::source::{ReplyKind, Source};

/// Distinguishes the names of operations from those of event sources, whose ids begin with 1.
pub(super) const OPERATIONS_ID: u32 = 0;

/// One more than the largest id of a source.
const CAPACITY: usize = SOURCES.len() + 1;

/// A set of sources, indexed by id.
#[derive(Clone, Copy)]
pub struct Sources([Option<&'static Source>; CAPACITY]);

impl Sources {
    pub(super) const NONE: Self = Self([None; CAPACITY]);

    pub(super) const fn with(mut self, source: &'static Source) -> Self {
        self.0[source.id as usize] = Some(source);
        self
    }

    /// Iterates over the sources, in the order in which they are tried.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static Source> {
        self.0.iter().copied().flatten()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        let mut at = 0;
        while at < CAPACITY {
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
        while at < CAPACITY {
            if let Some(source) = self.0[at]
                && matches!(source.kind, ReplyKind::Batch(_))
            {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether one of them takes HTTP responses.
    pub(crate) const fn any_response(&self) -> bool {
        let mut at = 0;
        while at < CAPACITY {
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
