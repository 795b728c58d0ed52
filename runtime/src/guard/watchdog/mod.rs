//! The watchdog: a thread that answers for an invocation when the handler's thread cannot.
//!
//! When the guard is due, the watchdog raises the [interrupt](crate::guard::interrupt). A loop that never awaits then unwinds,
//! and the [guard](crate::guard::guarded) answers. Code that cannot be interrupted, such as a long synchronous or foreign call,
//! the watchdog answers for itself shortly before the deadline. It then re-executes the binary (`execve`): see [`hard_timeout`].
//!
//! Both threads share one lock, and its holder decides. A finished invocation is removed under the lock, and the watchdog claims
//! one under the lock, so no event is answered twice. Arming takes the lock and writes a few words. It makes no system call as
//! long as deadlines only move forward: the thread finds the new deadline when it wakes up for the old one.

#[cfg(feature = "concurrent")]
mod alarm;
mod hard_timeout;
#[cfg(feature = "concurrent")]
mod nudge;
mod reexec;
#[cfg(feature = "concurrent")]
mod reserve;
#[cfg(feature = "concurrent")]
mod shared;
mod thread;
mod watch;

pub(crate) use self::hard_timeout::post_init_error;
#[cfg(feature = "concurrent")]
pub(crate) use self::nudge::{occupied_thread_for, yield_once, yield_to_others};
pub(crate) use self::reexec::was_reexecuted;
#[cfg(feature = "concurrent")]
pub(crate) use self::shared::SharedWatchdog;
pub(crate) use self::watch::{
    ActivityTracker, Armed, FallbackReply, PendingRecord, Target, Unrecorded, Watch,
};
