//! The lazy modules of a function, and the environment variables that it reads.

use std::borrow::Cow;

use gatewright_tables::naming::RESERVED_VARIABLES;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Manifest;
use crate::lazy::AnyModule;
use crate::lazy::environment::EnvironmentVariable;
use crate::table::{Entry, Interface, Key, Origins, StoreKind};

/// A lazy module.
pub(super) struct Module {
    module: &'static dyn AnyModule,
    store: Option<StoreKind>,
}

/// Returns the lazy modules that handlers take, each followed by those that it needs.
pub(super) fn modules(interface: &Interface) -> Vec<Module> {
    let mut modules: Vec<Module> = Vec::new();
    for entry in interface.entries {
        entry
            .handler
            .modules(&mut |module| add(module, interface, &mut modules));
    }
    if let Some(surroundings) = interface.table.surroundings {
        surroundings.modules(&mut |module| add(module, interface, &mut modules));
    }
    modules
}

fn add(module: &'static dyn AnyModule, interface: &Interface, modules: &mut Vec<Module>) {
    let name = module.name();
    if modules.iter().any(|known| known.module.name() == name) {
        return;
    }
    let is_its = |entry: &Entry| {
        let store = entry.origin.idempotency?.store;
        (store.module == name).then_some(store.kind)
    };
    modules.push(Module {
        module,
        store: interface.entries.iter().find_map(is_its),
    });
    for needed in module.needs() {
        add(*needed, interface, modules);
    }
}

impl Serialize for Module {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let needs: Vec<_> = self
            .module
            .needs()
            .iter()
            .map(|module| module.name())
            .collect();
        let mut module = serializer.serialize_struct("Module", 3)?;
        module.serialize_field("name", self.module.name())?;
        module.serialize_field("needs", &needs)?;
        module.serialize_field("store", &self.store.map(StoreKind::name))?;
        module.end()
    }
}

/// An environment variable.
pub(super) struct Variable {
    name: &'static str,
    required: bool,
    /// As Rust code.
    default: Option<Cow<'static, str>>,
    read_by: String,
}

/// Returns the variables of the modules, of `env = "…"` in the order of the handlers, and of the option `environment`. Those that Lambda
/// sets itself are left out, because a deployment cannot set them.
pub(super) fn variables(manifest: &Manifest, modules: &[Module]) -> Vec<Variable> {
    let of_modules = modules.iter().flat_map(|module| {
        let read = variables_of(module.module).iter();
        read.map(|variable| Variable {
            name: variable.name,
            required: variable.required,
            default: variable.default.map(Cow::Borrowed),
            read_by: module.module.name().to_owned(),
        })
    });
    let of_sources = manifest.interface.entries.iter().filter_map(|entry| {
        let Key::Variable(_, variable) = entry.key else {
            return None;
        };
        Some(required(variable.name, handler(entry)))
    });
    let entries = manifest.interface.entries.iter().enumerate();
    let mut of_policies: Vec<Variable> = Vec::new();
    for (at, entry) in entries {
        if let Some(cors) = manifest.interface.around(at).cors
            && let Origins::Variable(variable, default) = &cors.origins
        {
            let variable = Variable {
                required: default.is_none(),
                default: default.map(|text| Cow::Owned(format!("{text:?}"))),
                ..required(variable.name, handler(entry))
            };
            // A policy is that of several routes.
            let is_same = |known: &Variable| {
                (known.name, &known.default) == (variable.name, &variable.default)
            };
            if !of_policies.iter().any(is_same) {
                of_policies.push(variable);
            }
        }
    }
    let declared = manifest.variables.iter();
    let declared = declared.map(|name| required(name, String::new()));
    of_modules
        .chain(of_sources)
        .chain(of_policies)
        .chain(declared)
        .filter(|variable| !RESERVED_VARIABLES.contains(&variable.name))
        .collect()
}

fn required(name: &'static str, read_by: String) -> Variable {
    Variable {
        name,
        required: true,
        default: None,
        read_by,
    }
}

/// The path of the handler.
fn handler(entry: &Entry) -> String {
    format!("{}::{}", entry.origin.place.module, entry.origin.function)
}

#[cfg(debug_assertions)]
fn variables_of(module: &dyn AnyModule) -> &'static [EnvironmentVariable] {
    module.variables()
}

#[cfg(not(debug_assertions))]
fn variables_of(_: &dyn AnyModule) -> &'static [EnvironmentVariable] {
    &[]
}

impl Serialize for Variable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut variable = serializer.serialize_struct("Variable", 4)?;
        variable.serialize_field("name", self.name)?;
        variable.serialize_field("required", &self.required)?;
        variable.serialize_field("default", &self.default)?;
        variable.serialize_field("read_by", &self.read_by)?;
        variable.end()
    }
}
