//! A stack of AWS CDK in TypeScript: one L1 construct for each CloudFormation resource.

use super::node::{Entry, Map, Node};
use super::stack::{Stack, pascal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Properties whose value is JSON rather than a structure of the construct, so their keys keep their case.
const JSON: [&str; 7] = [
    "AssumeRolePolicyDocument",
    "Body",
    "EventPattern",
    "FilterPolicy",
    "PolicyDocument",
    "RedrivePolicy",
    "Variables",
];

/// Returns the source file. `base` is the file's way to the folder of the ZIP files.
pub(crate) fn document(stack: &Stack, base: &str) -> String {
    let code = stack.code.iter();
    let code_parameters: BTreeSet<&str> = code
        .clone()
        .flat_map(|one| [one.bucket.as_str(), one.key.as_str()])
        .collect();
    let parameters: Vec<&Entry> = stack
        .parameters
        .0
        .iter()
        .filter(|one| !code_parameters.contains(one.key.as_str()))
        .collect();
    let mut file = File {
        parameters: parameters.iter().map(|one| one.key.as_str()).collect(),
        numbers: parameters
            .iter()
            .filter(|one| is_number(one))
            .map(|one| one.key.as_str())
            .collect(),
        out: String::new(),
    };
    let resources = in_order(&stack.resources);
    file.imports(&resources, &stack.code);
    let name = match stack.functions.as_slice() {
        [one] => format!("{}Stack", super::builder::stem(one)),
        _ => "FunctionsStack".to_owned(),
    };
    file.comment(&stack.description.replace("*/", "* /"), "", "/** ", " */");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(file.out, "export class {name} extends cdk.Stack {{");
    file.out.push_str("  constructor(scope: Construct, id: string, props?: cdk.StackProps) {\n    super(scope, id, props);\n");
    for parameter in parameters {
        file.parameter(parameter);
    }
    for one in code {
        let path = format!("{base}/{}/bootstrap.zip", one.binary);
        let path = text(&path);
        let id = format!("{}Asset", one.function);
        let _ = write!(
            file.out,
            "\n    // Written by `cargo gatewright package`.\n    const {} = new s3assets.Asset(this, {}, {{\n      path: path.join(__dirname, {path}),\n    }});\n",
            local(&id),
            text(&id),
        );
    }
    for resource in resources {
        let code = stack.code.iter().find(|one| one.function == resource.key);
        file.resource(resource, code.is_some());
    }
    for output in &stack.outputs.0 {
        file.output(output);
    }
    file.out.push_str("  }\n}\n");
    file.out
}

fn is_number(parameter: &Entry) -> bool {
    let kind = parameter.value.as_map().and_then(|map| map.get("Type"));
    kind.and_then(Node::as_text) == Some("Number")
}

/// The file that is being written.
struct File<'a> {
    parameters: BTreeSet<&'a str>,
    numbers: BTreeSet<&'a str>,
    out: String,
}

impl File<'_> {
    fn imports(&mut self, resources: &[&Entry], code: &[super::stack::Code]) {
        let mut modules: BTreeSet<String> = resources.iter().map(|one| class(one).0).collect();
        self.out.push_str("import * as cdk from 'aws-cdk-lib';\n");
        let assets = (!code.is_empty()).then(|| "s3-assets".to_owned());
        modules.extend(assets);
        for module in modules {
            let name = module.replace('-', "");
            let _ = writeln!(
                self.out,
                "import * as {name} from 'aws-cdk-lib/aws-{module}';"
            );
        }
        self.out
            .push_str("import { Construct } from 'constructs';\n");
        if !code.is_empty() {
            self.out.push_str("import * as path from 'path';\n");
        }
        self.out.push('\n');
    }

    fn comment(&mut self, comment: &str, indent: &str, before: &str, after: &str) {
        for line in comment.lines() {
            let _ = writeln!(self.out, "{indent}{before}{line}{after}");
        }
    }

    fn parameter(&mut self, parameter: &Entry) {
        let Some(map) = parameter.value.as_map() else {
            return;
        };
        let id = text(&parameter.key);
        let _ = write!(
            self.out,
            "\n    const {} = new cdk.CfnParameter(this, {id}, ",
            local(&parameter.key)
        );
        self.map(map, 2, false);
        self.out.push_str(");\n");
    }

    fn resource(&mut self, resource: &Entry, has_asset: bool) {
        let Some(map) = resource.value.as_map() else {
            return;
        };
        self.out.push('\n');
        if let Some(comment) = &resource.comment {
            self.comment(comment, "    ", "// ", "");
        }
        let (module, class) = class(resource);
        let (name, id) = (local(&resource.key), text(&resource.key));
        let module = module.replace('-', "");
        // A value that nothing refers to needs no name, but a name does no harm: users add references.
        let _ = write!(
            self.out,
            "    const {name} = new {module}.{class}(this, {id}, "
        );
        let empty = Map::new();
        let properties = map
            .get("Properties")
            .and_then(Node::as_map)
            .unwrap_or(&empty);
        let mut properties = properties.clone();
        if has_asset && let Some(code) = properties.0.iter_mut().find(|one| one.key == "Code") {
            let asset = format!("{}Asset", resource.key);
            code.comment = None;
            code.value = Node::Map(super::node::map! {
                "S3Bucket" => Node::GetAtt(asset.clone(), "s3BucketName".to_owned()),
                "S3Key" => Node::GetAtt(asset, "s3ObjectKey".to_owned()),
            });
        }
        self.map(&properties, 2, false);
        self.out.push_str(");\n");
        if let Some(Node::Text(on)) = map.get("DependsOn") {
            let _ = writeln!(self.out, "    {name}.addDependency({});", local(on));
        }
    }

    fn output(&mut self, output: &Entry) {
        let Some(map) = output.value.as_map() else {
            return;
        };
        let _ = write!(
            self.out,
            "\n    new cdk.CfnOutput(this, {}, ",
            text(&output.key)
        );
        self.map(map, 2, false);
        self.out.push_str(");\n");
    }

    fn map(&mut self, map: &Map, indent: usize, is_json: bool) {
        if map.is_empty() {
            return self.out.push_str("{}");
        }
        self.out.push_str("{\n");
        let inner = "  ".repeat(indent + 1);
        for entry in &map.0 {
            if let Some(comment) = &entry.comment {
                self.comment(comment, &inner, "// ", "");
            }
            let key = if is_json {
                entry.key.clone()
            } else {
                camel(&entry.key)
            };
            let _ = write!(self.out, "{inner}{}: ", property(&key));
            self.node(
                &entry.value,
                indent + 1,
                is_json || JSON.contains(&entry.key.as_str()),
            );
            self.out.push_str(",\n");
        }
        self.out.push_str(&"  ".repeat(indent));
        self.out.push('}');
    }

    fn node(&mut self, node: &Node, indent: usize, is_json: bool) {
        match node {
            Node::Text(value) => self.out.push_str(&text(value)),
            Node::Number(number) => self.out.push_str(&number.to_string()),
            Node::Decimal(number) => self.out.push_str(number),
            Node::Bool(value) => self.out.push_str(&value.to_string()),
            Node::List(nodes) if nodes.is_empty() => self.out.push_str("[]"),
            Node::List(nodes) => {
                self.out.push_str("[\n");
                for node in nodes {
                    if let Some(comment) = node
                        .as_map()
                        .and_then(|map| map.0.first())
                        .and_then(|one| one.comment.clone())
                    {
                        self.comment(&comment, &"  ".repeat(indent + 1), "// ", "");
                    }
                    self.out.push_str(&"  ".repeat(indent + 1));
                    self.node(&without_first_comment(node), indent + 1, is_json);
                    self.out.push_str(",\n");
                }
                self.out.push_str(&"  ".repeat(indent));
                self.out.push(']');
            }
            Node::Map(map) => self.map(map, indent, is_json),
            Node::Ref(id) => {
                let value = self.reference(id);
                self.out.push_str(&value);
            }
            Node::GetAtt(id, attribute) => {
                let value = attribute_of(id, attribute);
                self.out.push_str(&value);
            }
            Node::Sub(value) => {
                let value = self.template(value);
                self.out.push_str(&value);
            }
            Node::Call(name, argument) => {
                // `cdk.Fn.select(5, cdk.Fn.split(':', x))`
                let _ = write!(self.out, "cdk.Fn.{}(", camel(name));
                let arguments = match argument.as_ref() {
                    Node::List(nodes) => nodes.clone(),
                    one => vec![one.clone()],
                };
                for (at, argument) in arguments.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.node(argument, indent, true);
                }
                self.out.push(')');
            }
        }
    }

    fn reference(&self, id: &str) -> String {
        if let Some(pseudo) = id.strip_prefix("AWS::") {
            // `AWS::URLSuffix` is `URL_SUFFIX`.
            let name = match pseudo {
                "URLSuffix" => "URL_SUFFIX".to_owned(),
                other => snake(other).to_uppercase(),
            };
            return format!("cdk.Aws.{name}");
        }
        let name = local(id);
        if self.numbers.contains(id) {
            format!("{name}.valueAsNumber")
        } else if self.parameters.contains(id) {
            format!("{name}.valueAsString")
        } else {
            format!("{name}.ref")
        }
    }

    /// `!Sub` as a template literal.
    fn template(&self, value: &str) -> String {
        let mut out = String::from("`");
        for part in parts(value) {
            match part {
                Part::Text(text) => {
                    let escaped = text
                        .replace('\\', "\\\\")
                        .replace('`', "\\`")
                        .replace("${", "\\${");
                    out.push_str(&escaped);
                }
                Part::Reference(id) => {
                    let value = match id.split_once('.') {
                        Some((id, attribute)) => attribute_of(id, attribute),
                        None => self.reference(id),
                    };
                    let _ = write!(out, "${{{value}}}");
                }
            }
        }
        out.push('`');
        out
    }
}

fn without_first_comment(node: &Node) -> Node {
    let mut node = node.clone();
    if let Node::Map(map) = &mut node
        && let Some(first) = map.0.first_mut()
    {
        first.comment = None;
    }
    node
}

/// A part of the text of `!Sub`.
pub(crate) enum Part<'a> {
    Text(&'a str),
    /// `ID` or `ID.ATTRIBUTE`
    Reference(&'a str),
}

/// Returns the parts of the text of `!Sub`.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = rest.split_at(start);
        parts.push(Part::Text(before));
        let after = &after[2..];
        let Some(end) = after.find('}') else {
            parts.push(Part::Text(&rest[start..]));
            return parts;
        };
        match after[..end].strip_prefix('!') {
            // `${!x}` is the text `${x}`.
            Some(literal) => {
                parts.push(Part::Text("${"));
                parts.push(Part::Text(literal));
                parts.push(Part::Text("}"));
            }
            None => parts.push(Part::Reference(&after[..end])),
        }
        rest = &after[end + 1..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// The module and class of a resource: `AWS::Lambda::Function` is `CfnFunction` of `aws-lambda`.
fn class(resource: &Entry) -> (String, String) {
    let kind = resource.value.as_map().and_then(|map| map.get("Type"));
    let kind = kind.and_then(Node::as_text).unwrap_or_default();
    let mut words = kind.split("::").skip(1);
    let module = words.next().unwrap_or_default().to_lowercase();
    (module, format!("Cfn{}", words.next().unwrap_or_default()))
}

/// Resources with those that they refer to before them.
fn in_order(resources: &Map) -> Vec<&Entry> {
    let by_id: BTreeMap<&str, &Entry> = resources
        .0
        .iter()
        .map(|one| (one.key.as_str(), one))
        .collect();
    let mut done = BTreeSet::new();
    let mut order = Vec::new();
    for entry in &resources.0 {
        visit(entry, &by_id, &mut done, &mut order);
    }
    order
}

fn visit<'a>(
    entry: &'a Entry,
    by_id: &BTreeMap<&str, &'a Entry>,
    done: &mut BTreeSet<&'a str>,
    order: &mut Vec<&'a Entry>,
) {
    // CloudFormation refuses circles, so a resource that is being visited is not met again.
    if !done.insert(&entry.key) {
        return;
    }
    let mut needed = Vec::new();
    references(&entry.value, &mut needed);
    if let Some(Node::Text(on)) = entry.value.as_map().and_then(|map| map.get("DependsOn")) {
        needed.push(on.clone());
    }
    for id in needed {
        if let Some(other) = by_id.get(id.as_str()) {
            visit(other, by_id, done, order);
        }
    }
    order.push(entry);
}

/// Collects the logical ids that a value refers to.
fn references(node: &Node, found: &mut Vec<String>) {
    match node {
        Node::Ref(id) | Node::GetAtt(id, _) => found.push(id.clone()),
        Node::Sub(text) => {
            for part in parts(text) {
                if let Part::Reference(id) = part {
                    found.push(id.split('.').next().unwrap_or(id).to_owned());
                }
            }
        }
        Node::List(nodes) => nodes.iter().for_each(|node| references(node, found)),
        Node::Map(map) => map
            .0
            .iter()
            .for_each(|entry| references(&entry.value, found)),
        Node::Call(_, argument) => references(argument, found),
        Node::Text(_) | Node::Number(_) | Node::Decimal(_) | Node::Bool(_) => {}
    }
}

/// An attribute of a construct. Those of assets have their TypeScript names.
fn attribute_of(id: &str, attribute: &str) -> String {
    let name = local(id);
    if attribute.starts_with(|one: char| one.is_lowercase()) {
        format!("{name}.{attribute}")
    } else {
        format!("{name}.attr{}", pascal(attribute))
    }
}

/// The name of the constant for a logical id. Reserved words end with `_`.
fn local(id: &str) -> String {
    let name = camel(id);
    let taken = [
        "cdk", "path", "scope", "id", "props", "lambda", "events", "logs", "iam", "default",
        "function", "delete", "new", "import", "export", "this",
    ];
    if taken.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// `MemorySize` as `memorySize`, `URI` as `uri`.
fn camel(key: &str) -> String {
    let capitals = key.chars().take_while(char::is_ascii_uppercase).count();
    let lowered = if capitals == key.len() || capitals <= 1 {
        capitals
    } else {
        capitals - 1
    };
    format!("{}{}", key[..lowered].to_lowercase(), &key[lowered..])
}

/// `MemorySize` as `memory_size`.
pub(crate) fn snake(key: &str) -> String {
    let mut out = String::new();
    let characters: Vec<char> = key.chars().collect();
    for (at, one) in characters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(at + 1);
        let starts_word = one.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|one| one.is_lowercase()))
            });
        if starts_word {
            out.push('_');
        }
        out.extend(one.to_lowercase());
    }
    out
}

fn property(key: &str) -> String {
    let is_identifier = key.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_')
        && key
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_');
    if is_identifier {
        key.to_owned()
    } else {
        text(key)
    }
}

/// A text as a literal of TypeScript.
fn text(value: &str) -> String {
    let mut out = String::from("'");
    for one in value.chars() {
        match one {
            '\'' | '\\' => out.extend(['\\', one]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            one if one.is_control() || matches!(one, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(one));
            }
            one => out.push(one),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_case_of_constructs() {
        // Names of properties in aws-cdk-lib 2.276.
        for (key, expected) in [
            ("MemorySize", "memorySize"),
            ("S3Bucket", "s3Bucket"),
            ("URI", "uri"),
            ("KMSKeyArn", "kmsKeyArn"),
            (
                "ExecutionEnvironmentMemoryGiBPerVCpu",
                "executionEnvironmentMemoryGiBPerVCpu",
            ),
            ("Id", "id"),
        ] {
            assert_eq!(camel(key), expected);
        }
        assert_eq!(
            snake("ExecutionEnvironmentMemoryGiBPerVCpu"),
            "execution_environment_memory_gi_b_per_v_cpu"
        );
        assert_eq!(snake("URLSuffix"), "url_suffix");
        assert_eq!(
            snake("MaximumBatchingWindowInSeconds"),
            "maximum_batching_window_in_seconds"
        );
    }

    #[test]
    fn literals_escape_what_ends_them() {
        assert_eq!(text("it's \\ \n"), r"'it\'s \\ \n'");
        let parts: Vec<String> = parts("a${X.Arn}${!y}b")
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => text.to_owned(),
                Part::Reference(id) => format!("<{id}>"),
            })
            .collect();
        assert_eq!(parts.concat(), "a<X.Arn>${y}b");
    }
}
