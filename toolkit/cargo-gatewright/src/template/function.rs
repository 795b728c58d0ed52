//! The function itself, its log group, its table of `#[idempotent]`, and its environment variables.

use super::builder::{Builder, CAPACITY_PROVIDER, LAYER, Subject, source};
use super::node::{Map, Node, map};
use super::stack::{Code, Form};
use crate::iam::policy::{Name, Policy, Resource};
use gatewright_manifest::{Mode, Store, Target, Variable};
use gatewright_tables::naming::RESERVED_VARIABLES;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The retention of a log group whose function names none.
const RETENTION_DAYS: u32 = 30;

/// Adds the function with its events, and what it needs to run.
pub(crate) fn add(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    variables: &Variables,
    events: Map,
) {
    let settings = &subject.manifest.function.settings;
    let group = format!("{}LogGroup", subject.stem);
    let mut properties = head(builder, subject);
    properties.push("Role", Node::arn(format!("{}Role", subject.stem)));
    variables.push(&mut properties);
    if !settings.layers.is_empty() {
        let layers = settings.layers.iter();
        let arns: Vec<Node> = layers.map(|name| builder.arn(LAYER, name)).collect();
        properties.push("Layers", arns);
    }
    if let Some(mode) = &settings.tracing {
        match builder.form {
            Form::Sam => properties.push("Tracing", mode),
            Form::Plain => properties.push("TracingConfig", map! { "Mode" => mode }),
        };
    }
    let logging = settings.logging_config.clone().unwrap_or_default();
    let mut logs = map! { "LogGroup" => Node::reference(&group) };
    logs.maybe("LogFormat", logging.log_format);
    logs.maybe("ApplicationLogLevel", logging.application_log_level);
    logs.maybe("SystemLogLevel", logging.system_log_level);
    properties.push("LoggingConfig", logs);
    properties.maybe(
        "ReservedConcurrentExecutions",
        settings.reserved_concurrent_executions,
    );
    capacity(builder, subject, &mut properties);
    if let Some(tenancy) = &settings.tenancy_config {
        let config = map! { "TenantIsolationMode" => &tenancy.tenant_isolation_mode };
        properties.push("TenancyConfig", config);
    }
    if let Some(snap_start) = &settings.snap_start {
        properties.push("SnapStart", map! { "ApplyOn" => &snap_start.apply_on });
    }
    if let Some(target) = &settings.dead_letter_queue {
        let arn = builder.target(target);
        match builder.form {
            Form::Sam => {
                let queue = map! { "Type" => &target.kind, "TargetArn" => arn };
                properties.push("DeadLetterQueue", queue)
            }
            Form::Plain => properties.push("DeadLetterConfig", map! { "TargetArn" => arn }),
        };
    }
    match builder.form {
        Form::Sam => {
            sam_only(builder, subject, &mut properties);
            if !events.is_empty() {
                properties.push("Events", events);
            }
            builder.put(subject.id, "AWS::Serverless::Function", properties);
        }
        Form::Plain => {
            builder.put(subject.id, "AWS::Lambda::Function", properties);
            plain_only(builder, subject);
        }
    }
}

/// The properties that every function has.
fn head(builder: &mut Builder<'_>, subject: Subject<'_>) -> Map {
    let function = &subject.manifest.function;
    let mut properties = map! { "FunctionName" => &function.name };
    if !function.description.is_empty() {
        properties.push("Description", &function.description);
    }
    let binary = &subject.described.binary;
    match builder.form {
        Form::Sam => {
            let uri = format!("{}/{binary}/bootstrap.zip", builder.input.packages);
            properties
                .push("CodeUri", uri)
                .comment("Written by `cargo gatewright package`.");
        }
        Form::Plain => {
            let bucket = builder.parameter("CodeBucket", CODE_BUCKET);
            let key = builder.parameter_with(
                &format!("{}CodeKey", subject.stem),
                &format!("Key of the ZIP file of {} in the bucket", subject.name()),
                map! { "Default" => format!("{binary}/bootstrap.zip") },
            );
            if let (Node::Ref(bucket), Node::Ref(key)) = (&bucket, &key) {
                builder.stack.code.push(Code {
                    function: subject.id.to_owned(),
                    binary: binary.clone(),
                    bucket: bucket.clone(),
                    key: key.clone(),
                });
            }
            properties
                .push("Code", map! { "S3Bucket" => bucket, "S3Key" => key })
                .comment("Upload what `cargo gatewright package` writes.");
        }
    }
    properties.push("Handler", "bootstrap");
    properties.push("Runtime", "provided.al2023");
    let architecture = function.settings.architectures.as_deref();
    let entry = properties.push(
        "Architectures",
        Node::texts([architecture.unwrap_or("x86_64")]),
    );
    if architecture.is_none() {
        entry.comment(
            "Lambda's default. For Graviton: `#[lambda_handler(architectures = \"arm64\")]`.",
        );
    }
    properties.push("MemorySize", function.memory_mb);
    properties.push("Timeout", subject.timeout_s());
    properties.push("EphemeralStorage", map! { "Size" => function.tmp_mb });
    properties
}

/// The description of the parameter for the bucket with the ZIP files.
pub(crate) const CODE_BUCKET: &str = "S3 bucket with the ZIP files of the functions";

/// Lambda Managed Instances.
fn capacity(builder: &mut Builder<'_>, subject: Subject<'_>, properties: &mut Map) {
    let function = &subject.manifest.function;
    let given = function.settings.capacity_provider_config.clone();
    if given.is_none() && function.mode != Mode::Concurrent {
        return;
    }
    if given.is_none() {
        builder.remark(
            subject,
            None,
            "concurrent mode runs on Lambda Managed Instances, and the code names no capacity provider",
            "give its ARN as the parameter, or name it: `#[lambda_handler(capacity_provider_config(name = \"…\"))]`",
        );
    }
    let given = given.unwrap_or_default();
    let arn = if given.name.is_empty() {
        let what = format!("ARN of the Lambda capacity provider of {}", subject.name());
        builder.parameter(&format!("{}CapacityProviderArn", subject.stem), &what)
    } else {
        builder.arn(CAPACITY_PROVIDER, &given.name)
    };
    let mut config = Map::new();
    match builder.form {
        Form::Sam => config.push("Arn", arn),
        Form::Plain => config.push("CapacityProviderArn", arn),
    };
    config.maybe(
        "PerExecutionEnvironmentMaxConcurrency",
        given.per_execution_environment_max_concurrency,
    );
    config.maybe(
        "ExecutionEnvironmentMemoryGiBPerVCpu",
        given.execution_environment_memory_gib_per_vcpu,
    );
    // Without it, each deployment would need a version before it serves requests.
    properties.push("PublishToLatestPublished", true);
    match builder.form {
        Form::Sam => properties.push("CapacityProviderConfig", config),
        Form::Plain => {
            let config = map! { "LambdaManagedInstancesCapacityProviderConfig" => config };
            properties.push("CapacityProviderConfig", config)
        }
    };
}

/// What SAM has as properties of the function, and CloudFormation as resources.
fn sam_only(builder: &mut Builder<'_>, subject: Subject<'_>, properties: &mut Map) {
    let settings = &subject.manifest.function.settings;
    properties.maybe("AutoPublishAlias", settings.auto_publish_alias.as_ref());
    if let Some(provisioned) = &settings.provisioned_concurrency_config {
        let number = provisioned.provisioned_concurrent_executions;
        let config = map! { "ProvisionedConcurrentExecutions" => number };
        properties.push("ProvisionedConcurrencyConfig", config);
    }
    if settings.event_invoke_config.is_some() {
        let config = event_invoke_config(builder, subject);
        properties.push("EventInvokeConfig", config);
    }
    if let Some(url) = super::http::function_url(builder, subject) {
        properties.push("FunctionUrlConfig", url);
    }
}

fn plain_only(builder: &mut Builder<'_>, subject: Subject<'_>) {
    let settings = &subject.manifest.function.settings;
    if let Some(alias) = &settings.auto_publish_alias {
        let version = map! { "FunctionName" => Node::reference(subject.id) };
        let id = format!("{}Version", subject.stem);
        builder.put(&id, "AWS::Lambda::Version", version);
        builder
            .last()
            .comment("CloudFormation publishes a version when this logical id changes: rename it for each deployment.");
        let mut properties = map! {
            "FunctionName" => Node::reference(subject.id),
            "FunctionVersion" => Node::GetAtt(id, "Version".to_owned()),
            "Name" => alias,
        };
        if let Some(provisioned) = &settings.provisioned_concurrency_config {
            let number = provisioned.provisioned_concurrent_executions;
            let config = map! { "ProvisionedConcurrentExecutions" => number };
            properties.push("ProvisionedConcurrencyConfig", config);
        }
        let id = format!("{}Alias", subject.stem);
        builder.put(&id, "AWS::Lambda::Alias", properties);
    }
    if settings.event_invoke_config.is_some() {
        let mut properties = map! {
            "FunctionName" => Node::reference(subject.id),
            "Qualifier" => settings.auto_publish_alias.as_deref().unwrap_or("$LATEST"),
        };
        properties.0.extend(event_invoke_config(builder, subject).0);
        let id = format!("{}EventInvokeConfig", subject.stem);
        let id = builder.add(&id, "AWS::Lambda::EventInvokeConfig", properties);
        if settings.auto_publish_alias.is_some() {
            depend(builder, &id, &format!("{}Alias", subject.stem));
        }
    }
}

/// Adds `DependsOn` to a resource.
pub(crate) fn depend(builder: &mut Builder<'_>, id: &str, on: &str) {
    let resources = &mut builder.stack.resources.0;
    if let Some(Node::Map(resource)) = resources
        .iter_mut()
        .find(|entry| entry.key == id)
        .map(|entry| &mut entry.value)
    {
        let entry = map! { "DependsOn" => on }.0.remove(0);
        resource.0.insert(1, entry);
    }
}

fn event_invoke_config(builder: &mut Builder<'_>, subject: Subject<'_>) -> Map {
    let config = subject
        .manifest
        .function
        .settings
        .event_invoke_config
        .as_ref();
    let config = config.cloned().unwrap_or_default();
    let mut properties = Map::new();
    properties.maybe(
        "MaximumEventAgeInSeconds",
        config.maximum_event_age_in_seconds,
    );
    properties.maybe("MaximumRetryAttempts", config.maximum_retry_attempts);
    let destinations = config.destination_config.unwrap_or_default();
    let mut destination_config = Map::new();
    for (key, target) in [
        ("OnSuccess", &destinations.on_success),
        ("OnFailure", &destinations.on_failure),
    ] {
        if let Some(target) = target {
            let destination = destination(builder, target);
            destination_config.push(key, destination);
        }
    }
    if !destination_config.is_empty() {
        properties.push("DestinationConfig", destination_config);
    }
    properties
}

fn destination(builder: &mut Builder<'_>, target: &Target) -> Map {
    let arn = builder.target(target);
    let mut destination = Map::new();
    if builder.form == Form::Sam {
        let kind = if target.kind == "S3" {
            "S3Bucket"
        } else {
            &target.kind
        };
        destination.push("Type", kind);
    }
    destination.with("Destination", arn)
}

/// Adds the log group.
pub(crate) fn add_log_group(builder: &mut Builder<'_>, subject: Subject<'_>) {
    let logging = subject.manifest.function.settings.logging_config.as_ref();
    let name = logging.and_then(|logging| logging.log_group.clone());
    let name = name.unwrap_or_else(|| format!("/aws/lambda/{}", subject.name()));
    let days = logging.and_then(|logging| logging.retention_in_days);
    let id = format!("{}LogGroup", subject.stem);
    let mut properties = map! { "LogGroupName" => &name };
    let entry = properties.push("RetentionInDays", days.unwrap_or(RETENTION_DAYS));
    if days.is_none() {
        entry.comment(
            "The code names none: `#[lambda_handler(logging_config(retention_in_days = 30))]`.",
        );
    }
    builder.put(&id, "AWS::Logs::LogGroup", properties);
}

/// The values of a function's environment variables, in the order of the manifest.
#[derive(Default)]
pub(crate) struct Variables {
    values: Vec<(String, Node)>,
    /// Variables with a default in the code.
    optional: Vec<(String, String)>,
}

impl Variables {
    /// Returns the value that the template gives a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let found = self.values.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value)
    }

    fn push(&self, properties: &mut Map) {
        let mut comment = String::new();
        for (name, default) in &self.optional {
            if !comment.is_empty() {
                comment.push('\n');
            }
            let _ = write!(comment, "{name} has the default {default}");
        }
        if self.values.is_empty() {
            if !comment.is_empty() {
                // There is no entry `Environment` that could have it.
                let above = properties.0.last_mut().expect("a function has properties");
                above.comment(format!("Environment variables:\n{comment}"));
            }
            return;
        }
        let mut variables = Map::new();
        for (name, value) in &self.values {
            variables.push(name, value.clone());
        }
        let entry = properties.push("Environment", map! { "Variables" => variables });
        if !comment.is_empty() {
            entry.comment(comment);
        }
    }
}

/// Returns the environment variables. `made` has the values of those that name a resource of the template.
pub(crate) fn variables(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    made: &BTreeMap<String, Node>,
) -> Variables {
    let mut variables = Variables::default();
    let mut seen: Vec<&str> = Vec::new();
    let declared = &subject.manifest.environment;
    let name_of_source = subject.manifest.handlers.iter().filter_map(source);
    let of_sources: Vec<&str> = name_of_source.filter_map(|(_, _, env)| env).collect();
    let names = declared.iter().map(|one| one.name.as_str());
    let names = names.chain(of_sources.iter().copied());
    // The code may read one with `std::env`, which the manifest does not list. Lambda's own cannot be set.
    let named =
        resource_variables(subject.policy).filter(|name| !RESERVED_VARIABLES.contains(name));
    for name in names.chain(named) {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let readers: Vec<&Variable> = declared.iter().filter(|one| one.name == name).collect();
        let is_required = readers.iter().any(|one| one.required) || of_sources.contains(&name);
        if let Some(value) = made.get(name) {
            variables.values.push((name.to_owned(), value.clone()));
        } else if is_required {
            let id = builder.variable_id(subject, name);
            let what = format!("{name} of {}", subject.name());
            let value = builder.parameter(&id, &what);
            variables.values.push((name.to_owned(), value));
        } else if resource_variables(subject.policy).any(|one| one == name) {
            // The role has permissions for the resource, so the function must not read another name.
            let default = readers.iter().find_map(|one| one.default.as_deref());
            let value = resource_parameter(builder, subject, name, default);
            variables.values.push((name.to_owned(), value));
        } else {
            let default = readers.iter().find_map(|one| one.default.as_deref());
            let default = default.unwrap_or("None").to_owned();
            variables.optional.push((name.to_owned(), default));
        }
    }
    variables
}

/// Returns the parameter of a variable that names a resource. A default that is a text in the code is the parameter's default too.
pub(crate) fn resource_parameter(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    variable: &str,
    default: Option<&str>,
) -> Node {
    let id = builder.variable_id(subject, variable);
    let what = format!("{variable} of {}, which names a resource", subject.name());
    let text = default.and_then(|code| syn::parse_str::<syn::LitStr>(code).ok());
    let mut more = Map::new();
    more.maybe("Default", text.map(|text| text.value()));
    builder.parameter_with(&id, &what, more)
}

/// Returns the variables that name resources of the policy.
pub(crate) fn resource_variables(policy: &Policy) -> impl Iterator<Item = &str> {
    let statements = policy.statements.iter();
    statements.filter_map(|statement| match &statement.resource {
        Resource::Of {
            name: Name::Variable(name),
            ..
        } => Some(name.as_str()),
        _ => None,
    })
}

/// Adds the tables of `#[idempotent]`, and returns the values of the variables with their names.
pub(crate) fn add_tables(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
) -> BTreeMap<String, Node> {
    let mut made = BTreeMap::new();
    let manifest = subject.manifest;
    let mut stores: Vec<&str> = Vec::new();
    for handler in &manifest.handlers {
        if let Some(idempotency) = &handler.idempotency
            && !stores.contains(&idempotency.store.as_str())
        {
            stores.push(&idempotency.store);
        }
    }
    for store in stores {
        let module = manifest.modules.iter().find(|module| module.name == store);
        if module.is_none_or(|module| module.store != Some(Store::DynamoDb)) {
            continue;
        }
        let short = store.rsplit("::").next().unwrap_or(store);
        let stem = super::builder::stem(short);
        let wanted = if stem.ends_with("Table") {
            stem
        } else {
            format!("{stem}Table")
        };
        let variable = table_variable(subject, store);
        // One store, one table: functions with a store of the same name have tables of their own.
        let id = builder.fresh(&wanted, "AWS::DynamoDB::Table");
        let properties = map! {
            "BillingMode" => "PAY_PER_REQUEST",
            "AttributeDefinitions" => vec![
                map! { "AttributeName" => "id", "AttributeType" => "S" }.into(),
            ],
            "KeySchema" => vec![
                map! { "AttributeName" => "id", "KeyType" => "HASH" }.into(),
            ],
            "TimeToLiveSpecification" => map! { "AttributeName" => "expiration", "Enabled" => true },
        };
        builder.put(&id, "AWS::DynamoDB::Table", properties);
        builder.learn_unnamed("dynamodb", "Table", &Node::arn(&id));
        builder
            .last()
            .comment(format!("The idempotency records of `{store}`."));
        match variable {
            Some(variable) => {
                made.insert(variable, Node::reference(&id));
            }
            None => builder.remark(
                subject,
                None,
                format!("the table `{id}` of the store `{store}` has a name that the code does not know"),
                format!("pass `!Ref {id}` in the environment variable that the store reads, or set `TableName`"),
            ),
        }
    }
    made
}

/// Returns the environment variable with the name of a store's table: the one variable, of those that the store can read, whose name
/// has the store's name, or else the word `TABLE`.
fn table_variable(subject: Subject<'_>, store: &str) -> Option<String> {
    let manifest = subject.manifest;
    let mut reachable = vec![store];
    let mut at = 0;
    while let Some(name) = reachable.get(at).copied() {
        let module = manifest.modules.iter().find(|module| module.name == name);
        for need in module.iter().flat_map(|module| &module.needs) {
            if !reachable.contains(&need.as_str()) {
                reachable.push(need);
            }
        }
        at += 1;
    }
    let variables = manifest.environment.iter();
    let readable: Vec<&str> = variables
        .filter(|variable| reachable.contains(&variable.read_by.as_str()))
        .map(|variable| variable.name.as_str())
        .collect();
    let short = store.rsplit("::").next().unwrap_or(store).to_uppercase();
    let one_with = |word: &str| {
        let mut found = readable
            .iter()
            .filter(|name| name.to_uppercase().contains(word));
        match (found.next(), found.next()) {
            (Some(one), None) => Some((*one).to_owned()),
            _ => None,
        }
    };
    one_with(&short).or_else(|| one_with("TABLE"))
}
