//! Which options there are, and which one somebody meant.

use syn::Path;

use crate::report::Message;

/// One option of an attribute.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name.
    pub(crate) name: &'static str,
    /// How it is written, with a likely value.
    pub(crate) form: &'static str,
    /// What others call it: the names in AWS's templates and in the peers' configuration.
    pub(crate) also: &'static [&'static str],
}

/// How alike (Jaro-Winkler, 0 to 1) a name has to be to be suggested: one slip of the finger in a short word is above.
const NEAR: f64 = 0.8;

/// The option of this name.
pub(super) fn lookup<'a>(known: &'a [Known], path: &Path) -> Option<&'a Known> {
    let name = name_of(path);
    known.iter().find(|option| option.name == name)
}

/// The path as one writes it.
pub(super) fn name_of(path: &Path) -> String {
    let segments: Vec<_> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    segments.join("::")
}

/// The message for a name that is none of those that `taker` takes; `kind` is what they are names of.
pub(crate) fn unknown_name(taker: &str, kind: &str, known: &[Known], path: &Path) -> Message {
    let name = name_of(path);
    let message = Message::new(format!("`{taker}` has no {kind} `{name}`"));
    let all: Vec<_> = known
        .iter()
        .map(|option| format!("`{}`", option.name))
        .collect();
    let note = match all.as_slice() {
        [only] => format!("its only {kind} is {only}"),
        _ => format!("its {kind}s are {}", all.join(", ")),
    };
    match meant(known, &name) {
        Some(option) => message.help(option.form),
        None => message,
    }
    .note(note)
}

fn meant<'a>(known: &'a [Known], name: &str) -> Option<&'a Known> {
    let lower = name.to_lowercase();
    let score = |option: &Known| {
        let names = std::iter::once(&option.name).chain(option.also);
        names
            .map(|name| strsim::jaro_winkler(name, &lower))
            .fold(0.0, f64::max)
    };
    known
        .iter()
        .map(|option| (score(option), option))
        .filter(|(score, _)| *score >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, option)| option)
}
