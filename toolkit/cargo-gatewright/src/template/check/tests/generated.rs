//! What `cargo gatewright template` writes is equal to the code that it was written from, and each change of it is found.

use super::super::super::stack::{Form, Input, Stack};
use super::super::super::{build, json, yaml};
use super::mutations::{each_change_is_found, no_entry_is_out_of_date};
use super::{assert_equal, described, parsed};
use crate::iam::policy::Policy;
use crate::workspace::Described;
use std::collections::BTreeSet;

pub(super) fn stack(form: Form, functions: &[Described]) -> Stack {
    let policies: Vec<Policy> = functions
        .iter()
        .map(|_| Policy {
            statements: Vec::new(),
            unresolved: Vec::new(),
        })
        .collect();
    let input = Input {
        functions,
        policies: &policies,
        packages: "target/lambda",
        alarms: true,
    };
    build(form, input).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_generated_template_is_equal_to_the_code() {
    let functions = described();
    for form in [Form::Sam, Form::Plain] {
        let stack = stack(form, &functions);
        assert_equal(&yaml::document(&stack.map()), &functions);
        assert_equal(&json::document(&stack.map()), &functions);
    }
}

/// Fields of generated templates that the code does not have, and the reason.
const NOT_IN_THE_CODE: &[(&str, &str)] = &[
    ("AWSTemplateFormatVersion", "one value exists"),
    ("Transform", "SAM rejects another value"),
    ("Description", "the description of the template"),
    ("Parameters.*", "the types and descriptions of parameters"),
    ("Outputs.*", "the code does not know who reads them"),
    ("Resources.*Alarm.*", "the code has no alarms"),
    ("Resources.*Role.*", "the command `iam` owns the role"),
    ("*.Role.Fn::GetAtt", "the command `iam` owns the role"),
    ("*.CodeUri", "a path of the build"),
    ("*.Code.*", "a place of the deployment"),
    ("*.Handler", "custom runtimes ignore it"),
    ("*.BillingMode", "the code does not know the price"),
    (
        "*.Environment.Variables.*",
        "the code names variables, and not their values",
    ),
    ("*.ApiId.Ref", "the name of the API is not in the code"),
    ("*.PayloadFormatVersion", "a function takes both versions"),
    (
        "*.Authorizers.Check.*",
        "the function that authorizes is another one",
    ),
    (
        "Resources.*Authorizer.Properties.*",
        "the function that authorizes is another one",
    ),
    (
        "Resources.*AuthorizerPermission.*",
        "the function that authorizes is another one",
    ),
    ("*.Endpoint.*", "an alias of the function stands for it"),
    ("*.FunctionName.*", "an alias of the function stands for it"),
    ("*.SourceArn.*", "a narrower permission is not in the code"),
    (
        "*.SourceAccount.*",
        "a narrower permission is not in the code",
    ),
    ("*.Stream.Ref", "the name of the cluster is not in the code"),
    (
        "*.EventSourceArn.*",
        "the name of the cluster is not in the code",
    ),
    ("Resources.*Stage.*", "the code does not know stages"),
    (
        "Resources.*Integration.*",
        "only the function of an integration is in the code",
    ),
    (
        "*.Target.Fn::Sub",
        "only the integration of a route is in the code",
    ),
    (
        "Resources.PagesFunction.Properties.Architectures.0",
        "the code leaves it to the template",
    ),
    (
        "Resources.PagesFunction.Properties.LoggingConfig.LogGroup.Ref",
        "the code leaves it to the template",
    ),
    (
        "Resources.PagesLogGroup.*",
        "the code leaves it to the template",
    ),
    (
        "Resources.OrdersHttpApi.*",
        "the name of the API is not in the code",
    ),
    (
        "Resources.StoreTable.Type",
        "CloudFormation rejects an unknown type",
    ),
];

#[test]
fn each_changed_scalar_of_a_generated_template_is_found_once() {
    let functions = described();
    let mut used = BTreeSet::new();
    for form in [Form::Sam, Form::Plain] {
        let text = yaml::document(&stack(form, &functions).map());
        used.extend(each_change_is_found(
            &parsed(&text),
            &functions,
            NOT_IN_THE_CODE,
        ));
    }
    no_entry_is_out_of_date(NOT_IN_THE_CODE, &used);
}
