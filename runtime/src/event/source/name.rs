//! The name under which an event asks for its handler.

use std::borrow::Cow;

/// Room for a name of two parts; EventBridge's `source` and `detail-type` have at most 256 and 128 characters.
const ROOM: usize = 512;

/// A name, or two parts of one.
pub(crate) enum Name<'a> {
    /// One text; empty where an event names nothing.
    One(Cow<'a, str>),
    /// Two texts with a separator, each of which a handler may leave open.
    Pair(Cow<'a, str>, &'static str, Cow<'a, str>),
}

/// What stands in a pair for a part that the handler leaves open.
const OPEN: &str = "*";

impl Name<'_> {
    /// The first of the names that fit the event for which `find` has something: the exact one, those that leave a part open,
    /// and the empty one. Allocates nothing.
    pub(crate) fn find<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self {
            Self::One(name) => find(name).or_else(|| find("")),
            Self::Pair(first, separator, second) => [
                [&**first, separator, &**second],
                [&**first, separator, OPEN],
                [OPEN, separator, &**second],
            ]
            .iter()
            .find_map(|parts| with_joined(parts, &find))
            .or_else(|| find("")),
        }
    }

    /// In words, for messages.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::One(name) => name.to_string(),
            Self::Pair(first, separator, second) => format!("{first}{separator}{second}"),
        }
    }
}

/// The parts one after another, on the stack. A name that is longer than any handler's finds nothing.
fn with_joined<T>(parts: &[&str; 3], find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut room = [0; ROOM];
    let mut length = 0;
    for part in parts {
        let end = length + part.len();
        room.get_mut(length..end)?.copy_from_slice(part.as_bytes());
        length = end;
    }
    find(std::str::from_utf8(&room[..length]).ok()?)
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
    fn an_exact_name_is_tried_before_an_open_one() {
        assert_eq!(tried(&Name::One("orders".into())), ["orders", ""]);
        let pair = Name::Pair("shop".into(), " / ", "OrderPlaced".into());
        assert_eq!(
            tried(&pair),
            ["shop / OrderPlaced", "shop / *", "* / OrderPlaced", ""]
        );
    }

    #[test]
    fn a_name_that_is_too_long_for_the_stack_leaves_the_open_ones() {
        let long = "x".repeat(ROOM);
        let pair = Name::Pair("shop".into(), " / ", long.into());
        assert_eq!(tried(&pair), ["shop / *", ""]);
    }
}
