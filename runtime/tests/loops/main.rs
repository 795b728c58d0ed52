//! Functions with loops, each compiled twice: as it is, and `#[guarded]`. Outside of an invocation they are the same function.

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
