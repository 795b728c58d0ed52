//! Typed configuration from environment variables.

use std::any::type_name;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

/// A struct whose fields are read from environment variables. `#[lazy_module(env)]` implements it.
///
/// ```
/// use gatewright::FromEnvironment;
/// use gatewright::prelude::*;
///
/// #[lazy_module(env)]
/// #[derive(Debug)]
/// pub struct Settings {
///     /// `TABLE_NAME`
///     table_name: String,
///     #[env(default = 20)]
///     page_size: u32,
/// }
///
/// fn main() {
///     let given = Settings::from_variables(&|name| (name == "TABLE_NAME").then(|| "orders".to_owned()));
///     assert_eq!(given.unwrap().page_size, 20);
///
///     let error = Settings::from_variables(&|name| (name == "PAGE_SIZE").then(|| "many".to_owned())).unwrap_err();
///     assert_eq!(
///         error.to_string(),
///         "2 invalid environment variables: `TABLE_NAME` is not set; `PAGE_SIZE` is not a valid `u32`: invalid digit found in string",
///     );
/// }
/// ```
pub trait FromEnvironment: Sized {
    /// Reads every variable through `get`, which is called with each name.
    ///
    /// # Errors
    ///
    /// Names all variables that are missing or malformed. It contains no value, because a value may be a secret.
    fn from_variables(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, EnvironmentError>;

    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// Like [`from_variables`](Self::from_variables).
    fn from_environment() -> Result<Self, EnvironmentError> {
        Self::from_variables(&|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// The variables, for the manifest.
    #[doc(hidden)]
    fn variables() -> &'static [EnvironmentVariable] {
        &[]
    }
}

/// An environment variable that a field is read from, for the manifest.
#[derive(Clone, Copy, Debug)]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be set.
    pub required: bool,
    /// The default as Rust code.
    pub default: Option<&'static str>,
}

/// The type of a field. `Presence::<T>::REQUIRED` is whether its variable must be set: an inherent constant takes precedence over a trait's.
pub struct Presence<T>(PhantomData<T>);

/// Any type but `Option`.
pub trait AnyPresence {
    /// Whether the variable must be set.
    const REQUIRED: bool = true;
}

impl<T> AnyPresence for Presence<T> {}

impl<T> Presence<Option<T>> {
    /// Whether the variable must be set.
    pub const REQUIRED: bool = false;
}

/// The environment variables that are missing or malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError {
    faults: Vec<String>,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.faults.as_slice() {
            [fault] => write!(f, "invalid environment variable: {fault}"),
            faults => write!(
                f,
                "{} invalid environment variables: {}",
                faults.len(),
                faults.join("; ")
            ),
        }
    }
}

impl std::error::Error for EnvironmentError {}

/// Reads variables one by one, and collects every fault.
pub struct Variables<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<String>,
}

impl<'a> Variables<'a> {
    /// Reads variables through `get`.
    pub fn of(get: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            get,
            faults: Vec::new(),
        }
    }

    /// Reads a variable; `None` after a fault.
    pub fn take<T: FromVariable<M>, M>(&mut self, name: &str) -> Option<T> {
        let value = (self.get)(name);
        self.keep(name, T::from_variable(value))
    }

    /// Reads a variable, or calls `default` if it is not set; `None` after a fault.
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

    /// Reads a variable, or parses `default` if it is not set; `None` after a fault.
    pub fn take_or_text<T: FromVariable<M>, M>(&mut self, name: &str, default: &str) -> Option<T> {
        let value = (self.get)(name).unwrap_or_else(|| default.to_owned());
        self.keep(name, T::from_variable(Some(value)))
    }

    /// Returns the collected faults. There must be at least one.
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

/// The type of a field: a type that implements `FromStr`, or an `Option` of one.
///
/// `M` distinguishes the two for the compiler. Leave it to inference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from an environment variable",
    label = "does not implement `FromStr` with an error that implements `Display`",
    note = "an environment variable is text: use a type that implements `FromStr`, or an `Option` of one"
)]
pub trait FromVariable<M>: Sized {
    /// Parses the variable's value, which is `None` if it is not set. The error completes a sentence that begins with the name.
    fn from_variable(value: Option<String>) -> Result<Self, String>;
}

/// Marks a variable that has to be set.
pub struct Needed;
/// Marks a variable that may be unset.
pub struct Optional;

#[diagnostic::do_not_recommend]
impl<T: FromStr<Err: Display>> FromVariable<Needed> for T {
    fn from_variable(value: Option<String>) -> Result<Self, String> {
        parse(&value.ok_or("is not set")?)
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
        format!("is not a valid `{name}`: {error}")
    })
}
