//! One word of two, in quotes: `start = "init"`.

use darling::FromMeta;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `start = "first_use"` or `"init"`: when a lazy module starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    FirstUse,
    Init,
}

/// `restore = "keep"` or `"reset"`: whether a lazy module's value is in the snapshot of SnapStart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restore {
    Keep,
    Reset,
}

impl FromMeta for Start {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "\"first_use\" is when a request first needs it, \"init\" the INIT phase, before any request";
        choose(
            item,
            [("first_use", Self::FirstUse), ("init", Self::Init)],
            NOTE,
        )
    }
}

impl FromMeta for Restore {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str =
            "\"reset\" drops the value before SnapStart takes its snapshot, \"keep\" leaves it in";
        choose(item, [("reset", Self::Reset), ("keep", Self::Keep)], NOTE)
    }
}

/// The first of the choices is the one that messages show.
pub(super) fn choose<T: Copy>(
    item: &Meta,
    choices: [(&str, T); 2],
    note: &str,
) -> darling::Result<T> {
    let text = match literal(item) {
        Some(Lit::Str(text)) => text.value(),
        _ => String::new(),
    };
    if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*choice);
    }
    let name = item
        .path()
        .get_ident()
        .map_or_else(String::new, ToString::to_string);
    let [(one, _), (other, _)] = choices;
    let meant = meant(&text, [one, other]);
    Err(
        Message::new(format!("`{name}` is \"{one}\" or \"{other}\", in quotes"))
            .help(format!("{name} = \"{meant}\""))
            .note(note)
            .in_option(value_tokens(item)),
    )
}

/// The word that is nearest to what was written.
fn meant<'a>(text: &str, words: [&'a str; 2]) -> &'a str {
    let [one, other] = words;
    let near = |word| strsim::jaro_winkler(&text.to_lowercase(), word);
    if near(other) > near(one) { other } else { one }
}
