//! The name in an event, which selects its handler.

use std::borrow::Cow;

/// The capacity for a name of two parts. `source` and `detail-type` of EventBridge have at most 256 and 128 characters.
const CAPACITY: usize = 512;

/// A name, or the two parts of a name.
pub(crate) enum Name<'a> {
    /// One text, empty if the event has no name.
    One(Cow<'a, str>),
    /// Two texts with a separator. A handler can use a wildcard for each of them.
    Pair(Cow<'a, str>, &'static str, Cow<'a, str>),
}

/// The wildcard for a part of a name.
const WILDCARD: &str = "*";

impl Name<'_> {
    /// Returns the first result of `find` for the names that match the event: the exact name, those with a wildcard, and the
    /// empty name. Does not allocate.
    pub(crate) fn find<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self {
            Self::One(name) => find(name).or_else(|| find("")),
            Self::Pair(first, separator, second) => [
                [&**first, separator, &**second],
                [&**first, separator, WILDCARD],
                [WILDCARD, separator, &**second],
            ]
            .iter()
            .find_map(|parts| with_joined(parts, &find))
            .or_else(|| find("")),
        }
    }

    /// Returns the name as text, for messages.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::One(name) => name.to_string(),
            Self::Pair(first, separator, second) => format!("{first}{separator}{second}"),
        }
    }
}

/// Calls `find` with the concatenated parts, which are on the stack. A name longer than any handler's finds nothing.
fn with_joined<T>(parts: &[&str; 3], find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; CAPACITY];
    let mut length = 0;
    for part in parts {
        let end = length + part.len();
        buffer
            .get_mut(length..end)?
            .copy_from_slice(part.as_bytes());
        length = end;
    }
    find(std::str::from_utf8(&buffer[..length]).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn tried(name: &Name<'_>) -> Vec<String> {
        let tried = RefCell::new(Vec::new());
        name.find(|name| {
            tried.borrow_mut().push(name.to_owned());
            None::<()>
        });
        tried.into_inner()
    }

    #[test]
    fn exact_name_is_tried_before_wildcards() {
        assert_eq!(tried(&Name::One("orders".into())), ["orders", ""]);
        let pair = Name::Pair("shop".into(), " / ", "OrderPlaced".into());
        assert_eq!(
            tried(&pair),
            ["shop / OrderPlaced", "shop / *", "* / OrderPlaced", ""]
        );
    }

    #[test]
    fn name_too_long_for_the_stack_leaves_wildcards() {
        let long = "x".repeat(CAPACITY);
        let pair = Name::Pair("shop".into(), " / ", long.into());
        assert_eq!(tried(&pair), ["shop / *", ""]);
    }
}
