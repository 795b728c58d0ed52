//! The comparison of event sources with handlers.

use super::compare::{Compare, Scope, Want, Wanted};
use super::finding::{Level, Side};
use super::model::{Field, Source, Value};
use super::names::{Same, alike, same};
use super::places::Code;
use super::sources::{ROUTE_RESPONSE, sources};
use super::text::{Piece, Text};
use super::wanted::{of_delivery, of_mapping, of_schedule};
use crate::template::triggers::replies;
use gatewright_manifest::{Handler, Key};

/// A handler of an event source.
#[derive(Clone, Copy)]
pub(super) struct Wish<'m> {
    handler: &'m Handler,
    pub(super) kind: &'m str,
    name: Option<&'m str>,
    env: Option<&'m str>,
}

impl Wish<'_> {
    pub(super) fn code(&self) -> Code {
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
const OFTEN_ELSEWHERE: &[&str] = &["firehose", "cognito", "appsync"];

/// The field of a source that is a permission alone.
const ELSEWHERE: &str = "AWS::Lambda::Permission";

impl Compare<'_> {
    pub(super) fn events(&mut self) {
        let mut found = merged(sources(self.template, self.function));
        self.elsewhere(&mut found);
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

    /// A bucket or user pool of another template has a permission in this one.
    fn elsewhere(&self, found: &mut Vec<Source>) {
        for (kind, service) in [("s3", "s3"), ("cognito", "cognito-idp")] {
            if found.iter().any(|source| source.kind == kind) {
                continue;
            }
            for permission in self.permissions() {
                let text = |path: &str| self.template.text(permission.properties, path);
                let known = |path: &str| text(path).and_then(|text| text.known());
                let is_for = known("Principal")
                    .is_some_and(|principal| principal == format!("{service}.amazonaws.com"))
                    && known("Action").is_none_or(|action| action == "lambda:InvokeFunction");
                if !is_for {
                    continue;
                }
                let whole = Field {
                    at: permission.at,
                    value: Value::Unknown,
                };
                found.push(Source {
                    kind,
                    label: permission.id.to_owned(),
                    at: permission.at,
                    // The permission names the user pool, and the attribute its trigger.
                    names: text("SourceArn")
                        .filter(|_| kind == "s3")
                        .into_iter()
                        .collect(),
                    fields: [(ELSEWHERE.to_owned(), whole)].into(),
                    principal: None,
                });
            }
        }
    }

    /// Pairs the handlers and the sources of one service.
    fn kind(&mut self, kind: &str, wishes: &[Wish<'_>], sources: &[&Source], answers_all: bool) {
        let mut open: Vec<Wish<'_>> = Vec::new();
        let mut is_used = vec![false; sources.len()];
        // A handler without a name takes what the named ones leave.
        let takes_rest = |wish: &Wish<'_>| wish.name.is_none() && wish.env.is_none();
        let (every, named): (Vec<Wish<'_>>, Vec<Wish<'_>>) =
            wishes.iter().copied().partition(takes_rest);
        for wish in named.iter().chain(&every) {
            let takes_rest = takes_rest(wish);
            let mut is_paired = takes_rest && is_used.contains(&true);
            for (index, source) in sources.iter().enumerate() {
                if takes_rest && is_used[index] || self.matches(wish, source) != Same::Yes {
                    continue;
                }
                is_used[index] = true;
                is_paired = true;
                self.source(wish, source);
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
            if OFTEN_ELSEWHERE.contains(&kind) {
                self.skip(
                    wish.attribute(),
                    self.at(),
                    "the template does not have the resource that sends the events",
                );
            } else {
                self.no_source(&wish);
            }
        }
        // A constant input may call an operation.
        let has_operations = self
            .manifest
            .handlers
            .iter()
            .any(|handler| matches!(handler.key, Key::Operation { .. }));
        spare.retain(|source| {
            let is_call = has_operations && source.fields.contains_key("Input");
            !answers_all && !is_call && !source.fields.contains_key(ELSEWHERE)
        });
        for source in spare {
            self.no_handler(source);
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
            // A schedule without a name gets one from CloudFormation. Its logical id is the best hint.
            return if alike(&source.label, name) {
                Same::Yes
            } else {
                Same::Unknown
            };
        }
        let answers = source.names.iter().map(|text| match wish.kind {
            "eventbridge" => pattern(name, text),
            "cognito" => trigger(name, text),
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
        if source.fields.contains_key(ELSEWHERE) {
            let why = "the template that owns the resource has the settings";
            self.skip(self.prefix(source), source.at, why);
            return;
        }
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
        let wanted = [
            of_mapping(wish.kind, settings),
            of_delivery(settings),
            of_schedule(settings),
        ];
        for (field, want, default, option) in wanted.into_iter().flatten() {
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
        self.route_response(wish, source);
    }

    /// The reply to a WebSocket client needs a route response. A client may not expect one, so this is a note.
    fn route_response(&mut self, wish: &Wish<'_>, source: &Source) {
        let key = source.names.first().map(Text::shown).unwrap_or_default();
        let is_dropped = wish.kind == "websocket"
            && !matches!(key.as_str(), "$connect" | "$disconnect")
            && replies(wish.handler)
            && !source.fields.contains_key(ROUTE_RESPONSE);
        if !is_dropped {
            return;
        }
        let headline = format!(
            "the reply of `{}` does not reach the client: the route `{key}` of `{}` has no route response in the template",
            wish.handler.function,
            self.name()
        );
        let code = Side {
            value: Some(wish.handler.reply.clone()),
            place: wish.code(),
        };
        let side = Side {
            value: None,
            place: source.at,
        };
        let help = format!(
            "add `{ROUTE_RESPONSE}: $default` to the route, and an `AWS::ApiGatewayV2::RouteResponse` with `RouteResponseKey: $default`, or reply with `()`"
        );
        let field = format!("{}.{ROUTE_RESPONSE}", self.prefix(source));
        let finding = self.error(field, headline, Some(code), side, help);
        finding.level = Level::Note;
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

/// Whether a setting of a user pool calls the handlers of a trigger, such as `PreSignUp` or `PreSignUp_AdminCreateUser`.
fn trigger(name: &str, text: &Text) -> Same {
    let Some(setting) = text.known() else {
        return Same::Unknown;
    };
    // The setting has another name than the event.
    let event = match setting.as_str() {
        "PreTokenGeneration" | "PreTokenGenerationConfig" => "TokenGeneration",
        setting => setting,
    };
    let is_same = name == event
        || name == setting
        || name
            .strip_prefix(event)
            .is_some_and(|rest| rest.starts_with('_'));
    if is_same { Same::Yes } else { Same::No }
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
