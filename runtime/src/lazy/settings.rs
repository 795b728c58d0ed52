//! What the attribute of a lazy module says, as a constant.

use std::time::Duration;

/// The options of one `#[lazy_module]`.
#[derive(Clone, Copy, Debug)]
pub struct LazySettings {
    /// Whether the module starts in the INIT phase, before any request.
    pub starts_in_init: bool,
    /// How old the value may get before it is made anew, in milliseconds; `None` keeps it.
    pub ttl_ms: Option<u64>,
    /// How long `init` may take before that is reported, in milliseconds.
    pub budget_ms: Option<u64>,
    /// Whether the value is dropped before SnapStart takes its snapshot.
    pub reset_on_restore: bool,
}

impl LazySettings {
    /// Starts at first use, and keeps its value for as long as the environment lives.
    pub const DEFAULT: Self = Self {
        starts_in_init: false,
        ttl_ms: None,
        budget_ms: None,
        reset_on_restore: false,
    };

    pub(super) fn ttl(&self) -> Option<Duration> {
        self.ttl_ms.map(Duration::from_millis)
    }

    pub(super) fn budget(&self) -> Option<Duration> {
        self.budget_ms.map(Duration::from_millis)
    }
}
