//! The comparison of event sources with handlers.

use super::compare::{Compare, Scope, Want, Wanted};
use super::finding::{Level, Side};
use super::model::{Source, Value};
use super::names::{Same, same};
use super::places::Code;
use super::sources::sources;
use super::text::{Piece, Text};
use gatewright_manifest::{Handler, Key};
use gatewright_tables::limits;

/// A handler of an event source.
#[derive(Clone, Copy)]
struct Wish<'m> {
    handler: &'m Handler,
    kind: &'m str,
    name: Option<&'m str>,
    env: Option<&'m str>,
}

impl Wish<'_> {
    fn code(&self) -> Code {
        Code {
            file: self.handler.file.clone(),
            line: self.handler.line,
        }
    }

    /// The attribute, as the code has it.
    fn attribute(&self) -> String {
        let Self {
            kind, name, env, ..
        } = self;
        match (name, env) {
            (Some(name), _) if *kind == "eventbridge" => {
                let (source, detail) = name.split_once(" / ").unwrap_or((name, "*"));
                let parts = [("source", source), ("detail_type", detail)];
                let parts = parts.iter().filter(|(_, text)| *text != "*");
                let parts: Vec<String> = parts
                    .map(|(key, text)| format!("{key} = \"{text}\""))
                    .collect();
                format!("#[eventbridge({})]", parts.join(", "))
            }
            (Some(name), _) => format!("#[{kind}(\"{name}\")]"),
            (None, Some(variable)) => format!("#[{kind}(env = \"{variable}\")]"),
            (None, None) => format!("#[{kind}]"),
        }
    }
}

/// The sources that a template can have. Events of the others are sent by hand, or by resources of other kinds.
const DEPLOYED: &[&str] = &[
    "sqs",
    "kinesis",
    "dynamodb",
    "kafka",
    "mq",
    "sns",
    "s3",
    "schedule",
    "eventbridge",
    "logs",
    "cognito",
    "firehose",
    "websocket",
    "appsync",
];

/// Sources whose other end is often in another template: an absence says nothing.
const ELSEWHERE: &[&str] = &["firehose", "cognito", "appsync"];

impl Compare<'_> {
    pub(super) fn events(&mut self) {
        let mut found = merged(sources(self.template, self.function));
        let handlers = &self.manifest.handlers;
        let answers_all = handlers.iter().any(|handler| match &handler.key {
            Key::WholeEvent => true,
            Key::Source { source, .. } => source == "fallback" || source == "event",
            _ => false,
        });
        let wishes: Vec<Wish<'_>> = handlers
            .iter()
            .filter_map(|handler| match &handler.key {
                Key::Source { source, name, env } if DEPLOYED.contains(&source.as_str()) => {
                    Some(Wish {
                        handler,
                        kind: source,
                        name: name.as_deref(),
                        env: env.as_deref(),
                    })
                }
                _ => None,
            })
            .collect();
        // A stream behind a parameter is of the service that has a handler.
        for source in found.iter_mut().filter(|source| source.kind.is_empty()) {
            let of = |kind: &str| wishes.iter().any(|wish| wish.kind == kind);
            source.kind = if of("dynamodb") && !of("kinesis") {
                "dynamodb"
            } else {
                "kinesis"
            };
        }
        for kind in DEPLOYED {
            let wishes: Vec<Wish<'_>> = wishes
                .iter()
                .copied()
                .filter(|wish| wish.kind == *kind)
                .collect();
            let sources: Vec<&Source> =
                found.iter().filter(|source| source.kind == *kind).collect();
            self.kind(kind, &wishes, &sources, answers_all);
        }
        self.queues(&found, &wishes);
        for source in &found {
            self.permission(source.principal, &source.label, source.at);
        }
    }

    /// Pairs the handlers and the sources of one service.
    fn kind(&mut self, kind: &str, wishes: &[Wish<'_>], sources: &[&Source], answers_all: bool) {
        let mut open: Vec<Wish<'_>> = Vec::new();
        let mut is_used = vec![false; sources.len()];
        for wish in wishes {
            let mut is_paired = false;
            for (index, source) in sources.iter().enumerate() {
                if self.matches(wish, source) == Same::Yes {
                    is_used[index] = true;
                    is_paired = true;
                    self.source(wish, source);
                }
            }
            if !is_paired {
                open.push(*wish);
            }
        }
        let mut spare: Vec<&Source> = sources
            .iter()
            .zip(&is_used)
            .filter(|(_, is_used)| !**is_used)
            .map(|(source, _)| *source)
            .collect();
        // What is left is paired if it may be the same, and if it is the only one.
        open.retain(|wish| {
            let candidate = spare
                .iter()
                .position(|source| self.matches(wish, source) == Same::Unknown);
            let Some(index) = candidate else { return true };
            let source = spare.remove(index);
            let what = wish.name.or(wish.env).unwrap_or_default();
            let at = source.names.first().map_or(source.at, |name| name.at);
            self.skip(
                format!("{}.{}", self.prefix(source), resource(kind)),
                at,
                format!("the value may be `{what}`"),
            );
            self.source(wish, source);
            false
        });
        if let ([wish], [source]) = (open.as_slice(), spare.as_slice()) {
            self.other_name(wish, source);
            self.source(wish, source);
            return;
        }
        for wish in open {
            if ELSEWHERE.contains(&kind) {
                self.skip(
                    wish.attribute(),
                    self.at(),
                    "the template does not have the resource that sends the events",
                );
            } else {
                self.no_source(&wish);
            }
        }
        if !answers_all {
            for source in spare {
                self.no_handler(source);
            }
        }
        for source in sources.iter().filter(|_| kind == "eventbridge") {
            self.unanswered(source, wishes, answers_all);
        }
    }

    fn prefix(&self, source: &Source) -> String {
        if self.template.resource(&source.label).is_some() {
            source.label.clone()
        } else {
            format!("Events.{}", source.label)
        }
    }

    /// Whether a source sends the events of a handler.
    fn matches(&self, wish: &Wish<'_>, source: &Source) -> Same {
        if let Some(variable) = wish.env {
            return self.matches_variable(variable, source);
        }
        let Some(name) = wish.name else {
            return Same::Yes;
        };
        if source.names.is_empty() {
            // A schedule without a name gets one from CloudFormation.
            return Same::Unknown;
        }
        let answers = source.names.iter().map(|text| match wish.kind {
            "eventbridge" => pattern(name, text),
            "cognito" => match text.known() {
                Some(known) if name == known || name.starts_with(&format!("{known}_")) => Same::Yes,
                Some(_) => Same::No,
                None => Same::Unknown,
            },
            _ => same(self.template, name, text),
        });
        answers
            .reduce(|one, other| match (one, other) {
                (Same::Yes, _) | (_, Same::Yes) => Same::Yes,
                (Same::Unknown, _) | (_, Same::Unknown) => Same::Unknown,
                _ => Same::No,
            })
            .unwrap_or(Same::Unknown)
    }

    /// The name is the value of a variable: both refer to one resource.
    fn matches_variable(&self, variable: &str, source: &Source) -> Same {
        let field = self
            .function
            .variables
            .as_ref()
            .and_then(|all| all.get(variable));
        let Some(Value::Text(value)) = field.map(|field| &field.value) else {
            return Same::Unknown;
        };
        let id = |text: &Text| {
            text.pieces.iter().find_map(|piece| match piece {
                Piece::Name { id, .. } => Some(id.clone()),
                _ => None,
            })
        };
        for name in &source.names {
            if id(name).is_some() && id(name) == id(value) {
                return Same::Yes;
            }
            if let Some(known) = value.known() {
                // A URL or an ARN ends with the name.
                let last = known.rsplit([':', '/']).next().unwrap_or(&known).to_owned();
                match same(self.template, &last, name) {
                    Same::No => {}
                    answer => return answer,
                }
            }
        }
        match value.known() {
            Some(_) => Same::No,
            None => Same::Unknown,
        }
    }

    /// The only source of a service has another name than the only handler.
    fn other_name(&mut self, wish: &Wish<'_>, source: &Source) {
        let what = wish.name.or(wish.env).unwrap_or_default();
        let shown = source
            .names
            .iter()
            .map(Text::shown)
            .collect::<Vec<_>>()
            .join(", ");
        let at = source.names.first().map_or(source.at, |name| name.at);
        let headline = format!(
            "{} of `{}` is `{shown}` in the template, and `{what}` in the code",
            spoken(wish.kind),
            self.name()
        );
        let code = Side {
            value: Some(what.to_owned()),
            place: wish.code(),
        };
        let side = Side {
            value: Some(shown),
            place: at,
        };
        let field = format!("{}.{}", self.prefix(source), resource(wish.kind));
        let help = format!(
            "write `{what}` in the template, or change `{}` in the code",
            wish.attribute()
        );
        self.error(field, headline, Some(code), side, help);
    }

    fn no_source(&mut self, wish: &Wish<'_>) {
        self.report.fields += 1;
        let attribute = wish.attribute();
        let name = self.name();
        let headline = format!(
            "no event source of the template sends the events of `{attribute}` to `{name}`"
        );
        let code = Side {
            value: Some(attribute),
            place: wish.code(),
        };
        let side = Side {
            value: None,
            place: self.at(),
        };
        let help = "copy the event source from `cargo gatewright template`, or remove the handler";
        self.error("Events", headline, Some(code), side, help);
    }

    fn no_handler(&mut self, source: &Source) {
        self.report.fields += 1;
        let shown = source
            .names
            .iter()
            .map(Text::shown)
            .collect::<Vec<_>>()
            .join(", ");
        let named = if shown.is_empty() {
            String::new()
        } else {
            format!(" `{shown}`")
        };
        let headline = format!(
            "no handler of `{}` answers {}{named} of the template",
            self.name(),
            spoken(source.kind)
        );
        let side = Side {
            value: Some(source.label.clone()),
            place: source.at,
        };
        let help = format!(
            "remove `{}` from the template, or add a handler with `#[{}{}]`",
            source.label,
            source.kind,
            source
                .names
                .first()
                .and_then(Text::known)
                .map_or_else(String::new, |name| format!("(\"{name}\")")),
        );
        let field = self.prefix(source);
        self.error(field, headline, None, side, help);
    }

    /// The names of a pattern without a handler, beside others that have one.
    fn unanswered(&mut self, source: &Source, wishes: &[Wish<'_>], answers_all: bool) {
        let answered = |text: &Text| {
            answers_all
                || wishes
                    .iter()
                    .any(|wish| wish.name.is_none_or(|name| pattern(name, text) != Same::No))
        };
        if source.names.iter().all(|text| !answered(text)) {
            return;
        }
        let missing: Vec<Text> = source
            .names
            .iter()
            .filter(|text| !answered(text))
            .cloned()
            .collect();
        for text in missing {
            self.no_handler(&Source {
                kind: "eventbridge",
                label: source.label.clone(),
                at: text.at,
                names: vec![text],
                fields: super::model::Fields::new(),
                principal: None,
            });
        }
    }

    /// Compares the settings of a source.
    fn source(&mut self, wish: &Wish<'_>, source: &Source) {
        let is_event = self.template.resource(&source.label).is_none();
        let scope = Scope {
            owner: format!(
                "the {} `{}` of `{}`",
                if is_event { "event" } else { "resource" },
                source.label,
                self.name()
            ),
            prefix: format!("{}.", self.prefix(source)),
            at: source.at,
            code: wish.code(),
            is_handler: true,
        };
        let (settings, fields) = (&wish.handler.settings, &source.fields);
        let number = |value: Option<u32>, unit| value.map(|value| Want::Number(value.into(), unit));
        let text = |value: &Option<String>| value.clone().map(Want::Text);
        let json = |value: &str| Want::Json(parsed(value));
        let is_stream = matches!(wish.kind, "kinesis" | "dynamodb");
        let default = |number, unit| Some(Want::Number(number, unit));
        let batch = if wish.kind == "sqs" {
            limits::BATCH_DEFAULT_SQS
        } else {
            limits::BATCH_DEFAULT
        };
        // Kafka and Amazon MQ wait half a second, which is not a number of seconds.
        let window = default(0, "s").filter(|_| is_stream || wish.kind == "sqs");
        let patterns = (!settings.filter_criteria.is_empty()).then(|| {
            Want::Json(
                settings
                    .filter_criteria
                    .iter()
                    .map(|one| parsed(one))
                    .collect(),
            )
        });
        let pollers = settings.provisioned_poller_config;
        let retry = settings.retry_policy.unwrap_or_default();
        let (age, retries) = if is_stream {
            (None, None)
        } else {
            (default(86_400, "s"), default(185, ""))
        };
        let wanted: Vec<(&str, Option<Want>, Option<Want>, &str)> = vec![
            (
                "Enabled",
                settings.enabled.map(Want::Flag),
                Some(Want::Flag(true)),
                "enabled",
            ),
            (
                "BatchSize",
                number(settings.batch_size, ""),
                default(batch.into(), ""),
                "batch_size",
            ),
            (
                "MaximumBatchingWindowInSeconds",
                number(settings.maximum_batching_window_in_seconds, "s"),
                window,
                "maximum_batching_window_in_seconds",
            ),
            ("FilterCriteria", patterns, None, "filter_criteria"),
            (
                "ScalingConfig.MaximumConcurrency",
                number(
                    settings.scaling_config.map(|one| one.maximum_concurrency),
                    "",
                ),
                None,
                "maximum_concurrency",
            ),
            (
                "ProvisionedPollerConfig.MinimumPollers",
                number(pollers.and_then(|one| one.minimum_pollers), ""),
                None,
                "minimum_pollers",
            ),
            (
                "ProvisionedPollerConfig.MaximumPollers",
                number(pollers.and_then(|one| one.maximum_pollers), ""),
                None,
                "maximum_pollers",
            ),
            (
                "StartingPosition",
                text(&settings.starting_position),
                None,
                "starting_position",
            ),
            (
                "ParallelizationFactor",
                number(settings.parallelization_factor, ""),
                default(1, ""),
                "parallelization_factor",
            ),
            (
                "BisectBatchOnFunctionError",
                settings.bisect_batch_on_function_error.map(Want::Flag),
                Some(Want::Flag(false)),
                "bisect_batch_on_function_error",
            ),
            (
                "MaximumRecordAgeInSeconds",
                number(settings.maximum_record_age_in_seconds, "s"),
                None,
                "maximum_record_age_in_seconds",
            ),
            (
                "MaximumRetryAttempts",
                number(settings.maximum_retry_attempts, ""),
                None,
                "maximum_retry_attempts",
            ),
            (
                "TumblingWindowInSeconds",
                number(settings.tumbling_window_in_seconds, "s"),
                default(0, "s"),
                "tumbling_window_in_seconds",
            ),
            (
                "ConsumerGroupId",
                text(&settings.consumer_group_id),
                None,
                "consumer_group_id",
            ),
            (
                "FilterPolicy",
                settings.filter_policy.as_deref().map(json),
                None,
                "filter_policy",
            ),
            (
                "FilterPolicyScope",
                text(&settings.filter_policy_scope),
                Some(Want::Text("MessageAttributes".to_owned())),
                "filter_policy_scope",
            ),
            (
                "Events",
                (!settings.events.is_empty()).then(|| Want::Texts(settings.events.clone())),
                None,
                "events",
            ),
            ("Filter.prefix", text(&settings.prefix), None, "prefix"),
            ("Filter.suffix", text(&settings.suffix), None, "suffix"),
            (
                "ScheduleExpression",
                text(&settings.schedule_expression),
                None,
                "schedule_expression",
            ),
            (
                "ScheduleExpressionTimezone",
                text(&settings.schedule_expression_timezone),
                Some(Want::Text("UTC".to_owned())),
                "schedule_expression_timezone",
            ),
            (
                "RetryPolicy.MaximumEventAgeInSeconds",
                number(retry.maximum_event_age_in_seconds, "s"),
                age,
                "maximum_event_age_in_seconds",
            ),
            (
                "RetryPolicy.MaximumRetryAttempts",
                number(retry.maximum_retry_attempts, ""),
                retries,
                "maximum_retry_attempts",
            ),
            (
                "EventBusName",
                settings.event_bus_name.clone().map(Want::Resource),
                Some(Want::Resource("default".to_owned())),
                "event_bus_name",
            ),
            (
                "FilterPattern",
                text(&settings.filter_pattern),
                Some(Want::Text(String::new())),
                "filter_pattern",
            ),
        ];
        for (field, want, default, option) in wanted {
            if let Some(want) = want {
                let wanted = Wanted {
                    field,
                    want,
                    default,
                    option,
                };
                self.check(&scope, fields, &wanted);
            }
        }
        let failed = settings
            .destination_config
            .as_ref()
            .and_then(|one| one.on_failure.as_ref());
        self.check_target(
            &scope,
            fields,
            (
                "DestinationConfig.OnFailure.Type",
                "DestinationConfig.OnFailure.Destination",
            ),
            failed,
            "destination_config",
        );
        self.check_target(
            &scope,
            fields,
            ("DeadLetterConfig.Type", "DeadLetterConfig.Arn"),
            settings.dead_letter_config.as_ref(),
            "dead_letter_config",
        );
        self.reports(wish, source, &scope);
    }

    /// `ReportBatchItemFailures` is in the template exactly if the handler reports which records failed.
    fn reports(&mut self, wish: &Wish<'_>, source: &Source, scope: &Scope) {
        let is_mapping = matches!(wish.kind, "sqs" | "kinesis" | "dynamodb" | "kafka");
        let Some(batch) = wish.handler.batch.filter(|_| is_mapping) else {
            return;
        };
        let wanted = Wanted {
            field: "FunctionResponseTypes",
            want: if batch.reports_item_failures {
                Want::Texts(vec!["ReportBatchItemFailures".to_owned()])
            } else {
                Want::Texts(Vec::new())
            },
            default: Some(Want::Texts(Vec::new())),
            option: "report_batch_item_failures",
        };
        let before = self.report.findings.len();
        self.check(scope, &source.fields, &wanted);
        if let Some(finding) = self.report.findings.get_mut(before) {
            finding.level = Level::Error;
            finding.note = Some(
                if batch.reports_item_failures {
                    "without it, Lambda takes a batch with failed records for done, and deletes them"
                } else {
                    "with it, Lambda expects a reply that names the failed records"
                }
                .to_owned(),
            );
        }
    }

    /// A message is hidden for as long as a batch may take, with its retries.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
    fn queues(&mut self, found: &[Source], wishes: &[Wish<'_>]) {
        let mut seen = std::collections::BTreeSet::new();
        for source in found.iter().filter(|source| source.kind == "sqs") {
            let Some((id, _)) = source.names.first().and_then(Text::name) else {
                continue;
            };
            let Some(queue) = self
                .template
                .resource(id)
                .filter(|one| one.kind == "AWS::SQS::Queue")
                .copied()
            else {
                continue;
            };
            if !seen.insert(queue.id.to_owned()) {
                continue;
            }
            self.visibility(&queue, wishes);
            self.redrive(&queue);
        }
    }

    fn visibility(&mut self, queue: &super::model::Resource<'_>, wishes: &[Wish<'_>]) {
        let timeout = self.manifest.function.timeout_ms.div_ceil(1000);
        let least = 6 * timeout;
        let field = self.template.field(queue.properties, "VisibilityTimeout");
        let (seconds, at) = match &field {
            // The default of SQS.
            None => (Some(30), queue.at),
            Some(field) => match &field.value {
                Value::Text(text) => (
                    text.known().and_then(|known| known.parse::<u64>().ok()),
                    field.at,
                ),
                _ => (None, field.at),
            },
        };
        let name = format!("{}.VisibilityTimeout", queue.id);
        self.report.fields += 1;
        let Some(seconds) = seconds else {
            self.skip(name, at, "the value is known at deployment alone");
            return;
        };
        if seconds >= least {
            return;
        }
        let there = if field.is_some() {
            format!("is {seconds} s in the template")
        } else {
            format!("is not in the template, which stands for {seconds} s")
        };
        let headline = format!(
            "`VisibilityTimeout` of the queue `{}` {there}, and six times the timeout of `{}` is {least} s",
            queue.id,
            self.name()
        );
        let place = wishes
            .iter()
            .find(|wish| wish.kind == "sqs")
            .map_or_else(|| self.code.clone(), Wish::code);
        let timeout_place = self.places.of_option(&self.code, "timeout");
        let place = if timeout_place == self.code {
            place
        } else {
            timeout_place
        };
        let code = Side {
            value: Some(format!("{timeout} s")),
            place,
        };
        let side = Side {
            value: field.map(|_| format!("{seconds} s")),
            place: at,
        };
        let help = format!("write `VisibilityTimeout: {least}`, or shorten `timeout` in the code");
        self.error(name, headline, Some(code), side, help).note = Some(
            "a message that becomes visible during its invocation is handled a second time"
                .to_owned(),
        );
    }

    /// Fewer than five receives move messages that were throttled.
    fn redrive(&mut self, queue: &super::model::Resource<'_>) {
        let field = self
            .template
            .field(queue.properties, "RedrivePolicy.maxReceiveCount");
        let Some(field) = field else { return };
        let Value::Text(text) = &field.value else {
            return;
        };
        let Some(count) = text
            .known()
            .and_then(|known| known.parse::<u32>().ok())
            .filter(|count| *count < 5)
        else {
            return;
        };
        let headline = format!(
            "`maxReceiveCount` of the queue `{}` is {count}, and AWS recommends at least 5",
            queue.id
        );
        let side = Side {
            value: Some(count.to_string()),
            place: field.at,
        };
        let finding = self.error(
            format!("{}.RedrivePolicy.maxReceiveCount", queue.id),
            headline,
            None,
            side,
            "write `maxReceiveCount: 5`",
        );
        finding.level = Level::Note;
        finding.note = Some("a throttled invocation counts as a receive".to_owned());
    }
}

/// Joins the notifications of one bucket, because CloudFormation has one for each event.
fn merged(sources: Vec<Source>) -> Vec<Source> {
    let mut result: Vec<Source> = Vec::new();
    for source in sources {
        let pieces = |source: &Source| source.names.first().map(|name| name.pieces.clone());
        let other = result.iter_mut().find(|other| {
            other.kind == "s3" && source.kind == "s3" && pieces(other) == pieces(&source)
        });
        if let Some(other) = other {
            let more = source.fields.get("Events").map(|field| field.value.clone());
            if let (Some(field), Some(Value::List(more))) = (other.fields.get_mut("Events"), more)
                && let Value::List(events) = &mut field.value
            {
                events.extend(more);
            }
        } else {
            result.push(source);
        }
    }
    result
}

/// A policy or pattern. A text that is not JSON stands for itself.
fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Whether the name `source / detail-type` of a handler covers a name of a pattern, or the other way round.
fn pattern(name: &str, text: &Text) -> Same {
    let Some(found) = text.known() else {
        return Same::Unknown;
    };
    let split = |name: &str| {
        let (source, detail) = name.split_once(" / ").unwrap_or((name, "*"));
        [source.to_owned(), detail.to_owned()]
    };
    let agree = split(name)
        .iter()
        .zip(split(&found))
        .all(|(wanted, found)| wanted == "*" || found == "*" || *wanted == found);
    if agree { Same::Yes } else { Same::No }
}

/// The property that names the other end of a source.
fn resource(kind: &str) -> &'static str {
    match kind {
        "sqs" => "Queue",
        "kinesis" | "dynamodb" => "Stream",
        "kafka" => "Topics",
        "mq" => "Queues",
        "sns" => "Topic",
        "s3" => "Bucket",
        "schedule" => "Name",
        "eventbridge" => "Pattern",
        "logs" => "LogGroupName",
        "cognito" => "Trigger",
        "websocket" => "RouteKey",
        _ => "Source",
    }
}

/// The source in words.
fn spoken(kind: &str) -> &'static str {
    match kind {
        "sqs" => "the queue",
        "kinesis" => "the stream",
        "dynamodb" => "the table's stream",
        "kafka" => "the Kafka topic",
        "mq" => "the broker's queue",
        "sns" => "the topic",
        "s3" => "the bucket",
        "schedule" => "the schedule",
        "eventbridge" => "the event pattern",
        "logs" => "the log group",
        "cognito" => "the user pool's trigger",
        "websocket" => "the route key",
        "firehose" => "the Firehose stream",
        _ => "the field",
    }
}
