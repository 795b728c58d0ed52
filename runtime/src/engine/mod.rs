//! The process of a function: INIT, the event loop and the shutdown.

mod assemble;
#[cfg(feature = "concurrent")]
mod concurrent;
mod init;
mod invocation;
#[cfg(feature = "lambda_runtime")]
pub mod lambda_runtime;
#[cfg(all(unix, debug_assertions, feature = "local"))]
mod orphan;
mod patience;
mod restore;
mod run;
mod serve;
#[cfg(unix)]
mod shutdown;
mod subscriber;

pub use self::run::{run, run_with_subscriber};
pub use self::subscriber::SubscriberResult;
