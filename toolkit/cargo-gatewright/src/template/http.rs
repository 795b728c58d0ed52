//! Routes and their triggers.

use super::api;
use super::builder::{Builder, FUNCTION, Subject, place, stem};
use super::node::{Map, Node, map};
use super::preflight::{Preflight, Reaches, preflights};
use super::sources::Events;
use super::stack::Form;
use super::triggers;
use gatewright_manifest::{Authorizer, AuthorizerKind, Handler, Key, Trigger, TriggerKind};

/// A route of the function.
#[derive(Clone, Copy)]
pub(crate) struct Route<'a> {
    pub(crate) handler: &'a Handler,
    /// `None` stands for every method.
    pub(crate) method: Option<&'a str>,
    /// `/orders/{id}`, `/files/{path+}`: API Gateway writes them alike.
    pub(crate) path: &'a str,
    pub(crate) authorizer: Option<&'a Authorizer>,
    /// Whether it is the route for CORS preflight requests of its path, rather than that of the handler itself.
    pub(crate) is_preflight: bool,
}

/// The comment of a route for preflight requests.
pub(crate) const PREFLIGHT: &str =
    "CORS preflight requests, which the function answers. They have no credentials.";

impl Route<'_> {
    pub(crate) fn method(&self) -> &str {
        self.method.unwrap_or("ANY")
    }

    /// The stem of its name in the template.
    pub(crate) fn stem(&self) -> String {
        let stem = stem(&self.handler.function);
        if self.is_preflight {
            format!("{stem}Preflight")
        } else {
            stem
        }
    }
}

/// Adds the triggers of the function.
pub(crate) fn add(builder: &mut Builder<'_>, subject: Subject<'_>, events: &mut Events) {
    let function = &subject.manifest.function;
    let preflights = preflights(subject.manifest);
    let routes = routes(subject, &preflights);
    guarded(builder, subject, &preflights);
    let mut triggers: Vec<Trigger> = function.triggers.clone();
    let is_websocket = |handler: &Handler| matches!(&handler.key, Key::Source { source, .. } if source == "websocket");
    let declares = |kind: TriggerKind| function.triggers.iter().any(|one| one.trigger == kind);
    let has_socket = subject.manifest.handlers.iter().any(is_websocket);
    if let Some(first) = routes.first()
        && function.triggers.is_empty()
    {
        builder.remark(
            subject,
            Some(place(first.handler)),
            "the code declares no triggers for its routes, so they have an HTTP API",
            "declare them: `#[dispatch(triggers(http_api))]`, or `rest_api`, `function_url`, `alb`, `vpc_lattice`",
        );
        http_api(builder, subject, &routes, events);
    }
    if has_socket && !declares(TriggerKind::Websocket) {
        triggers::websocket(builder, subject);
    }
    triggers.sort_by_key(|one| one.trigger);
    triggers.dedup_by_key(|one| one.trigger);
    for trigger in triggers {
        match trigger.trigger {
            TriggerKind::HttpApi if !routes.is_empty() => {
                http_api(builder, subject, &routes, events);
            }
            TriggerKind::RestApi if !routes.is_empty() => {
                rest_api(builder, subject, &routes, trigger.streams, events);
            }
            TriggerKind::FunctionUrl => triggers::function_url(builder, subject, trigger.streams),
            TriggerKind::Alb => triggers::alb(builder, subject, &routes),
            TriggerKind::VpcLattice => triggers::vpc_lattice(builder, subject),
            TriggerKind::Websocket => triggers::websocket(builder, subject),
            TriggerKind::HttpApi | TriggerKind::RestApi => {}
        }
    }
}

/// The routes of the code, and those for CORS preflight requests that the code does not have.
fn routes<'a>(subject: Subject<'a>, preflights: &[Preflight<'a>]) -> Vec<Route<'a>> {
    let authorizers = &subject.manifest.function.authorizers;
    let handlers = subject.manifest.handlers.iter();
    let routes = handlers.filter_map(|handler| match &handler.key {
        Key::Route { method, template } => Some(Route {
            handler,
            method: method.as_deref(),
            path: template,
            authorizer: handler
                .authorizer
                .as_ref()
                .and_then(|name| authorizers.iter().find(|one| one.name == *name)),
            is_preflight: false,
        }),
        _ => None,
    });
    let own = preflights
        .iter()
        .filter(|one| matches!(one.reaches, Reaches::OwnRoute));
    let own = own.map(|one| Route {
        handler: one.handler,
        method: Some("OPTIONS"),
        path: one.path,
        authorizer: None,
        is_preflight: true,
    });
    routes.chain(own).collect()
}

/// Remarks on preflight requests that do not reach the function.
fn guarded(builder: &mut Builder<'_>, subject: Subject<'_>, preflights: &[Preflight<'_>]) {
    for one in preflights {
        if let Reaches::Guarded(handler) = one.reaches {
            builder.remark(
                subject,
                Some(place(handler)),
                format!(
                    "the authorizer of `OPTIONS {}` refuses CORS preflight requests, which have no credentials",
                    one.path
                ),
                "move the handler to a module with `authorizer(none)`, or remove it: the function answers preflight requests without it",
            );
        }
    }
}

/// The authorizers that routes use, in the order of the manifest.
pub(crate) fn authorizers<'a>(routes: &[Route<'a>]) -> Vec<&'a Authorizer> {
    let mut used: Vec<&Authorizer> = Vec::new();
    for route in routes {
        if let Some(authorizer) = route.authorizer
            && !used.iter().any(|one| one.name == authorizer.name)
        {
            used.push(authorizer);
        }
    }
    used
}

/// The ARN of an authorizer's function.
pub(crate) fn authorizer_function(builder: &mut Builder<'_>, name: &str) -> Node {
    builder.arn(FUNCTION, name)
}

/// The ARN of an authorizer's user pool.
pub(crate) fn user_pool(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    authorizer: &Authorizer,
) -> Node {
    let what = format!(
        "ARN of the Cognito user pool of the authorizer {} of {}",
        authorizer.name,
        subject.name()
    );
    let id = format!(
        "{}{}UserPoolArn",
        subject.stem,
        stem(&authorizer.name).trim_end_matches("UserPool")
    );
    builder.parameter(&id, &what)
}

/// Issuer and audiences of a JWT authorizer.
pub(crate) fn jwt(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    authorizer: &Authorizer,
    issuer: Option<&str>,
    audience: &[String],
) -> (Node, Node) {
    let stem = format!("{}{}", subject.stem, stem(&authorizer.name));
    let of = format!(
        "of the authorizer {} of {}",
        authorizer.name,
        subject.name()
    );
    let issuer = match issuer {
        Some(issuer) => issuer.into(),
        None => builder.parameter(
            &format!("{stem}Issuer"),
            &format!("Issuer {of}, such as https://cognito-idp.eu-central-1.amazonaws.com/<pool>"),
        ),
    };
    let audience = if audience.is_empty() {
        vec![builder.parameter(
            &format!("{stem}Audience"),
            &format!("Audience {of}: the client id"),
        )]
        .into()
    } else {
        Node::texts(audience)
    };
    (issuer, audience)
}

/// The headers, query strings and so on that identify a caller, by SAM's key: `$request.header.X` is a header of an HTTP API,
/// `method.request.header.X` one of a REST API.
pub(crate) fn identity(authorizer: &Authorizer) -> Map {
    let mut identity = Map::new();
    for (key, marks) in [
        ("Headers", ["$request.header.", "method.request.header."]),
        (
            "QueryStrings",
            ["$request.querystring.", "method.request.querystring."],
        ),
        ("StageVariables", ["$stageVariables.", "stageVariables."]),
        ("Context", ["$context.", "context."]),
    ] {
        let names: Vec<&str> = authorizer
            .identity_source
            .iter()
            .filter_map(|one| marks.iter().find_map(|mark| one.strip_prefix(mark)))
            .collect();
        if !names.is_empty() {
            identity.push(key, Node::texts(names));
        }
    }
    if identity.is_empty() {
        identity.push("Headers", Node::texts(["Authorization"]));
    }
    identity
}

fn http_api(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    routes: &[Route<'_>],
    events: &mut Events,
) {
    if builder.form == Form::Plain {
        return api::plain_http(builder, subject, routes);
    }
    let id = builder.fresh(
        &format!("{}HttpApi", subject.stem),
        "AWS::Serverless::HttpApi",
    );
    let mut known = Map::new();
    let mut auth = Map::new();
    for authorizer in authorizers(routes) {
        let mut one = Map::new();
        match &authorizer.kind {
            AuthorizerKind::Jwt { issuer, audience } => {
                if !authorizer.authorization_scopes.is_empty() {
                    one.push(
                        "AuthorizationScopes",
                        Node::texts(&authorizer.authorization_scopes),
                    );
                }
                let source = authorizer.identity_source.first();
                let source = source.map_or("$request.header.Authorization", String::as_str);
                one.push("IdentitySource", source);
                let (issuer, audience) =
                    jwt(builder, subject, authorizer, issuer.as_deref(), audience);
                one.push(
                    "JwtConfiguration",
                    map! { "issuer" => issuer, "audience" => audience },
                );
            }
            AuthorizerKind::Lambda { function } => {
                one.push("AuthorizerPayloadFormatVersion", "2.0");
                let arn = authorizer_function(builder, function);
                one.push("FunctionArn", arn);
                one.push("EnableFunctionDefaultPermissions", true);
                let simple = is_simple(builder, function);
                let entry = one.push("EnableSimpleResponses", simple.unwrap_or(true));
                if simple.is_none() {
                    entry.comment(
                        "`true` for replies `{\"isAuthorized\": …}`, `false` for IAM policies.",
                    );
                }
                one.push("Identity", identity(authorizer));
            }
            AuthorizerKind::Iam => {
                auth.push("EnableIamAuthorizer", true);
                continue;
            }
            // Other APIs have them.
            AuthorizerKind::CognitoUserPool | AuthorizerKind::ApiKey => {
                only_rest(builder, subject, authorizer);
                continue;
            }
        }
        known.push(&authorizer.name, one);
    }
    if !known.is_empty() {
        auth.push("Authorizers", known);
    }
    let mut properties = Map::new();
    if !auth.is_empty() {
        properties.push("Auth", auth);
    }
    builder.put(&id, "AWS::Serverless::HttpApi", properties);
    http_events(routes, &id, events);
    let url = format!("https://${{{id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}");
    output(
        builder,
        &format!("{id}Url"),
        &format!("URL of the HTTP API of {}", subject.name()),
        Node::sub(url),
    );
}

/// Adds the events of an HTTP API.
fn http_events(routes: &[Route<'_>], api: &str, events: &mut Events) {
    for route in routes {
        let mut properties = map! {
            "ApiId" => Node::reference(api),
            "Method" => route.method(),
            "Path" => route.path,
            "PayloadFormatVersion" => "2.0",
        };
        if let Some(authorizer) = route.authorizer {
            match &authorizer.kind {
                AuthorizerKind::Iam => {
                    properties.push("Auth", map! { "Authorizer" => "AWS_IAM" });
                }
                AuthorizerKind::Jwt { .. } | AuthorizerKind::Lambda { .. } => {
                    properties.push("Auth", map! { "Authorizer" => &authorizer.name });
                }
                AuthorizerKind::CognitoUserPool | AuthorizerKind::ApiKey => {}
            }
        }
        events.add_route(route, "HttpApi", properties);
    }
}

/// Whether the authorizer function of this template replies in the simple format, as its type says. `None` if that is not known.
pub(crate) fn is_simple(builder: &Builder<'_>, function: &str) -> Option<bool> {
    let described = builder
        .input
        .functions
        .iter()
        .find(|one| one.manifest.function.name == function)?;
    let mut handlers = described.manifest.handlers.iter();
    let handler = handlers.find(
        |handler| matches!(&handler.key, Key::Source { source, .. } if source == "authorizer"),
    )?;
    handler.reply.contains("Policy").then_some(false)
}

pub(crate) fn only_rest(builder: &mut Builder<'_>, subject: Subject<'_>, authorizer: &Authorizer) {
    builder.remark(
        subject,
        None,
        format!(
            "an HTTP API does not have the authorizer `{}`: its routes are open to everyone",
            authorizer.name
        ),
        "declare `#[dispatch(triggers(rest_api))]`, or use `authorizer(jwt)`",
    );
}

fn rest_api(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    routes: &[Route<'_>],
    streams: bool,
    events: &mut Events,
) {
    siblings(builder, subject, routes);
    if builder.form == Form::Plain {
        return api::plain_rest(builder, subject, routes, streams);
    }
    let id = builder.fresh(&format!("{}RestApi", subject.stem), "AWS::Serverless::Api");
    let mut known = Map::new();
    let mut auth = Map::new();
    for authorizer in authorizers(routes) {
        let mut one = Map::new();
        match &authorizer.kind {
            AuthorizerKind::Lambda { function } => {
                one.push("FunctionPayloadType", "REQUEST");
                let arn = authorizer_function(builder, function);
                one.push("FunctionArn", arn);
                one.push("Identity", identity(authorizer));
            }
            AuthorizerKind::CognitoUserPool => {
                let pool = user_pool(builder, subject, authorizer);
                one.push("UserPoolArn", pool);
                if !authorizer.authorization_scopes.is_empty() {
                    one.push(
                        "AuthorizationScopes",
                        Node::texts(&authorizer.authorization_scopes),
                    );
                }
            }
            AuthorizerKind::ApiKey => {
                auth.push("UsagePlan", map! { "CreateUsagePlan" => "PER_API" });
                continue;
            }
            AuthorizerKind::Iam => continue,
            AuthorizerKind::Jwt { .. } => {
                only_http(builder, subject, authorizer);
                continue;
            }
        }
        known.push(&authorizer.name, one);
    }
    if !known.is_empty() {
        auth.push("Authorizers", known);
    }
    let mut properties = map! { "StageName" => STAGE, "OpenApiVersion" => "3.0.1" };
    properties
        .push("BinaryMediaTypes", Node::texts(["*~1*"]))
        .comment("Bodies that are not text pass unchanged.");
    if !auth.is_empty() {
        properties.push("Auth", auth);
    }
    builder.put(&id, "AWS::Serverless::Api", properties);
    for route in routes {
        let mut properties = map! {
            "RestApiId" => Node::reference(&id),
            "Method" => route.method(),
            "Path" => route.path,
        };
        if streams {
            properties.push("ResponseTransferMode", "RESPONSE_STREAM");
        }
        properties.maybe("TimeoutInMillis", rest_timeout(subject, streams));
        if let Some(authorizer) = route.authorizer {
            let auth = match &authorizer.kind {
                AuthorizerKind::Iam => map! { "Authorizer" => "AWS_IAM" },
                AuthorizerKind::ApiKey => map! { "ApiKeyRequired" => true },
                AuthorizerKind::Lambda { .. } | AuthorizerKind::CognitoUserPool => {
                    map! { "Authorizer" => &authorizer.name }
                }
                AuthorizerKind::Jwt { .. } => Map::new(),
            };
            if !auth.is_empty() {
                properties.push("Auth", auth);
            }
        }
        events.add_route(route, "Api", properties);
    }
    rest_output(builder, subject, &id);
}

/// The stage of a REST API.
pub(crate) const STAGE: &str = "prod";

pub(crate) fn rest_output(builder: &mut Builder<'_>, subject: Subject<'_>, id: &str) {
    let url = format!("https://${{{id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{STAGE}");
    output(
        builder,
        &format!("{id}Url"),
        &format!("URL of the REST API of {}", subject.name()),
        Node::sub(url),
    );
}

/// The timeout of a streaming integration, if it has to be longer than the default.
pub(crate) fn rest_timeout(subject: Subject<'_>, streams: bool) -> Option<u64> {
    use gatewright_tables::limits::{REST_API_S, REST_API_STREAMING_S};
    let timeout = subject.manifest.function.timeout_ms;
    (streams && timeout > REST_API_S * 1000).then(|| timeout.min(REST_API_STREAMING_S * 1000))
}

pub(crate) fn only_http(builder: &mut Builder<'_>, subject: Subject<'_>, authorizer: &Authorizer) {
    builder.remark(
        subject,
        None,
        format!(
            "a REST API does not have the authorizer `{}`: its routes are open to everyone",
            authorizer.name
        ),
        "declare `#[dispatch(triggers(http_api))]`, or use `authorizer(cognito_user_pool)`",
    );
}

/// A REST API has one name for the parameter at a place of the path; an HTTP API does not mind.
fn siblings(builder: &mut Builder<'_>, subject: Subject<'_>, routes: &[Route<'_>]) {
    let mut seen: std::collections::BTreeMap<String, &str> = std::collections::BTreeMap::new();
    for route in routes {
        let mut before = String::new();
        for segment in route.path.split('/').filter(|segment| !segment.is_empty()) {
            if segment.starts_with('{') {
                let key = format!("{before}/{{}}");
                let other = *seen.entry(key.clone()).or_insert(segment);
                if other != segment {
                    builder.remark(
                        subject,
                        Some(place(route.handler)),
                        format!("a REST API refuses `{segment}` beside `{other}` after `{before}/`: it allows one name there"),
                        format!("write `{other}` in the template `{}`", route.path),
                    );
                }
            }
            before.push('/');
            before.push_str(segment);
        }
    }
}

/// `FunctionUrlConfig`, if the function has a URL.
pub(crate) fn function_url(builder: &mut Builder<'_>, subject: Subject<'_>) -> Option<Map> {
    let trigger = subject
        .manifest
        .function
        .triggers
        .iter()
        .find(|one| one.trigger == TriggerKind::FunctionUrl)?;
    Some(triggers::url_config(builder, subject, trigger.streams))
}

/// Adds an output.
pub(crate) fn output(builder: &mut Builder<'_>, id: &str, description: &str, value: Node) {
    let output = map! { "Description" => description, "Value" => value };
    let id = builder.fresh(id, "an output");
    builder.stack.outputs.push(id, output);
}
