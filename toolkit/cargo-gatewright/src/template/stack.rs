//! The parts of a template while it is built.

use super::node::{Map, Node, Place};
use crate::iam::policy::Policy;
use crate::workspace::Described;

/// What a template is built from.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    /// In the order of the template.
    pub(crate) functions: &'a [Described],
    /// The policy of each function, in the same order.
    pub(crate) policies: &'a [Policy],
    /// The folder of `cargo gatewright package`'s output, as the template refers to it: `target/lambda`.
    pub(crate) packages: &'a str,
    /// Whether alarms are among the resources.
    pub(crate) alarms: bool,
}

/// Which resources a template may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Those of the transform `AWS::Serverless-2016-10-31` too.
    Sam,
    /// Those of CloudFormation.
    Plain,
}

/// A template.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) form: Form,
    pub(crate) description: String,
    /// By logical id, as `Parameters` has them.
    pub(crate) parameters: Map,
    /// By logical id, as `Resources` has them.
    pub(crate) resources: Map,
    pub(crate) outputs: Map,
    pub(crate) remarks: Vec<Remark>,
}

/// Something that is left to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The name of the function.
    pub(crate) function: String,
    /// A sentence without a full stop, in lower case.
    pub(crate) headline: String,
    /// What to do.
    pub(crate) help: String,
    pub(crate) place: Option<Place>,
}

impl Stack {
    pub(crate) fn new(form: Form, description: String) -> Self {
        Self {
            form,
            description,
            parameters: Map::new(),
            resources: Map::new(),
            outputs: Map::new(),
            remarks: Vec::new(),
        }
    }

    /// The whole template.
    pub(crate) fn node(&self) -> Node {
        self.map().into()
    }

    /// The whole template.
    pub(crate) fn map(&self) -> Map {
        let mut whole = Map::new();
        whole.push("AWSTemplateFormatVersion", "2010-09-09");
        if self.form == Form::Sam {
            whole.push("Transform", "AWS::Serverless-2016-10-31");
        }
        whole.push("Description", &self.description);
        for (key, section) in [
            ("Parameters", &self.parameters),
            ("Resources", &self.resources),
            ("Outputs", &self.outputs),
        ] {
            if !section.is_empty() {
                whole.push(key, section.clone());
            }
        }
        whole
    }
}

/// Returns a name in the form of a logical id: `orders-dlq` as `OrdersDlq`.
pub(crate) fn pascal(name: &str) -> String {
    let mut id = String::new();
    let mut starts = true;
    let mut previous_is_lower = false;
    for character in name.chars() {
        if !character.is_ascii_alphanumeric() {
            starts = true;
            continue;
        }
        if starts {
            id.extend(character.to_uppercase());
        } else if character.is_uppercase() && !previous_is_lower {
            // `LEDGER_TABLE` is `LedgerTable`, and `ledgerTable` is too.
            id.extend(character.to_lowercase());
        } else {
            id.push(character);
        }
        starts = false;
        previous_is_lower = character.is_lowercase() || character.is_ascii_digit();
    }
    id
}
