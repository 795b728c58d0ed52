//! The functions of a template.

use super::model::{Field, Fields, Function, Resource, Template, Value, add};
use super::tree::{Found, Node};

/// Fields with one name in SAM and CloudFormation, or with two.
const FIELDS: &[(&str, &str, &str)] = &[
    ("FunctionName", "FunctionName", "FunctionName"),
    ("Description", "Description", "Description"),
    ("Timeout", "Timeout", "Timeout"),
    ("MemorySize", "MemorySize", "MemorySize"),
    (
        "EphemeralStorage.Size",
        "EphemeralStorage.Size",
        "EphemeralStorage.Size",
    ),
    ("Runtime", "Runtime", "Runtime"),
    ("PackageType", "PackageType", "PackageType"),
    ("Architectures", "Architectures", "Architectures"),
    ("Tracing", "Tracing", "TracingConfig.Mode"),
    (
        "ReservedConcurrentExecutions",
        "ReservedConcurrentExecutions",
        "ReservedConcurrentExecutions",
    ),
    ("AutoPublishAlias", "AutoPublishAlias", ""),
    (
        "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions",
        "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions",
        "",
    ),
    ("DeadLetterQueue.Type", "DeadLetterQueue.Type", ""),
    (
        "DeadLetterQueue.TargetArn",
        "DeadLetterQueue.TargetArn",
        "DeadLetterConfig.TargetArn",
    ),
    (
        "EventInvokeConfig.MaximumEventAgeInSeconds",
        "EventInvokeConfig.MaximumEventAgeInSeconds",
        "",
    ),
    (
        "EventInvokeConfig.MaximumRetryAttempts",
        "EventInvokeConfig.MaximumRetryAttempts",
        "",
    ),
    (
        "EventInvokeConfig.DestinationConfig.OnSuccess.Type",
        "EventInvokeConfig.DestinationConfig.OnSuccess.Type",
        "",
    ),
    (
        "EventInvokeConfig.DestinationConfig.OnSuccess.Destination",
        "EventInvokeConfig.DestinationConfig.OnSuccess.Destination",
        "",
    ),
    (
        "EventInvokeConfig.DestinationConfig.OnFailure.Type",
        "EventInvokeConfig.DestinationConfig.OnFailure.Type",
        "",
    ),
    (
        "EventInvokeConfig.DestinationConfig.OnFailure.Destination",
        "EventInvokeConfig.DestinationConfig.OnFailure.Destination",
        "",
    ),
    (
        "LoggingConfig.LogFormat",
        "LoggingConfig.LogFormat",
        "LoggingConfig.LogFormat",
    ),
    (
        "LoggingConfig.ApplicationLogLevel",
        "LoggingConfig.ApplicationLogLevel",
        "LoggingConfig.ApplicationLogLevel",
    ),
    (
        "LoggingConfig.SystemLogLevel",
        "LoggingConfig.SystemLogLevel",
        "LoggingConfig.SystemLogLevel",
    ),
    (
        "LoggingConfig.LogGroup",
        "LoggingConfig.LogGroup",
        "LoggingConfig.LogGroup",
    ),
    (
        "SnapStart.ApplyOn",
        "SnapStart.ApplyOn",
        "SnapStart.ApplyOn",
    ),
    (
        "TenancyConfig.TenantIsolationMode",
        "TenancyConfig.TenantIsolationMode",
        "TenancyConfig.TenantIsolationMode",
    ),
    (
        "FunctionUrlConfig.AuthType",
        "FunctionUrlConfig.AuthType",
        "",
    ),
    (
        "FunctionUrlConfig.InvokeMode",
        "FunctionUrlConfig.InvokeMode",
        "",
    ),
    ("FunctionUrlConfig", "FunctionUrlConfig", ""),
    (
        "CapacityProviderConfig",
        "CapacityProviderConfig",
        "CapacityProviderConfig",
    ),
];

/// The fields of Lambda Managed Instances: names of ours, and their names in SAM and CloudFormation.
const CAPACITY: &[(&str, &[&str])] = &[
    (
        "CapacityProviderConfig.Arn",
        &["Arn", "CapacityProviderArn"],
    ),
    (
        "CapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency",
        &["PerExecutionEnvironmentMaxConcurrency"],
    ),
    (
        "CapacityProviderConfig.ExecutionEnvironmentMemoryGiBPerVCpu",
        &["ExecutionEnvironmentMemoryGiBPerVCpu"],
    ),
];

pub(super) fn functions<'a>(template: &Template<'a>) -> Vec<Function<'a>> {
    let mut functions = Vec::new();
    for resource in &template.resources {
        let is_sam = match resource.kind {
            "AWS::Serverless::Function" => true,
            "AWS::Lambda::Function" => false,
            _ => continue,
        };
        functions.push(function(template, *resource, is_sam));
    }
    functions
}

fn function<'a>(template: &Template<'a>, resource: Resource<'a>, is_sam: bool) -> Function<'a> {
    let globals = template.root.child("Globals.Function").filter(|_| is_sam);
    let own = |path: &str| {
        let at_resource = template.field(resource.properties, path);
        at_resource.or_else(|| globals.and_then(|globals| template.field(globals, path)))
    };
    let mut fields = Fields::new();
    for (name, sam, plain) in FIELDS {
        let path = if is_sam { sam } else { plain };
        if !path.is_empty() {
            add(&mut fields, name, own(path));
        }
    }
    for (name, spellings) in CAPACITY {
        for spelling in *spellings {
            add(
                &mut fields,
                name,
                own(&format!("CapacityProviderConfig.{spelling}")),
            );
            let nested = format!(
                "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.{spelling}"
            );
            add(&mut fields, name, own(&nested));
        }
    }
    // SAM adds the layers of `Globals` to those of the function.
    let places = [Some(resource.properties), globals];
    let layers: Vec<Field> = places
        .into_iter()
        .flatten()
        .filter_map(|node| template.field(node, "Layers"))
        .collect();
    add(&mut fields, "Layers", together(layers));
    attached(template, &resource, &mut fields);
    log_group(template, &resource, &mut fields);
    Function {
        variables: variables(template, resource.properties, globals),
        resource,
        is_sam,
        fields,
    }
}

/// One list of several. A list that is not known makes the whole not known.
fn together(lists: Vec<Field>) -> Option<Field> {
    let at = lists.first()?.at;
    let mut all = Vec::new();
    for field in lists {
        match field.value {
            Value::List(texts) => all.extend(texts),
            Value::Text(text) => all.push(text),
            _ => {
                return Some(Field {
                    at,
                    value: Value::Unknown,
                });
            }
        }
    }
    Some(Field {
        at,
        value: Value::List(all),
    })
}

/// Returns the environment variables, with those of `Globals`.
fn variables(
    template: &Template<'_>,
    properties: &Node,
    globals: Option<&Node>,
) -> Option<std::collections::BTreeMap<String, Field>> {
    let mut variables = std::collections::BTreeMap::new();
    for node in [Some(properties), globals].into_iter().flatten() {
        match node.path("Environment.Variables") {
            Found::Absent => {}
            Found::Unknown(_) => return None,
            Found::Here(map) if map.intrinsic().is_some() => return None,
            Found::Here(map) => {
                for entry in map.entries() {
                    let field = Field {
                        at: entry.at,
                        ..template.value(&entry.value)
                    };
                    variables.entry(entry.key.clone()).or_insert(field);
                }
            }
        }
    }
    Some(variables)
}

/// Fields that other resources hold: aliases, versions, function URLs, settings of asynchronous invocations.
fn attached(template: &Template<'_>, function: &Resource<'_>, fields: &mut Fields) {
    for resource in &template.resources {
        let properties = resource.properties;
        let names = |path: &str| {
            template.text(properties, path).is_some_and(|text| {
                template.refers_to(&text, function.id) || is_named(template, function, &text)
            })
        };
        match resource.kind {
            "AWS::Lambda::Alias" if names("FunctionName") => {
                add(
                    fields,
                    "AutoPublishAlias",
                    template.field(properties, "Name"),
                );
                provisioned(template, properties, fields);
            }
            "AWS::Lambda::Version" if names("FunctionName") => {
                provisioned(template, properties, fields)
            }
            "AWS::Lambda::EventInvokeConfig" if names("FunctionName") => {
                for path in [
                    "MaximumEventAgeInSeconds",
                    "MaximumRetryAttempts",
                    "DestinationConfig.OnSuccess.Destination",
                    "DestinationConfig.OnFailure.Destination",
                ] {
                    let field = template.field(properties, path);
                    add(fields, &format!("EventInvokeConfig.{path}"), field);
                }
            }
            "AWS::Lambda::Url" if names("TargetFunctionArn") => {
                let whole = Field {
                    at: resource.at,
                    value: Value::Unknown,
                };
                add(fields, "FunctionUrlConfig", Some(whole));
                for path in ["AuthType", "InvokeMode"] {
                    let field = template.field(properties, path);
                    add(fields, &format!("FunctionUrlConfig.{path}"), field);
                }
                add(
                    fields,
                    "AWS::Lambda::Url",
                    template.field(resource.node, "Type"),
                );
            }
            _ => {}
        }
    }
}

fn provisioned(template: &Template<'_>, properties: &Node, fields: &mut Fields) {
    let path = "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions";
    add(fields, path, template.field(properties, path));
}

/// Whether a text is the function's name or ARN.
pub(super) fn is_named(
    template: &Template<'_>,
    function: &Resource<'_>,
    text: &super::text::Text,
) -> bool {
    let Some(name) = template.known(function.properties, "FunctionName") else {
        return false;
    };
    let shown = text.shown();
    shown == name
        || shown
            .split_once(":function:")
            .is_some_and(|(_, rest)| rest.split([':', '/']).next() == Some(name.as_str()))
}

/// The retention of the log group that the function writes to.
fn log_group(template: &Template<'_>, function: &Resource<'_>, fields: &mut Fields) {
    let configured = fields.get("LoggingConfig.LogGroup").cloned();
    let name = template.known(function.properties, "FunctionName");
    for group in template.of_kind("AWS::Logs::LogGroup") {
        let own = template.text(group.properties, "LogGroupName");
        let is_ours = match (&configured, &own) {
            (
                Some(Field {
                    value: Value::Text(wanted),
                    ..
                }),
                own,
            ) => {
                template.refers_to(wanted, group.id)
                    || own
                        .as_ref()
                        .is_some_and(|own| own.shown() == wanted.shown())
            }
            (_, Some(own)) => {
                own.shown().starts_with("/aws/lambda/")
                    && (template.refers_to(own, function.id)
                        || name
                            .as_ref()
                            .is_some_and(|name| own.shown() == format!("/aws/lambda/{name}")))
            }
            _ => false,
        };
        if !is_ours {
            continue;
        }
        add(
            fields,
            "RetentionInDays",
            template.field(group.properties, "RetentionInDays"),
        );
        let whole = Field {
            at: group.at,
            value: Value::Unknown,
        };
        add(fields, "AWS::Logs::LogGroup", Some(whole));
        if let Some(own) = own {
            let named = Field {
                at: own.at,
                value: Value::Text(own),
            };
            // The name that a reference to the group stands for.
            if configured.as_ref().is_some_and(
                |field| matches!(&field.value, Value::Text(text) if text.name().is_some()),
            ) {
                fields.insert("LoggingConfig.LogGroup".to_owned(), named);
            }
        }
    }
}
