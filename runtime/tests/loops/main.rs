//! Functions with loops, each compiled twice: unchanged and `#[guarded]`. Outside an invocation both behave the same.
#![allow(
    clippy::large_stack_arrays,
    clippy::manual_assert,
    clippy::needless_continue,
    clippy::needless_pass_by_value,
    clippy::never_loop,
    clippy::ptr_arg,
    reason = "the tests have every form of a loop, also unusual ones"
)]

/// The functions unchanged in `plain`, and guarded in `guarded`.
macro_rules! twice {
    ($($item:item)*) => {
        mod plain {
            #[allow(unused_imports)]
            use super::*;
            $($item)*
        }
        mod guarded {
            #[allow(unused_imports)]
            use super::*;
            $(#[gatewright::guarded] $item)*
        }
    };
}

/// Asserts that both return the expected value.
macro_rules! both {
    ($name:ident($($argument:expr),*) == $expected:expr) => {
        assert_eq!(plain::$name($($argument),*), $expected, "plain");
        assert_eq!(guarded::$name($($argument),*), $expected, "guarded");
    };
}

mod asynchronous;
mod chunked;
mod control_flow;
mod forms;
mod guard_off;
mod ownership;
