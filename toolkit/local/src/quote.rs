//! Text of a request in messages.

/// The most characters of a request that a message quotes, so that neither logs nor responses repeat a payload or a credential.
const QUOTED: usize = 32;

/// The most characters of a path or a name in a line of the log.
const LOGGED: usize = 256;

/// The most characters of an error document in a line of the log.
const DOCUMENT: usize = 2_000;

/// Returns the beginning of a text, in backticks.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", cut(text, QUOTED))
}

/// Returns the beginning of a text, for messages that quote it in another way.
pub(crate) fn excerpt(text: &str) -> String {
    cut(text, QUOTED)
}

/// Returns the beginning of a path or a name for the log.
pub(crate) fn logged(text: &str) -> String {
    cut(text, LOGGED)
}

/// Returns the beginning of an error document for the log.
pub(crate) fn document(text: &str) -> String {
    cut(text, DOCUMENT)
}

/// Returns at most `most` characters. Control characters are replaced, because they could change a terminal.
fn cut(text: &str, most: usize) -> String {
    let mut characters = text.chars();
    let mut kept: String = characters
        .by_ref()
        .take(most)
        .map(|character| {
            if character.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect();
    if characters.next().is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quote_has_at_most_32_characters() {
        assert_eq!(quoted(&"ä".repeat(32)), format!("`{}`", "ä".repeat(32)));
        assert_eq!(quoted(&"ä".repeat(33)), format!("`{}…`", "ä".repeat(32)));
        assert_eq!(quoted("a\u{1b}[2J\n"), "`a\u{fffd}[2J\u{fffd}`");
    }
}
