//! Reading variables one by one, and keeping every fault.

use std::any::type_name;
use std::fmt::Display;
use std::str::FromStr;

use super::EnvironmentError;

/// The environment, while a struct is read from it.
pub struct Variables<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<String>,
}

impl<'a> Variables<'a> {
    /// Of what `get` says of each name.
    pub fn of(get: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            get,
            faults: Vec::new(),
        }
    }

    /// The variable, or `None` after a fault.
    pub fn take<T: FromVariable<M>, M>(&mut self, name: &str) -> Option<T> {
        let value = (self.get)(name);
        self.keep(name, T::from_variable(value))
    }

    /// The variable, or what `default` makes if it is not there; `None` after a fault.
    pub fn take_or<T: FromVariable<M>, M>(
        &mut self,
        name: &str,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        match (self.get)(name) {
            None => Some(default()),
            value => self.keep(name, T::from_variable(value)),
        }
    }

    /// The variable, or `default` read as one if it is not there; `None` after a fault.
    pub fn take_or_text<T: FromVariable<M>, M>(&mut self, name: &str, default: &str) -> Option<T> {
        let value = (self.get)(name).unwrap_or_else(|| default.to_owned());
        self.keep(name, T::from_variable(Some(value)))
    }

    /// The faults, of which there is at least one.
    pub fn error(self) -> EnvironmentError {
        EnvironmentError {
            faults: self.faults,
        }
    }

    fn keep<T>(&mut self, name: &str, value: Result<T, String>) -> Option<T> {
        value
            .map_err(|fault| self.faults.push(format!("`{name}` {fault}")))
            .ok()
    }
}

/// The type of a field: one that is read from text (`FromStr`), or an `Option` of one.
///
/// `M` tells the two apart for the compiler; leave it to be inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from an environment variable",
    label = "implements no `FromStr` whose error can be shown",
    note = "a variable is text: take a type that implements `FromStr`, or an `Option` of one"
)]
pub trait FromVariable<M>: Sized {
    /// From the variable's value, `None` if it is not set; or what is wrong with it.
    fn from_variable(value: Option<String>) -> Result<Self, String>;
}

/// Marks a variable that has to be there.
pub struct Needed;
/// Marks a variable that may be missing.
pub struct Optional;

#[diagnostic::do_not_recommend]
impl<T: FromStr<Err: Display>> FromVariable<Needed> for T {
    fn from_variable(value: Option<String>) -> Result<Self, String> {
        parse(&value.ok_or("is missing")?)
    }
}

impl<T: FromStr<Err: Display>> FromVariable<Optional> for Option<T> {
    fn from_variable(value: Option<String>) -> Result<Self, String> {
        value.as_deref().map(parse).transpose()
    }
}

fn parse<T: FromStr<Err: Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| {
        let name = type_name::<T>();
        let name = name.rsplit("::").next().unwrap_or(name);
        format!("is no `{name}`: {error}")
    })
}
