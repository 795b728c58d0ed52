//! Lazy modules: values that start when a request first needs them, and stay.

mod cell;
mod cycle;
mod init;
mod needed;

pub use cell::{Handle, LazyCell};
pub use cycle::assert_no_cycle;
pub use init::{InitError, InitFuture, InitOutput};
pub use needed::{AnyNeed, Needed};

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

    #[doc(hidden)]
    fn cell() -> &'static LazyCell<Self::Value>;
    #[doc(hidden)]
    fn init() -> InitFuture<Self::Value>;
    #[doc(hidden)]
    fn from_handle(handle: Handle<Self::Value>) -> Self;
}

/// The module's value if it is there already.
pub(crate) fn ready<L: LazyModule>() -> Option<L> {
    L::cell().get().map(L::from_handle)
}

/// The module's value, made now if it is not there. However many ask, one `init` runs; if it fails, the next to ask tries
/// again.
pub async fn get<L: LazyModule>() -> Result<L, InitError> {
    L::cell().get_or_init(L::init).await.map(L::from_handle)
}
