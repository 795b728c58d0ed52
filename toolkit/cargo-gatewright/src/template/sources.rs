//! Event sources that call the function: SNS, S3, schedules, rules, logs, Cognito, `AppSync`, authorizers, Firehose.

use super::builder::{BUCKET, Builder, Subject, TOPIC, USER_POOL, place, source, stem};
use super::function::Variables;
use super::http::{PREFLIGHT, Route};
use super::mappings;
use super::node::{Entry, Map, Node, map};
use super::stack::Form;
use gatewright_manifest::{Handler, Target};
use std::fmt::Write as _;

/// The events of a function of SAM.
#[derive(Default)]
pub(crate) struct Events(pub(crate) Map);

impl Events {
    /// Adds an event under the name of its handler.
    pub(crate) fn add(&mut self, handler: &Handler, kind: &str, properties: Map) {
        self.push(&stem(&handler.function), handler, kind, properties);
    }

    /// Adds the event of a route.
    pub(crate) fn add_route(&mut self, route: &Route<'_>, kind: &str, properties: Map) {
        let entry = self.push(&route.stem(), route.handler, kind, properties);
        if route.is_preflight {
            entry.comment(PREFLIGHT);
        }
    }

    fn push(&mut self, short: &str, handler: &Handler, kind: &str, properties: Map) -> &mut Entry {
        let module = handler.module.rsplit("::").next().unwrap_or_default();
        let of_trigger = format!("{short}{kind}");
        let of_module = format!("{}{short}", stem(module));
        // A route may have two triggers, and two interfaces may have handlers of one name.
        let is_second = self
            .0
            .0
            .iter()
            .any(|entry| entry.key == short && entry.place.as_ref() == Some(&place(handler)));
        let first = if is_second {
            of_trigger
        } else {
            short.to_owned()
        };
        let numbered = (2..).map(|number| format!("{short}{number}"));
        let id = [first, of_module]
            .into_iter()
            .chain(numbered)
            .find(|id| self.0.get(id).is_none())
            .expect("there are enough numbers");
        let mut event = map! { "Type" => kind };
        if !properties.is_empty() {
            event.push("Properties", properties);
        }
        self.0.push(id, event).place(place(handler))
    }
}

/// Adds what a handler of an event source needs.
pub(crate) fn add(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    variables: &Variables,
    events: &mut Events,
) {
    if mappings::add(builder, subject, handler, variables, events) {
        return;
    }
    let Some((attribute, name, env)) = source(handler) else {
        return;
    };
    let one = One {
        subject,
        handler,
        name,
        id: format!("{}{}", subject.stem, stem(&handler.function)),
        variable: env.and_then(|env| variables.get(env)).cloned(),
    };
    match attribute {
        "sns" => sns(builder, &one),
        "s3" => s3(builder, &one),
        "schedule" => schedule(builder, &one, events),
        "eventbridge" => rule(builder, &one, events),
        "logs" => logs(builder, &one, events),
        "cognito" => cognito(builder, &one),
        "appsync" => appsync(builder, &one),
        "authorizer" => authorizer(builder, &one),
        "firehose" => firehose(builder, &one),
        // `event` and `fallback` take what others send. `websocket` is a trigger.
        _ => {}
    }
}

/// A handler of an event source.
struct One<'a> {
    subject: Subject<'a>,
    handler: &'a Handler,
    name: Option<&'a str>,
    /// The beginning of the ids of its resources.
    id: String,
    /// The value of the variable with the name.
    variable: Option<Node>,
}

impl One<'_> {
    /// The name of the resource, as a value of the template.
    fn named(&self) -> Option<Node> {
        self.name.map(Node::from).or_else(|| self.variable.clone())
    }

    fn remark(&self, builder: &mut Builder<'_>, headline: String, help: String) {
        builder.remark(self.subject, Some(place(self.handler)), headline, help);
    }

    /// The name in a sentence.
    fn shown(&self) -> String {
        match source(self.handler) {
            Some((_, Some(name), _)) => format!("`{name}`"),
            Some((_, None, Some(variable))) => format!("that `{variable}` names"),
            _ => format!("of `{}`", self.handler.function),
        }
    }
}

fn note(builder: &mut Builder<'_>, one: &One<'_>, comment: &str) {
    let last = builder.last();
    last.place(place(one.handler));
    if !comment.is_empty() {
        last.comment(comment);
    }
}

/// SAM's event has no redrive policy, so a subscription that has one is plain.
fn sns(builder: &mut Builder<'_>, one: &One<'_>) {
    let settings = &one.handler.settings;
    let topic = mappings::arn(builder, one.subject, one.handler, TOPIC);
    let mut properties = map! {
        "TopicArn" => topic.clone(),
        "Protocol" => "lambda",
        "Endpoint" => builder.invoked_arn(one.subject),
    };
    if let Some(policy) = &settings.filter_policy {
        let policy = serde_json::from_str(policy)
            .map_or_else(|_| policy.into(), |json| Node::from_json(&json));
        properties.push("FilterPolicy", policy);
    }
    properties.maybe("FilterPolicyScope", settings.filter_policy_scope.as_ref());
    if let Some(target) = &settings.dead_letter_config {
        let queue = dead_letters(builder, one, target, "sns.amazonaws.com");
        properties.push("RedrivePolicy", map! { "deadLetterTargetArn" => queue });
    }
    builder.add(
        &format!("{}Subscription", one.id),
        "AWS::SNS::Subscription",
        properties,
    );
    note(builder, one, "");
    builder.permission(
        one.subject,
        &format!("{}TopicPermission", one.id),
        map! { "Principal" => "sns.amazonaws.com", "SourceArn" => topic },
    );
}

/// Remembers that a dead-letter queue must accept messages of a service.
fn dead_letters(builder: &mut Builder<'_>, one: &One<'_>, target: &Target, service: &str) -> Node {
    let arn = builder.target(target);
    one.remark(
        builder,
        format!(
            "the dead-letter queue `{}` must accept messages of `{service}`",
            target.name
        ),
        format!("allow `sqs:SendMessage` for the principal `{service}` in the queue's policy"),
    );
    arn
}

/// Only the owner of a bucket can add notifications to it.
fn s3(builder: &mut Builder<'_>, one: &One<'_>) {
    let settings = &one.handler.settings;
    let bucket = match one.named() {
        Some(Node::Text(name)) => Node::sub(format!("arn:${{AWS::Partition}}:s3:::{name}")),
        Some(Node::Ref(id)) => Node::sub(format!("arn:${{AWS::Partition}}:s3:::${{{id}}}")),
        _ => mappings::arn(builder, one.subject, one.handler, BUCKET),
    };
    builder.permission(
        one.subject,
        &format!("{}BucketPermission", one.id),
        map! {
            "Principal" => "s3.amazonaws.com",
            "SourceArn" => bucket,
            "SourceAccount" => Node::reference("AWS::AccountId"),
        },
    );
    let events = if settings.events.is_empty() {
        "s3:ObjectCreated:*".to_owned()
    } else {
        settings.events.join(", ")
    };
    let mut filter = String::new();
    for (rule, value) in [("prefix", &settings.prefix), ("suffix", &settings.suffix)] {
        if let Some(value) = value {
            let _ = write!(filter, ", {rule} {value}");
        }
    }
    let by_hand = format!(
        "Add the notification to the bucket by hand, or in the template that owns it: events {events}{filter}."
    );
    note(builder, one, &by_hand);
    one.remark(
        builder,
        format!("the notification of the bucket {} is not in the template: only the owner of a bucket can add it", one.shown()),
        format!("add a `LambdaConfiguration` for {events}{filter} to the bucket's `NotificationConfiguration`"),
    );
}

fn schedule(builder: &mut Builder<'_>, one: &One<'_>, events: &mut Events) {
    let settings = &one.handler.settings;
    let expression = match &settings.schedule_expression {
        Some(expression) => expression.into(),
        None => {
            let what = format!(
                "Schedule {} of {}, such as rate(1 day) or cron(0 3 * * ? *)",
                one.name.unwrap_or(&one.handler.function),
                one.subject.name()
            );
            builder.parameter(&format!("{}Expression", one.id), &what)
        }
    };
    let mut properties = Map::new();
    properties.maybe("Name", one.named());
    properties.push("ScheduleExpression", expression);
    properties.maybe(
        "ScheduleExpressionTimezone",
        settings.schedule_expression_timezone.as_ref(),
    );
    if let Some(enabled) = settings.enabled {
        properties.push("State", if enabled { "ENABLED" } else { "DISABLED" });
    }
    let queue = settings
        .dead_letter_config
        .as_ref()
        .map(|target| builder.target(target));
    if builder.form == Form::Sam {
        retry_and_queue(&mut properties, one, queue.map(|arn| map! { "Arn" => arn }));
        events.add(one.handler, "ScheduleV2", properties);
        return;
    }
    let mut statements: Vec<Node> = vec![
        map! {
            "Effect" => "Allow",
            "Action" => Node::texts(["lambda:InvokeFunction"]),
            "Resource" => builder.invoked_arn(one.subject),
        }
        .into(),
    ];
    if let Some(arn) = &queue {
        statements.push(
            map! { "Effect" => "Allow", "Action" => Node::texts(["sqs:SendMessage"]), "Resource" => arn.clone() }.into(),
        );
    }
    let role = service_role(
        builder,
        &format!("{}ScheduleRole", one.id),
        "scheduler.amazonaws.com",
        statements,
    );
    let mut target = map! {
        "Arn" => builder.invoked_arn(one.subject),
        "RoleArn" => Node::arn(role),
    };
    retry_and_queue(&mut target, one, queue.map(|arn| map! { "Arn" => arn }));
    properties.push("FlexibleTimeWindow", map! { "Mode" => "OFF" });
    properties.push("Target", target);
    builder.add(
        &format!("{}Schedule", one.id),
        "AWS::Scheduler::Schedule",
        properties,
    );
    note(builder, one, "");
}

/// Adds a role that a service assumes.
fn service_role(
    builder: &mut Builder<'_>,
    id: &str,
    service: &str,
    statements: Vec<Node>,
) -> String {
    let trust = map! {
        "Version" => "2012-10-17",
        "Statement" => vec![map! {
            "Effect" => "Allow",
            "Principal" => map! { "Service" => service },
            "Action" => "sts:AssumeRole",
            "Condition" => map! { "StringEquals" => map! { "aws:SourceAccount" => Node::reference("AWS::AccountId") } },
        }.into()],
    };
    let policy = map! {
        "PolicyName" => "invoke",
        "PolicyDocument" => map! { "Version" => "2012-10-17", "Statement" => statements },
    };
    let properties =
        map! { "AssumeRolePolicyDocument" => trust, "Policies" => vec![policy.into()] };
    builder.add(id, "AWS::IAM::Role", properties)
}

/// `RetryPolicy` and `DeadLetterConfig` of a schedule or of a rule's target.
fn retry_and_queue(properties: &mut Map, one: &One<'_>, queue: Option<Map>) {
    if let Some(retry) = one.handler.settings.retry_policy {
        let mut policy = Map::new();
        policy.maybe(
            "MaximumEventAgeInSeconds",
            retry.maximum_event_age_in_seconds,
        );
        policy.maybe("MaximumRetryAttempts", retry.maximum_retry_attempts);
        properties.push("RetryPolicy", policy);
    }
    properties.maybe("DeadLetterConfig", queue);
}

fn rule(builder: &mut Builder<'_>, one: &One<'_>, events: &mut Events) {
    let settings = &one.handler.settings;
    // The name of the handler is `source / detail-type`, with `*` for any.
    let (source, detail_type) = one
        .name
        .and_then(|name| name.split_once(" / "))
        .unwrap_or(("*", "*"));
    let mut pattern = Map::new();
    for (key, value) in [("source", source), ("detail-type", detail_type)] {
        if value != "*" {
            pattern.push(key, Node::texts([value]));
        }
    }
    if pattern.is_empty() {
        // A pattern must not be empty. Every event of the account's region matches this one.
        let account = Node::reference("AWS::AccountId");
        pattern.push("account", vec![account]);
    }
    let bus = settings.event_bus_name.as_deref();
    let bus = bus.filter(|name| *name != "default");
    let queue = settings
        .dead_letter_config
        .as_ref()
        .map(|target| dead_letters(builder, one, target, "events.amazonaws.com"));
    let is_enabled = settings.enabled.unwrap_or(true);
    // SAM's event `EventBridgeRule` cannot be disabled.
    if builder.form == Form::Sam && is_enabled {
        let mut properties = Map::new();
        properties.maybe("EventBusName", bus);
        properties.push("Pattern", pattern);
        retry_and_queue(&mut properties, one, queue.map(|arn| map! { "Arn" => arn }));
        events.add(one.handler, "EventBridgeRule", properties);
        return;
    }
    let mut target = map! {
        "Id" => stem(&one.handler.function),
        "Arn" => builder.invoked_arn(one.subject),
    };
    retry_and_queue(&mut target, one, queue.map(|arn| map! { "Arn" => arn }));
    let mut properties = Map::new();
    properties.maybe("EventBusName", bus);
    properties.push("EventPattern", pattern);
    properties.push("State", if is_enabled { "ENABLED" } else { "DISABLED" });
    properties.push("Targets", vec![target.into()]);
    let id = builder.add(&format!("{}Rule", one.id), "AWS::Events::Rule", properties);
    note(builder, one, "");
    builder.permission(
        one.subject,
        &format!("{}RulePermission", one.id),
        map! { "Principal" => "events.amazonaws.com", "SourceArn" => Node::arn(id) },
    );
}

fn logs(builder: &mut Builder<'_>, one: &One<'_>, events: &mut Events) {
    let group = one.named().unwrap_or_else(|| {
        let what = format!(
            "Name of the log group of {}::{}",
            one.handler.module, one.handler.function
        );
        builder.parameter(&format!("{}LogGroupName", one.id), &what)
    });
    let pattern = one
        .handler
        .settings
        .filter_pattern
        .clone()
        .unwrap_or_default();
    if builder.form == Form::Sam {
        let properties = map! { "LogGroupName" => group, "FilterPattern" => pattern };
        events.add(one.handler, "CloudWatchLogs", properties);
        return;
    }
    let in_arn = match &group {
        Node::Ref(id) => format!("${{{id}}}"),
        Node::Text(name) => name.clone(),
        _ => "*".to_owned(),
    };
    let arn = format!(
        "arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{in_arn}:*"
    );
    let permission = builder.permission(
        one.subject,
        &format!("{}LogsPermission", one.id),
        map! { "Principal" => "logs.amazonaws.com", "SourceArn" => Node::sub(arn) },
    );
    let properties = map! {
        "LogGroupName" => group,
        "FilterPattern" => pattern,
        "DestinationArn" => builder.invoked_arn(one.subject),
    };
    let id = builder.add(
        &format!("{}LogSubscription", one.id),
        "AWS::Logs::SubscriptionFilter",
        properties,
    );
    note(builder, one, "");
    super::function::depend(builder, &id, &permission);
}

/// Only the owner of a user pool can set its triggers.
fn cognito(builder: &mut Builder<'_>, one: &One<'_>) {
    let trigger = one.name.unwrap_or("*");
    let trigger = trigger
        .split_once('_')
        .map_or(trigger, |(trigger, _)| trigger);
    // The setting has another name than the event.
    let setting = if trigger == "TokenGeneration" {
        "PreTokenGeneration"
    } else {
        trigger
    };
    let what = format!(
        "ARN of the {} that calls {}",
        USER_POOL.noun,
        one.subject.name()
    );
    let pool = builder.parameter(&format!("{}UserPoolArn", one.subject.stem), &what);
    let what = "the user pool's permission";
    let key = format!("{} {}", one.subject.id, what);
    // Several triggers of a pool share the permission.
    if builder.known_arn("permission", &key).is_none() {
        builder.learn("permission", &key, Node::Bool(true));
        builder.permission(
            one.subject,
            &format!("{}UserPoolPermission", one.subject.stem),
            map! { "Principal" => "cognito-idp.amazonaws.com", "SourceArn" => pool },
        );
        note(
            builder,
            one,
            "Set the triggers in the user pool's `LambdaConfig`, by hand or in the template that owns the pool.",
        );
    }
    let (what, setting) = match setting {
        "*" => ("triggers".to_owned(), "<Trigger>".to_owned()),
        setting => (format!("trigger `{setting}`"), setting.to_owned()),
    };
    one.remark(
        builder,
        format!("the {what} of the user pool is not in the template: only the owner of a user pool can set it"),
        format!("set `LambdaConfig: {{ {setting}: <ARN of {}> }}` on the user pool", one.subject.name()),
    );
}

/// A data source for the function, and a direct Lambda resolver for each field.
fn appsync(builder: &mut Builder<'_>, one: &One<'_>) {
    let Some((parent, field)) = one.name.and_then(|name| name.split_once('.')) else {
        one.remark(
            builder,
            "`#[appsync]` without a name takes fields that the code does not list".to_owned(),
            "add a data source with the function's ARN, and a resolver for each field, to the API"
                .to_owned(),
        );
        return;
    };
    let what = format!("Id of the AppSync API that calls {}", one.subject.name());
    let api = builder.parameter(&format!("{}AppSyncApiId", one.subject.stem), &what);
    let name = stem(one.subject.name());
    let key = format!("data source of {}", one.subject.id);
    let source = match builder.known_arn("appsync", &key) {
        Some(Node::Text(id)) => id.clone(),
        _ => {
            let statement = map! {
                "Effect" => "Allow",
                "Action" => Node::texts(["lambda:InvokeFunction"]),
                "Resource" => builder.invoked_arn(one.subject),
            };
            let role = service_role(
                builder,
                &format!("{}AppSyncRole", one.subject.stem),
                "appsync.amazonaws.com",
                vec![statement.into()],
            );
            let properties = map! {
                "ApiId" => api.clone(),
                "Name" => &name,
                "Type" => "AWS_LAMBDA",
                "ServiceRoleArn" => Node::arn(role),
                "LambdaConfig" => map! { "LambdaFunctionArn" => builder.invoked_arn(one.subject) },
            };
            let id = format!("{}AppSyncDataSource", one.subject.stem);
            let id = builder.add(&id, "AWS::AppSync::DataSource", properties);
            builder.learn("appsync", &key, Node::Text(id.clone()));
            id
        }
    };
    let properties = map! {
        "ApiId" => api,
        "TypeName" => parent,
        "FieldName" => field,
        "DataSourceName" => Node::GetAtt(source, "Name".to_owned()),
    };
    builder.add(
        &format!("{}Resolver", one.id),
        "AWS::AppSync::Resolver",
        properties,
    );
    note(builder, one, "");
}

fn authorizer(builder: &mut Builder<'_>, one: &One<'_>) {
    // The APIs of this template allow it themselves.
    let is_in_use = builder.input.functions.iter().any(|other| {
        let authorizers = other.manifest.function.authorizers.iter();
        authorizers.map(|authorizer| &authorizer.kind).any(|kind| {
            matches!(kind, gatewright_manifest::AuthorizerKind::Lambda { function } if function == one.subject.name())
        })
    });
    if is_in_use {
        return;
    }
    let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/authorizers/*";
    builder.permission(
        one.subject,
        &format!("{}AuthorizerPermission", one.subject.stem),
        map! { "Principal" => "apigateway.amazonaws.com", "SourceArn" => Node::sub(arn) },
    );
    note(
        builder,
        one,
        "The authorizers of all APIs of the account may call the function. Name the API's id instead of `*` to allow one.",
    );
    one.remark(
            builder,
            "no API of this template has the function as its authorizer".to_owned(),
            format!("name it where the routes are, `#[dispatch(authorizer(lambda(function = \"{}\")))]`, or add it to the API by hand", one.subject.name()),
        );
}

/// The delivery stream calls the function with its own role.
fn firehose(builder: &mut Builder<'_>, one: &One<'_>) {
    one.remark(
        builder,
        format!("the Firehose stream {} is not in the template: it names the function that transforms its records", one.shown()),
        format!(
            "add a processor of the type `Lambda` with the ARN of {} to the stream, and allow its role `lambda:InvokeFunction`",
            one.subject.name()
        ),
    );
}
