//! The policy of a function, as `iam` prints it and `template` puts it into a role.

use super::{calls, manifest, sdk};
use crate::check::types;
use crate::error::CliError;
use crate::workspace::{Described, Function, Options, Workspace};
use std::path::PathBuf;

/// What a function may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    /// One for each resource, in the order of services, kinds and names.
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
        service: String,
        /// The ARN with `{name}` for the name, and `CloudFormation`'s pseudo parameters, such as
        /// `arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{name}`. `{name}` alone if the ARN has more
        /// parts than a name: then a parameter must hold the whole ARN.
        arn: String,
        /// The word for it, such as `Table`.
        kind: String,
        name: Name,
        /// What the environment variable of [`Name::Variable`] holds.
        holds: Holds,
    },
}

/// The name of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A constant in the code, or a name in an attribute.
    Constant(String),
    /// The value of an environment variable.
    Variable(String),
    /// A value that is not known before the function runs. A parameter must hold the whole ARN.
    Unknown,
}

/// What an environment variable says about a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holds {
    /// Its name.
    Name,
    /// Its ARN.
    Arn,
    /// Its URL, which ends with its name: queues have one.
    Url,
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

/// Returns the policy of a function whose code does not call AWS: what its annotations need.
pub(crate) fn of_annotations(described: &Described) -> Policy {
    let mut needs = super::needs::Needs::default();
    manifest::add(&described.manifest, &mut needs);
    needs.policy()
}

/// Returns the policies of functions, in their order.
#[allow(dead_code, reason = "`template` calls it")]
pub(crate) fn policies(
    options: &Options,
    workspace: &Workspace,
    functions: &[Described],
) -> Result<Vec<Policy>, CliError> {
    let functions: Vec<(Function, Option<&Described>)> = functions
        .iter()
        .filter_map(|one| Some((function(workspace, one)?, Some(one))))
        .collect();
    let paths = sdk::paths(workspace);
    let own: Vec<&Function> = functions.iter().map(|(function, _)| function).collect();
    let run = types::run(options, workspace, &own, &paths.all())?;
    of(options, workspace, &functions, &paths, run)
}

/// Returns the policies of functions, of which clippy found the calls. A function without Gatewright has no description.
pub(crate) fn of(
    options: &Options,
    workspace: &Workspace,
    functions: &[(Function, Option<&Described>)],
    paths: &sdk::Paths,
    mut run: types::Run,
) -> Result<Vec<Policy>, CliError> {
    let own: Vec<&Function> = functions.iter().map(|(function, _)| function).collect();
    types::run_outside(options, workspace, &own, &paths.all(), &mut run)?;
    let code = calls::Code::new(workspace, paths, run)?;
    let mut policies = Vec::new();
    for (function, described) in functions {
        let mut needs = code.of(function);
        if let Some(described) = described {
            manifest::add(&described.manifest, &mut needs);
        }
        policies.push(needs.policy());
    }
    Ok(policies)
}

#[allow(dead_code, reason = "`template` needs it")]
/// The function as the passes over code take it: its package and its one binary.
fn function(workspace: &Workspace, described: &Described) -> Option<Function> {
    let package = workspace
        .packages
        .iter()
        .position(|one| one.folder() == described.folder && one.name == described.package)?;
    let binaries = workspace.packages[package].binaries.iter();
    Some(Function {
        package,
        roots: binaries
            .filter(|one| one.name == described.binary)
            .cloned()
            .collect(),
    })
}
