//! The names of queues, topics and so on that an event is compared with. A name that no event can have is refused: an ARN, a URL, a
//! pattern, or a name with characters or a length that the service does not allow.

use gatewright_tables::naming::{self, COGNITO_TRIGGERS, Flaw};
use gatewright_tables::{Arguments, EventSource, Naming, ResourceName, SOURCES};
use syn::LitStr;

use crate::report::Message;
use crate::values::Name;

/// The literal, or why it is not a name that this source can have.
pub(super) fn name(
    source: &EventSource,
    kind: ResourceName,
    literal: LitStr,
) -> syn::Result<LitStr> {
    let value = literal.value();
    let refusal = match kind {
        ResourceName::Resource(naming) => of_resource(source, naming, &value),
        ResourceName::RouteKey => not_a_route_key(source, &value),
        ResourceName::Field => not_a_field(source, &value),
        ResourceName::CognitoTrigger => not_a_trigger(&value),
    };
    if let Some(message) = refusal {
        return Err(message.at(literal));
    }
    match kind {
        // A broker allows any character.
        ResourceName::Resource(_) => Ok(literal),
        _ => Ok(Name::new(literal)?.0),
    }
}

/// The handler's name in the table.
pub(super) fn key(kind: ResourceName, name: &str) -> String {
    match kind {
        // As `source/cognito.rs` of the runtime puts an event's name together. `PreSignUp` is every occasion of the trigger.
        ResourceName::CognitoTrigger if !name.contains('_') => format!("{name}_*"),
        _ => name.to_owned(),
    }
}

fn of_resource(source: &EventSource, naming: &Naming, value: &str) -> Option<Message> {
    let flaw = naming.flaw(value);
    if naming::is_arn(value) {
        return Some(whole_arn(source, naming, value));
    }
    if naming::is_url(value) {
        return Some(whole_url(source, naming, value));
    }
    if source.attribute == "schedule" && is_schedule_expression(value) {
        return Some(schedule_expression(value));
    }
    flaw.map(|flaw| impossible_name(source, naming, value, flaw))
}

fn whole_arn(source: &EventSource, naming: &Naming, arn: &str) -> Message {
    let (attribute, resource) = (source.attribute, source.resource);
    let message = Message::new(format!("`#[{attribute}]` takes a name, not a whole ARN"));
    let other = naming::service_of_arn(arn).and_then(|service| of_service(service, arn));
    let message = match (naming.in_arn(arn), other) {
        (Some(name), _) => message.help(format!("#[{attribute}(\"{name}\")]")),
        (None, Some((other, name))) if other != attribute => message.help(format!(
            "this is the ARN of another kind of resource: #[{other}(\"{name}\")]"
        )),
        _ => message.help(source.example),
    };
    message.note(format!(
        "events are matched by the name of the {resource}: accounts and regions differ between stages; for a name that differs too, \
         #[{attribute}(env = \"{}\")]",
        variable(source)
    ))
}

/// The attribute of the resource with this ARN, and its name.
fn of_service(service: &str, arn: &str) -> Option<(&'static str, String)> {
    SOURCES.iter().find_map(|source| {
        let naming = naming_of(source)?;
        let is_of = naming.arns.iter().any(|form| form.service == service);
        let name = naming.in_arn(arn).filter(|_| is_of)?;
        Some((source.attribute, name.to_owned()))
    })
}

fn naming_of(source: &EventSource) -> Option<&'static Naming> {
    match source.arguments {
        Arguments::Name(ResourceName::Resource(naming))
        | Arguments::NameAndConcurrency(ResourceName::Resource(naming))
        | Arguments::NameAndBatchOptions(ResourceName::Resource(naming)) => Some(naming),
        _ => None,
    }
}

fn whole_url(source: &EventSource, naming: &Naming, url: &str) -> Message {
    let (attribute, resource) = (source.attribute, source.resource);
    let message = Message::new(format!("`#[{attribute}]` takes a name, not a URL"));
    match naming.in_url(url) {
        Some(name) => message.help(format!("#[{attribute}(\"{name}\")]")),
        None => message.help(source.example),
    }
    .note(format!(
        "events are matched by the name of the {resource}: accounts and regions differ between stages; for a name that differs too, \
         #[{attribute}(env = \"{}\")]",
        variable(source)
    ))
}

/// A likely name for the variable with the name of the resource: `QUEUE_NAME`.
pub(super) fn variable(source: &EventSource) -> String {
    let last = source.resource.rsplit(' ').next().unwrap_or_default();
    format!("{}_NAME", last.to_uppercase())
}

fn is_schedule_expression(value: &str) -> bool {
    ["rate", "cron", "at"].iter().any(|kind| {
        value
            .trim_start()
            .strip_prefix(kind)
            .is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

fn schedule_expression(value: &str) -> Message {
    Message::new("`#[schedule]` takes the name of a rule or schedule, not its expression")
        .help("#[schedule(\"nightly\")], or #[schedule] for every other one")
        .note(format!(
            "`{}` belongs to the rule or schedule in EventBridge, which sends its own name with each event",
            value.trim()
        ))
}

/// The message for a name that the service does not allow, such as the `*` of a pattern.
fn impossible_name(source: &EventSource, naming: &Naming, name: &str, flaw: Flaw) -> Message {
    let (attribute, resource) = (source.attribute, source.resource);
    let every = format!("or no name for every other {resource}: #[{attribute}]");
    let message = match flaw {
        Flaw::Empty => {
            return Message::new("a name cannot be empty")
                .help(format!("{}, {every}", source.example))
                .note(naming.rule);
        }
        Flaw::Character(found) => {
            Message::new(format!("the name of a {resource} cannot contain {found:?}"))
        }
        Flaw::Length(length) => Message::new(format!(
            "the name of a {resource} must be {} to {} characters, not {length}",
            naming.length.0, naming.length.1
        )),
        Flaw::Reserved => Message::new(format!("no {resource} is called `{name}`")),
    };
    message
        .help(format!("write the whole name, {every}"))
        .note(format!(
            "a name is compared as a whole, without patterns, and {}",
            naming.rule
        ))
}

/// The route keys that API Gateway defines.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-routes-integrations.html>
const ROUTE_KEYS: [&str; 3] = ["$connect", "$disconnect", "$default"];

fn not_a_route_key(source: &EventSource, value: &str) -> Option<Message> {
    let note = "the route keys that begin with `$` are `$connect`, `$disconnect` and `$default`; others are values of the route selection \
                expression, and are compared as a whole";
    let message = if naming::is_arn(value) || naming::is_url(value) {
        Message::new("`#[websocket]` takes a route key, not an ARN or a URL").help(source.example)
    } else if value == "*" {
        Message::new("no route is called `*`").help(
            "#[websocket(\"$default\")] for messages without a route, or #[websocket] for every other route",
        )
    } else if value.starts_with('$') && !ROUTE_KEYS.contains(&value) {
        Message::new(format!("API Gateway has no route key `{value}`"))
            .help(format!("#[websocket(\"{}\")]", nearest(value, ROUTE_KEYS)))
    } else {
        return None;
    };
    Some(message.note(note))
}

fn not_a_field(source: &EventSource, name: &str) -> Option<Message> {
    let parts: Vec<_> = name.split('.').collect();
    let [ty, field] = parts.as_slice() else {
        return Some(type_and_field(source));
    };
    if ty.is_empty() || field.is_empty() {
        return Some(type_and_field(source));
    }
    if (*ty, *field) == ("*", "*") {
        return Some(
            Message::new("`*.*` is every field")
                .help("#[appsync]")
                .note("without a name, the handler takes every field that no other handler takes"),
        );
    }
    let wrong = [ty, field]
        .into_iter()
        .find(|part| **part != "*" && !is_graphql_name(part))?;
    Some(
        Message::new(format!("`{wrong}` is not a name in a GraphQL schema"))
            .help(format!("{}, or #[appsync(\"{ty}.*\")] for every field of a type", source.example))
            .note("a name has letters, digits and `_`, and does not begin with a digit (GraphQL, section 2.1.9); `*` alone stands for every type or field"),
    )
}

fn type_and_field(source: &EventSource) -> Message {
    Message::new("`#[appsync]` takes a type and a field of the schema").help(source.example)
}

fn is_graphql_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn not_a_trigger(name: &str) -> Option<Message> {
    let (trigger, occasion) = name.split_once('_').unwrap_or((name, "*"));
    if name == "*" || name == "*_*" {
        return Some(
            Message::new("`*` is every trigger")
                .help("#[cognito]")
                .note(
                    "without a name, the handler takes every trigger that no other handler takes",
                ),
        );
    }
    let all = || COGNITO_TRIGGERS.iter().map(|(name, _)| *name);
    let known = COGNITO_TRIGGERS.iter().find(|(name, _)| *name == trigger);
    let occasions: Vec<&str> = match known {
        Some((_, occasions)) => occasions.to_vec(),
        // `*_SignUp`: the occasion of any trigger.
        None if trigger == "*" => COGNITO_TRIGGERS
            .iter()
            .flat_map(|(_, occasions)| occasions.iter().copied())
            .collect(),
        None => {
            let meant = match trigger {
                // The name of the setting, unlike that in the event.
                "PreTokenGeneration" | "PreTokenGenerationConfig" => "TokenGeneration",
                other => nearest(other, all()),
            };
            return Some(
                Message::new(format!("Cognito has no trigger `{trigger}`"))
                    .help(format!("#[cognito(\"{meant}\")]"))
                    .note(format!(
                        "the triggers, as `triggerSource` has them, are {}",
                        listed(all())
                    )),
            );
        }
    };
    if occasion == "*" || occasions.contains(&occasion) {
        return None;
    }
    let meant = nearest(occasion, occasions.iter().copied());
    Some(
        Message::new(format!(
            "the trigger `{trigger}` has no occasion `{occasion}`"
        ))
        .help(format!(
            "#[cognito(\"{trigger}_{meant}\")], or #[cognito(\"{trigger}\")] for every occasion"
        ))
        .note(format!("its occasions are {}", listed(occasions))),
    )
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The most similar of these words.
fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> &'a str {
    let lower = word.to_lowercase();
    words
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&known.to_lowercase(), &lower), known))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map_or("", |(_, known)| known)
}
