//! The manifest's JSON. Its fields are documented at [`Manifest`].

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

use super::Manifest;
use super::described::{Description, Descriptions, Parameter};
use crate::event::Method;
use crate::gateway::Options;
use crate::handler::endpoint;
use crate::table::{Entry, Interface, Key, TriggerKind, Triggers};

impl Serialize for Manifest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { options, interface } = self;
        let Descriptions {
            handlers: described,
            schemas,
        } = Descriptions::of(interface.entries);
        let handlers: Vec<_> = interface
            .entries
            .iter()
            .zip(&described)
            .map(|(entry, described)| Handler(entry, described))
            .collect();
        let mut whole = serializer.serialize_struct("Manifest", 4)?;
        whole.serialize_field("version", &Self::VERSION)?;
        whole.serialize_field("function", &Function(options, interface))?;
        whole.serialize_field("handlers", &handlers)?;
        if !schemas.is_empty() {
            whole.serialize_field("schemas", &schemas)?;
        }
        whole.end()
    }
}

struct Function<'a>(&'a Options, &'a Interface);

impl Serialize for Function<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(options, interface) = self;
        let (triggers, envelope) = (&interface.triggers, &interface.table.envelope);
        let Options {
            name,
            description,
            timeout_ms,
            guard_ms,
            memory_mb,
            tmp_mb,
            watchdog,
        } = options;
        let triggers: Vec<_> = triggers
            .iter()
            .map(|trigger| Trigger(trigger, triggers))
            .collect();
        let mut function = serializer.serialize_struct("Function", 12)?;
        function.serialize_field("name", name)?;
        function.serialize_field("description", description)?;
        function.serialize_field("timeout_ms", timeout_ms)?;
        function.serialize_field("guard_ms", guard_ms)?;
        function.serialize_field("memory_mb", memory_mb)?;
        function.serialize_field("tmp_mb", tmp_mb)?;
        function.serialize_field("watchdog", watchdog)?;
        let mode = if interface.is_concurrent() {
            "concurrent"
        } else {
            "single"
        };
        function.serialize_field("mode", mode)?;
        function.serialize_field("operation_key", envelope.key)?;
        function.serialize_field("payload_key", envelope.payload)?;
        function.serialize_field("triggers", &triggers)?;
        function.serialize_field("base_paths", interface.table.base_paths)?;
        function.end()
    }
}

struct Trigger<'a>(TriggerKind, &'a Triggers);

impl Serialize for Trigger<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(kind, triggers) = self;
        let mut trigger = serializer.serialize_struct("Trigger", 3)?;
        trigger.serialize_field("trigger", kind.name())?;
        trigger.serialize_field("waits_ms", &triggers.wait_ms(*kind))?;
        trigger.serialize_field("streams", &triggers.streams(*kind))?;
        trigger.end()
    }
}

struct Handler<'a>(&'a Entry, &'a Description);

impl Serialize for Handler<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(entry, described) = self;
        let origin = &entry.origin;
        let (parameters, reply) = origin
            .signature
            .rsplit_once('\n')
            .unwrap_or(("", origin.signature));
        let mut parts = described.parameters.iter();
        let parameters: Vec<_> = parameters
            .lines()
            .map(|ty| Written { ty, part: parts.next() })
            .collect();
        // A map, because the fields depend on the kind of the key.
        let mut handler = serializer.serialize_map(None)?;
        match entry.key {
            Key::Route(method, template) => {
                handler.serialize_entry("kind", "route")?;
                handler.serialize_entry("method", &method.map(Method::as_str))?;
                handler.serialize_entry("template", template)?;
            }
            Key::Operation(name) => {
                handler.serialize_entry("kind", "operation")?;
                handler.serialize_entry("name", name)?;
            }
            Key::Source(source, name) => {
                handler.serialize_entry("kind", "source")?;
                handler.serialize_entry("source", source.attribute)?;
                handler.serialize_entry("name", &Some(name).filter(|name| !name.is_empty()))?;
                handler.serialize_entry("env", &None::<&str>)?;
            }
            Key::Variable(source, variable) => {
                handler.serialize_entry("kind", "source")?;
                handler.serialize_entry("source", source.attribute)?;
                handler.serialize_entry("name", &None::<&str>)?;
                handler.serialize_entry("env", variable.name)?;
            }
            Key::WholeEvent => handler.serialize_entry("kind", "whole_event")?,
        }
        handler.serialize_entry("function", origin.function)?;
        handler.serialize_entry("module", origin.place.module)?;
        handler.serialize_entry("file", origin.place.file)?;
        handler.serialize_entry("line", &origin.line)?;
        handler.serialize_entry("documentation", origin.docs)?;
        handler.serialize_entry("parameters", &parameters)?;
        handler.serialize_entry("reply", reply)?;
        if !described.responses.is_empty() {
            handler.serialize_entry("responses", &described.responses)?;
        }
        handler.serialize_entry("requires", &required(entry.handler))?;
        handler.end()
    }
}

/// A parameter: its type as written in the source, and what the type describes.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(flatten)]
    part: Option<&'a Parameter>,
}

/// Returns the lazy modules that the handler takes, without duplicates.
fn required(handler: &dyn endpoint::Handler) -> Vec<&'static str> {
    let mut modules = Vec::new();
    handler.modules(&mut |module| {
        if !modules.contains(&module.name()) {
            modules.push(module.name());
        }
    });
    modules
}
