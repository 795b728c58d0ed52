//! Functions with loops, each compiled twice: as it is, and `#[guarded]`. Outside of an invocation they are the same function.
#![allow(
    clippy::large_stack_arrays,
    clippy::manual_assert,
    clippy::needless_continue,
    clippy::needless_pass_by_value,
    clippy::never_loop,
    clippy::ptr_arg,
    reason = "every form of a loop stands here, those that nobody would write among them"
)]

/// The functions as they are in `plain`, and guarded in `guarded`.
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

/// Asserts that both give what is expected.
macro_rules! both {
    ($name:ident($($argument:expr),*) == $expected:expr) => {
        assert_eq!(plain::$name($($argument),*), $expected, "as it is");
        assert_eq!(guarded::$name($($argument),*), $expected, "guarded");
    };
}

mod asynchronous;
mod control_flow;
mod forms;
mod off;
mod ownership;
mod strided;
