//! Names of resources that an environment variable has: `#[sqs(env = "ORDERS_QUEUE")]`.
//!
//! They differ between stages, so the constant tables do not have them. They are read once, in INIT. A function without such a handler
//! has neither the code nor the lookup.

use std::env;

use gatewright_tables::naming::Flaw;
use gatewright_tables::{Arguments, Naming, ResourceName, SOURCES};

use super::entry::{Key, Target};
use super::function::Table;
use super::surroundings::Surroundings;
use super::tables::View;
use super::variable::Variable;
use crate::event::source::Source;

/// Reads an environment variable. The error completes a sentence that begins with the variable's name.
pub(crate) type ReadVariable<'a> = dyn Fn(&str) -> Result<String, &'static str> + 'a;

/// What [`ReadVariable`] says of a variable that does not exist.
pub(crate) const NOT_SET: &str = "is not set";

/// The handlers whose names are in environment variables.
pub(crate) trait Variables: Sync {
    /// Reads the names that have not been read yet, through `get` or from the process, and compares them with each other and with those in
    /// the tables. The error names each fault.
    fn read(&self, table: &Table, get: Option<&ReadVariable<'_>>) -> Result<(), String>;

    /// Returns the index of the handler of the resource with exactly this name.
    fn find(&self, targets: &[Target], source: &Source, name: &str) -> Option<usize>;
}

/// The implementation, which only a function with such handlers links.
pub(crate) struct FromEnvironment;

impl Variables for FromEnvironment {
    fn read(&self, table: &Table, get: Option<&ReadVariable<'_>>) -> Result<(), String> {
        let (view, targets) = (&table.view, table.targets);
        let get = get.unwrap_or(&of_process);
        let mut faults = Vec::new();
        for (at, target, source, variable) in variables(targets) {
            if variable.resource().is_none() {
                match resource(source, variable, get) {
                    // Another thread may have read it meanwhile. It has read the same.
                    Ok(name) => drop((variable.cell)().0.set(name)),
                    Err(fault) => {
                        faults.push(format!("{} {fault}", described(target)));
                        continue;
                    }
                }
            }
            faults.extend(conflict(view, targets, at, source, variable));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("; "))
        }
    }

    fn find(&self, targets: &[Target], source: &Source, name: &str) -> Option<usize> {
        variables(targets)
            .find(|(_, _, of, variable)| of.id == source.id && variable.resource() == Some(name))
            .map(|(at, ..)| at)
    }
}

/// [`FromEnvironment`], and the origins of CORS policies, which only a function with such a policy links.
pub(crate) struct WithOrigins;

impl Variables for WithOrigins {
    fn read(&self, table: &Table, get: Option<&ReadVariable<'_>>) -> Result<(), String> {
        let mut faults = Vec::new();
        faults.extend(FromEnvironment.read(table, get).err());
        let get = get.unwrap_or(&of_process);
        for policy in table
            .surroundings
            .into_iter()
            .flat_map(Surroundings::policies)
        {
            match policy.read(get) {
                // A policy is that of several routes.
                Err(fault) if !faults.contains(&fault) => faults.push(fault),
                _ => {}
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("; "))
        }
    }

    fn find(&self, targets: &[Target], source: &Source, name: &str) -> Option<usize> {
        FromEnvironment.find(targets, source, name)
    }
}

fn of_process(name: &str) -> Result<String, &'static str> {
    match env::var(name) {
        Ok(value) => Ok(value),
        Err(env::VarError::NotPresent) => Err(NOT_SET),
        Err(env::VarError::NotUnicode(_)) => Err("is not valid UTF-8"),
    }
}

/// The handlers with a variable, each with its index.
fn variables(
    targets: &[Target],
) -> impl Iterator<Item = (usize, &Target, &'static Source, &'static Variable)> {
    targets
        .iter()
        .enumerate()
        .filter_map(|(at, target)| match target.key {
            Key::Variable(source, variable) => Some((at, target, source, variable)),
            _ => None,
        })
}

/// Reads the name of the resource.
fn resource(
    source: &Source,
    variable: &Variable,
    get: &ReadVariable<'_>,
) -> Result<Box<str>, String> {
    let (name, resource) = (variable.name, source.resource());
    let value = get(name).map_err(|fault| {
        format!(
            "needs the environment variable `{name}`, which {fault}: set it to the {}",
            forms(source)
        )
    })?;
    let naming = source.naming();
    naming
        .name_in(value.trim())
        .map(Into::into)
        .map_err(|flaw| {
            let found = match flaw {
                None => format!("an ARN or a URL without the name of a {resource}"),
                Some(Flaw::Empty) => "nothing".to_owned(),
                Some(Flaw::Character(found)) => format!("a name with {found:?}"),
                Some(Flaw::Length(length)) => format!("a name of {length} characters"),
                Some(Flaw::Reserved) => format!("a name that no {resource} has"),
            };
            format!(
                "expected the {} in the environment variable `{name}`, found {found}; {}",
                forms(source),
                naming.rule
            )
        })
}

/// The values that a variable may have.
fn forms(source: &Source) -> String {
    let naming = source.naming();
    let (arns, urls) = (
        !naming.arns.is_empty(),
        naming.urls != gatewright_tables::naming::Urls::None,
    );
    let forms = match (arns, urls) {
        (true, true) => "name, the ARN or the URL",
        (true, false) => "name or the ARN",
        (false, _) => "name",
    };
    format!("{forms} of the {}", source.resource())
}

/// Returns the fault of a name that another handler of the source has.
fn conflict(
    view: &View,
    targets: &[Target],
    at: usize,
    source: &Source,
    variable: &Variable,
) -> Option<String> {
    let name = variable.resource()?;
    let earlier = variables(targets).take_while(|(place, ..)| *place < at);
    let same = earlier
        .filter(|(_, _, of, other)| of.id == source.id && other.resource() == Some(name))
        .map(|(place, ..)| place)
        .next();
    let other = view.source(source, name).or(same)?;
    Some(format!(
        "{} and {} take the same {}, `{name}`: change the value of `{}`, or remove one of the handlers",
        described(&targets[other]),
        described(&targets[at]),
        source.resource(),
        variable.name
    ))
}

/// The handler with its attribute.
fn described(target: &Target) -> String {
    let function = target.function;
    match target.key {
        Key::Variable(source, variable) => format!(
            "`{function}` (`#[{}(env = \"{}\")]`)",
            source.attribute, variable.name
        ),
        Key::Source(source, name) => {
            format!("`{function}` (`#[{}(\"{name}\")]`)", source.attribute)
        }
        _ => format!("`{function}`"),
    }
}

impl Source {
    /// The names of its resources. Only such sources have variables.
    fn naming(&self) -> &'static Naming {
        match SOURCES[self.place()].arguments {
            Arguments::Name(ResourceName::Resource(naming))
            | Arguments::NameAndConcurrency(ResourceName::Resource(naming))
            | Arguments::NameAndBatchOptions(ResourceName::Resource(naming)) => naming,
            _ => unreachable!("the macro accepts `env` only where a resource has a name"),
        }
    }

    fn resource(&self) -> &'static str {
        SOURCES[self.place()].resource
    }
}
