//! Lazy modules: values that are initialised on first use, and then kept.

#[cfg(feature = "_aws")]
pub(crate) mod aws;
mod cell;
pub(crate) mod cold_start;
mod cycle;
pub(crate) mod environment;
mod init;
mod lazy_module;
mod module;
mod refresh;
mod start;

pub use crate::error::InitError;
pub use cell::{Handle, LazyCell};
pub use cycle::assert_no_cycle;
pub use init::{InitFuture, InitOutput};
pub use lazy_module::{AnyModule, LazyModule, LazySettings};
pub use module::{Module, Need, get, need, try_get};
pub(crate) use refresh::with_refreshes;
pub(crate) use start::{in_init as start_in_init, reset_before_snapshot};
