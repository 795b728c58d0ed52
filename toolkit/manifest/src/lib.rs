#![doc = include_str!("../README.md")]

mod environment;
mod handler;
mod http;
mod settings;

pub use environment::{Module, Store, Variable};
pub use handler::{Batch, Handler, Idempotency, Key};
pub use http::{Authorizer, AuthorizerKind, Cors, Parameter, Response, Role, Trigger, TriggerKind};
pub use settings::{
    CapacityProviderConfig, DestinationConfig, EventInvokeConfig, FunctionSettings,
    FunctionUrlConfig, LoggingConfig, Pollers, ProvisionedConcurrencyConfig, RetryPolicy,
    ScalingConfig, SnapStart, SourceSettings, Target, TenancyConfig,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The manifest of one function.
///
/// A field that is missing in the JSON has its default, and an unknown field is ignored. Both are the rule for manifests of the same
/// [`VERSION`](Manifest::VERSION).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The version of the format.
    pub version: u32,
    /// The function and its settings.
    pub function: Function,
    /// The module's own handlers in source order, followed by those of its interfaces.
    #[serde(default)]
    pub handlers: Vec<Handler>,
    /// The lazy modules that the handlers take, and those that these need.
    #[serde(default)]
    pub modules: Vec<Module>,
    /// The environment variables that the function reads, as far as its attributes say.
    #[serde(default)]
    pub environment: Vec<Variable>,
    /// The definitions that the schemas refer to with `#/components/schemas/NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schemas: BTreeMap<String, Value>,
}

/// The function and its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Function {
    /// The option `name`, or the package's name.
    pub name: String,
    /// The option `description`, or an empty string.
    #[serde(default)]
    pub description: String,
    /// The timeout, in milliseconds.
    #[serde(default = "default_timeout")]
    pub timeout_ms: u64,
    /// How long before the deadline the guard answers, in milliseconds.
    #[serde(default)]
    pub guard_ms: Option<u64>,
    /// Memory, in MB.
    #[serde(default = "default_memory")]
    pub memory_mb: u32,
    /// Space in `/tmp`, in MB.
    #[serde(default = "default_tmp")]
    pub tmp_mb: u32,
    /// Whether the watchdog is on.
    #[serde(default = "yes")]
    pub watchdog: bool,
    /// `"single"` or `"concurrent"`.
    #[serde(default)]
    pub mode: Mode,
    /// The member of a direct invocation with the operation.
    #[serde(default)]
    pub operation_key: String,
    /// The member of a direct invocation with the payload.
    #[serde(default)]
    pub payload_key: String,
    /// The HTTP triggers.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// The base paths of custom domains.
    #[serde(default)]
    pub base_paths: Vec<String>,
    /// The authorizers of `#[dispatch(authorizer(…))]`. A handler names its own.
    #[serde(default)]
    pub authorizers: Vec<Authorizer>,
    /// Whether each invocation has a record: the option `record` or `metrics`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub record: bool,
    /// The built-in metrics, with the option `metrics`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// The settings of the deployment.
    #[serde(default)]
    pub settings: FunctionSettings,
}

/// The option `metrics`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metrics {
    /// The namespace; `None` if the environment names it.
    pub namespace: Option<String>,
}

/// How many invocations an environment runs at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One.
    #[default]
    Single,
    /// Several, on Lambda Managed Instances.
    Concurrent,
}

fn default_timeout() -> u64 {
    3_000
}

fn default_memory() -> u32 {
    128
}

fn default_tmp() -> u32 {
    512
}

fn yes() -> bool {
    true
}

/// An error of [`Manifest::from_json`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not a manifest.
    Json(serde_json::Error),
    /// The manifest has another version, which is in the field.
    Version(u32),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "expected the manifest of a function: {error}"),
            Self::Version(found) => write!(
                f,
                "expected a manifest of version {}, found version {found}",
                Manifest::VERSION
            ),
        }
    }
}

impl std::error::Error for ReadError {}

impl Manifest {
    /// The version of the format that this crate reads.
    pub const VERSION: u32 = 1;

    /// Reads the JSON that a function prints.
    pub fn from_json(json: &str) -> Result<Self, ReadError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Versioned { version } = serde_json::from_str(json).map_err(ReadError::Json)?;
        if version != Self::VERSION {
            return Err(ReadError::Version(version));
        }
        serde_json::from_str(json).map_err(ReadError::Json)
    }
}
