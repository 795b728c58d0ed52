//! The interface of one module, and the merging of several interfaces into one table.
//!
//! Merging copies all entries into one new array. A lookup in a merged table costs the same, and the arrays of the merged
//! interfaces are not linked.

use super::authorizer::{self, Authorizer};
use super::conflicts;
use super::entry::Target;
use super::entry::{Entry, Key};
use super::function::Table;
use super::layer::Layer;
use super::modes::Modes;
use super::size;
use super::surroundings::{self, Around, Surroundings};
use super::tables::View;
use super::triggers::{TriggerKind, Triggers};
use crate::event::Envelope;
use crate::handler::shutdown::Shutdown;

/// The routes and operations of a `#[dispatch]` module, with the tables that find them. All of it is constant.
#[derive(Clone, Copy)]
pub struct Interface {
    pub(crate) entries: &'static [Entry],
    pub(crate) table: Table,
    pub(crate) triggers: Triggers,
    /// Whether the module itself declares its triggers.
    declares_triggers: bool,
    /// The layer that the module itself declares.
    layer: Option<Layer>,
    /// The highest layer among the merged interfaces.
    merged: Option<Layer>,
    modes: Modes,
    shutdown: Option<Shutdown>,
    /// A second shutdown hook, which is an error.
    second_shutdown: Option<Shutdown>,
    /// Whether merged interfaces declare different base paths, which is an error.
    base_paths_differ: bool,
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
                variables: None,
                base_paths: &[],
                surroundings: None,
            },
            triggers: Triggers::NONE,
            declares_triggers: false,
            layer: None,
            merged: None,
            modes: Modes::SINGLE,
            shutdown: None,
            second_shutdown: None,
            base_paths_differ: false,
        }
    }

    /// Takes over the triggers, base paths, layers, modes and shutdown hooks of the merged interfaces.
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
            let base_paths = interfaces[at].table.base_paths;
            if self.table.base_paths.is_empty() {
                self.table.base_paths = base_paths;
            } else if !base_paths.is_empty() && !are_same(self.table.base_paths, base_paths) {
                self.base_paths_differ = true;
            }
            if let Some(shutdown) = interfaces[at].shutdown {
                self = self.on_shutdown(shutdown);
            }
            at += 1;
        }
        self
    }

    /// Sets the declared triggers, which replace those of the merged interfaces.
    #[doc(hidden)]
    #[must_use]
    pub const fn behind(mut self, triggers: Triggers) -> Self {
        self.triggers = triggers;
        self.declares_triggers = true;
        self
    }

    /// Sets the base paths, which replace those of the merged interfaces.
    #[doc(hidden)]
    #[must_use]
    pub const fn mapped_to(mut self, base_paths: &'static [&'static str]) -> Self {
        self.table.base_paths = base_paths;
        self.base_paths_differ = false;
        self
    }

    /// Fails to compile if merged interfaces declare different base paths.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_one_mapping(&self) {
        assert!(
            !self.base_paths_differ,
            "the modules in `interfaces(…)` declare different base paths\nhelp: declare all of them on this module: #[dispatch(base_path(\"/v1\", \"/v2\"))]\nnote: a base path belongs to the API that invokes the function, so one list holds for all of its routes"
        );
    }

    /// Sets what surrounds the routes: of the module, and of the interfaces that it merges.
    #[doc(hidden)]
    #[must_use]
    pub const fn surrounded(mut self, surroundings: &'static Surroundings) -> Self {
        if !surroundings.routes.is_empty() {
            self.table.surroundings = Some(surroundings);
        }
        self
    }

    /// Fails to compile if two middleware around a route provide the same type.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_provided_once(&self) {
        if let Some(message) = surroundings::provided_twice(self.entries, self.table.surroundings) {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if no middleware provides a type that a handler takes.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_provided(&self) {
        if let Some(message) = surroundings::missing(self.entries, self.table.surroundings) {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if no middleware provides the type that the parameter with this index takes. The handler is the one at this place.
    #[doc(hidden)]
    #[track_caller]
    pub(crate) const fn assert_extension(
        &self,
        module: &str,
        function: &str,
        line: u32,
        index: usize,
    ) {
        let mut at = 0;
        while at < self.entries.len() {
            let origin = &self.entries[at].origin;
            if origin.line == line
                && super::same(origin.function.as_bytes(), function.as_bytes())
                && super::same(origin.place.module.as_bytes(), module.as_bytes())
                && let Some(message) = surroundings::missing_parameter(
                    self.entries,
                    self.table.surroundings,
                    at,
                    index,
                )
            {
                panic!("{}", message.as_str());
            }
            at += 1;
        }
    }

    /// Sets other member names for direct invocations. Those of the interface into which this one is merged take precedence.
    #[doc(hidden)]
    #[must_use]
    pub const fn enveloped(mut self, envelope: Envelope) -> Self {
        self.table.envelope = envelope;
        self
    }

    /// Sets the layer.
    #[doc(hidden)]
    #[must_use]
    pub const fn in_layer(mut self, layer: Layer) -> Self {
        self.layer = Some(layer);
        self
    }

    /// Declares that the handlers serve several invocations at a time.
    #[doc(hidden)]
    #[must_use]
    pub const fn concurrent(mut self) -> Self {
        self.modes = self.modes.concurrent();
        self
    }

    /// Sets the shutdown hook.
    #[doc(hidden)]
    #[must_use]
    pub const fn on_shutdown(mut self, shutdown: Shutdown) -> Self {
        if self.shutdown.is_some() {
            self.second_shutdown = Some(shutdown);
        } else {
            self.shutdown = Some(shutdown);
        }
        self
    }

    /// Returns the shutdown hook.
    #[cfg(unix)]
    pub(crate) const fn shutdown(&self) -> Option<Shutdown> {
        self.shutdown
    }

    /// Fails to compile if two modules of a function have a shutdown hook.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_one_shutdown(&self) {
        if let (Some(one), Some(other)) = (&self.shutdown, &self.second_shutdown) {
            let message = conflicts::two_shutdowns(one, other);
            panic!("{}", message.as_str());
        }
    }

    /// Whether the work of a handler may continue in another invocation.
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

    /// Whether a handler has its name in an environment variable.
    pub(crate) const fn has_variables(&self) -> bool {
        let mut at = 0;
        while at < self.entries.len() {
            if matches!(self.entries[at].key, Key::Variable(..)) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Returns what surrounds the entry with this index.
    pub(crate) fn around(&self, entry: usize) -> Around {
        let surroundings = self.table.surroundings;
        surroundings.map_or(Around::NOTHING, |surroundings| surroundings.routes[entry])
    }

    /// Whether a CORS policy has its origins in an environment variable.
    pub(crate) const fn has_origin_variables(&self) -> bool {
        surroundings::have_variables(self.table.surroundings)
    }

    /// Whether the function serves several invocations at a time.
    pub(crate) const fn is_concurrent(&self) -> bool {
        self.modes.is_concurrent()
    }

    /// Fails to compile if the module with the path `module` merges a module of another mode.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_one_mode(&self, module: &'static str) {
        if let Some(message) = self.modes.refusal(module) {
            panic!("{}", message.as_str());
        }
    }

    /// Returns the layer. Without a declared one it is the highest merged layer.
    const fn layer(&self) -> Option<Layer> {
        match self.layer {
            Some(layer) => Some(layer),
            None => self.merged,
        }
    }

    /// Fails to compile if the module merges one of a higher layer.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_layered(&self) {
        if let (Some(layer), Some(merged)) = (&self.layer, &self.merged)
            && let Some(message) = layer.refusal(merged)
        {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if two handlers have the same key.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_unambiguous(&self) {
        if let Some((earlier, later)) = self.table.view.conflict {
            let message = conflicts::message(&self.entries[earlier], &self.entries[later]);
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if no request can reach a handler.
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
            && !self.triggers.send_requests()
            && let Some(route) = self.first_route()
        {
            let message = conflicts::no_http_trigger(route);
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if the function's mode has no such memory.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_memory(&self, memory_mb: u32) {
        if !self.is_concurrent()
            && let Some(message) = size::memory_refusal(memory_mb)
        {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if a declared trigger waits for less than the timeout, or if the function's mode has no such timeout.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_timeout(&self, timeout_ms: u64) {
        if !self.is_concurrent()
            && let Some(message) = size::timeout_refusal(timeout_ms)
        {
            panic!("{}", message.as_str());
        }
        if let Some(message) = self.triggers.refusal(timeout_ms) {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if the authorizer of a route does not check the requests of a declared trigger, or if two authorizers have one name.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_authorized(&self) {
        if let Some(message) = authorizer::refusal(self.entries, &self.triggers) {
            panic!("{}", message.as_str());
        }
    }

    /// Fails to compile if the function's mode is not that of Managed Instances.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_managed(&self) {
        assert!(
            self.is_concurrent(),
            "`capacity_provider_config` needs concurrent mode\nhelp: #[dispatch(concurrent)]\nnote: a capacity provider runs functions on Managed Instances, whose environments serve several invocations at a time"
        );
    }

    /// Fails to compile if the function's mode has no snapshots.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_snapshots(&self) {
        assert!(
            !self.is_concurrent(),
            "`snap_start` is not possible in concurrent mode\nhelp: remove `snap_start`\nnote: Managed Instances keep initialised environments running, and do not take snapshots"
        );
    }

    /// Fails to compile if the function has triggers, and no function URL among them.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_function_url(&self) {
        assert!(
            !self.triggers.are_declared() || self.triggers.has(TriggerKind::FunctionUrl),
            "`function_url_config` needs a function URL among the triggers\nhelp: add `function_url` to `triggers(…)` of `#[dispatch]`\nnote: the triggers are declared, and none of them is a function URL"
        );
    }

    /// Fails to compile if a trigger cannot name the tenant of an invocation.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_tenants(&self) {
        assert!(
            !self.triggers.has(TriggerKind::FunctionUrl),
            "`tenancy_config` and a function URL exclude each other\nhelp: remove `tenancy_config`, or `function_url` from `triggers(…)` of `#[dispatch]`\nnote: tenant isolation does not support function URLs: they do not name the tenant"
        );
    }

    /// Returns the module of the first handler, which may be a merged one.
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

const fn are_same(left: &[&str], right: &[&str]) -> bool {
    let mut same = left.len() == right.len();
    let mut at = 0;
    while same && at < left.len() {
        same = super::same(left[at].as_bytes(), right[at].as_bytes());
        at += 1;
    }
    same
}

/// The entries of a module and the interfaces that are merged with them.
#[derive(Clone, Copy)]
pub struct Merge {
    /// The prefix of all routes, such as `/v1`, or empty.
    prefix: &'static str,
    own: &'static [Entry],
    interfaces: &'static [Interface],
    /// The authorizer of routes without one.
    authorizer: Option<&'static Authorizer>,
}

impl Merge {
    /// Merges the module's entries, `own`, with `interfaces`. All routes get `prefix`, which does not end with a slash.
    pub const fn new(
        prefix: &'static str,
        own: &'static [Entry],
        interfaces: &'static [Interface],
    ) -> Self {
        Self {
            prefix,
            own,
            interfaces,
            authorizer: None,
        }
    }

    /// Sets the authorizer of the routes whose own module declares none.
    #[must_use]
    pub const fn authorized_by(mut self, authorizer: &'static Authorizer) -> Self {
        self.authorizer = Some(authorizer);
        self
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

    /// Returns the number of bytes of all templates that get a prefix.
    pub const fn text_len(&self) -> usize {
        let mut entries = self.entries();
        let mut length = 0;
        while let Some(entry) = entries.next() {
            length += self.full_template(&entry).0.len() + self.full_template(&entry).1.len();
        }
        length
    }

    /// Returns those templates, concatenated. `N` is [`text_len`](Self::text_len).
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

    /// Returns all entries, with their full templates taken from `text`. `N` is [`count`](Self::count).
    pub const fn merged<const N: usize>(&self, text: &'static [u8]) -> [Entry; N] {
        let mut merged = [Entry::NONE; N];
        let mut rest = text;
        let mut entries = self.entries();
        let mut at = 0;
        while let Some(entry) = entries.next() {
            let (prefix, template) = self.full_template(&entry);
            let (full, remaining) = rest.split_at(prefix.len() + template.len());
            rest = remaining;
            merged[at] = match (entry.key, std::str::from_utf8(full)) {
                (Key::Route(method, _), Ok(full)) if !full.is_empty() => Entry {
                    key: Key::Route(method, full),
                    ..entry
                },
                _ => entry,
            };
            if merged[at].origin.authorizer.is_none() {
                merged[at].origin.authorizer = self.authorizer;
            }
            at += 1;
        }
        merged
    }

    /// Whether two entries come from the same interface, which has then reported their errors itself.
    pub(super) const fn same_interface(&self, left: usize, right: usize) -> bool {
        match (self.interface_of(left), self.interface_of(right)) {
            (Some(left), Some(right)) => left == right,
            _ => false,
        }
    }

    /// Returns the index of the interface that the entry comes from, or `None` for one of the module itself.
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

    /// Returns prefix and template of a route that gets a prefix, and empty strings for every other entry.
    const fn full_template(&self, entry: &Entry) -> (&'static str, &'static str) {
        match entry.key {
            // `/v1` and `/` make `/v1`.
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
