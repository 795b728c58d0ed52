//! The function's first wait for an event: the time in which to make ready what the first invocation needs.
//!
//! Lambda is answering the request for that event then. What is done before the request is on its way puts it off, and what is done
//! after the answer puts off the first reply.

use std::sync::atomic::{AtomicU8, Ordering};

/// Which wait of the event loop comes next.
static NEXT: AtomicU8 = AtomicU8::new(OF_INIT);

/// One of INIT, in which lazy modules may wait for anything.
const OF_INIT: u8 = 0;
/// That for the connection to the Runtime API.
const FOR_CONNECTION: u8 = 1;
/// That for the first event: its request is written.
const FOR_EVENT: u8 = 2;
/// Any other.
const LATER: u8 = 3;

/// INIT is over: the event loop asks for the first event now.
pub(super) fn begins() {
    NEXT.store(FOR_CONNECTION, Ordering::Relaxed);
}

/// The event loop has nothing to do, and is going to sleep: calls `prepare` if it is for the first event.
///
/// If the connection was there at once, that wait is taken for another: the first invocation must not rely on what is prepared.
pub(super) fn waits(prepare: impl FnOnce()) {
    match NEXT.load(Ordering::Relaxed) {
        FOR_CONNECTION => NEXT.store(FOR_EVENT, Ordering::Relaxed),
        FOR_EVENT => {
            NEXT.store(LATER, Ordering::Relaxed);
            prepare();
        }
        _ => {}
    }
}

/// Finds out what the processor can do, which the first use of what depends on it (the search for a byte, the head of an HTTP response)
/// would have to: under virtualisation each of some twenty questions is a trap.
pub(super) fn ask_processor() {
    #[cfg(target_arch = "x86_64")]
    std::hint::black_box(std::arch::is_x86_feature_detected!("avx2"));
}
