//! What the attribute of a lazy module says, as a constant.

use std::time::Duration;

/// The options of one `#[lazy_module]`.
#[derive(Clone, Copy, Debug)]
pub struct LazySettings {
    /// Whether the module starts in the INIT phase, before any request.
    pub(super) starts_in_init: bool,
    /// How old the value may get before it is made anew, in milliseconds; `None` keeps it.
    ttl_ms: Option<u64>,
    /// How long `init` may take before that is reported, in milliseconds.
    budget_ms: Option<u64>,
    /// Whether the value is dropped before SnapStart takes its snapshot.
    pub(super) resets_before_snapshot: bool,
}

impl LazySettings {
    /// Starts at first use, and keeps its value for as long as the environment lives.
    pub const DEFAULT: Self = Self {
        starts_in_init: false,
        ttl_ms: None,
        budget_ms: None,
        resets_before_snapshot: false,
    };

    /// Starts in the INIT phase, before any request.
    #[must_use]
    pub const fn in_init(mut self) -> Self {
        self.starts_in_init = true;
        self
    }

    /// Makes the value anew when it is this old, in milliseconds.
    #[must_use]
    pub const fn with_ttl(mut self, ms: u64) -> Self {
        self.ttl_ms = Some(ms);
        self
    }

    /// Reports an `init` that takes longer than this, in milliseconds.
    #[must_use]
    pub const fn with_budget(mut self, ms: u64) -> Self {
        self.budget_ms = Some(ms);
        self
    }

    /// Drops the value before SnapStart takes its snapshot.
    #[must_use]
    pub const fn reset_before_snapshot(mut self) -> Self {
        self.resets_before_snapshot = true;
        self
    }

    pub(super) fn ttl(&self) -> Option<Duration> {
        self.ttl_ms.map(Duration::from_millis)
    }

    pub(crate) fn budget_ms(&self) -> Option<u64> {
        self.budget_ms
    }

    pub(super) fn budget(&self) -> Option<Duration> {
        self.budget_ms.map(Duration::from_millis)
    }
}
