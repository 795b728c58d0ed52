//! Terraform for the provider hashicorp/aws, in its JSON configuration syntax.
//!
//! Each CloudFormation resource becomes the resource of the provider: properties in `snake_case`, except for the names in [`rename`] and
//! for the kinds of [`Writer::resource`] that the provider divides.

use super::cdk::{Part, parts, snake};
use super::json;
use super::node::{Entry, Map, Node, map};
use super::stack::Stack;
use serde_json::Value;
use std::collections::BTreeMap;

/// The oldest version of the provider with every argument that is used: `invoked_via_function_url` came last.
const PROVIDER: &str = ">= 6.28";

/// Returns the file. `base` is its way to the folder of the ZIP files.
pub(crate) fn document(stack: &Stack, base: &str) -> String {
    let mut writer = Writer {
        stack,
        base,
        kinds: kinds(&stack.resources),
        resources: BTreeMap::new(),
    };
    for entry in &stack.resources.0 {
        writer.resource(entry);
    }
    let mut variables = Map::new();
    for entry in &stack.parameters.0 {
        if stack
            .code
            .iter()
            .any(|one| one.bucket == entry.key || one.key == entry.key)
        {
            continue;
        }
        let text = |key: &str| entry.value.as_map().and_then(|map| map.get(key));
        let is_number = text("Type").and_then(Node::as_text) == Some("Number");
        let mut variable = map! { "type" => if is_number { "number" } else { "string" } };
        variable.maybe(
            "description",
            text("Description").map(|node| literal(node.as_text().unwrap_or_default())),
        );
        variable.maybe(
            "default",
            text("Default").map(|node| match node {
                Node::Text(default) => Node::Text(literal(default)),
                other => other.clone(),
            }),
        );
        variables.push(snake(&entry.key), variable);
    }
    let mut outputs = Map::new();
    for entry in &stack.outputs.0 {
        let Some(output) = entry.value.as_map() else {
            continue;
        };
        let description = output
            .get("Description")
            .and_then(Node::as_text)
            .unwrap_or_default();
        let value = output
            .get("Value")
            .map_or_else(String::new, |node| writer.text(node));
        outputs.push(
            snake(&entry.key),
            map! { "description" => literal(description), "value" => value },
        );
    }
    let mut resources = Map::new();
    for (kind, of_kind) in writer.resources {
        resources.push(kind, of_kind);
    }
    let mut whole = map! {
        "//" => &stack.description,
        "terraform" => map! {
            "required_providers" => map! { "aws" => map! { "source" => "hashicorp/aws", "version" => PROVIDER } },
        },
        "data" => map! {
            "aws_caller_identity" => map! { "current" => Map::new() },
            "aws_partition" => map! { "current" => Map::new() },
            "aws_region" => map! { "current" => Map::new() },
        },
    };
    if !variables.is_empty() {
        whole.push("variable", variables);
    }
    whole.push("resource", resources);
    whole.push("output", outputs);
    json::document(&whole)
}

fn kinds(resources: &Map) -> BTreeMap<&str, &str> {
    resources
        .0
        .iter()
        .filter_map(|entry| {
            let kind = entry.value.as_map()?.get("Type")?.as_text()?;
            Some((entry.key.as_str(), kind))
        })
        .collect()
}

/// The resource type of the provider.
fn provider_type(kind: &str) -> &'static str {
    match kind {
        "AWS::ApiGateway::ApiKey" => "aws_api_gateway_api_key",
        "AWS::ApiGateway::Deployment" => "aws_api_gateway_deployment",
        "AWS::ApiGateway::RestApi" => "aws_api_gateway_rest_api",
        "AWS::ApiGateway::Stage" => "aws_api_gateway_stage",
        "AWS::ApiGateway::UsagePlan" => "aws_api_gateway_usage_plan",
        "AWS::ApiGateway::UsagePlanKey" => "aws_api_gateway_usage_plan_key",
        "AWS::ApiGatewayV2::Api" => "aws_apigatewayv2_api",
        "AWS::ApiGatewayV2::Authorizer" => "aws_apigatewayv2_authorizer",
        "AWS::ApiGatewayV2::Integration" => "aws_apigatewayv2_integration",
        "AWS::ApiGatewayV2::Route" => "aws_apigatewayv2_route",
        "AWS::ApiGatewayV2::RouteResponse" => "aws_apigatewayv2_route_response",
        "AWS::ApiGatewayV2::Stage" => "aws_apigatewayv2_stage",
        "AWS::AppSync::DataSource" => "aws_appsync_datasource",
        "AWS::AppSync::Resolver" => "aws_appsync_resolver",
        "AWS::CloudWatch::Alarm" => "aws_cloudwatch_metric_alarm",
        "AWS::DynamoDB::Table" => "aws_dynamodb_table",
        "AWS::ElasticLoadBalancingV2::ListenerRule" => "aws_lb_listener_rule",
        "AWS::ElasticLoadBalancingV2::TargetGroup" => "aws_lb_target_group",
        "AWS::Events::Rule" => "aws_cloudwatch_event_rule",
        "AWS::IAM::Role" => "aws_iam_role",
        "AWS::Lambda::Alias" => "aws_lambda_alias",
        "AWS::Lambda::EventInvokeConfig" => "aws_lambda_function_event_invoke_config",
        "AWS::Lambda::EventSourceMapping" => "aws_lambda_event_source_mapping",
        "AWS::Lambda::Permission" => "aws_lambda_permission",
        "AWS::Lambda::Url" => "aws_lambda_function_url",
        "AWS::Logs::LogGroup" => "aws_cloudwatch_log_group",
        "AWS::Logs::SubscriptionFilter" => "aws_cloudwatch_log_subscription_filter",
        "AWS::SNS::Subscription" => "aws_sns_topic_subscription",
        "AWS::Scheduler::Schedule" => "aws_scheduler_schedule",
        "AWS::VpcLattice::TargetGroup" => "aws_vpclattice_target_group",
        // A version is an attribute of the function there.
        _ => "aws_lambda_function",
    }
}

/// Arguments that have another name than the property.
fn rename(kind: &str, key: &str) -> String {
    let name = match (kind, key) {
        ("AWS::Logs::LogGroup", "LogGroupName") | ("AWS::ApiGatewayV2::Stage", "StageName") => {
            "name"
        }
        ("AWS::ApiGatewayV2::Authorizer", "IdentitySource") => "identity_sources",
        ("AWS::Lambda::Url", "AuthType") => "authorization_type",
        ("AWS::Lambda::Url", "TargetFunctionArn") => "function_name",
        ("AWS::Lambda::EventSourceMapping", "SourceAccessConfigurations") => {
            "source_access_configuration"
        }
        ("AWS::Lambda::EventSourceMapping", "Filters") => "filter",
        ("AWS::Lambda::EventSourceMapping", "Destination") => "destination_arn",
        ("AWS::Lambda::Function", "ExecutionEnvironmentMemoryGiBPerVCpu") => {
            "execution_environment_memory_gib_per_vcpu"
        }
        ("AWS::ElasticLoadBalancingV2::ListenerRule", "Conditions") => "condition",
        ("AWS::ElasticLoadBalancingV2::ListenerRule", "Actions") => "action",
        ("AWS::ElasticLoadBalancingV2::ListenerRule", "PathPatternConfig") => "path_pattern",
        ("AWS::AppSync::DataSource", "LambdaFunctionArn") => "function_arn",
        ("AWS::AppSync::Resolver", "TypeName") => "type",
        ("AWS::AppSync::Resolver", "FieldName") => "field",
        ("AWS::AppSync::Resolver", "DataSourceName") => "data_source",
        (_, other) => return snake(other),
    };
    name.to_owned()
}

/// Arguments whose value is a text with JSON.
const JSON: [&str; 5] = [
    "AssumeRolePolicyDocument",
    "Body",
    "EventPattern",
    "FilterPolicy",
    "RedrivePolicy",
];

struct Writer<'a> {
    stack: &'a Stack,
    base: &'a str,
    /// The types of the logical ids.
    kinds: BTreeMap<&'a str, &'a str>,
    /// By type of the provider.
    resources: BTreeMap<String, Map>,
}

impl Writer<'_> {
    fn put(&mut self, kind: &str, name: &str, mut arguments: Map, entry: &Entry) {
        if let Some(comment) = &entry.comment {
            add_comment(&mut arguments, comment);
        }
        let of_kind = self.resources.entry(kind.to_owned()).or_default();
        of_kind.push(name, arguments);
    }

    fn resource(&mut self, entry: &Entry) {
        let Some(resource) = entry.value.as_map() else {
            return;
        };
        let kind = resource
            .get("Type")
            .and_then(Node::as_text)
            .unwrap_or_default();
        let empty = Map::new();
        let properties = resource
            .get("Properties")
            .and_then(Node::as_map)
            .unwrap_or(&empty);
        let name = snake(&entry.key);
        let mut arguments = self.arguments(kind, properties);
        match resource.get("DependsOn") {
            Some(Node::Text(on))
                if !matches!(
                    kind,
                    "AWS::ElasticLoadBalancingV2::TargetGroup" | "AWS::VpcLattice::TargetGroup"
                ) =>
            {
                arguments.push("depends_on", Node::texts([self.address(on)]));
            }
            _ => {}
        }
        let arguments = match kind {
            "AWS::Lambda::Version" => return,
            "AWS::Lambda::Function" => self.function(entry, arguments, properties),
            "AWS::Lambda::Permission" => self.permission(entry, arguments, properties),
            "AWS::IAM::Role" => self.role(entry, arguments, properties),
            "AWS::Lambda::Alias" => self.alias(entry, arguments),
            "AWS::DynamoDB::Table" => table(&name),
            "AWS::ApiGateway::Deployment" => return self.deployment(arguments, properties, entry),
            "AWS::ApiGateway::ApiKey"
            | "AWS::ApiGateway::UsagePlan"
            | "AWS::Logs::SubscriptionFilter" => arguments.with("name", name.replace('_', "-")),
            "AWS::CloudWatch::Alarm" => self.alarm(&name, arguments, properties),
            "AWS::ElasticLoadBalancingV2::TargetGroup" | "AWS::VpcLattice::TargetGroup" => {
                self.target_group(entry, kind, arguments, resource)
            }
            "AWS::Events::Rule" => self.rule(entry, arguments, properties),
            _ => arguments,
        };
        self.put(provider_type(kind), &name, arguments, entry);
    }

    /// The policies of a role are resources of their own.
    fn role(&mut self, entry: &Entry, mut arguments: Map, properties: &Map) -> Map {
        remove(&mut arguments, "policies");
        let name = snake(&entry.key);
        if let Some(Node::List(policies)) = properties.get("Policies") {
            for policy in policies.iter().filter_map(Node::as_map) {
                let document = policy.get("PolicyDocument");
                let document = document.map_or_else(String::new, |node| self.json(node));
                let policy_name = policy.get("PolicyName").and_then(Node::as_text);
                let inline = map! {
                    "name" => literal(policy_name.unwrap_or_default()),
                    "role" => format!("${{aws_iam_role.{name}.id}}"),
                    "policy" => document,
                };
                self.put("aws_iam_role_policy", &name, inline, &bare(entry));
            }
        }
        arguments
    }

    /// Provisioned concurrency is a resource of its own.
    fn alias(&mut self, entry: &Entry, mut arguments: Map) -> Map {
        let name = snake(&entry.key);
        if let Some(Node::Map(config)) = remove(&mut arguments, "provisioned_concurrency_config") {
            let mut provisioned = map! {
                "function_name" => format!("${{aws_lambda_alias.{name}.function_name}}"),
                "qualifier" => format!("${{aws_lambda_alias.{name}.name}}"),
            };
            provisioned.0.extend(config.0);
            let kind = "aws_lambda_provisioned_concurrency_config";
            self.put(kind, &name, provisioned, &bare(entry));
        }
        arguments
    }

    /// The id of CloudFormation's deployment ends with a digest of the routes. Terraform has `triggers` for that.
    fn deployment(&mut self, mut arguments: Map, properties: &Map, entry: &Entry) {
        let api = snake(&reference_id(properties.get("RestApiId")));
        let digest = format!("${{sha1(aws_api_gateway_rest_api.{api}.body)}}");
        arguments.push("triggers", map! { "redeployment" => digest });
        arguments.push("lifecycle", map! { "create_before_destroy" => true });
        let name = format!("{api}_deployment");
        self.put("aws_api_gateway_deployment", &name, arguments, &bare(entry));
    }

    /// The target of a group is a resource of its own.
    fn target_group(
        &mut self,
        entry: &Entry,
        kind: &str,
        mut arguments: Map,
        resource: &Map,
    ) -> Map {
        let name = snake(&entry.key);
        let group = format!("${{{}.{name}", provider_type(kind));
        let properties = resource.get("Properties").and_then(Node::as_map);
        let target =
            properties.map_or_else(String::new, |properties| self.first_target(properties));
        let after = Node::texts(self.dependency(resource));
        if kind == "AWS::VpcLattice::TargetGroup" {
            let attachment = map! {
                "target_group_identifier" => format!("{group}.id}}"),
                "target" => map! { "id" => target },
                "depends_on" => after,
            };
            let own = "aws_vpclattice_target_group_attachment";
            self.put(own, &name, attachment, &bare(entry));
            remove(&mut arguments, "targets");
            arguments.push("name", short(&name));
            return arguments;
        }
        let attachment = map! {
            "target_group_arn" => format!("{group}.arn}}"),
            "target_id" => target,
            "depends_on" => after,
        };
        self.put(
            "aws_lb_target_group_attachment",
            &name,
            attachment,
            &bare(entry),
        );
        map! { "target_type" => "lambda", "lambda_multi_value_headers_enabled" => true }
    }

    /// The target of a rule is a resource of its own.
    fn rule(&mut self, entry: &Entry, mut arguments: Map, properties: &Map) -> Map {
        remove(&mut arguments, "targets");
        let name = snake(&entry.key);
        if let Some(Node::List(targets)) = properties.get("Targets") {
            for target in targets.iter().filter_map(Node::as_map) {
                let mut one =
                    map! { "rule" => format!("${{aws_cloudwatch_event_rule.{name}.name}}") };
                let bus = properties.get("EventBusName");
                one.maybe("event_bus_name", bus.map(|node| self.text(node)));
                for argument in self.arguments("AWS::Events::Rule", target).0 {
                    let is_id = argument.key == "id";
                    let key = if is_id {
                        "target_id"
                    } else {
                        argument.key.as_str()
                    };
                    one.push(key, argument.value.clone());
                }
                self.put("aws_cloudwatch_event_target", &name, one, &bare(entry));
            }
        }
        arguments
    }

    fn function(&self, entry: &Entry, mut arguments: Map, properties: &Map) -> Map {
        let code = self.stack.code.iter().find(|one| one.function == entry.key);
        let binary = code.map_or("", |one| one.binary.as_str());
        let file = format!(
            "${{path.module}}/{}/{}/bootstrap.zip",
            literal(self.base),
            literal(binary)
        );
        let place = arguments
            .0
            .iter()
            .position(|one| one.key == "code")
            .unwrap_or(0);
        remove(&mut arguments, "code");
        let code = map! {
            "filename" => &file,
            "source_code_hash" => format!("${{filebase64sha256(\"{file}\")}}"),
        };
        arguments.0.splice(place..place, code.0);
        // The provider requires the format.
        if let Some(Node::Map(logging)) = arguments
            .0
            .iter_mut()
            .find(|one| one.key == "logging_config")
            .map(|one| &mut one.value)
            && logging.get("log_format").is_none()
        {
            logging.push("log_format", "Text");
        }
        let managed = properties.get("CapacityProviderConfig").is_some();
        let version = self.kinds.iter().any(|(id, kind)| {
            *kind == "AWS::Lambda::Version"
                && self.function_of_version(id).as_deref() == Some(entry.key.as_str())
        });
        remove(&mut arguments, "publish_to_latest_published");
        if managed || version {
            arguments.push("publish", true);
        }
        if managed {
            arguments.push("publish_to", "LATEST_PUBLISHED");
        }
        arguments
    }

    fn function_of_version(&self, id: &str) -> Option<String> {
        let properties = self.stack.resources.get(id)?.as_map()?.get("Properties")?;
        Some(reference_id(properties.as_map()?.get("FunctionName")))
    }

    fn permission(&self, entry: &Entry, mut arguments: Map, properties: &Map) -> Map {
        arguments
            .0
            .insert(0, map! { "statement_id" => &entry.key }.0.remove(0));
        let id = reference_id(properties.get("FunctionName"));
        if self.kinds.get(id.as_str()) == Some(&"AWS::Lambda::Alias") {
            let alias = format!("${{aws_lambda_alias.{}", snake(&id));
            remove(&mut arguments, "function_name");
            arguments.push("function_name", format!("{alias}.function_name}}"));
            arguments.push("qualifier", format!("{alias}.name}}"));
        }
        arguments
    }

    fn arguments(&self, kind: &str, properties: &Map) -> Map {
        let mut arguments = Map::new();
        for entry in &properties.0 {
            let key = if entry.key == "AssumeRolePolicyDocument" {
                "assume_role_policy".to_owned()
            } else {
                rename(kind, &entry.key)
            };
            let value = if JSON.contains(&entry.key.as_str()) {
                Node::Text(self.json(&entry.value))
            } else if entry.key == "Variables" {
                let Node::Map(variables) = &entry.value else {
                    continue;
                };
                let mut map = Map::new();
                for one in &variables.0 {
                    map.push(&one.key, self.text(&one.value));
                }
                map.into()
            } else {
                self.value(kind, &entry.value)
            };
            if let Some(comment) = &entry.comment {
                add_comment(&mut arguments, comment);
            }
            arguments.push(key, value);
        }
        arguments
    }

    fn value(&self, kind: &str, node: &Node) -> Node {
        match node {
            Node::Map(map) => self.arguments(kind, map).into(),
            Node::List(nodes) => {
                Node::List(nodes.iter().map(|node| self.value(kind, node)).collect())
            }
            Node::Number(_) | Node::Decimal(_) | Node::Bool(_) => node.clone(),
            other => Node::Text(self.text(other)),
        }
    }

    /// A value as a text of Terraform, with `${…}` for what is not known.
    fn text(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => literal(text),
            Node::Number(number) => number.to_string(),
            Node::Decimal(text) => text.clone(),
            Node::Bool(value) => value.to_string(),
            Node::Sub(text) => {
                let parts = parts(text).into_iter().map(|part| match part {
                    Part::Text(text) => literal(text),
                    Part::Reference(id) => {
                        let (id, attribute) = id.split_once('.').unwrap_or((id, ""));
                        self.interpolation(id, attribute)
                    }
                });
                parts.collect()
            }
            Node::Ref(id) => self.interpolation(id, ""),
            Node::GetAtt(id, attribute) => self.interpolation(id, attribute),
            Node::Call("Sub", argument) => self.sub_with(argument),
            Node::Call(..) => format!("${{{}}}", self.expression(node)),
            Node::List(_) | Node::Map(_) => String::new(),
        }
    }

    /// `!Sub` with a map of its own names.
    fn sub_with(&self, argument: &Node) -> String {
        let Node::List(nodes) = argument else {
            return String::new();
        };
        let text = nodes.first().and_then(Node::as_text).unwrap_or_default();
        let own = nodes.get(1).and_then(Node::as_map);
        let parts = parts(text).into_iter().map(|part| match part {
            Part::Text(text) => literal(text),
            Part::Reference(id) => match own.and_then(|own| own.get(id)) {
                Some(node) => format!("${{{}}}", self.expression(node)),
                None => {
                    let (id, attribute) = id.split_once('.').unwrap_or((id, ""));
                    self.interpolation(id, attribute)
                }
            },
        });
        parts.collect()
    }

    fn interpolation(&self, id: &str, attribute: &str) -> String {
        let value = format!("${{{}}}", self.of(id, attribute));
        // CloudFormation's ARN of a log group covers its streams.
        if self.kinds.get(id) == Some(&"AWS::Logs::LogGroup") && attribute == "Arn" {
            return format!("{value}:*");
        }
        value
    }

    fn expression(&self, node: &Node) -> String {
        match node {
            Node::Call("Select", argument) => match argument.as_ref() {
                Node::List(nodes) if nodes.len() == 2 => {
                    format!(
                        "{}[{}]",
                        self.expression(&nodes[1]),
                        self.expression(&nodes[0])
                    )
                }
                _ => String::new(),
            },
            Node::Call("Split", argument) => match argument.as_ref() {
                Node::List(nodes) if nodes.len() == 2 => {
                    format!(
                        "split({}, {})",
                        self.expression(&nodes[0]),
                        self.expression(&nodes[1])
                    )
                }
                _ => String::new(),
            },
            Node::Ref(id) => self.of(id, ""),
            Node::GetAtt(id, attribute) => self.of(id, attribute),
            Node::Number(number) => number.to_string(),
            Node::Text(text) => Value::from(literal(text)).to_string(),
            _ => String::new(),
        }
    }

    /// The expression for a reference.
    fn of(&self, id: &str, attribute: &str) -> String {
        match id {
            "AWS::Partition" => return "data.aws_partition.current.partition".to_owned(),
            "AWS::Region" => return "data.aws_region.current.region".to_owned(),
            "AWS::AccountId" => return "data.aws_caller_identity.current.account_id".to_owned(),
            "AWS::URLSuffix" => return "data.aws_partition.current.dns_suffix".to_owned(),
            _ => {}
        }
        let Some(kind) = self.kinds.get(id) else {
            return format!("var.{}", snake(id));
        };
        let attribute = match (*kind, attribute) {
            ("AWS::Lambda::Version", _) => {
                let function = self.function_of_version(id).unwrap_or_default();
                return format!("aws_lambda_function.{}.version", snake(&function));
            }
            ("AWS::Lambda::Function", "") => "function_name",
            ("AWS::Lambda::Alias" | "AWS::ElasticLoadBalancingV2::TargetGroup", "") => "arn",
            (
                "AWS::IAM::Role"
                | "AWS::Logs::LogGroup"
                | "AWS::DynamoDB::Table"
                | "AWS::Events::Rule"
                | "AWS::ApiGatewayV2::Stage",
                "",
            ) => "name",
            ("AWS::ApiGateway::Stage", "") => "stage_name",
            (_, "") => "id",
            (_, other) => return format!("{}.{}", self.address(id), snake(other)),
        };
        format!("{}.{attribute}", self.address(id))
    }

    fn alarm(&self, name: &str, mut arguments: Map, properties: &Map) -> Map {
        let own = map! { "alarm_name" => name.replace('_', "-") };
        arguments.0.splice(0..0, own.0);
        let mut dimensions = Map::new();
        if let Some(Node::List(given)) = properties.get("Dimensions") {
            for dimension in given.iter().filter_map(Node::as_map) {
                if let (Some(Node::Text(key)), Some(value)) =
                    (dimension.get("Name"), dimension.get("Value"))
                {
                    dimensions.push(key, self.text(value));
                }
            }
        }
        if let Some(entry) = arguments.0.iter_mut().find(|one| one.key == "dimensions") {
            entry.value = dimensions.into();
        }
        arguments
    }

    fn first_target(&self, properties: &Map) -> String {
        let Some(Node::List(targets)) = properties.get("Targets") else {
            return String::new();
        };
        let first = targets.first().and_then(Node::as_map);
        let id = first.and_then(|target| target.get("Id"));
        id.map_or_else(String::new, |node| self.text(node))
    }

    /// The address of a resource.
    fn address(&self, id: &str) -> String {
        let kind = self.kinds.get(id).copied().unwrap_or_default();
        if kind == "AWS::ApiGateway::Deployment" {
            let properties = self
                .stack
                .resources
                .get(id)
                .and_then(Node::as_map)
                .and_then(|map| map.get("Properties"));
            let api = reference_id(
                properties
                    .and_then(Node::as_map)
                    .and_then(|map| map.get("RestApiId")),
            );
            return format!("aws_api_gateway_deployment.{}_deployment", snake(&api));
        }
        format!("{}.{}", provider_type(kind), snake(id))
    }

    fn dependency(&self, resource: &Map) -> Vec<String> {
        match resource.get("DependsOn") {
            Some(Node::Text(on)) => vec![self.address(on)],
            _ => Vec::new(),
        }
    }

    /// A value as JSON in a text.
    fn json(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => literal(&Value::from(text.as_str()).to_string()),
            Node::Number(_) | Node::Decimal(_) | Node::Bool(_) => self.text(node),
            Node::List(nodes) => {
                let nodes: Vec<String> = nodes.iter().map(|node| self.json(node)).collect();
                format!("[{}]", nodes.join(","))
            }
            Node::Map(map) => {
                let members = map.0.iter().map(|entry| {
                    let key = literal(&Value::from(entry.key.as_str()).to_string());
                    format!("{key}:{}", self.json(&entry.value))
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            other => format!("\"{}\"", self.text(other)),
        }
    }
}

/// A text in which Terraform replaces nothing.
fn literal(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// Adds a comment. A body has one member `//`, so several comments are lines of it.
fn add_comment(arguments: &mut Map, comment: &str) {
    let comment = literal(comment);
    match arguments.0.iter_mut().find(|one| one.key == "//") {
        Some(Entry {
            value: Node::Text(text),
            ..
        }) => {
            text.push(' ');
            text.push_str(&comment);
        }
        _ => {
            arguments.0.splice(0..0, map! { "//" => comment }.0);
        }
    }
}

/// The entry without its comment, for a resource beside the one that has it.
fn bare(entry: &Entry) -> Entry {
    Entry {
        comment: None,
        ..entry.clone()
    }
}

fn remove(map: &mut Map, key: &str) -> Option<Node> {
    let at = map.0.iter().position(|entry| entry.key == key)?;
    Some(map.0.remove(at).value)
}

fn reference_id(node: Option<&Node>) -> String {
    match node {
        Some(Node::Ref(id) | Node::GetAtt(id, _)) => id.clone(),
        _ => String::new(),
    }
}

/// A name of at most 32 characters with `-`, as target groups have.
fn short(name: &str) -> String {
    let name: String = name.replace('_', "-").chars().take(32).collect();
    name.trim_end_matches('-').to_owned()
}

/// A table of `#[idempotent]`: the only table that a template has.
fn table(name: &str) -> Map {
    map! {
        "name" => name.replace('_', "-"),
        "billing_mode" => "PAY_PER_REQUEST",
        "hash_key" => "id",
        "attribute" => vec![map! { "name" => "id", "type" => "S" }.into()],
        "ttl" => map! { "attribute_name" => "expiration", "enabled" => true },
    }
}
