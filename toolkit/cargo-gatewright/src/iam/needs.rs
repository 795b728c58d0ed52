//! What a function needs, gathered action by action.

use super::policy::{Holds, Name, Policy, Reason, Resource, Statement, Unresolved};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The needs of a function.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    on: BTreeMap<Resource, BTreeSet<Reason>>,
    unresolved: BTreeSet<Unresolved>,
}

impl Needs {
    /// Adds an action, with the operation, attribute or feature that needs it.
    pub(crate) fn add(
        &mut self,
        action: &str,
        resource: Resource,
        what: &str,
        place: Option<(PathBuf, usize)>,
    ) {
        self.on.entry(resource).or_default().insert(Reason {
            action: action.to_owned(),
            what: what.to_owned(),
            place,
        });
    }

    /// Whether the code makes a store of `#[idempotent]`, whose table is known then.
    pub(crate) fn has_store(&self) -> bool {
        let mut reasons = self.on.values().flatten();
        reasons.any(|reason| reason.what.ends_with("::DynamoDbStore::new"))
    }

    /// Adds something that the policy does not cover.
    pub(crate) fn miss(&mut self, what: &str, why: &str, place: Option<(PathBuf, usize)>) {
        self.unresolved.insert(Unresolved {
            what: what.to_owned(),
            why: why.to_owned(),
            place,
        });
    }

    /// Returns one statement for each resource.
    pub(crate) fn policy(self) -> Policy {
        let statements = self.on.into_iter().map(|(resource, reasons)| {
            let actions: BTreeSet<&str> = reasons.iter().map(|one| one.action.as_str()).collect();
            Statement {
                actions: actions.into_iter().map(str::to_owned).collect(),
                resource,
                reasons: reasons.into_iter().collect(),
            }
        });
        Policy {
            statements: statements.collect(),
            unresolved: self.unresolved.into_iter().collect(),
        }
    }
}

impl Resource {
    /// A resource whose name an attribute or the code gives.
    pub(crate) fn named(arn: &str, kind: &str, name: Name) -> Self {
        Self::held(arn, kind, name, Holds::Name)
    }

    /// A resource whose name, ARN or URL is given. A constant is reduced to the name, and a whole ARN replaces the pattern.
    pub(crate) fn held(arn: &str, kind: &str, name: Name, holds: Holds) -> Self {
        let plain = arn.replace("${AWS::Partition}", "aws");
        let service = plain.split(':').nth(2).unwrap_or_default().to_owned();
        let (arn, name, holds) = match name {
            Name::Constant(value) if value.starts_with("arn:") => {
                let suffix = if arn.ends_with("/*") { "/*" } else { "" };
                (
                    format!("{value}{suffix}"),
                    Name::Constant(value),
                    Holds::Arn,
                )
            }
            // An ARN with more parts than a name cannot be made of a name.
            Name::Constant(_) if arn == "{name}" => (arn.to_owned(), Name::Unknown, Holds::Name),
            Name::Constant(value) if holds == Holds::Url => {
                let name = value.rsplit('/').next().unwrap_or(&value).to_owned();
                (arn.to_owned(), Name::Constant(name), Holds::Name)
            }
            Name::Constant(value) => (arn.to_owned(), Name::Constant(value), Holds::Name),
            Name::Variable(variable) => {
                // The name of a variable says what it holds better than the member that takes it: `function_name` takes ARNs too.
                let holds = match variable.to_uppercase() {
                    upper if upper.ends_with("_ARN") => Holds::Arn,
                    upper if upper.ends_with("_URL") => Holds::Url,
                    _ => holds,
                };
                if arn == "{name}" && holds != Holds::Arn {
                    (arn.to_owned(), Name::Unknown, Holds::Name)
                } else {
                    (arn.to_owned(), Name::Variable(variable), holds)
                }
            }
            Name::Unknown => (arn.to_owned(), Name::Unknown, Holds::Name),
        };
        Self::Of {
            service,
            arn,
            kind: kind.to_owned(),
            name,
            holds,
        }
    }
}
