//! The manifest's JSON. Its fields are documented at [`Manifest`].

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

use gatewright_tables::SourceKind;

use super::described::{Description, Descriptions, Parameter};
use super::settings::{self, Settings};
use super::{Manifest, environment};
use crate::event::Method;
use crate::gateway::Options;
use crate::handler::endpoint;
use crate::lazy::AnyModule;
use crate::platform::metrics::Recording;
use crate::table::{
    Around, Authorizer, Cors, Entry, Idempotency, Interface, Key, Origins, Setting, TriggerKind,
    Triggers,
};

impl Serialize for Manifest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            options,
            interface,
            settings,
            recording,
            variables: _,
            exposes_errors: _,
            sets_trace_variable: _,
        } = self;
        let Descriptions {
            handlers: described,
            schemas,
        } = Descriptions::of(interface);
        let handlers: Vec<_> = interface
            .entries
            .iter()
            .zip(&described)
            .enumerate()
            .map(|(at, (entry, described))| Handler(entry, described, interface.around(at)))
            .collect();
        let mut whole = serializer.serialize_struct("Manifest", 6)?;
        whole.serialize_field("version", &Self::VERSION)?;
        let function = Function(options, interface, settings, recording.as_ref());
        whole.serialize_field("function", &function)?;
        whole.serialize_field("handlers", &handlers)?;
        let modules = environment::modules(interface);
        whole.serialize_field("modules", &modules)?;
        whole.serialize_field("environment", &environment::variables(self, &modules))?;
        if !schemas.is_empty() {
            whole.serialize_field("schemas", &schemas)?;
        }
        whole.end()
    }
}

struct Function<'a>(
    &'a Options,
    &'a Interface,
    &'static [Setting],
    Option<&'a Recording>,
);

impl Serialize for Function<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(options, interface, settings, recording) = self;
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
        let mut function = serializer.serialize_struct("Function", 14)?;
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
        function.serialize_field("authorizers", &authorizers(interface))?;
        if let Some(recording) = recording {
            function.serialize_field("record", &true)?;
            if let Recording::Metrics(namespace) = **recording {
                function.serialize_field("metrics", &Metrics { namespace })?;
            }
        }
        function.serialize_field("settings", &Settings(settings))?;
        function.end()
    }
}

/// The option `metrics`.
#[derive(Serialize)]
struct Metrics {
    namespace: Option<&'static str>,
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

/// Returns the authorizers of the routes, in the order of their first route.
fn authorizers(interface: &Interface) -> Vec<Declared> {
    let mut authorizers: Vec<Declared> = Vec::new();
    for authorizer in interface.entries.iter().filter_map(Entry::authorizer) {
        if !authorizers
            .iter()
            .any(|known| known.0.name == authorizer.name)
        {
            authorizers.push(Declared(authorizer));
        }
    }
    authorizers
}

struct Declared(&'static Authorizer);

impl Serialize for Declared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(authorizer) = self;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("name", authorizer.name)?;
        object.serialize_entry("type", authorizer.kind.name())?;
        settings::add(authorizer.settings, &mut object)?;
        object.end()
    }
}

struct Handler<'a>(&'a Entry, &'a Description, Around);

impl Serialize for Handler<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(entry, described, around) = self;
        let origin = &entry.origin;
        let (parameters, reply) = origin
            .signature
            .rsplit_once('\n')
            .unwrap_or(("", origin.signature));
        let mut parts = described.parameters.iter();
        let parameters: Vec<_> = parameters
            .lines()
            .map(|ty| Written {
                ty,
                part: parts.next(),
            })
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
        handler.serialize_entry("requires", &required(entry.handler, around))?;
        handler.serialize_entry("batch", &Batch::of(entry))?;
        handler.serialize_entry("idempotency", &origin.idempotency.map(Kept))?;
        let authorizer = entry.authorizer().map(|authorizer| authorizer.name);
        handler.serialize_entry("authorizer", &authorizer)?;
        if let Some(chain) = around.chain {
            let names: Vec<_> = chain.all().map(|layer| layer.name).collect();
            handler.serialize_entry("middleware", &names)?;
        }
        if let Some(cors) = around.cors {
            handler.serialize_entry("cors", &Policy(cors))?;
        }
        handler.serialize_entry("settings", &Settings(origin.settings))?;
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

/// How records of a batch are handled.
struct Batch {
    concurrency: u16,
    reports_item_failures: bool,
}

impl Batch {
    /// Returns `None` if the handler takes no records.
    fn of(entry: &Entry) -> Option<Self> {
        let (Key::Source(source, _) | Key::Variable(source, _)) = entry.key else {
            return None;
        };
        let kind = source.handlers();
        let can_report = matches!(kind, SourceKind::Records | SourceKind::Stream);
        kind.takes_records().then_some(Self {
            concurrency: entry.calling.concurrency,
            reports_item_failures: can_report && !entry.calling.fails_whole,
        })
    }
}

impl Serialize for Batch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut batch = serializer.serialize_struct("Batch", 2)?;
        batch.serialize_field("concurrency", &self.concurrency)?;
        batch.serialize_field("reports_item_failures", &self.reports_item_failures)?;
        batch.end()
    }
}

/// The options of `#[idempotent]`.
struct Kept(&'static Idempotency);

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut idempotency = serializer.serialize_struct("Idempotency", 2)?;
        idempotency.serialize_field("store", self.0.store.module)?;
        idempotency.serialize_field("ttl_s", &(self.0.ttl_ms.div_ceil(1_000)))?;
        idempotency.end()
    }
}

/// A CORS policy.
struct Policy(&'static Cors);

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = |text: Option<&'static str>| -> Vec<&'static str> {
            text.map(|text| text.split(',').collect())
                .unwrap_or_default()
        };
        let Cors {
            origins,
            methods,
            headers,
            expose,
            credentials,
            max_age,
        } = self.0;
        let (origins, env): (&[&str], _) = match origins {
            Origins::Any => (&["*"], None),
            Origins::List(origins) => (origins, None),
            Origins::Variable(variable, _) => (&[], Some(variable.name)),
        };
        let mut cors = serializer.serialize_struct("Cors", 7)?;
        cors.serialize_field("origins", origins)?;
        cors.serialize_field("env", &env)?;
        cors.serialize_field("methods", &words(*methods))?;
        cors.serialize_field("headers", &words(*headers))?;
        cors.serialize_field("expose", &words(*expose))?;
        cors.serialize_field("credentials", credentials)?;
        let max_age: Option<u32> = max_age.and_then(|seconds| seconds.parse().ok());
        cors.serialize_field("max_age_s", &max_age)?;
        cors.end()
    }
}

/// Returns the lazy modules that the handler and the middleware around it take, without duplicates.
fn required(handler: &dyn endpoint::Handler, around: &Around) -> Vec<&'static str> {
    let mut modules = Vec::new();
    let mut add = |module: &'static dyn AnyModule| {
        if !modules.contains(&module.name()) {
            modules.push(module.name());
        }
    };
    handler.modules(&mut add);
    if let Some(chain) = around.chain {
        chain.modules(&mut add);
    }
    modules
}
