//! What differs between a function that serves on one thread and one whose invocations move between threads.
//!
//! Without the feature `concurrent` everything here is the plain thing, and costs nothing. With it, futures and what they hold may be
//! moved to another thread; those of a function that serves one invocation at a time, which need not be `Send`, are
//! [kept where they are](stays).

#[cfg(feature = "concurrent")]
mod several;
#[cfg(not(feature = "concurrent"))]
mod single;

#[cfg(feature = "concurrent")]
pub use self::several::{Boxed, MaybeSend};
#[cfg(feature = "concurrent")]
pub(crate) use self::several::{Slot, assert_same_thread};
#[cfg(not(feature = "concurrent"))]
pub use self::single::{Boxed, MaybeSend};
#[cfg(not(feature = "concurrent"))]
pub(crate) use self::single::{Slot, assert_same_thread};
