//! Sets the environment variable `_X_AMZN_TRACE_ID`.
//!
//! The AWS SDK reads it to tell Lambda, SQS, SNS and S3 which invocation a call belongs to. With it, Lambda stops functions that invoke each
//! other in a loop: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html>.
//!
//! This is a crate of its own because `set_var` is safe to call only until edition 2024. A change of the environment is a data race if foreign
//! code, such as a C library, reads the environment on another thread at that moment. The standard library has a lock for Rust code. A
//! function has its event loop on one thread, and sets the variable between two invocations.

use std::env;

/// The name of the variable.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
pub const NAME: &str = "_X_AMZN_TRACE_ID";

/// Sets the variable to the trace of an invocation, or removes it if the invocation has none.
pub fn set(trace: Option<&str>) {
    match trace {
        // A value with a zero byte would panic. Headers have none.
        Some(trace) if !trace.contains('\0') => env::set_var(NAME, trace),
        _ => env::remove_var(NAME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_is_that_of_the_last_invocation() {
        set(Some("Root=1-5bef4de7"));
        assert_eq!(env::var(NAME).as_deref(), Ok("Root=1-5bef4de7"));
        set(Some("Root=\0"));
        assert_eq!(env::var_os(NAME), None);
        set(None);
        assert_eq!(env::var_os(NAME), None);
    }
}
