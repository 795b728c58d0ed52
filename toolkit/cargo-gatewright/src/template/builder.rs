//! The state of a build: parameters of resources that the template refers to, and what the functions share.

use super::function::resource_variables;
use super::node::{Map, Node, Place, map};
use super::stack::{Form, Input, Remark, Stack, pascal};
use crate::error::CliError;
use crate::iam::policy::Policy;
use crate::workspace::Described;
use gatewright_manifest::{Handler, Key, Manifest, Target};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of resource that a template refers to by its ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// The service in the ARN.
    pub(crate) service: &'static str,
    /// The word in a logical id.
    pub(crate) word: &'static str,
    /// The words in a sentence.
    pub(crate) noun: &'static str,
}

pub(crate) const QUEUE: Kind = kind("sqs", "Queue", "SQS queue");
pub(crate) const TOPIC: Kind = kind("sns", "Topic", "SNS topic");
pub(crate) const STREAM: Kind = kind("kinesis", "Stream", "Kinesis stream");
pub(crate) const TABLE_STREAM: Kind = kind(
    "dynamodb:stream",
    "TableStream",
    "DynamoDB stream of the table",
);
pub(crate) const CLUSTER: Kind = kind("kafka", "KafkaCluster", "MSK cluster with the topic");
pub(crate) const BROKER: Kind = kind("mq", "Broker", "Amazon MQ broker with the queue");
pub(crate) const BUCKET: Kind = kind("s3", "Bucket", "S3 bucket");
pub(crate) const FUNCTION: Kind = kind("lambda", "Function", "Lambda function");
pub(crate) const EVENT_BUS: Kind = kind("events", "EventBus", "EventBridge event bus");
pub(crate) const LAYER: Kind = kind("lambda:layer", "Layer", "version of the Lambda layer");
pub(crate) const USER_POOL: Kind = kind("cognito-idp", "UserPool", "Cognito user pool");
pub(crate) const CAPACITY_PROVIDER: Kind = kind(
    "lambda:capacity-provider",
    "CapacityProvider",
    "Lambda capacity provider",
);

const fn kind(service: &'static str, word: &'static str, noun: &'static str) -> Kind {
    Kind {
        service,
        word,
        noun,
    }
}

/// A function while its resources are built.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) described: &'a Described,
    pub(crate) manifest: &'a Manifest,
    pub(crate) policy: &'a Policy,
    /// The common beginning of the ids of its resources: `Shop`.
    pub(crate) stem: &'a str,
    /// The id of the function: `ShopFunction`.
    pub(crate) id: &'a str,
}

impl Subject<'_> {
    pub(crate) fn name(&self) -> &str {
        &self.manifest.function.name
    }

    pub(crate) fn timeout_s(&self) -> u64 {
        self.manifest.function.timeout_ms.div_ceil(1000)
    }
}

/// The template that is being built.
pub(crate) struct Builder<'a> {
    pub(crate) form: Form,
    pub(crate) input: Input<'a>,
    pub(crate) stack: Stack,
    /// The ids of the functions by name.
    functions: BTreeMap<&'a str, String>,
    /// The ARNs of resources by service and name.
    arns: BTreeMap<(String, String), Node>,
    /// The ARNs of resources whose names the code does not know, by service and kind of `iam`.
    unnamed: BTreeMap<(&'static str, &'static str), Vec<Node>>,
    /// Logical ids, and what each stands for.
    ids: BTreeMap<String, String>,
    /// Environment variables that several functions read.
    shared: BTreeSet<&'a str>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(form: Form, input: Input<'a>) -> Result<Self, CliError> {
        let names: Vec<&str> = input
            .functions
            .iter()
            .map(|one| one.manifest.function.name.as_str())
            .collect();
        let mut builder = Self {
            form,
            input,
            stack: Stack::new(form, description(input.functions)),
            functions: BTreeMap::new(),
            arns: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            ids: BTreeMap::new(),
            shared: shared_variables(input),
        };
        builder.stack.functions = names.iter().map(|name| (*name).to_owned()).collect();
        for name in names {
            let id = builder.function_id(name)?;
            builder.functions.insert(name, id);
            for word in ["Role", "LogGroup", "Version", "Alias"] {
                builder.fresh(&format!("{}{word}", stem(name)), word);
            }
        }
        Ok(builder)
    }

    fn function_id(&mut self, name: &str) -> Result<String, CliError> {
        let most = gatewright_tables::limits::FUNCTION_NAME_CHARS;
        let length = name.chars().count();
        if length > most {
            return Err(CliError::new(format!(
                "the name of a function has at most {most} characters, found {length}: `{name}`"
            ))
            .help("give it a shorter one: `#[lambda_handler(name = \"…\", …)]`"));
        }
        let stem = stem(name);
        let id = if stem.ends_with("Function") {
            stem
        } else {
            format!("{stem}Function")
        };
        let what = format!("the function `{name}`");
        if let Some(other) = self.ids.insert(id.clone(), what.clone()) {
            return Err(CliError::new(format!(
                "two resources have the logical id `{id}`: {other} and {what}"
            ))
            .help("rename one with `#[lambda_handler(name = \"…\")]`, or write a template for each of them: `-p NAME`")
            .note("a logical id consists of the letters and digits of a name"));
        }
        Ok(id)
    }

    /// The id of a function of this template.
    pub(crate) fn function(&self, name: &str) -> Option<&str> {
        self.functions.get(name).map(String::as_str)
    }

    /// Whether a logical id is one of the template's resources, rather than a parameter.
    pub(crate) fn is_resource(&self, id: &str) -> bool {
        self.stack.resources.get(id).is_some()
    }

    /// Adds a resource. Its id is `wanted`, with a number behind it if another resource has that one.
    pub(crate) fn add(&mut self, wanted: &str, kind: &str, properties: Map) -> String {
        let id = self.fresh(wanted, kind);
        self.put(&id, kind, properties);
        id
    }

    /// Adds a resource with an id that is its own already.
    pub(crate) fn put(&mut self, id: &str, kind: &str, properties: Map) {
        let mut resource = map! { "Type" => kind };
        if !properties.is_empty() {
            resource.push("Properties", properties);
        }
        self.stack.resources.push(id, resource);
    }

    /// The resource that was added last.
    pub(crate) fn last(&mut self) -> &mut super::node::Entry {
        let last = self.stack.resources.0.last_mut();
        last.expect("a resource was just added")
    }

    /// Reserves a logical id.
    pub(crate) fn fresh(&mut self, wanted: &str, what: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 1;
        while self.ids.contains_key(&id) {
            number += 1;
            id = format!("{wanted}{number}");
        }
        self.ids.insert(id.clone(), what.to_owned());
        id
    }

    /// Adds a parameter and returns a reference to it. The same `what` has one parameter.
    pub(crate) fn parameter(&mut self, wanted: &str, what: &str) -> Node {
        self.parameter_with(wanted, what, Map::new())
    }

    /// Adds a parameter with more properties, such as `Default`.
    pub(crate) fn parameter_with(&mut self, wanted: &str, what: &str, more: Map) -> Node {
        let known = self.ids.iter().find(|(_, one)| one.as_str() == what);
        if let Some((id, _)) = known {
            return Node::reference(id);
        }
        let id = self.fresh(wanted, what);
        let kind = match more.get("Default") {
            Some(Node::Number(_)) => "Number",
            _ => "String",
        };
        let mut parameter = map! { "Type" => kind, "Description" => what };
        parameter.0.extend(more.0);
        self.stack.parameters.push(&id, parameter);
        Node::Ref(id)
    }

    /// Returns the ARN of a resource with a known name: a function of this template, or a parameter.
    pub(crate) fn arn(&mut self, kind: Kind, name: &str) -> Node {
        if kind == FUNCTION
            && let Some(id) = self.function(name)
        {
            return Node::arn(id);
        }
        let key = (kind.service.to_owned(), name.to_owned());
        if let Some(known) = self.arns.get(&key) {
            return known.clone();
        }
        let stem = stem(name);
        let id = format!("{}Arn", joined(&stem, kind.word));
        let node = self.parameter(&id, &format!("ARN of the {} {name}", kind.noun));
        self.arns.insert(key, node.clone());
        node
    }

    /// Returns the ARN of a resource that the template has or refers to already.
    pub(crate) fn known_arn(&self, service: &str, name: &str) -> Option<&Node> {
        self.arns.get(&(service.to_owned(), name.to_owned()))
    }

    /// Notes the ARN of a resource, for the statements of policies.
    pub(crate) fn learn(&mut self, service: &str, name: &str, arn: Node) {
        let key = (service.to_owned(), name.to_owned());
        self.arns.entry(key).or_insert(arn);
    }

    /// Notes the ARN of a resource whose name the code does not know. `kind` is the word of `iam`.
    pub(crate) fn learn_unnamed(&mut self, service: &'static str, kind: &'static str, arn: &Node) {
        let arns = self.unnamed.entry((service, kind)).or_default();
        if !arns.contains(arn) {
            arns.push(arn.clone());
        }
    }

    /// Takes what [`learn_unnamed`](Self::learn_unnamed) noted for the current function.
    pub(crate) fn take_unnamed(&mut self) -> BTreeMap<(&'static str, &'static str), Vec<Node>> {
        std::mem::take(&mut self.unnamed)
    }

    /// Returns the ARN of a destination or dead-letter queue, and the word for it.
    pub(crate) fn target(&mut self, target: &Target) -> Node {
        let kind = match target.kind.as_str() {
            "SNS" => TOPIC,
            "Lambda" => FUNCTION,
            "EventBridge" => EVENT_BUS,
            "S3" => BUCKET,
            // The destination of a Kafka mapping is not an ARN.
            "Kafka" => return Node::Text(format!("kafka://{}", target.name)),
            _ => QUEUE,
        };
        self.arn(kind, &target.name)
    }

    /// Returns the id of a function's own parameter for an environment variable.
    pub(crate) fn variable_id(&self, subject: Subject<'_>, variable: &str) -> String {
        let id = stem(variable);
        if self.shared.contains(variable) {
            format!("{}{id}", subject.stem)
        } else {
            id
        }
    }

    pub(crate) fn remark(
        &mut self,
        subject: Subject<'_>,
        place: Option<Place>,
        headline: impl Into<String>,
        help: impl Into<String>,
    ) {
        let remark = Remark {
            function: subject.name().to_owned(),
            headline: headline.into(),
            help: help.into(),
            place,
        };
        if !self.stack.remarks.contains(&remark) {
            self.stack.remarks.push(remark);
        }
    }

    /// The function or its alias as `FunctionName` takes it.
    pub(crate) fn invoked(&self, subject: Subject<'_>) -> Node {
        let has_alias = subject
            .manifest
            .function
            .settings
            .auto_publish_alias
            .is_some();
        match (has_alias, self.form) {
            (false, _) => Node::reference(subject.id),
            (true, Form::Sam) => Node::Ref(format!("{}.Alias", subject.id)),
            (true, Form::Plain) => Node::Ref(format!("{}Alias", subject.stem)),
        }
    }

    /// The ARN of the function or its alias.
    pub(crate) fn invoked_arn(&self, subject: Subject<'_>) -> Node {
        match self.invoked(subject) {
            Node::Ref(id) if id == subject.id => Node::arn(id),
            alias => alias,
        }
    }

    /// Adds a permission of a service to invoke the function.
    pub(crate) fn permission(&mut self, subject: Subject<'_>, wanted: &str, more: Map) -> String {
        let mut properties = map! {
            "Action" => "lambda:InvokeFunction",
            "FunctionName" => self.invoked(subject),
        };
        properties.0.extend(more.0);
        self.add(wanted, "AWS::Lambda::Permission", properties)
    }
}

/// Returns a name in the form of a logical id that can also be a name in Terraform and TypeScript.
pub(crate) fn stem(name: &str) -> String {
    let id = pascal(name);
    if id.starts_with(|one: char| one.is_ascii_digit()) || id.is_empty() {
        format!("N{id}")
    } else {
        id
    }
}

/// Joins a stem and a word without repeating what they share: `OrdersTable` and `TableStream` give `OrdersTableStream`.
pub(crate) fn joined(stem: &str, word: &str) -> String {
    let shared = (1..=word.len()).rev().find(|length| {
        let starts_a_word = word[*length..]
            .chars()
            .next()
            .is_none_or(|one| one.is_ascii_uppercase());
        starts_a_word && stem.ends_with(&word[..*length])
    });
    format!("{stem}{}", &word[shared.unwrap_or(0)..])
}

/// The place of a handler.
pub(crate) fn place(handler: &Handler) -> Place {
    Place {
        file: handler.file.clone(),
        line: handler.line,
    }
}

/// The source, name and variable of an event source's handler.
pub(crate) fn source(handler: &Handler) -> Option<(&str, Option<&str>, Option<&str>)> {
    match &handler.key {
        Key::Source { source, name, env } => Some((source, name.as_deref(), env.as_deref())),
        _ => None,
    }
}

fn description(functions: &[Described]) -> String {
    let names: Vec<&str> = functions
        .iter()
        .map(|one| one.manifest.function.name.as_str())
        .collect();
    let described = functions
        .first()
        .map(|one| one.manifest.function.description.as_str());
    let text = match (names.as_slice(), described) {
        ([_], Some(description)) if !description.is_empty() => return description.to_owned(),
        ([name], _) => format!("The function {name}"),
        _ => format!("The functions {}", names.join(", ")),
    };
    // CloudFormation allows 1,024 bytes.
    if text.len() <= 1024 {
        text
    } else {
        format!("{} functions", names.len())
    }
}

/// Returns the environment variables that more than one function reads.
fn shared_variables(input: Input<'_>) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let mut shared = BTreeSet::new();
    for (one, policy) in input.functions.iter().zip(input.policies) {
        let declared = one.manifest.environment.iter();
        let declared = declared.map(|variable| variable.name.as_str());
        let own: BTreeSet<&str> = declared.chain(resource_variables(policy)).collect();
        for name in own {
            if !seen.insert(name) {
                shared.insert(name);
            }
        }
    }
    shared
}
