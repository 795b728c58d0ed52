//! `cargo gatewright template --check FILE`: a template of the user's, compared with the code.
//!
//! | file | contents |
//! |---|---|
//! | [`read`], [`tree`] | from a file to a tree in which every value has its place |
//! | [`text`], [`names`] | what values stand for: parameters, resources, ARNs |
//! | [`model`], [`functions`], [`sources`], [`routes`] | one model for the spellings of SAM and CloudFormation |
//! | [`mod@compare`], [`settings`], [`events`], [`wanted`], [`queues`], [`http`], [`cors`], [`resources`] | the comparison with the manifest |
//! | [`places`], [`finding`], [`mod@print`] | lines of the code, and the output |
//!
//! A field that the code does not set is left alone, and so is what only a deployment knows.

mod compare;
mod cors;
mod events;
mod finding;
mod functions;
mod http;
mod model;
mod names;
mod places;
mod print;
mod queues;
mod read;
mod resources;
mod routes;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod wanted;

use crate::error::CliError;
use crate::workspace::{Described, Options};
use compare::Compare;
use finding::{Report, Side};
use model::{Function, Template, Value};
use places::{Code, Places};
use read::Source;
use std::path::Path;
use std::process::ExitCode;
use tree::{At, Kind, Node};

/// Compares the functions of the workspace with the file, and prints the differences.
pub(super) fn run(options: &Options, file: &Path, as_json: bool) -> Result<ExitCode, CliError> {
    let shown = file.display().to_string();
    // The file first: a mistake in it does not wait for a build.
    let source = Source::of(file, &shown)?;
    let root = source.parse(&shown)?;
    is_template(&root, &shown)?;
    let (workspace, functions) = crate::workspace::describe(options)?;
    let places = Places::new(&workspace.root);
    let report = compare(&root, &functions, &places);
    print::print(&report, &source, &shown, &places, as_json)?;
    Ok(if report.errors() > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// A file of another tool gets a message of its own.
fn is_template(root: &Node, shown: &str) -> Result<(), CliError> {
    let At { line, column } = root.at;
    let Kind::Map(entries) = &root.kind else {
        return Err(CliError::new(format!(
            "expected a template with `Resources`, found another value at {shown}:{line}:{column}"
        ))
        .help("name a SAM or CloudFormation file"));
    };
    let has = |key: &str| entries.iter().any(|entry| entry.key == key);
    if let Some(resources) = root.child("Resources") {
        let At { line, column } = resources.at;
        return match &resources.kind {
            Kind::Map(_) => Ok(()),
            _ => Err(CliError::new(format!(
                "expected a map of resources below `Resources`, found another value at {shown}:{line}:{column}"
            ))
            .help("write `Resources:`, and below it a logical id and its `Type`")),
        };
    }
    let tool = [
        ("service", "the Serverless Framework"),
        ("provider", "the Serverless Framework"),
        ("resource", "Terraform"),
        ("openapi", "OpenAPI"),
        ("services", "Docker Compose"),
        ("apiVersion", "Kubernetes"),
    ]
    .into_iter()
    .find(|(key, _)| has(key));
    let found = tool.map_or_else(
        || "other keys".to_owned(),
        |(key, tool)| format!("`{key}` of {tool}"),
    );
    Err(CliError::new(format!(
        "expected a template with `Resources`, found {found} in `{shown}`"
    ))
    .help("name a SAM or CloudFormation file"))
}

/// `provided.al2023`, and the ones before and after it.
fn is_custom_runtime(runtime: &str) -> bool {
    let version = runtime.strip_prefix("provided.al");
    runtime == "provided"
        || version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit()))
}

/// Reads a truth value as YAML 1.1 and the states of rules spell it.
fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "enabled" => Some(true),
        "false" | "no" | "off" | "disabled" => Some(false),
        _ => None,
    }
}

/// Compares every function, in the order of the code.
fn compare(root: &Node, described: &[Described], places: &Places) -> Report {
    let template = Template::of(root);
    let functions = functions::functions(&template);
    let mut report = Report::default();
    for (at, why) in &template.unread {
        report.skipped.push(finding::Skipped {
            function: String::new(),
            field: "Resources".to_owned(),
            at: *at,
            why: format!("{why} are known at deployment alone"),
        });
    }
    let pairs = pair(&template, &functions, described);
    for (one, function) in described.iter().zip(&pairs) {
        let code = places.of_function(&one.manifest, &one.folder.join("src/main.rs"));
        let Some(function) = function.map(|index| &functions[index]) else {
            if let Some((at, why)) = template.unread.first() {
                report.skipped.push(finding::Skipped {
                    function: one.manifest.function.name.clone(),
                    field: "Resources".to_owned(),
                    at: *at,
                    why: format!("the function may be among {why}"),
                });
                continue;
            }
            missing(&mut report, one, root_at(&template), code);
            continue;
        };
        report.compared.push((
            one.manifest.function.name.clone(),
            function.resource.id.to_owned(),
        ));
        let mut compare = Compare {
            template: &template,
            function,
            manifest: &one.manifest,
            places,
            code,
            report: &mut report,
        };
        compare.settings();
        compare.http();
        compare.events();
        compare.idempotency();
    }
    for (index, function) in functions.iter().enumerate() {
        if !pairs.contains(&Some(index)) {
            report.left_alone.push(function.resource.id.to_owned());
        }
    }
    report
        .findings
        .sort_by_key(|finding| (finding.level, finding.template.place));
    report.skipped.sort_by_key(|skipped| skipped.at);
    report
}

fn root_at(template: &Template<'_>) -> At {
    let entries = template.root.entries().iter();
    entries
        .filter(|entry| entry.key == "Resources")
        .map(|entry| entry.at)
        .next()
        .unwrap_or(template.root.at)
}

fn missing(report: &mut Report, one: &Described, at: At, code: Code) {
    let name = &one.manifest.function.name;
    report.fields += 1;
    report.findings.push(finding::Finding {
        level: finding::Level::Error,
        function: name.clone(),
        field: "Resources".to_owned(),
        headline: format!("the function `{name}` is in the code, and not in the template"),
        code: Some(Side {
            value: Some(name.clone()),
            place: code,
        }),
        template: Side {
            value: None,
            place: at,
        },
        help: format!(
            "print its resources with `cargo gatewright template --package {}`, and copy them",
            one.package
        ),
        note: Some(
            "functions are paired by `FunctionName`, logical id, `CodeUri`, `Metadata` and `Code`"
                .to_owned(),
        ),
    });
}

/// Whether a function of the template is one of the code.
type Rule<'r> = dyn Fn(&Function<'_>, &Described) -> bool + 'r;

/// Finds the function of the template for each one of the code.
fn pair(
    template: &Template<'_>,
    functions: &[Function<'_>],
    described: &[Described],
) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; described.len()];
    let rules: [&Rule<'_>; 4] = [
        &|function, one| {
            matches!(function.fields.get("FunctionName").map(|field| &field.value),
                Some(Value::Text(text)) if text.known().as_deref() == Some(&one.manifest.function.name))
        },
        &|function, one| {
            let names = [&one.manifest.function.name, &one.binary];
            names
                .into_iter()
                .any(|name| names::alike(function.resource.id, name))
        },
        &|function, one| is_built_from(template, function, one),
        &|function, one| {
            matches!(function.fields.get("FunctionName").map(|field| &field.value),
                Some(Value::Text(text)) if text.shown().contains(&one.manifest.function.name))
        },
    ];
    for rule in rules {
        for (index, one) in described.iter().enumerate() {
            if pairs[index].is_some() {
                continue;
            }
            let mut candidates = (0..functions.len()).filter(|candidate| {
                !pairs.contains(&Some(*candidate)) && rule(&functions[*candidate], one)
            });
            // Two candidates are no answer.
            if let (Some(only), None) = (candidates.next(), candidates.next()) {
                pairs[index] = Some(only);
            }
        }
    }
    // The only one on both sides, unless it has a name of its own.
    let open: Vec<usize> = (0..described.len())
        .filter(|index| pairs[*index].is_none())
        .collect();
    let ours: Vec<usize> = (0..functions.len())
        .filter(|candidate| has_custom_runtime(&functions[*candidate]))
        .collect();
    let spare: Vec<usize> = ours
        .iter()
        .copied()
        .filter(|candidate| !pairs.contains(&Some(*candidate)) && !has_name(&functions[*candidate]))
        .collect();
    if let ([index], [only]) = (open.as_slice(), spare.as_slice())
        && ours.len() == described.len()
    {
        pairs[*index] = Some(*only);
    }
    pairs
}

fn known<'f>(function: &'f Function<'_>, field: &str) -> Option<&'f text::Text> {
    match function.fields.get(field).map(|field| &field.value) {
        Some(Value::Text(text)) if text.known().is_some() => Some(text),
        _ => None,
    }
}

fn has_custom_runtime(function: &Function<'_>) -> bool {
    let runtime = known(function, "Runtime").and_then(text::Text::known);
    runtime.is_none_or(|runtime| is_custom_runtime(&runtime))
}

/// Whether a function has a literal name, which is not the code's if the names did not pair it.
fn has_name(function: &Function<'_>) -> bool {
    known(function, "FunctionName").is_some_and(|name| !name.is_derived)
}

/// Whether the function's code is the binary: `CodeUri: target/lambda/orders/`, `Metadata` of `sam build`, `Code`.
fn is_built_from(template: &Template<'_>, function: &Function<'_>, one: &Described) -> bool {
    let properties = function.resource.properties;
    let binary = function
        .resource
        .node
        .child("Metadata.BuildProperties.Binary")
        .and_then(Node::text);
    if binary == Some(one.binary.as_str()) {
        return true;
    }
    let globals = template.root.child("Globals.Function");
    let paths = ["CodeUri", "Code.S3Key", "Code", "CodeUri.Key"];
    let text = [Some(properties), globals]
        .into_iter()
        .flatten()
        .flat_map(|node| paths.iter().filter_map(|path| template.text(node, path)))
        .map(|text| text.shown())
        .next();
    let folder = one.folder.file_name().and_then(|name| name.to_str());
    text.is_some_and(|path| {
        path.split(['/', '\\']).any(|part| {
            let part = part.strip_suffix(".zip").unwrap_or(part);
            part == one.binary || part == one.package || Some(part) == folder
        })
    })
}
