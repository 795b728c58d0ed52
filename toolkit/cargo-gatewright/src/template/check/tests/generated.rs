//! What `cargo gatewright template` writes is equal to the code that it was written from, and each change of it is found.

use super::super::super::stack::{Form, Input, Stack};
use super::super::super::{build, json, yaml};
use super::mutations::{each_change_is_found, fits};
use super::{assert_equal, described, parsed};
use crate::iam::policy::Policy;
use crate::workspace::Described;

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
];

#[test]
fn each_changed_scalar_of_a_generated_template_is_found_once() {
    let functions = described();
    for form in [Form::Sam, Form::Plain] {
        let text = yaml::document(&stack(form, &functions).map());
        each_change_is_found(&parsed(&text), &functions, |path| {
            NOT_IN_THE_CODE
                .iter()
                .any(|(pattern, _)| fits(pattern, path))
        });
    }
}
