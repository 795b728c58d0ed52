//! The traits of lazy modules: [`LazyModule`], implemented by the attribute, and [`AnyModule`], its type-erased form.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::cell::{Handle, LazyCell};
use super::environment::EnvironmentVariable;
use super::init::InitFuture;
use crate::error::InitError;

/// A handle of a `#[lazy_module]`. The attribute implements it for the module's `Lazy`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handle of a lazy module",
    label = "`init` takes only handles of other lazy modules",
    note = "take `other_module::Lazy`, where `other_module` is a `#[lazy_module]`",
    note = "`init` runs once, before any request is known, so it cannot take values of a request"
)]
pub trait LazyModule: Clone + Send + Sync + 'static {
    /// The type of the module's value.
    type Value: Send + Sync + 'static;
    /// The handles that `init` takes, as a tuple.
    type Needs;
    /// The module's path.
    const NAME: &'static str;

    /// The options of the attribute.
    #[doc(hidden)]
    const SETTINGS: LazySettings = LazySettings::DEFAULT;

    /// The modules of `Needs`, type-erased.
    #[doc(hidden)]
    fn needs() -> &'static [&'static dyn AnyModule] {
        &[]
    }
    /// The environment variables that `init` reads, as far as the attribute says.
    #[doc(hidden)]
    fn variables() -> &'static [EnvironmentVariable] {
        &[]
    }
    #[doc(hidden)]
    fn cell() -> &'static LazyCell<Self::Value>;
    #[doc(hidden)]
    fn init() -> InitFuture<Self::Value>;
    #[doc(hidden)]
    fn from_handle(handle: Handle<Self::Value>) -> Self;
}

/// A module's initialisation.
pub type Starting = Pin<Box<dyn Future<Output = Result<(), InitError>> + Send>>;

/// A lazy module of any type.
pub trait AnyModule: Sync {
    /// The module's path.
    fn name(&self) -> &'static str;
    /// The options of its attribute.
    fn settings(&self) -> LazySettings;
    /// The modules that its `init` takes.
    fn needs(&self) -> &'static [&'static dyn AnyModule];
    /// The environment variables that its `init` reads. A method in this table is linked whether it is called or not, so a build
    /// without debug assertions does not have it.
    #[cfg(debug_assertions)]
    fn variables(&self) -> &'static [EnvironmentVariable];
    /// Initialises its value if there is none.
    fn start(&self) -> Starting;
    /// Drops its value. Existing handles keep it alive.
    fn reset(&self);
}

/// The options of one `#[lazy_module]`.
#[derive(Clone, Copy, Debug)]
pub struct LazySettings {
    /// Whether the module starts in the INIT phase, before any request.
    pub(super) starts_in_init: bool,
    /// The age at which the value is refreshed, in milliseconds; `None` keeps it.
    ttl_ms: Option<u64>,
    /// The time that `init` may take before it is reported, in milliseconds.
    budget_ms: Option<u64>,
    /// Whether the value is dropped before SnapStart takes its snapshot.
    pub(super) resets_before_snapshot: bool,
}

impl LazySettings {
    /// Initialises on first use, and keeps the value for as long as the environment lives.
    pub const DEFAULT: Self = Self {
        starts_in_init: false,
        ttl_ms: None,
        budget_ms: None,
        resets_before_snapshot: false,
    };

    /// Starts the module in the INIT phase, before any request.
    #[must_use]
    pub const fn in_init(mut self) -> Self {
        self.starts_in_init = true;
        self
    }

    /// Refreshes the value at this age, in milliseconds.
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

    pub(super) fn budget_ms(&self) -> Option<u64> {
        self.budget_ms
    }

    pub(super) fn budget(&self) -> Option<Duration> {
        self.budget_ms.map(Duration::from_millis)
    }
}
