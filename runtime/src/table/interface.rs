//! What one module answers, and the entries of several modules in one table.
//!
//! A merged table is a table like any other: its entries stand in an array of its own, so that a lookup costs the same and
//! an interface of interfaces needs nothing more. The arrays of the parts are then not used, and not linked.

use super::conflicts;
use super::entry::Target;
use super::entry::{Entry, Key};
use super::layer::Layer;
use super::modes::Modes;
use super::tables::{Table, View};
use super::triggers::Triggers;
use crate::event::Envelope;
use crate::handler::shutdown::Shutdown;

/// What a `#[dispatch]` module answers: its routes and operations, with the tables that find them, all of it constant.
#[derive(Clone, Copy)]
pub struct Interface {
    pub(crate) entries: &'static [Entry],
    pub(crate) table: Table,
    pub(crate) triggers: Triggers,
    /// Whether the module itself declared its triggers.
    declares_triggers: bool,
    /// The layer that the module itself declared.
    layer: Option<Layer>,
    /// The highest layer of what was merged into it.
    merged: Option<Layer>,
    modes: Modes,
    /// What is done at the end.
    shutdown: Option<Shutdown>,
    /// One more of these, which is too many.
    further_shutdown: Option<Shutdown>,
}

impl Interface {
    #[doc(hidden)]
    pub const fn new(entries: &'static [Entry], targets: &'static [Target], view: View) -> Self {
        Self {
            entries,
            table: Table {
                targets,
                view: view.over(targets),
                envelope: Envelope::DEFAULT,
            },
            triggers: Triggers::NONE,
            declares_triggers: false,
            layer: None,
            merged: None,
            modes: Modes::SINGLE,
            shutdown: None,
            further_shutdown: None,
        }
    }

    /// The interface with what it inherits from those that were merged into it.
    #[doc(hidden)]
    #[must_use]
    pub const fn inheriting(mut self, merge: &Merge) -> Self {
        let interfaces = merge.interfaces();
        let mut at = 0;
        while at < interfaces.len() {
            self.triggers = self.triggers.or(&interfaces[at].triggers);
            self.merged = Layer::topmost(self.merged, interfaces[at].layer());
            self.modes = self.modes.merging(
                interfaces[at].first_module(),
                interfaces[at].is_concurrent(),
            );
            if let Some(shutdown) = interfaces[at].shutdown {
                self = self.on_shutdown(shutdown);
            }
            at += 1;
        }
        self
    }

    /// The interface behind these triggers, whatever those say that were merged into it.
    #[doc(hidden)]
    #[must_use]
    pub const fn behind(mut self, triggers: Triggers) -> Self {
        self.triggers = triggers;
        self.declares_triggers = true;
        self
    }

    /// The interface with direct invocations under other names. Those of one that it is merged into count, not these.
    #[doc(hidden)]
    #[must_use]
    pub const fn enveloped(mut self, envelope: Envelope) -> Self {
        self.table.envelope = envelope;
        self
    }

    /// The interface as one of this layer.
    #[doc(hidden)]
    #[must_use]
    pub const fn in_layer(mut self, layer: Layer) -> Self {
        self.layer = Some(layer);
        self
    }

    /// The interface of handlers that serve several invocations at a time.
    #[doc(hidden)]
    #[must_use]
    pub const fn concurrent(mut self) -> Self {
        self.modes = self.modes.concurrent();
        self
    }

    /// The interface of a function that does this at its end.
    #[doc(hidden)]
    #[must_use]
    pub const fn on_shutdown(mut self, shutdown: Shutdown) -> Self {
        if self.shutdown.is_some() {
            self.further_shutdown = Some(shutdown);
        } else {
            self.shutdown = Some(shutdown);
        }
        self
    }

    /// What its function does at its end.
    pub(crate) const fn shutdown(&self) -> Option<Shutdown> {
        self.shutdown
    }

    /// Fails to compile when two modules of a function have something to do at its end.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_one_shutdown(&self) {
        if let (Some(one), Some(other)) = (&self.shutdown, &self.further_shutdown) {
            let message = conflicts::two_shutdowns(one, other);
            panic!("{}", message.as_str());
        }
    }

    /// Whether the work of one of its handlers may go on in another invocation.
    pub(crate) const fn continues(&self) -> bool {
        let mut at = 0;
        while at < self.entries.len() {
            if self.entries[at].calling.continues {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether its function serves several invocations at a time.
    pub(crate) const fn is_concurrent(&self) -> bool {
        self.modes.is_concurrent()
    }

    /// Fails to compile when the module, whose path is `module`, and one that it merges serve in different modes.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_one_mode(&self, module: &'static str) {
        if let Some(message) = self.modes.refusal(module) {
            panic!("{}", message.as_str());
        }
    }

    /// Its layer; one that declares none is as high as what it brings along.
    const fn layer(&self) -> Option<Layer> {
        match self.layer {
            Some(layer) => Some(layer),
            None => self.merged,
        }
    }

    /// Fails to compile when the module merges one of a higher layer.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_layered(&self) {
        if let (Some(own), Some(merged)) = (&self.layer, &self.merged)
            && let Some(message) = own.refusal(merged)
        {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile when two handlers answer the same thing.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_unambiguous(&self) {
        if let Some((earlier, later)) = self.table.view.conflict {
            let message = conflicts::message(&self.entries[earlier], &self.entries[later]);
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile when no request can reach a handler.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_reachable(&self) {
        if let Some(unreached) = self.table.view.unreached {
            let message = conflicts::unreached(
                &self.entries[unreached.entry],
                &self.entries[unreached.one_segment],
                &self.entries[unreached.several],
            );
            panic!("{}", message.as_str());
        }
        if self.declares_triggers
            && !self.triggers.bring_requests()
            && let Some(route) = self.first_route()
        {
            let message = conflicts::behind_no_trigger(route);
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile when a declared trigger gives up before the timeout.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_timeout(&self, timeout_ms: u64) {
        if let Some(message) = self.triggers.refusal(timeout_ms) {
            panic!("{}", message.as_str());
        }
    }

    /// The module of its first handler, one of its own or of those that it merges.
    const fn first_module(&self) -> Option<&'static str> {
        match self.entries {
            [first, ..] => Some(first.origin.place.module),
            [] => None,
        }
    }

    const fn first_route(&self) -> Option<&'static Entry> {
        let mut at = 0;
        while at < self.entries.len() {
            if matches!(self.entries[at].key, Key::Route(..)) {
                return Some(&self.entries[at]);
            }
            at += 1;
        }
        None
    }
}

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
