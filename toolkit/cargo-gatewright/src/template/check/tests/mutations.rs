//! Each scalar of a template is changed once. `--check` finds each change, or the field is on the list of those that do not come from
//! the code.

use super::super::places::Places;
use super::super::tree::{Kind, Node};
use super::{SAM, described, lines, parsed};
use crate::workspace::Described;
use std::path::Path;
use std::rc::Rc;

/// Fields that the code does not have, and the reason. `*` stands for any text.
const NOT_IN_THE_CODE: &[(&str, &str)] = &[
    ("*.Layers.1", "the version of a layer is not in the code"),
    (
        "*.Carts.Properties.Stream",
        "the label of a table's stream is not in the code",
    ),
    (
        "Resources.Api.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.OrdersDlq.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.OrdersQueue.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.Invoices.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.Store.Type",
        "CloudFormation rejects an unknown type",
    ),
    ("AWSTemplateFormatVersion", "one value exists"),
    ("Transform", "SAM rejects another value"),
    (
        "Parameters.*",
        "only the default of a value that is in the code counts, and its own test covers it",
    ),
    ("Globals.Function.Handler", "custom runtimes ignore it"),
    ("*.Handler", "custom runtimes ignore it"),
    ("*.CodeUri", "a path of the build"),
    ("*.Metadata.*", "settings of `sam build`"),
    (
        "Globals.Function.Environment.Variables.*",
        "the code names variables, and not their values",
    ),
    (
        "*.Environment.Variables.*",
        "the code names variables, and not their values",
    ),
    ("*.VpcConfig.*", "the code does not know the network"),
    (
        "*.AuthorizerPayloadFormatVersion",
        "the function that authorizes is another one",
    ),
    ("*.ApiId.Ref", "the name of the API is not in the code"),
    (
        "*.Events.Views.Properties.Stream.Ref",
        "the name of the cluster is not in the code",
    ),
    (
        "Resources.OrdersQueue.Properties.RedrivePolicy.deadLetterTargetArn*",
        "the code names the queue, and not its dead-letter queue",
    ),
    ("*.BillingMode", "the code does not know the price"),
    (
        "Resources.Thumbnails.*",
        "a function that the code does not have",
    ),
];

fn is_listed(path: &str) -> bool {
    NOT_IN_THE_CODE
        .iter()
        .any(|(pattern, _)| fits(pattern, path))
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            after.is_empty()
                || (0..=rest.len())
                    .any(|start| rest.is_char_boundary(start) && fits(after, &rest[start..]))
        }),
    }
}

/// A step of a path: a key, or the place in a list.
type Path2 = Vec<usize>;

/// Returns the paths of all scalars, by index and as text.
fn scalars(node: &Node) -> Vec<(Path2, String, String)> {
    fn walk(node: &Node, path: &mut Path2, shown: &str, found: &mut Vec<(Path2, String, String)>) {
        let join = |key: &str| {
            if shown.is_empty() {
                key.to_owned()
            } else {
                format!("{shown}.{key}")
            }
        };
        match &node.kind {
            Kind::Scalar(text) => found.push((path.clone(), shown.to_owned(), text.clone())),
            Kind::Null => {}
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index);
                    walk(item, path, &join(&index.to_string()), found);
                    path.pop();
                }
            }
            Kind::Map(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    path.push(index);
                    walk(&entry.value, path, &join(&entry.key), found);
                    path.pop();
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(node, &mut Vec::new(), "", &mut found);
    found
}

/// Returns the tree with another value at the path.
fn replaced(node: &Node, path: &[usize], text: &str) -> Node {
    let mut node = node.clone();
    match (&mut node.kind, path) {
        (Kind::Map(entries), [index, rest @ ..]) => {
            entries[*index].value = Rc::new(replaced(&entries[*index].value, rest, text));
        }
        (Kind::List(items), [index, rest @ ..]) => {
            items[*index] = Rc::new(replaced(&items[*index], rest, text));
        }
        (kind, _) => *kind = Kind::Scalar(text.to_owned()),
    }
    node
}

/// Returns the tree without an entry.
fn without(node: &Node, path: &[&str]) -> Node {
    let mut node = node.clone();
    let Kind::Map(entries) = &mut node.kind else {
        panic!("no map at {path:?}");
    };
    let index = entries
        .iter()
        .position(|entry| entry.key == path[0])
        .expect("the entry");
    if path.len() == 1 {
        entries.remove(index);
    } else {
        entries[index].value = Rc::new(without(&entries[index].value, &path[1..]));
    }
    node
}

fn changed(text: &str) -> String {
    if let Ok(number) = text.parse::<i64>() {
        return if number > 1 { number - 1 } else { number + 1 }.to_string();
    }
    match text {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        // The text stays JSON.
        json if json.starts_with('{') => json.replacen('"', "\"x", 1),
        other => format!("{other}x"),
    }
}

/// Changes each scalar of a template that is equal to the code.
pub(super) fn each_change_is_found(
    tree: &Node,
    functions: &[Described],
    is_listed: impl Fn(&str) -> bool,
) {
    let places = Places::new(Path::new("/nowhere"));
    let report = super::super::compare(tree, functions, &places);
    assert!(report.findings.is_empty(), "{:#?}", lines(&report));
    let mut wrong = Vec::new();
    let mut found = 0;
    for (path, shown, text) in scalars(tree) {
        let mutated = replaced(tree, &path, &changed(&text));
        let report = super::super::compare(&mutated, functions, &places);
        match (report.findings.len(), is_listed(&shown)) {
            (1, false) => found += 1,
            // Advice about one that is listed does no harm.
            (0, true) => {}
            (count, listed) => wrong.push(format!(
                "{shown}: {text} -> {}: {count} findings, listed: {listed} {:?}",
                changed(&text),
                lines(&report)
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 20, "only {found} fields were found");
}

#[test]
fn each_changed_scalar_of_a_template_is_found_once() {
    each_change_is_found(&parsed(SAM), &described(), is_listed);
}

#[test]
fn each_missing_event_is_found() {
    let tree = parsed(SAM);
    let places = Places::new(Path::new("/nowhere"));
    for id in ["OrdersFunction", "Pages"] {
        let events = tree
            .child(&format!("Resources.{id}.Properties.Events"))
            .expect("events");
        for event in events.entries() {
            let shorter = without(
                &tree,
                &["Resources", id, "Properties", "Events", &event.key],
            );
            let report = super::super::compare(&shorter, &described(), &places);
            assert_eq!(
                report.findings.len(),
                1,
                "{}: {:#?}",
                event.key,
                lines(&report)
            );
            let code = report.findings[0]
                .code
                .as_ref()
                .expect("a place in the code");
            assert!(code.place.line > 1, "{}", event.key);
        }
    }
}

#[test]
fn each_missing_property_is_found() {
    let tree = parsed(SAM);
    let places = Places::new(Path::new("/nowhere"));
    // CloudFormation names a function, and `LoggingConfig` makes one finding for each of its fields.
    let left_to_aws = [
        "FunctionName",
        "CodeUri",
        "VpcConfig",
        "Events",
        "LoggingConfig",
        "EventInvokeConfig",
        "DeadLetterQueue",
        "Environment",
    ];
    let properties = tree
        .child("Resources.OrdersFunction.Properties")
        .expect("properties");
    for property in properties.entries() {
        if left_to_aws.contains(&property.key.as_str()) {
            continue;
        }
        let shorter = without(
            &tree,
            &["Resources", "OrdersFunction", "Properties", &property.key],
        );
        let report = super::super::compare(&shorter, &described(), &places);
        let expected = if property.key == "Layers" { 2 } else { 1 };
        assert_eq!(
            report.findings.len(),
            expected,
            "{}: {:#?}",
            property.key,
            lines(&report)
        );
        let found = &report.findings[0].template.value;
        assert_eq!(*found, None, "{}", property.key);
    }
}

#[test]
fn a_missing_function_is_found_once() {
    let tree = without(&parsed(SAM), &["Resources", "Pages"]);
    let report = super::super::compare(&tree, &described(), &Places::new(Path::new("/nowhere")));
    assert_eq!(
        lines(&report),
        ["error 24:1 the function `pages` is in the code, and not in the template"]
    );
    assert!(
        report.findings[0]
            .help
            .contains("cargo gatewright template --package pages")
    );
}
