//! Values of options that are texts with rules of their own.

use gatewright_tables::{BUCKET_EVENTS, limits};

use crate::report::Message;

/// The reason why S3 has no such event.
pub(super) fn refuse_bucket_event(text: &str) -> Option<Message> {
    if BUCKET_EVENTS.contains(&text) {
        return None;
    }
    let whole = match text.strip_prefix("s3:") {
        Some(_) => text.to_owned(),
        None => format!("s3:{text}"),
    };
    let whole = whole.to_lowercase();
    let score = |event: &str| strsim::jaro_winkler(&event.to_lowercase(), &whole);
    let near = BUCKET_EVENTS
        .iter()
        .max_by(|a, b| score(a).total_cmp(&score(b)))
        .copied()
        .unwrap_or("s3:ObjectCreated:*");
    Some(
        Message::new(format!("S3 has no event `{text}`"))
            .help(format!("events(\"{near}\")"))
            .note("the events are those of S3's notifications, such as `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, `s3:ObjectRemoved:*`"),
    )
}

/// The reason why a text is not the beginning or the end of a key.
pub(super) fn refuse_key_part(text: &str) -> Option<Message> {
    let message = if text.is_empty() {
        Message::new("a prefix or suffix cannot be empty")
            .help("remove it to receive the events of every key")
    } else if text.contains('*') {
        Message::new(format!(
            "a prefix or suffix is compared as it is, and `{text}` has a wildcard"
        ))
        .help(format!("\"{}\"", text.replace('*', "")))
    } else if text.contains(' ') {
        Message::new(format!(
            "a prefix or suffix cannot have a space, and `{text}` has one"
        ))
        .help(format!("\"{}\"", text.replace(' ', "+")))
    } else if text.len() > limits::OBJECT_KEY_BYTES {
        Message::new(format!(
            "a prefix or suffix must be at most {} bytes, not {}",
            limits::OBJECT_KEY_BYTES,
            text.len()
        ))
    } else {
        return None;
    };
    Some(
        message.note(
            "S3 compares it with the beginning or the end of the key, in which a space is `+`",
        ),
    )
}

/// The reason why a text is not a filter pattern of CloudWatch Logs.
pub(super) fn refuse_log_pattern(text: &str) -> Option<Message> {
    let length = text.chars().count();
    if length > limits::LOG_PATTERN_CHARS {
        return Some(
            Message::new(format!(
                "`filter_pattern` must be at most {} characters, not {length}",
                limits::LOG_PATTERN_CHARS
            ))
            .note("CloudWatch Logs accepts no longer pattern"),
        );
    }
    let pattern = text.trim();
    let unclosed = |open: char, close: char| {
        (pattern.starts_with(open) && !pattern.ends_with(close)).then_some(close)
    };
    let missing = unclosed('{', '}').or_else(|| unclosed('[', ']'));
    let quotes = pattern.replace("\\\"", "").matches('"').count();
    let missing = missing.or_else(|| (quotes % 2 == 1).then_some('"'));
    let missing = missing?;
    Some(
        Message::new(format!("`filter_pattern` has no closing `{missing}`"))
            .help("filter_pattern = \"{ $.level = \\\"ERROR\\\" }\"")
            .note("a pattern in `{ }` matches JSON, one in `[ ]` columns, and any other one terms"),
    )
}

#[cfg(test)]
mod tests {
    use super::{refuse_bucket_event, refuse_key_part, refuse_log_pattern};

    #[test]
    fn events_of_buckets_are_those_of_s3() {
        assert!(refuse_bucket_event("s3:ObjectCreated:*").is_none());
        for event in [
            "ObjectCreated:*",
            "s3:ObjectCreate:*",
            "s3:TestEvent",
            "",
            "s3:*",
        ] {
            assert!(refuse_bucket_event(event).is_some(), "{event}");
        }
    }

    #[test]
    fn parts_of_keys_have_no_wildcards() {
        assert!(refuse_key_part("in/2026-").is_none());
        for part in ["", "in/*", "*.csv", "my folder/"] {
            assert!(refuse_key_part(part).is_some(), "{part}");
        }
    }

    /// Patterns of the user guide of CloudWatch Logs.
    #[test]
    fn log_patterns_are_closed() {
        for pattern in [
            "",
            "ERROR",
            "\"INTERNAL SERVER ERROR\"",
            "?ERROR ?WARN",
            "ERROR -EXITING",
            "{ $.eventType = \"UpdateTrail\" }",
            "{ $.user.id = 1 && $.users[0].email = \"John.*\" }",
            "[ip, user, username, timestamp, request, status_code=4*, bytes]",
            "%AUTHORIZED%",
        ] {
            assert!(refuse_log_pattern(pattern).is_none(), "{pattern}");
        }
        for pattern in [
            "{ $.level = \"ERROR\"",
            "[ip, user",
            "\"ERROR",
            &"x".repeat(1_025),
        ] {
            assert!(refuse_log_pattern(pattern).is_some(), "{pattern}");
        }
    }
}
