//! Lazy modules: values that start when a request first needs them, and stay.

mod age;
#[cfg(feature = "_aws")]
pub(crate) mod aws;
mod cell;
pub(crate) mod cold_start;
mod cycle;
pub(crate) mod environment;
mod init;
mod init_phase;
mod module;
mod refresh;
mod settings;
mod snapshot;
mod start;
mod together;

pub use cell::{Handle, LazyCell};
pub use cycle::assert_no_cycle;
pub use init::{InitError, InitFuture, InitOutput};
pub(crate) use init_phase::start as start_in_init;
#[cfg(test)]
pub(crate) use module::Starting;
pub use module::{AnyModule, Module, Need, need};
pub(crate) use refresh::beside;
pub use settings::LazySettings;
pub(crate) use snapshot::ResetBeforeSnapshot;
pub(crate) use start::{Start, so_far as starts_so_far};

/// The handle of a `#[lazy_module]`. The attribute implements it for the `Lazy` of the module.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle of a lazy module",
    label = "`init` takes the handles of other lazy modules, and nothing else",
    note = "an `init` runs once, before any request is known, so it has no access to one",
    note = "take `other_module::Lazy`, where `other_module` is a `#[lazy_module]`"
)]
pub trait LazyModule: Clone + Send + Sync + 'static {
    /// What the module's `init` makes.
    type Value: Send + Sync + 'static;
    /// The handles that `init` takes, as a tuple.
    type Needs;
    /// The module's path.
    const NAME: &'static str;

    /// The options of its attribute.
    #[doc(hidden)]
    const SETTINGS: LazySettings = LazySettings::DEFAULT;

    /// Those of `Needs`, their types forgotten.
    #[doc(hidden)]
    fn needs() -> &'static [&'static dyn AnyModule] {
        &[]
    }
    #[doc(hidden)]
    fn cell() -> &'static LazyCell<Self::Value>;
    #[doc(hidden)]
    fn init() -> InitFuture<Self::Value>;
    #[doc(hidden)]
    fn from_handle(handle: Handle<Self::Value>) -> Self;
}

/// The module's value if it is there already. One that is too old is served all the same, and made anew beside the handler.
pub fn try_get<L: LazyModule>() -> Option<L> {
    let handle = match L::SETTINGS.ttl() {
        None => L::cell().get()?,
        Some(ttl) => {
            let (handle, age) = L::cell().get_with_age()?;
            if age >= ttl {
                refresh::want::<L>();
            }
            handle
        }
    };
    Some(L::from_handle(handle))
}

/// The module's value, made now if it is not there. However many ask, one `init` runs; if it fails, the next to ask tries
/// again.
pub async fn get<L: LazyModule>() -> Result<L, InitError> {
    match try_get::<L>() {
        Some(lazy) => Ok(lazy),
        None => {
            let handle = L::cell().get_or_init(start::first::<L>()).await?;
            Ok(L::from_handle(handle))
        }
    }
}
