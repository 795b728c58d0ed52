//! An answer before the deadline: the guard, the checks at loop heads, and the watchdog.

pub(crate) mod chunked_loop;
pub(crate) mod deadline;
pub(crate) mod guarded;
pub(crate) mod interrupt;
pub(crate) mod interruption;
pub(crate) mod watchdog;
