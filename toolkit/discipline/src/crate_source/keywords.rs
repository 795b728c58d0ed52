//! The prefilter: code without any of these keywords breaks no rule.
//!
//! A violation contains the last name of a row, the name of a method, a static, or a known macro. A file without such a word is
//! not parsed unless a path leads into it.

use crate::known::{self, METHODS};
use std::sync::LazyLock;

/// Keywords that are not in the tables: items and macros that are judged by their form.
const FORMS: [&str; 29] = [
    "static",
    "thread_local",
    // Blocking file calls.
    "fs",
    "lazy_static",
    "exempt",
    "layer",
    "lazy_module",
    "include",
    "loop",
    "while",
    // Iterators without an end.
    "cycle",
    "extern",
    // Files at a constant path.
    "tmp",
    "persist",
    "persist_noclobber",
    "set_hook",
    "as_std_mut",
    "into_std",
    "from_waker",
    "cookie_store",
    "macro_rules",
    "get_or_init",
    "get_or_try_init",
    "set",
    // Pools: their rows only have the end of the name.
    "PgPool*",
    "MySqlPool*",
    "SqlitePool*",
    "AnyPool*",
    "AsyncSmtpTransport",
];

/// A keyword, and whether a word must equal it; otherwise a word must begin with it.
type Word = (&'static str, bool);

struct Words {
    /// For each pair of first bytes, the index in `lists` of its keywords; 0, which is most common, for none. There is no
    /// hashing, because this runs over every word of every file, often in a debug build.
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
        // The few types that are known by the end of their name are listed in `FORMS`.
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

/// The bytes of words; non-ASCII bytes are part of a word.
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

/// The result of a scan over the words of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// It has a keyword.
    Keyword,
    /// It has no keyword, but it may declare modules in other files.
    Modules,
    /// It has neither.
    Nothing,
}

/// Scans the words of a file.
///
/// It is a plain loop over indices: iterators take five times as long in a debug build.
pub(super) fn scan(text: &str) -> Scan {
    let words = &*WORDS;
    let bytes = text.as_bytes();
    let (mut at, mut begin, mut modules) = (0, 0, false);
    while at <= bytes.len() {
        if at < bytes.len() && IS_WORD[bytes[at] as usize] {
            at += 1;
            continue;
        }
        if at > begin + 1 {
            let list = words.by_start[(bytes[begin] as usize) << 8 | bytes[begin + 1] as usize];
            if list != 0 && is_keyword(bytes, begin, at, &words.lists[list as usize]) {
                return Scan::Keyword;
            }
            let word = &bytes[begin..at];
            modules |= at == begin + 3 && bytes[begin] == b'm' && word == b"mod";
        }
        // `(0..).sum()`
        if at >= 2
            && at < bytes.len()
            && bytes[at] == b')'
            && bytes[at - 1] == b'.'
            && bytes[at - 2] == b'.'
        {
            return Scan::Keyword;
        }
        at += 1;
        begin = at;
    }
    if modules && declares_modules(text) {
        Scan::Modules
    } else {
        Scan::Nothing
    }
}

/// Returns whether a rule could refuse something in `text`. If not, [`judge_item`](crate::judge_item) finds nothing in it.
///
/// The scan takes a tenth of the time of judging. The word `self` counts here, because a handler that takes `&mut self` is refused.
/// In a whole file it does not count: there the handler's own attribute reports that.
pub fn may_break_a_rule(text: &str) -> bool {
    text.contains("self") || scan(text) == Scan::Keyword
}

fn is_keyword(bytes: &[u8], begin: usize, end: usize, list: &[Word]) -> bool {
    // `'static` is a lifetime, not a keyword.
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
        // An inline module may declare one inside, so the scan continues after a `{`.
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
    fn keywords_are_found_and_ordinary_words_are_not() {
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
            assert_eq!(scan(text), Scan::Keyword, "{text}");
            assert!(may_break_a_rule(text), "{text}");
        }
        for text in [
            "&'static str",
            "fn spawned() {}",
            "struct Order { id: u64 }",
            "let mutex_free = 1;",
            "for _ in looped {}",
        ] {
            assert_eq!(scan(text), Scan::Nothing, "{text}");
        }
    }

    #[test]
    fn handler_with_receiver_may_break_a_rule() {
        assert!(may_break_a_rule("#[operation] async fn f(& mut self) {}"));
        assert!(!may_break_a_rule(
            "#[operation] async fn f(order : Order) {}"
        ));
    }

    #[test]
    fn module_declarations_are_found() {
        assert_eq!(scan("pub mod a;"), Scan::Modules);
        assert!(declares_modules("mod r#type ;"));
        assert!(declares_modules("mod a { mod b; }"));
        assert!(!declares_modules("mod tests { fn f() {} }"));
    }
}
