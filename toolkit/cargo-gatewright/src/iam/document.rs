//! A policy as IAM's JSON, with placeholders for what is not known yet.

use super::actions::pascal;
use super::policy::{Holds, Name, Policy, Resource, Statement};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Values that replace placeholders.
#[derive(Debug, Default)]
pub(crate) struct Fill {
    pub(crate) account: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) partition: Option<String>,
    pub(crate) variables: BTreeMap<String, String>,
}

/// A policy document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Document {
    version: &'static str,
    statement: Vec<Allowed>,
}

/// A statement of a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Allowed {
    sid: String,
    effect: &'static str,
    action: BTreeSet<String>,
    resource: String,
}

/// The placeholders of a document, and what each stands for.
pub(crate) type Placeholders = BTreeMap<String, String>;

impl Fill {
    /// Returns the document of a policy and its placeholders.
    pub(crate) fn document(&self, policy: &Policy) -> (Document, Placeholders) {
        let mut placeholders = Placeholders::new();
        // Two resources of the code may be one after the placeholders are filled.
        let mut by_arn: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
        for statement in &policy.statements {
            let (arn, holders) = self.arn(&statement.resource);
            placeholders.extend(holders);
            let (_, actions) = by_arn
                .entry(arn)
                .or_insert_with(|| (self.sid(statement), BTreeSet::new()));
            actions.extend(statement.actions.iter().cloned());
        }
        let mut sids = BTreeSet::new();
        let statement = by_arn
            .into_iter()
            .map(|(arn, (sid, actions))| {
                let mut unique = sid.clone();
                let mut count = 1;
                while !sids.insert(unique.clone()) {
                    count += 1;
                    unique = format!("{sid}{count}");
                }
                Allowed {
                    sid: unique,
                    effect: "Allow",
                    action: actions,
                    resource: arn,
                }
            })
            .collect();
        let document = Document {
            version: "2012-10-17",
            statement,
        };
        (document, placeholders)
    }

    /// Returns the ARN of a resource, and the placeholders in it.
    pub(crate) fn arn(&self, resource: &Resource) -> (String, Placeholders) {
        let mut placeholders = Placeholders::new();
        let Resource::Of {
            service,
            arn,
            kind,
            name,
            holds,
        } = resource
        else {
            return ("*".to_owned(), placeholders);
        };
        let whole = |placeholder: &str| {
            let suffix = if arn.ends_with("{name}/*") { "/*" } else { "" };
            format!("${{{placeholder}}}{suffix}")
        };
        let arn = match name {
            Name::Constant(name) => arn.replace("{name}", name),
            Name::Variable(variable) => {
                if let Some(value) = self.variables.get(variable) {
                    let known = Resource::held(arn, kind, Name::Constant(value.clone()), *holds);
                    return self.arn(&known);
                }
                let (placeholder, what) = match holds {
                    Holds::Name => (pascal(variable), format!("the value of {variable}")),
                    Holds::Arn => (pascal(variable), format!("the value of {variable}, an ARN")),
                    Holds::Url => (
                        format!("{}Name", pascal(variable).trim_end_matches("Url")),
                        format!("the name after the last slash of {variable}"),
                    ),
                };
                let text = if *holds == Holds::Arn {
                    whole(&placeholder)
                } else {
                    arn.replace("{name}", &format!("${{{placeholder}}}"))
                };
                placeholders.insert(placeholder, what);
                text
            }
            Name::Unknown => {
                let kind = if arn.ends_with("{name}/*") {
                    "Bucket"
                } else {
                    kind
                };
                let placeholder = format!("{}{kind}Arn", pascal(service));
                placeholders.insert(
                    placeholder.clone(),
                    format!(
                        "an ARN that the code does not show: that of the {}",
                        words(kind)
                    ),
                );
                whole(&placeholder)
            }
        };
        (self.places(arn), placeholders)
    }

    fn places(&self, arn: String) -> String {
        let values = [
            ("${AWS::Partition}", &self.partition),
            ("${AWS::Region}", &self.region),
            ("${AWS::AccountId}", &self.account),
        ];
        values
            .into_iter()
            .fold(arn, |arn, (placeholder, value)| match value {
                Some(value) => arn.replace(placeholder, value),
                None => arn,
            })
    }

    /// A statement's id: letters and digits alone.
    fn sid(&self, statement: &Statement) -> String {
        match &statement.resource {
            Resource::Any => "AnyResource".to_owned(),
            Resource::Of {
                service,
                kind,
                name,
                ..
            } => {
                let name = match name {
                    Name::Constant(name) => name.rsplit([':', '/']).next().unwrap_or(name),
                    Name::Variable(variable) => self
                        .variables
                        .get(variable)
                        .map_or(variable.as_str(), |_| ""),
                    Name::Unknown => "",
                };
                let letters = format!("{}{kind}{}", pascal(service), pascal(name));
                letters
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect()
            }
        }
    }
}

/// `EventBus` as `event bus`.
pub(crate) fn words(kind: &str) -> String {
    super::actions::snake(kind).replace(['_', '-'], " ")
}
