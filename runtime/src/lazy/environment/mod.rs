//! Configuration from environment variables, typed.

mod error;
mod variables;

pub use error::EnvironmentError;
pub use variables::{FromVariable, Variables};

/// A struct whose fields are environment variables. `#[lazy_module(env)]` implements it.
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
///         "2 environment variables are wrong: `TABLE_NAME` is missing; `PAGE_SIZE` is no `u32`: invalid digit found in string",
///     );
/// }
/// ```
pub trait FromEnvironment: Sized {
    /// Reads every variable; `get` is asked for each by its name. The error names all that are missing or malformed, and shows no
    /// value: it might be a secret.
    fn from_variables(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, EnvironmentError>;

    /// Reads the process's own environment.
    fn from_environment() -> Result<Self, EnvironmentError> {
        Self::from_variables(&|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }
}
