//! The routes that invoke a function: events of SAM, resources of API Gateway, OpenAPI documents.

use super::model::{Authorizer, Field, Fields, Function, Resource, Route, Template, Value, add};
use super::sources::is_function;
use super::text::{Piece, Text};
use super::tree::{At, Found, Kind, Node};
use gatewright_manifest::TriggerKind;
use std::collections::BTreeMap;

/// The HTTP triggers and routes of a function.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_field_names,
    reason = "the list of routes is one field beside others"
)]
pub(super) struct Routes {
    pub(super) routes: Vec<Route>,
    /// The routes of OPTIONS that a REST API answers itself.
    pub(super) mocks: Vec<Route>,
    /// Where each trigger is declared.
    pub(super) triggers: BTreeMap<TriggerKind, At>,
}

impl Routes {
    fn push(&mut self, route: Route) {
        self.triggers.entry(route.trigger).or_insert(route.at);
        self.routes.push(route);
    }
}

pub(super) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

pub(super) fn routes(template: &Template<'_>, function: &Function<'_>) -> Routes {
    let mut routes = Routes::default();
    if function.is_sam {
        events(template, function, &mut routes);
    }
    for resource in &template.resources {
        match resource.kind {
            "AWS::ApiGatewayV2::Route" => route(template, function, resource, &mut routes),
            "AWS::ApiGateway::Method" => method(template, function, resource, &mut routes),
            "AWS::Serverless::HttpApi" => document(
                template,
                function,
                resource,
                "DefinitionBody",
                TriggerKind::HttpApi,
                &mut routes,
            ),
            "AWS::Serverless::Api" => document(
                template,
                function,
                resource,
                "DefinitionBody",
                TriggerKind::RestApi,
                &mut routes,
            ),
            "AWS::ApiGatewayV2::Api" => {
                document(
                    template,
                    function,
                    resource,
                    "Body",
                    TriggerKind::HttpApi,
                    &mut routes,
                );
                // The quick form: an API with one function as its target.
                if template
                    .text(resource.properties, "Target")
                    .is_some_and(|text| is_function(template, function, &text))
                {
                    let key = template
                        .known(resource.properties, "RouteKey")
                        .unwrap_or_else(|| "$default".to_owned());
                    let api = Some(resource.id.to_owned());
                    routes.push(of_key(resource, api, resource.at, &key, Authorizer::None));
                }
            }
            "AWS::ApiGateway::RestApi" => document(
                template,
                function,
                resource,
                "Body",
                TriggerKind::RestApi,
                &mut routes,
            ),
            "AWS::ElasticLoadBalancingV2::TargetGroup" if targets(template, function, resource) => {
                routes
                    .triggers
                    .entry(TriggerKind::Alb)
                    .or_insert(resource.at);
            }
            "AWS::VpcLattice::TargetGroup" if targets(template, function, resource) => {
                routes
                    .triggers
                    .entry(TriggerKind::VpcLattice)
                    .or_insert(resource.at);
            }
            _ => {}
        }
    }
    if let Some(url) = function.fields.get("FunctionUrlConfig") {
        routes
            .triggers
            .entry(TriggerKind::FunctionUrl)
            .or_insert(url.at);
    }
    routes
}

fn targets(template: &Template<'_>, function: &Function<'_>, resource: &Resource<'_>) -> bool {
    let targets = resource
        .properties
        .child("Targets")
        .map_or_else(Vec::new, Node::items);
    targets.into_iter().any(|target| {
        let id = template.text(target, "Id");
        id.is_some_and(|id| is_function(template, function, &id))
    })
}

/// The events `Api` and `HttpApi` of SAM.
fn events(template: &Template<'_>, function: &Function<'_>, routes: &mut Routes) {
    let Some(events) = function.resource.properties.child("Events") else {
        return;
    };
    for event in events.entries() {
        let trigger = match event.value.child("Type").and_then(Node::text) {
            Some("HttpApi") => TriggerKind::HttpApi,
            Some("Api") => TriggerKind::RestApi,
            _ => continue,
        };
        let empty = Node {
            at: event.at,
            kind: Kind::Null,
        };
        let properties = event.value.child("Properties").unwrap_or(&empty);
        let method = template.text(properties, "Method");
        let path = template.text(properties, "Path").map(|path| path.shown());
        routes.push(Route {
            trigger,
            api: api_of(template, properties, trigger),
            label: event.key.clone(),
            at: event.at,
            method_at: method.as_ref().map_or(event.at, |method| method.at),
            method: method
                .map(|method| method.shown())
                .and_then(|method| any(&method)),
            path: path.filter(|path| path != "$default"),
            authorizer: of_event(template, properties, trigger),
            transfer: template.field(properties, "ResponseTransferMode"),
            needs_permission: false,
        });
    }
}

/// `None` for every method.
fn any(method: &str) -> Option<String> {
    let method = method.to_uppercase();
    (!matches!(
        method.as_str(),
        "ANY" | "X-AMAZON-APIGATEWAY-ANY-METHOD" | "*"
    ))
    .then_some(method)
}

/// The logical id of the API that an event, a route or a method names.
fn api_of(template: &Template<'_>, properties: &Node, trigger: TriggerKind) -> Option<String> {
    let key = match trigger {
        TriggerKind::HttpApi => "ApiId",
        _ => "RestApiId",
    };
    let text = template.text(properties, key)?;
    text.name().map(|(id, _)| id.to_owned())
}

/// The authorizer of an event, or the default one of its API.
fn of_event(template: &Template<'_>, properties: &Node, trigger: TriggerKind) -> Authorizer {
    let api = api_of(template, properties, trigger);
    let declared = api
        .as_ref()
        .and_then(|id| template.resource(id))
        .map(|api| api.properties);
    let globals = template.root.child(match trigger {
        TriggerKind::HttpApi => "Globals.HttpApi",
        _ => "Globals.Api",
    });
    let look = |path: &str| {
        [declared, globals]
            .into_iter()
            .flatten()
            .find_map(|node| node.child(path))
    };
    if properties.child("Auth.ApiKeyRequired").and_then(Node::text) == Some("true") {
        return here(properties.at, "api_key", None, Fields::new());
    }
    let (named, at) = match properties.path("Auth.Authorizer") {
        Found::Here(name) => (name.text().map(str::to_owned), name.at),
        Found::Unknown(_) => return Authorizer::Unknown,
        Found::Absent => match look("Auth.DefaultAuthorizer") {
            Some(name) => (name.text().map(str::to_owned), properties.at),
            None if look("Auth.ApiKeyRequired").and_then(Node::text) == Some("true") => {
                return here(properties.at, "api_key", None, Fields::new());
            }
            None => return Authorizer::None,
        },
    };
    let Some(name) = named else {
        return Authorizer::Unknown;
    };
    match name.as_str() {
        "NONE" => return Authorizer::None,
        "AWS_IAM" => return here(at, "iam", Some(name), Fields::new()),
        _ => {}
    }
    let Some(authorizer) = look(&format!("Auth.Authorizers.{name}")) else {
        return if declared.is_some() {
            here(at, "undeclared", Some(name), Fields::new())
        } else {
            // An API that the template does not have.
            Authorizer::Unknown
        };
    };
    let (kind, mut fields) = declared_kind(template, authorizer);
    add(
        &mut fields,
        "AuthorizationScopes",
        template.field(properties, "Auth.AuthorizationScopes"),
    );
    add(
        &mut fields,
        "AuthorizationScopes",
        template.field(authorizer, "AuthorizationScopes"),
    );
    here(at, kind, Some(name), fields)
}

fn here(at: At, kind: &'static str, name: Option<String>, fields: Fields) -> Authorizer {
    Authorizer::Here {
        at,
        kind,
        name,
        fields,
    }
}

/// The kind and the fields of an authorizer of `AWS::Serverless::Api` or `HttpApi`.
fn declared_kind(template: &Template<'_>, node: &Node) -> (&'static str, Fields) {
    let mut fields = Fields::new();
    let kind = if let Some(jwt) = node.child("JwtConfiguration") {
        for (name, path) in [
            ("JwtConfiguration.Issuer", "issuer"),
            ("JwtConfiguration.Issuer", "Issuer"),
            ("JwtConfiguration.Audience", "audience"),
            ("JwtConfiguration.Audience", "Audience"),
        ] {
            add(&mut fields, name, template.field(jwt, path));
        }
        "jwt"
    } else if node.child("UserPoolArn").is_some() {
        "cognito_user_pool"
    } else {
        add(
            &mut fields,
            "FunctionArn",
            template.field(node, "FunctionArn"),
        );
        "lambda"
    };
    identity(template, node, &mut fields);
    (kind, fields)
}

/// The parts of a request in `Identity` of SAM, and their names in an identity source.
const IDENTITY: &[(&str, &str)] = &[
    ("Header", "header"),
    ("Headers", "header"),
    ("QueryStrings", "querystring"),
    ("StageVariables", "stageVariables"),
    ("Context", "context"),
];

/// `IdentitySource` is a text or a list, and `Identity` has the parts of a request.
fn identity(template: &Template<'_>, node: &Node, fields: &mut Fields) {
    add(
        fields,
        "IdentitySource",
        template.field(node, "IdentitySource"),
    );
    let Some(identity) = node.child("Identity") else {
        return;
    };
    let mut sources = Vec::new();
    for (key, part) in IDENTITY {
        for name in identity.child(key).map_or_else(Vec::new, Node::items) {
            let mut text = Text::literal(name.at, format!("request.{part}."));
            let name = template.names.text(name);
            text.pieces.push(match name.known() {
                Some(known) => Piece::Known(known),
                None => Piece::Unknown,
            });
            sources.push(text);
        }
    }
    if !sources.is_empty() {
        let field = Field {
            at: identity.at,
            value: Value::List(sources),
        };
        add(fields, "IdentitySource", Some(field));
    }
}

/// Whether the integration of a route is the function.
fn integrated(template: &Template<'_>, function: &Function<'_>, target: &Text) -> bool {
    target.pieces.iter().any(|piece| {
        let Piece::Name { id, .. } = piece else {
            return false;
        };
        template.resource(id).is_some_and(|resource| {
            resource.kind == "AWS::ApiGatewayV2::Integration"
                && template
                    .text(resource.properties, "IntegrationUri")
                    .is_some_and(|uri| is_function(template, function, &uri))
        })
    })
}

/// Returns the route key and its API, if the route is one of a WebSocket API to the function.
pub(super) fn websocket<'a>(
    template: &Template<'a>,
    function: &Function<'_>,
    resource: &Resource<'_>,
) -> Option<(Text, Resource<'a>)> {
    let properties = resource.properties;
    let target = template.text(properties, "Target")?;
    if !integrated(template, function, &target) {
        return None;
    }
    let api = template.text(properties, "ApiId")?;
    let api = *template.resource(api.name()?.0)?;
    let protocol = template.known(api.properties, "ProtocolType")?;
    (protocol == "WEBSOCKET").then_some(())?;
    Some((template.text(properties, "RouteKey")?, api))
}

/// `AWS::ApiGatewayV2::Route`.
fn route(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
    routes: &mut Routes,
) {
    if websocket(template, function, resource).is_some() {
        routes
            .triggers
            .entry(TriggerKind::Websocket)
            .or_insert(resource.at);
        return;
    }
    let properties = resource.properties;
    let is_ours = template
        .text(properties, "Target")
        .is_some_and(|target| integrated(template, function, &target));
    let Some(key) = template.text(properties, "RouteKey").filter(|_| is_ours) else {
        return;
    };
    let authorizer = match template.known(properties, "AuthorizationType").as_deref() {
        None if properties.child("AuthorizationType").is_some() => Authorizer::Unknown,
        None | Some("NONE") => Authorizer::None,
        Some("AWS_IAM") => here(resource.at, "iam", None, Fields::new()),
        Some(other) => {
            let declared = template.text(properties, "AuthorizerId").and_then(|text| {
                text.name()
                    .and_then(|(id, _)| template.resource(id))
                    .copied()
            });
            let mut fields = Fields::new();
            let mut name = None;
            if let Some(declared) = declared {
                name = template.known(declared.properties, "Name");
                for path in ["JwtConfiguration.Issuer", "JwtConfiguration.Audience"] {
                    add(&mut fields, path, template.field(declared.properties, path));
                }
                add(
                    &mut fields,
                    "FunctionArn",
                    template.field(declared.properties, "AuthorizerUri"),
                );
                identity(template, declared.properties, &mut fields);
            }
            add(
                &mut fields,
                "AuthorizationScopes",
                template.field(properties, "AuthorizationScopes"),
            );
            let kind = match other {
                "JWT" => "jwt",
                "CUSTOM" => "lambda",
                _ => "undeclared",
            };
            here(resource.at, kind, name, fields)
        }
    };
    let api = api_of(template, properties, TriggerKind::HttpApi);
    routes.push(of_key(resource, api, key.at, &key.shown(), authorizer));
}

/// A route of a route key: `GET /orders/{id}` or `$default`.
fn of_key(
    resource: &Resource<'_>,
    api: Option<String>,
    at: At,
    key: &str,
    authorizer: Authorizer,
) -> Route {
    let (method, path) = match key.split_once(' ') {
        Some((method, path)) => (any(method), Some(path.to_owned())),
        None => (None, None),
    };
    Route {
        trigger: TriggerKind::HttpApi,
        api,
        label: resource.id.to_owned(),
        at,
        method_at: at,
        method,
        path,
        authorizer,
        transfer: None,
        needs_permission: true,
    }
}

/// `AWS::ApiGateway::Method`.
fn method(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
    routes: &mut Routes,
) {
    let properties = resource.properties;
    let is_ours = template
        .text(properties, "Integration.Uri")
        .is_some_and(|uri| is_function(template, function, &uri));
    let Some(method) = template.text(properties, "HttpMethod") else {
        return;
    };
    let is_mock = method.known().as_deref() == Some("OPTIONS")
        && template.known(properties, "Integration.Type").as_deref() == Some("MOCK");
    if !is_ours && !is_mock {
        return;
    }
    let mut parts = Vec::new();
    let mut next = template.text(properties, "ResourceId");
    // The depth of a path is limited by the number of resources.
    for _ in 0..=template.resources.len() {
        let Some((id, _)) = next.as_ref().and_then(Text::name) else {
            break;
        };
        let Some(parent) = template
            .resource(id)
            .filter(|parent| parent.kind == "AWS::ApiGateway::Resource")
        else {
            break;
        };
        parts.push(
            template
                .known(parent.properties, "PathPart")
                .unwrap_or_else(|| "*".to_owned()),
        );
        next = template.text(parent.properties, "ParentId");
    }
    parts.reverse();
    let authorizer = match template.known(properties, "AuthorizationType").as_deref() {
        Some("AWS_IAM") => here(resource.at, "iam", None, Fields::new()),
        Some(kind @ ("COGNITO_USER_POOLS" | "CUSTOM")) => {
            let declared = template.text(properties, "AuthorizerId").and_then(|text| {
                text.name()
                    .and_then(|(id, _)| template.resource(id))
                    .copied()
            });
            let mut fields = Fields::new();
            let mut name = None;
            if let Some(declared) = declared {
                name = template.known(declared.properties, "Name");
                add(
                    &mut fields,
                    "FunctionArn",
                    template.field(declared.properties, "AuthorizerUri"),
                );
                identity(template, declared.properties, &mut fields);
            }
            add(
                &mut fields,
                "AuthorizationScopes",
                template.field(properties, "AuthorizationScopes"),
            );
            let kind = if kind == "CUSTOM" {
                "lambda"
            } else {
                "cognito_user_pool"
            };
            here(resource.at, kind, name, fields)
        }
        None if properties.child("AuthorizationType").is_some() => Authorizer::Unknown,
        _ if properties.child("ApiKeyRequired").and_then(Node::text) == Some("true") => {
            here(resource.at, "api_key", None, Fields::new())
        }
        _ => Authorizer::None,
    };
    let route = Route {
        trigger: TriggerKind::RestApi,
        api: api_of(template, properties, TriggerKind::RestApi),
        label: resource.id.to_owned(),
        at: resource.at,
        method_at: method.at,
        method: any(&method.shown()),
        path: Some(format!("/{}", parts.join("/"))),
        authorizer,
        transfer: template.field(properties, "Integration.ResponseTransferMode"),
        needs_permission: true,
    };
    if is_mock {
        routes.mocks.push(route);
    } else {
        routes.push(route);
    }
}

/// The paths of an OpenAPI document.
fn document(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
    key: &str,
    trigger: TriggerKind,
    routes: &mut Routes,
) {
    let Some(body) = resource.properties.child(key) else {
        return;
    };
    for path in body.child("paths").map_or(&[][..], Node::entries) {
        for operation in path.value.entries() {
            let name = operation.key.to_lowercase();
            if name != "x-amazon-apigateway-any-method" && !METHODS.contains(&name.as_str()) {
                continue;
            }
            let integration = operation.value.child("x-amazon-apigateway-integration");
            let uri = integration.and_then(|integration| template.text(integration, "uri"));
            let is_mock = name == "options"
                && integration
                    .and_then(|integration| integration.child("type"))
                    .and_then(Node::text)
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("mock"));
            if !is_mock && !uri.is_some_and(|uri| is_function(template, function, &uri)) {
                continue;
            }
            let route = Route {
                trigger,
                api: Some(resource.id.to_owned()),
                label: resource.id.to_owned(),
                at: path.at,
                method_at: operation.at,
                method: any(&operation.key),
                path: Some(path.key.clone())
                    .filter(|path| !matches!(path.as_str(), "$default" | "/$default")),
                authorizer: secured(template, body, &operation.value, resource),
                transfer: integration
                    .and_then(|integration| template.field(integration, "responseTransferMode")),
                needs_permission: true,
            };
            if is_mock {
                routes.mocks.push(route);
            } else {
                routes.push(route);
            }
        }
    }
}

/// The authorizer of an operation: its `security`, or that of the document.
fn secured(
    template: &Template<'_>,
    body: &Node,
    operation: &Node,
    resource: &Resource<'_>,
) -> Authorizer {
    let auth_type = operation
        .child("x-amazon-apigateway-auth.type")
        .and_then(Node::text);
    if auth_type.is_some_and(|kind| kind.eq_ignore_ascii_case("AWS_IAM")) {
        return here(operation.at, "iam", None, Fields::new());
    }
    let Some(security) = operation
        .child("security")
        .or_else(|| body.child("security"))
    else {
        // SAM adds the authorizers of the API to the document.
        return if resource.properties.child("Auth").is_some() {
            Authorizer::Unknown
        } else {
            Authorizer::None
        };
    };
    let Some(entry) = security.items().into_iter().flat_map(Node::entries).next() else {
        return Authorizer::None;
    };
    let schemes = body
        .child("components.securitySchemes")
        .or_else(|| body.child("securityDefinitions"));
    let Some(scheme) = schemes.and_then(|schemes| schemes.get(&entry.key).node()) else {
        return Authorizer::Unknown;
    };
    let mut fields = Fields::new();
    if matches!(entry.value.kind, Kind::List(_)) && !entry.value.items().is_empty() {
        add(
            &mut fields,
            "AuthorizationScopes",
            Some(template.value(&entry.value)),
        );
    }
    let auth_type = scheme
        .child("x-amazon-apigateway-authtype")
        .and_then(Node::text)
        .unwrap_or("");
    let authorizer = scheme.child("x-amazon-apigateway-authorizer");
    let kind_of = authorizer
        .and_then(|node| node.child("type"))
        .and_then(Node::text)
        .unwrap_or("");
    let kind = match (kind_of, auth_type) {
        ("jwt", _) => "jwt",
        ("cognito_user_pools", _) => "cognito_user_pool",
        ("token" | "request", _) => "lambda",
        (_, "awsSigv4") => "iam",
        _ if scheme
            .child("name")
            .and_then(Node::text)
            .is_some_and(|name| name.eq_ignore_ascii_case("x-api-key")) =>
        {
            "api_key"
        }
        _ => return Authorizer::Unknown,
    };
    if let Some(node) = authorizer {
        for (name, path) in [
            ("JwtConfiguration.Issuer", "jwtConfiguration.issuer"),
            ("JwtConfiguration.Audience", "jwtConfiguration.audience"),
            ("FunctionArn", "authorizerUri"),
            ("IdentitySource", "identitySource"),
        ] {
            add(&mut fields, name, template.field(node, path));
        }
    }
    here(entry.at, kind, Some(entry.key.clone()), fields)
}
