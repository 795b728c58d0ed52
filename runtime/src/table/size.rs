//! The timeout and memory of a module that serves one invocation at a time.
//!
//! `#[lambda_handler]` checks the largest values of Lambda Managed Instances. Only the constant of `#[dispatch]` knows the mode of a module.

use gatewright_tables::limits::{
    MEMORY_MAX_MANAGED_MB, MEMORY_MAX_MB, MEMORY_MIN_MB, TIMEOUT_MAX_FORMER_S,
    TIMEOUT_MAX_MANAGED_S, TIMEOUT_MAX_S, TIMEOUT_MIN_S,
};

use super::message::Message;

/// Returns the error message for a timeout that only a concurrent function can have.
pub(super) const fn timeout_refusal(timeout_ms: u64) -> Option<Message> {
    if timeout_ms <= TIMEOUT_MAX_S * 1_000 {
        return None;
    }
    let message = Message::new().text("`timeout` must be ");
    let message = duration(message, TIMEOUT_MIN_S).text(" to ");
    let message =
        duration(message, TIMEOUT_MAX_S).text(" in a function with one invocation at a time, not ");
    let message = duration(message, timeout_ms / 1_000).text("\nhelp: timeout = \"");
    let message = duration(message, TIMEOUT_MAX_S)
        .text("\", or, for Lambda Managed Instances, #[dispatch(concurrent)]")
        .text("\nnote: rule `timeout`: Lambda accepts ");
    let message = duration(message, TIMEOUT_MIN_S).text(" to ");
    let message = duration(message, TIMEOUT_MAX_S).text(", and up to ");
    let message = duration(message, TIMEOUT_MAX_MANAGED_S)
        .text(" on Managed Instances; older AWS documents and cfn-lint still say ");
    Some(duration(message, TIMEOUT_MAX_FORMER_S).text("; see `cargo gatewright explain timeout`"))
}

/// Returns the error message for a memory size that only a concurrent function can have.
pub(super) const fn memory_refusal(memory_mb: u32) -> Option<Message> {
    if memory_mb <= MEMORY_MAX_MB {
        return None;
    }
    let message = Message::new()
        .text("`memory` must be ")
        .number(MEMORY_MIN_MB as usize)
        .text(" to ")
        .number(MEMORY_MAX_MB as usize)
        .text(" (MB) in a function with one invocation at a time, not ")
        .number(memory_mb as usize)
        .text("\nhelp: memory = ")
        .number(MEMORY_MAX_MB as usize)
        .text(", or, for Lambda Managed Instances, #[dispatch(concurrent)]")
        .text("\nnote: rule `memory`: Lambda accepts ")
        .number(MEMORY_MIN_MB as usize)
        .text(" to ")
        .number(MEMORY_MAX_MB as usize)
        .text(" MB of memory, and up to ")
        .number(MEMORY_MAX_MANAGED_MB as usize)
        .text(" MB only on Managed Instances; see `cargo gatewright explain memory`");
    Some(message)
}

/// Appends a duration in minutes if it has no seconds left, as the options write it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a timeout is at most 90 minutes"
)]
const fn duration(message: Message, seconds: u64) -> Message {
    if seconds.is_multiple_of(60) {
        message.number(seconds as usize / 60).text("m")
    } else {
        message.number(seconds as usize).text("s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(message: Option<Message>) -> Option<String> {
        message.map(|message| message.as_str().lines().next().unwrap().to_owned())
    }

    // The figures are those of botocore 1.44.8's service model of Lambda, `CreateFunction`.
    #[test]
    fn single_mode_has_30_minutes_and_10240_mb() {
        assert_eq!(headline(timeout_refusal(1_800_000)), None);
        assert_eq!(
            headline(timeout_refusal(2_700_000)).as_deref(),
            Some(
                "`timeout` must be 1s to 30m in a function with one invocation at a time, not 45m"
            )
        );
        assert_eq!(headline(memory_refusal(10_240)), None);
        assert_eq!(
            headline(memory_refusal(16_384)).as_deref(),
            Some(
                "`memory` must be 128 to 10240 (MB) in a function with one invocation at a time, not 16384"
            )
        );
    }

    #[test]
    fn whole_message_fits() {
        let message = timeout_refusal(1_801_000).expect("too long");
        assert!(
            message.as_str().contains("not 1801s"),
            "{}",
            message.as_str()
        );
        assert!(
            message.as_str().ends_with("explain timeout`"),
            "{}",
            message.as_str()
        );
    }
}
