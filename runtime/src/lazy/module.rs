//! Access to a lazy module by its type: its value, and the static that represents it in lists of modules.

use std::marker::PhantomData;

#[cfg(debug_assertions)]
use super::environment::EnvironmentVariable;
use super::init::InitFuture;
use super::lazy_module::{AnyModule, LazyModule, LazySettings, Starting};
use super::{refresh, start};
use crate::error::InitError;

/// Returns the module's value if there is one. A value older than its `ttl` is returned too, and refreshed while the handler waits.
pub fn try_get<L: LazyModule>() -> Option<L> {
    let handle = match L::SETTINGS.ttl() {
        None => L::cell().get()?,
        Some(ttl) => {
            let (handle, age) = L::cell().get_with_age()?;
            if age >= ttl {
                refresh::request::<L>();
            }
            handle
        }
    };
    Some(L::from_handle(handle))
}

/// Returns the module's value, and initialises it if there is none.
///
/// Concurrent callers share one initialisation. A failed one is retried by the next caller.
///
/// # Errors
///
/// The error of the module's `init`, or of a module that it needs.
pub async fn get<L: LazyModule>() -> Result<L, InitError> {
    match try_get::<L>() {
        Some(lazy) => Ok(lazy),
        None => {
            let first = start::first::<L>(&Module::<L>::NEW);
            let handle = L::cell().get_or_init(first).await?;
            Ok(L::from_handle(handle))
        }
    }
}

/// The module with the handle `L`, as an [`AnyModule`].
pub struct Module<L>(PhantomData<fn() -> L>);

impl<L> Module<L> {
    /// The only value; it holds nothing.
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

    #[cfg(debug_assertions)]
    fn variables(&self) -> &'static [EnvironmentVariable] {
        L::variables()
    }

    fn start(&self) -> Starting {
        Box::pin(async { get::<L>().await.map(drop) })
    }

    fn reset(&self) {
        L::cell().reset();
    }
}

/// A parameter of an `init`. Only [`need`] has the bound on its type, so that a type that is not a handle causes one error.
pub struct Need<L> {
    /// The module.
    pub module: &'static dyn AnyModule,
    /// Waits for its value.
    pub get: fn() -> InitFuture<L>,
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
