//! One table of several modules: the entries of a module with those of the interfaces that it names, in a constant.
//!
//! A merged table is a table like any other: its entries stand in an array of its own, so that a lookup costs the same and
//! an interface of interfaces needs nothing more. The arrays of the parts are then used by nobody, and not linked.

use super::entry::{Entry, Key};
use super::interface::Interface;

/// What is merged.
#[derive(Clone, Copy)]
pub struct Merge {
    /// Goes before every route: `/v1`, or nothing.
    prefix: &'static str,
    own: &'static [Entry],
    interfaces: &'static [Interface],
}

impl Merge {
    /// The entries of a module, `own`, and of `interfaces`, all of them behind `prefix`, which has no slash at its end.
    pub const fn new(
        prefix: &'static str,
        own: &'static [Entry],
        interfaces: &'static [Interface],
    ) -> Self {
        Self {
            prefix,
            own,
            interfaces,
        }
    }

    /// The number of entries.
    pub const fn count(&self) -> usize {
        let mut entries = self.entries();
        let mut count = 0;
        while entries.next().is_some() {
            count += 1;
        }
        count
    }

    /// The bytes that templates need which are put together from prefix and template.
    pub const fn text_len(&self) -> usize {
        let mut entries = self.entries();
        let mut length = 0;
        while let Some(entry) = entries.next() {
            length += self.full_template(&entry).0.len() + self.full_template(&entry).1.len();
        }
        length
    }

    /// Those templates, one after another; `N` is [`text_len`](Self::text_len).
    pub const fn text<const N: usize>(&self) -> [u8; N] {
        let mut text = [0; N];
        let mut filled = 0;
        let mut entries = self.entries();
        while let Some(entry) = entries.next() {
            let (prefix, template) = self.full_template(&entry);
            filled = append(&mut text, filled, prefix.as_bytes());
            filled = append(&mut text, filled, template.as_bytes());
        }
        text
    }

    /// All entries, with full templates out of `text`; `N` is [`count`](Self::count).
    pub const fn merged<const N: usize>(&self, text: &'static [u8]) -> [Entry; N] {
        let mut merged = [Entry::NONE; N];
        let mut rest = text;
        let mut entries = self.entries();
        let mut at = 0;
        while let Some(entry) = entries.next() {
            let (prefix, template) = self.full_template(&entry);
            let (full, behind) = rest.split_at(prefix.len() + template.len());
            rest = behind;
            merged[at] = match (entry.key, std::str::from_utf8(full)) {
                (Key::Route(method, _), Ok(full)) if !full.is_empty() => Entry {
                    key: Key::Route(method, full),
                    ..entry
                },
                _ => entry,
            };
            at += 1;
        }
        merged
    }

    /// Whether two entries come from one interface, which then has reported what is wrong with them.
    pub(super) const fn one_interface(&self, left: usize, right: usize) -> bool {
        match (self.interface_of(left), self.interface_of(right)) {
            (Some(left), Some(right)) => left == right,
            _ => false,
        }
    }

    /// The interface that the entry comes from; `None` for one of the module's own.
    const fn interface_of(&self, entry: usize) -> Option<usize> {
        let mut end = self.own.len();
        if entry < end {
            return None;
        }
        let mut at = 0;
        while at < self.interfaces.len() {
            end += self.interfaces[at].entries.len();
            if entry < end {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    pub(super) const fn interfaces(&self) -> &'static [Interface] {
        self.interfaces
    }

    /// Prefix and template of a route that gets a prefix; nothing for every other entry.
    const fn full_template(&self, entry: &Entry) -> (&'static str, &'static str) {
        match entry.key {
            // `/v1` and `/` are `/v1`.
            Key::Route(_, template) if !self.prefix.is_empty() && template.len() == 1 => {
                (self.prefix, "")
            }
            Key::Route(_, template) if !self.prefix.is_empty() => (self.prefix, template),
            _ => ("", ""),
        }
    }

    const fn entries(&self) -> Entries {
        Entries {
            part: self.own,
            at: 0,
            interfaces: self.interfaces,
        }
    }
}

/// The module's own entries, then those of each interface.
struct Entries {
    part: &'static [Entry],
    at: usize,
    interfaces: &'static [Interface],
}

impl Entries {
    const fn next(&mut self) -> Option<Entry> {
        while self.at == self.part.len() {
            let Some((next, rest)) = self.interfaces.split_first() else {
                return None;
            };
            self.part = next.entries;
            self.interfaces = rest;
            self.at = 0;
        }
        self.at += 1;
        Some(self.part[self.at - 1])
    }
}

const fn append(text: &mut [u8], filled: usize, bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        text[filled + at] = bytes[at];
        at += 1;
    }
    filled + at
}
