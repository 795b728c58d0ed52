//! The policy of a function, as `iam` prints it and `template` puts it into a role.

use crate::error::CliError;
use crate::workspace::{Described, Options, Workspace};
use std::path::PathBuf;

/// What a function may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
    /// Calls and crates that could not be resolved.
    pub(crate) unresolved: Vec<Unresolved>,
}

/// Actions on one resource, and the reason for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Such as `dynamodb:PutItem`, sorted.
    pub(crate) actions: Vec<String>,
    pub(crate) resource: Resource,
    pub(crate) reasons: Vec<Reason>,
}

/// The resource of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    /// The actions do not support resources: `*`.
    Any,
    /// A resource of a service.
    Of {
        /// The service in the ARN, such as `dynamodb`.
        service: &'static str,
        /// The ARN with `{name}` for the name, and CloudFormation's pseudo parameters, such as
        /// `arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{name}`.
        arn: &'static str,
        /// The word for it, such as `Table`.
        kind: &'static str,
        name: Name,
    },
}

/// The name of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A constant in the code, or a name in an attribute.
    Constant(String),
    /// The value of an environment variable.
    Variable(String),
    /// A value that is not known before the function runs.
    Unknown,
}

/// Why a statement has an action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reason {
    pub(crate) action: String,
    /// The SDK operation, the attribute or the feature that needs it.
    pub(crate) what: String,
    /// File and line from 1, where there is one.
    pub(crate) place: Option<(PathBuf, usize)>,
}

/// A call or a crate that the policy does not cover.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unresolved {
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) place: Option<(PathBuf, usize)>,
}

/// Returns the policies of functions, in their order.
pub(crate) fn policies(
    options: &Options,
    workspace: &Workspace,
    functions: &[Described],
) -> Result<Vec<Policy>, CliError> {
    let _ = (options, workspace);
    Ok(functions.iter().map(|_| Policy::default()).collect())
}
