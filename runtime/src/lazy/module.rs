//! A lazy module whose type is forgotten, so that modules of all types stand in one list.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use super::{InitError, LazyModule, LazySettings, get};
use crate::lazy::cold_start::{self, Report};

/// A module that is being started.
pub type Starting = Pin<Box<dyn Future<Output = Result<(), InitError>> + Send>>;

/// A lazy module of any type.
pub trait AnyModule: Sync {
    /// Its path.
    fn name(&self) -> &'static str;
    /// Its options.
    fn settings(&self) -> LazySettings;
    /// The modules that its `init` takes.
    fn needs(&self) -> &'static [&'static dyn AnyModule];
    /// Makes its value if it is not there.
    fn start(&self) -> Starting;
    /// Drops its value; handles that are held keep theirs.
    fn reset(&self);
    /// Writes the report of the cold start in which it was the first to start.
    fn report(&self, report: Report, request_id: &str) {
        cold_start::write(report, request_id);
    }
}

/// The module whose handle is `L`.
pub struct Module<L>(PhantomData<fn() -> L>);

impl<L> Module<L> {
    /// It holds nothing.
    pub const NEW: Self = Self(PhantomData);
}

impl<L: LazyModule> AnyModule for Module<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn settings(&self) -> LazySettings {
        L::SETTINGS
    }

    fn needs(&self) -> &'static [&'static dyn AnyModule] {
        L::needs()
    }

    fn start(&self) -> Starting {
        Box::pin(async { get::<L>().await.map(drop) })
    }

    fn reset(&self) {
        L::cell().reset();
    }
}

/// A parameter of an `init`. The bound on its type stands in [`need`] alone, so that a type that is no handle is one error.
pub struct Need<L> {
    /// The module.
    pub module: &'static dyn AnyModule,
    /// Waits for its value.
    pub get: fn() -> super::InitFuture<L>,
}

impl<L> Clone for Need<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for Need<L> {}

/// The need of another module's handle.
pub const fn need<L: LazyModule>() -> Need<L> {
    Need {
        module: &Module::<L>::NEW,
        get: || Box::pin(get::<L>()),
    }
}
