//! The process of a function: INIT, the loop that serves, and the end.

mod assemble;
#[cfg(feature = "concurrent")]
mod concurrent;
mod init;
mod intake;
mod posted;
mod run;
mod serve;
#[cfg(unix)]
mod shutdown;

pub use self::run::run;
