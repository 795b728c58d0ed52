//! The prefilter: a file that holds none of these words holds nothing that a rule refuses.
//!
//! Whatever is refused is written somewhere by the last name of its row, or by a method's name, or it is a static or a
//! macro of a known name. A file without any such word is not parsed unless a path leads into it.

use crate::judge::method_names;
use crate::known;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words beside those of the tables: items and macros that are judged by their form.
const FORMS: [&str; 9] = [
    "static",
    "thread_local",
    "lazy_static",
    "exempt",
    "include",
    "macro_rules",
    "get_or_init",
    "get_or_try_init",
    "set",
];

struct Words {
    /// By the first two bytes, which few words of a clean file share; `exact` or by its beginning.
    by_start: HashMap<[u8; 2], Vec<(&'static str, bool)>>,
    /// Whether any word begins with these two bytes: a look-up without hashing.
    starts: Vec<bool>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        by_start: HashMap::new(),
        starts: vec![false; 1 << 16],
    };
    let leaves = known::leaves().chain(method_names()).chain(FORMS);
    for word in leaves {
        let (word, exact) = word
            .strip_suffix('*')
            .map_or((word, true), |beginning| (beginning, false));
        let bytes = word.as_bytes();
        let start = [bytes[0], bytes[1]];
        words.starts[usize::from(u16::from_be_bytes(start))] = true;
        let same = words.by_start.entry(start).or_default();
        if !same.contains(&(word, exact)) {
            same.push((word, exact));
        }
    }
    words
});

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether `text` has a word that a rule could be about.
pub(super) fn has_trigger(text: &str) -> bool {
    any_word(text, |start, word, before| {
        // `'static` is a lifetime.
        if before == b'\'' || !WORDS.starts[usize::from(u16::from_be_bytes(start))] {
            return false;
        }
        let same = WORDS.by_start.get(&start).map_or(&[][..], Vec::as_slice);
        same.iter().any(|(trigger, exact)| {
            if *exact {
                word == trigger.as_bytes()
            } else {
                word.starts_with(trigger.as_bytes())
            }
        })
    })
}

/// Whether `text` may declare modules in other files.
pub(super) fn declares_modules(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("mod ") {
        rest = &rest[at + 4..];
        let name = rest.trim_start().trim_start_matches("r#");
        let behind = name
            .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
            .trim_start();
        // An inline module may declare one inside; only `{` that never leads to `;` is certain not to, so look on.
        if behind.starts_with(';') || behind.starts_with("/*") || behind.starts_with("//") {
            return true;
        }
    }
    text.contains("mod\n") || text.contains("mod\t") || text.contains("mod/")
}

/// Runs `found` on each word of two bytes or more, with its first two bytes and the byte before it.
fn any_word(text: &str, mut found: impl FnMut([u8; 2], &[u8], u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut before = b' ';
    while at < bytes.len() {
        let byte = bytes[at];
        if !is_word(byte) {
            before = byte;
            at += 1;
            continue;
        }
        let begin = at;
        while at < bytes.len() && is_word(bytes[at]) {
            at += 1;
        }
        let word = &bytes[begin..at];
        if word.len() > 1 && found([word[0], word[1]], word, before) {
            return true;
        }
        before = b' ';
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_rule_names_is_a_trigger_and_ordinary_code_is_not() {
        for text in [
            "a::spawn(",
            "use rayon as r;",
            "AtomicU128",
            "static X: u8",
            "xs.par_iter()",
            "crossbeam_epoch",
        ] {
            assert!(has_trigger(text), "{text}");
        }
        for text in [
            "&'static str",
            "fn spawned() {}",
            "struct Order { id: u64 }",
            "let mutex_free = 1;",
        ] {
            assert!(!has_trigger(text), "{text}");
        }
    }

    #[test]
    fn declarations_of_modules_are_found() {
        assert!(declares_modules("pub mod a;"));
        assert!(declares_modules("mod r#type ;"));
        assert!(declares_modules("mod a { mod b; }"));
        assert!(!declares_modules("mod tests { fn f() {} }"));
    }
}
