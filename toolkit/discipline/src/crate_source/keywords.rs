//! The prefilter: a file that holds none of these words holds nothing that a rule refuses.
//!
//! Whatever is refused is written somewhere by the last name of its row, or by a method's name, or it is a static or a
//! macro of a known name. A file without any such word is not parsed unless a path leads into it.

use crate::known::{self, METHODS};
use std::sync::LazyLock;

/// Words beside those of the tables: items and macros that are judged by their form.
const FORMS: [&str; 17] = [
    "static",
    "thread_local",
    "lazy_static",
    "exempt",
    "layer",
    "lazy_module",
    "include",
    // `while true` is found by its two words.
    "loop",
    "macro_rules",
    "get_or_init",
    "get_or_try_init",
    "set",
    // Pools whose rows know only the end of the name.
    "PgPool*",
    "MySqlPool*",
    "SqlitePool*",
    "AnyPool*",
    "AsyncSmtpTransport",
];

/// A trigger word, and whether it is one by itself or by its beginning.
type Word = (&'static str, bool);

struct Words {
    /// For each pair of first bytes, the list in `lists` that holds its words; 0 for none, which is nearly all. No
    /// hashing here: this runs over every word of every file, in a build that is often not optimised.
    by_start: Vec<u16>,
    lists: Vec<Vec<Word>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        by_start: vec![0; 1 << 16],
        lists: vec![Vec::new()],
    };
    for word in known::keywords()
        .chain(METHODS.iter().map(|method| method.name))
        .chain(FORMS)
    {
        // A type of which only the end is known: the few that there are are listed among the forms.
        if word.starts_with('*') {
            continue;
        }
        let (word, exact) = word
            .strip_suffix('*')
            .map_or((word, true), |beginning| (beginning, false));
        let list = &mut words.by_start
            [usize::from(word.as_bytes()[0]) << 8 | usize::from(word.as_bytes()[1])];
        if *list == 0 {
            *list = u16::try_from(words.lists.len()).expect("fewer words than that");
            words.lists.push(Vec::new());
        }
        let list = &mut words.lists[usize::from(*list)];
        if !list.contains(&(word, exact)) {
            list.push((word, exact));
        }
    }
    words
});

/// The bytes that words are made of; those of names that are not ASCII count.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = byte >= 0x80 || byte == b'_' || byte.is_ascii_alphanumeric();
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// What a look over a file's words found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A word that a rule could be about.
    Keyword,
    /// No such word, but the file may declare modules in other files.
    Modules,
    /// Nothing to read for.
    Nothing,
}

/// Looks over the words of a file, once.
///
/// A plain loop over indices: iterators cost five times as much in a build that is not optimised.
pub(super) fn look(text: &str) -> Look {
    let words = &*WORDS;
    let bytes = text.as_bytes();
    let (mut at, mut begin, mut modules, mut after_while) = (0, 0, false, false);
    while at <= bytes.len() {
        if at < bytes.len() && IS_WORD[bytes[at] as usize] {
            at += 1;
            continue;
        }
        if at > begin + 1 {
            let list = words.by_start[(bytes[begin] as usize) << 8 | bytes[begin + 1] as usize];
            if list != 0 && is_keyword(bytes, begin, at, &words.lists[list as usize]) {
                return Look::Keyword;
            }
            let word = &bytes[begin..at];
            if after_while && word == b"true" {
                return Look::Keyword;
            }
            after_while = word == b"while";
            modules |= at == begin + 3 && bytes[begin] == b'm' && word == b"mod";
        }
        at += 1;
        begin = at;
    }
    if modules && declares_modules(text) {
        Look::Modules
    } else {
        Look::Nothing
    }
}

/// Whether there is a word in `text` that a rule could be about; without one [`judge_item`](crate::judge_item) finds nothing in it.
///
/// A look over the words takes a tenth of the time that judging takes. `self` is one of them here, unlike in a whole file, where it says
/// nothing: a handler that takes `&mut self` is refused by its attribute alone.
pub fn may_break_a_rule(text: &str) -> bool {
    text.contains("self") || look(text) == Look::Keyword
}

fn is_keyword(bytes: &[u8], begin: usize, end: usize, list: &[Word]) -> bool {
    // `'static` is a lifetime.
    if begin > 0 && bytes[begin - 1] == b'\'' {
        return false;
    }
    let word = &bytes[begin..end];
    list.iter().any(|(trigger, exact)| {
        if *exact {
            word == trigger.as_bytes()
        } else {
            word.starts_with(trigger.as_bytes())
        }
    })
}

/// Whether `text` may declare modules in other files.
fn declares_modules(text: &str) -> bool {
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
            "loop {",
            "while (true) {",
        ] {
            assert_eq!(look(text), Look::Keyword, "{text}");
            assert!(may_break_a_rule(text), "{text}");
        }
        for text in [
            "&'static str",
            "fn spawned() {}",
            "struct Order { id: u64 }",
            "let mutex_free = 1;",
            "while is(true) {}",
            "for _ in looped {}",
        ] {
            assert_eq!(look(text), Look::Nothing, "{text}");
        }
    }

    #[test]
    fn a_handler_with_a_receiver_is_looked_at() {
        assert!(may_break_a_rule("#[operation] async fn f(& mut self) {}"));
        assert!(!may_break_a_rule(
            "#[operation] async fn f(order : Order) {}"
        ));
    }

    #[test]
    fn declarations_of_modules_are_found() {
        assert_eq!(look("pub mod a;"), Look::Modules);
        assert!(declares_modules("mod r#type ;"));
        assert!(declares_modules("mod a { mod b; }"));
        assert!(!declares_modules("mod tests { fn f() {} }"));
    }
}
