//! Where the names in a table of names stand, for those that are longer than the words that a slot holds.

use super::entry::{Entry, Key};
use super::node::Node;
use super::target::Target;

/// What has the names that a table finds: it says which name each place has, where the words are not all of it.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// While the table is filled.
    Entries(&'a [Entry]),
    /// The same keys, when it is looked up in.
    Targets(&'a [Target]),
    Nodes(&'a [Node]),
    #[cfg(test)]
    Texts(&'a [&'static str]),
}

impl<'a> Named<'a> {
    pub(super) const fn text(&self, place: u32) -> &'a [u8] {
        let place = place as usize;
        let text = match self {
            Self::Entries(entries) => of_key(&entries[place].key),
            Self::Targets(targets) => of_key(&targets[place].key),
            Self::Nodes(nodes) => nodes[place].name,
            #[cfg(test)]
            Self::Texts(texts) => texts[place],
        };
        text.as_bytes()
    }
}

/// The name of an operation or of a source's events. Routes and whole events are in no slot.
const fn of_key(key: &Key) -> &'static str {
    match *key {
        Key::Operation(name) | Key::Source(_, name) => name,
        Key::Route(..) | Key::WholeEvent => "",
    }
}
