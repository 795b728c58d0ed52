//! What one module answers.

use super::conflicts;
use super::entry::{Entry, Key};
use super::layer::Layer;
use super::merge::Merge;
use super::modes::Modes;
use super::tables::View;
use super::target::{Table, Target};
use super::triggers::Triggers;
use crate::engine::shutdown::Shutdown;
use crate::event::Envelope;

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
            self.modes = self.modes.merging(&interfaces[at]);
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
