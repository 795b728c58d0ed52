//! HTTP APIs and REST APIs without SAM.

use super::builder::{Builder, Subject, place, stem};
use super::http::{
    PREFLIGHT, Route, STAGE, authorizer_function, authorizers, is_simple, jwt, only_http,
    only_rest, output, rest_output, rest_timeout, user_pool,
};
use super::node::{Map, Node, map};
use gatewright_manifest::{Authorizer, AuthorizerKind};
use sha2::{Digest as _, Sha256};

/// The part of an execution's ARN before the id of the API.
const EXECUTE: &str = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}";

/// `AWS::ApiGatewayV2`.
pub(crate) fn plain_http(builder: &mut Builder<'_>, subject: Subject<'_>, routes: &[Route<'_>]) {
    let api = map! { "Name" => subject.name(), "ProtocolType" => "HTTP" };
    let id = builder.add(
        &format!("{}HttpApi", subject.stem),
        "AWS::ApiGatewayV2::Api",
        api,
    );
    let integration = map! {
        "ApiId" => Node::reference(&id),
        "IntegrationType" => "AWS_PROXY",
        "IntegrationUri" => builder.invoked_arn(subject),
        "PayloadFormatVersion" => "2.0",
    };
    let integration = builder.add(
        &format!("{id}Integration"),
        "AWS::ApiGatewayV2::Integration",
        integration,
    );
    let mut known: Vec<(&Authorizer, String)> = Vec::new();
    for authorizer in authorizers(routes) {
        if let Some(one) = http_authorizer(builder, subject, &id, authorizer) {
            known.push((authorizer, one));
        }
    }
    for route in routes {
        let mut properties = map! {
            "ApiId" => Node::reference(&id),
            "RouteKey" => format!("{} {}", route.method(), route.path),
            "Target" => Node::sub(format!("integrations/${{{integration}}}")),
        };
        match route
            .authorizer
            .map(|authorizer| (authorizer, &authorizer.kind))
        {
            Some((_, AuthorizerKind::Iam)) => {
                properties.push("AuthorizationType", "AWS_IAM");
            }
            Some((authorizer, kind)) => {
                if let Some((_, id)) = known.iter().find(|(one, _)| one.name == authorizer.name) {
                    let is_jwt = matches!(kind, AuthorizerKind::Jwt { .. });
                    properties.push("AuthorizationType", if is_jwt { "JWT" } else { "CUSTOM" });
                    properties.push("AuthorizerId", Node::reference(id));
                    if is_jwt && !authorizer.authorization_scopes.is_empty() {
                        properties.push(
                            "AuthorizationScopes",
                            Node::texts(&authorizer.authorization_scopes),
                        );
                    }
                }
            }
            None => {}
        }
        let wanted = format!("{id}{}Route", route.stem());
        builder.add(&wanted, "AWS::ApiGatewayV2::Route", properties);
        let entry = builder.last().place(place(route.handler));
        if route.is_preflight {
            entry.comment(PREFLIGHT);
        }
    }
    let stage = map! {
        "ApiId" => Node::reference(&id),
        "StageName" => "$default",
        "AutoDeploy" => true,
    };
    builder.add(&format!("{id}Stage"), "AWS::ApiGatewayV2::Stage", stage);
    builder.permission(
        subject,
        &format!("{id}Permission"),
        map! {
            "Principal" => "apigateway.amazonaws.com",
            "SourceArn" => Node::sub(format!("{EXECUTE}:${{{id}}}/*")),
        },
    );
    let endpoint = Node::GetAtt(id.clone(), "ApiEndpoint".to_owned());
    output(
        builder,
        &format!("{id}Url"),
        &format!("URL of the HTTP API of {}", subject.name()),
        endpoint,
    );
}

/// Adds an authorizer of an HTTP API, and returns its id.
fn http_authorizer(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    api: &str,
    authorizer: &Authorizer,
) -> Option<String> {
    let mut properties = map! { "ApiId" => Node::reference(api), "Name" => &authorizer.name };
    let sources = if authorizer.identity_source.is_empty() {
        Node::texts(["$request.header.Authorization"])
    } else {
        Node::texts(&authorizer.identity_source)
    };
    let mut of_function = None;
    match &authorizer.kind {
        AuthorizerKind::Jwt { issuer, audience } => {
            let (issuer, audience) = jwt(builder, subject, authorizer, issuer.as_deref(), audience);
            properties.push("AuthorizerType", "JWT");
            properties.push("IdentitySource", sources);
            properties.push(
                "JwtConfiguration",
                map! { "Issuer" => issuer, "Audience" => audience },
            );
        }
        AuthorizerKind::Lambda { function } => {
            let arn = authorizer_function(builder, function);
            properties.push("AuthorizerType", "REQUEST");
            properties.push("AuthorizerPayloadFormatVersion", "2.0");
            let simple = is_simple(builder, function).unwrap_or(true);
            properties.push("EnableSimpleResponses", simple);
            properties.push("IdentitySource", sources);
            properties.push("AuthorizerUri", invocation_uri(&arn, false));
            of_function = Some(arn);
        }
        AuthorizerKind::Iam => return None,
        AuthorizerKind::CognitoUserPool | AuthorizerKind::ApiKey => {
            only_rest(builder, subject, authorizer);
            return None;
        }
    }
    let id = format!(
        "{api}{}Authorizer",
        stem(&authorizer.name).trim_end_matches("Authorizer")
    );
    let id = builder.add(&id, "AWS::ApiGatewayV2::Authorizer", properties);
    if let Some(arn) = of_function {
        let permission = map! {
            "Action" => "lambda:InvokeFunction",
            "FunctionName" => arn,
            "Principal" => "apigateway.amazonaws.com",
            "SourceArn" => Node::sub(format!("{EXECUTE}:${{{api}}}/authorizers/${{{id}}}")),
        };
        builder.add(
            &format!("{id}Permission"),
            "AWS::Lambda::Permission",
            permission,
        );
    }
    Some(id)
}

/// The URI with which API Gateway invokes a function.
pub(crate) fn invocation_uri(arn: &Node, streams: bool) -> Node {
    let (version, call) = if streams {
        ("2021-11-15", "response-streaming-invocations")
    } else {
        ("2015-03-31", "invocations")
    };
    let text = |arn: &str| {
        format!(
            "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/{version}/functions/{arn}/{call}"
        )
    };
    match arn {
        Node::GetAtt(id, attribute) => Node::Sub(text(&format!("${{{id}.{attribute}}}"))),
        Node::Ref(id) if !id.contains('.') => Node::Sub(text(&format!("${{{id}}}"))),
        // SAM knows the alias of a function in `!Ref` only.
        other => Node::call(
            "Sub",
            vec![
                text("${Function}").into(),
                map! { "Function" => other.clone() }.into(),
            ],
        ),
    }
}

/// `AWS::ApiGateway`, with the routes as an OpenAPI document.
pub(crate) fn plain_rest(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    routes: &[Route<'_>],
    streams: bool,
) {
    let id = builder.fresh(
        &format!("{}RestApi", subject.stem),
        "AWS::ApiGateway::RestApi",
    );
    let uri = invocation_uri(&builder.invoked_arn(subject), streams);
    let by_path = paths(subject, routes, &uri, streams);
    let mut body = map! {
        "openapi" => "3.0.1",
        "info" => map! { "title" => subject.name(), "version" => "1.0" },
        "paths" => by_path,
    };
    let mut schemes = Map::new();
    let mut functions = Vec::new();
    let mut has_key = false;
    for authorizer in authorizers(routes) {
        if let Some(scheme) = scheme(builder, subject, authorizer, &mut functions) {
            schemes.push(&authorizer.name, scheme);
        }
        has_key |= authorizer.kind == AuthorizerKind::ApiKey;
    }
    if !schemes.is_empty() {
        body.push("components", map! { "securitySchemes" => schemes });
    }
    // A deployment is a snapshot, so a new body needs a new one.
    let digest = Sha256::digest(Node::from(body.clone()).to_json().to_string());
    let digest: Vec<String> = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let digest = digest.concat();
    let api = map! {
        "Name" => subject.name(),
        "BinaryMediaTypes" => Node::texts(["*/*"]),
        "Body" => body,
    };
    builder.put(&id, "AWS::ApiGateway::RestApi", api);
    let deployment = builder.add(
        &format!("{id}Deployment{digest}"),
        "AWS::ApiGateway::Deployment",
        map! { "RestApiId" => Node::reference(&id) },
    );
    builder.last().comment(
        "The end of the id changes with the routes, because a deployment is a snapshot of them.",
    );
    let stage = map! {
        "RestApiId" => Node::reference(&id),
        "DeploymentId" => Node::Ref(deployment),
        "StageName" => STAGE,
    };
    let stage = builder.add(&format!("{id}Stage"), "AWS::ApiGateway::Stage", stage);
    builder.permission(
        subject,
        &format!("{id}Permission"),
        map! {
            "Principal" => "apigateway.amazonaws.com",
            "SourceArn" => Node::sub(format!("{EXECUTE}:${{{id}}}/*")),
        },
    );
    for arn in functions {
        let permission = map! {
            "Action" => "lambda:InvokeFunction",
            "FunctionName" => arn,
            "Principal" => "apigateway.amazonaws.com",
            "SourceArn" => Node::sub(format!("{EXECUTE}:${{{id}}}/authorizers/*")),
        };
        builder.add(
            &format!("{id}AuthorizerPermission"),
            "AWS::Lambda::Permission",
            permission,
        );
    }
    if has_key {
        add_key(builder, &id, &stage);
    }
    rest_output(builder, subject, &id);
}

/// The paths of the OpenAPI document of a REST API.
fn paths(subject: Subject<'_>, routes: &[Route<'_>], uri: &Node, streams: bool) -> Map {
    let mut paths: Vec<(&str, Map)> = Vec::new();
    for route in routes {
        let mut integration = map! {
            "type" => "aws_proxy",
            "httpMethod" => "POST",
            "uri" => uri.clone(),
        };
        if streams {
            integration.push("responseTransferMode", "STREAM");
        }
        integration.maybe("timeoutInMillis", rest_timeout(subject, streams));
        let mut operation = Map::new();
        if let Some(authorizer) = route.authorizer
            && !matches!(authorizer.kind, AuthorizerKind::Jwt { .. })
        {
            let is_pool = matches!(authorizer.kind, AuthorizerKind::CognitoUserPool);
            let scopes: &[String] = if is_pool {
                &authorizer.authorization_scopes
            } else {
                &[]
            };
            let requirement = map! { &authorizer.name => Node::texts(scopes) };
            operation.push("security", vec![requirement.into()]);
        }
        operation.push("responses", Map::new());
        operation.push("x-amazon-apigateway-integration", integration);
        let method = route.method.map_or_else(
            || "x-amazon-apigateway-any-method".to_owned(),
            str::to_lowercase,
        );
        let at = paths.iter().position(|(path, _)| *path == route.path);
        let at = at.unwrap_or_else(|| {
            paths.push((route.path, Map::new()));
            paths.len() - 1
        });
        let entry = paths[at].1.push(method, operation);
        if route.is_preflight {
            entry.comment(PREFLIGHT);
        }
    }
    let mut by_path = Map::new();
    for (path, operations) in paths {
        by_path.push(path, operations);
    }
    by_path
}

/// The security scheme of an authorizer in the OpenAPI document of a REST API.
fn scheme(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    authorizer: &Authorizer,
    functions: &mut Vec<Node>,
) -> Option<Map> {
    let in_header = |name: &str| map! { "type" => "apiKey", "name" => name, "in" => "header" };
    let header = authorizer
        .identity_source
        .iter()
        .find_map(|one| one.rsplit_once("request.header."))
        .map_or("Authorization", |(_, name)| name);
    Some(match &authorizer.kind {
        AuthorizerKind::Lambda { function } => {
            let arn = authorizer_function(builder, function);
            let details = map! {
                "type" => "request",
                "identitySource" => identity_source(authorizer),
                "authorizerUri" => invocation_uri(&arn, false),
            };
            functions.push(arn);
            in_header(header)
                .with("x-amazon-apigateway-authtype", "custom")
                .with("x-amazon-apigateway-authorizer", details)
        }
        AuthorizerKind::CognitoUserPool => {
            let pool = user_pool(builder, subject, authorizer);
            let details = map! { "type" => "cognito_user_pools", "providerARNs" => vec![pool] };
            in_header(header)
                .with("x-amazon-apigateway-authtype", "cognito_user_pools")
                .with("x-amazon-apigateway-authorizer", details)
        }
        AuthorizerKind::Iam => {
            in_header("Authorization").with("x-amazon-apigateway-authtype", "awsSigv4")
        }
        AuthorizerKind::ApiKey => in_header("x-api-key"),
        AuthorizerKind::Jwt { .. } => {
            only_http(builder, subject, authorizer);
            return None;
        }
    })
}

/// `method.request.header.X, method.request.querystring.Y`
fn identity_source(authorizer: &Authorizer) -> String {
    let sources: Vec<String> = authorizer
        .identity_source
        .iter()
        .map(|one| match one.strip_prefix("$request.") {
            Some(rest) => format!("method.request.{rest}"),
            None => one.trim_start_matches('$').to_owned(),
        })
        .collect();
    if sources.is_empty() {
        "method.request.header.Authorization".to_owned()
    } else {
        sources.join(", ")
    }
}

/// The key and the usage plan without which a REST API accepts no key.
fn add_key(builder: &mut Builder<'_>, id: &str, stage: &str) {
    let key = builder.add(
        &format!("{id}Key"),
        "AWS::ApiGateway::ApiKey",
        map! { "Enabled" => true },
    );
    let plan = map! {
        "ApiStages" => vec![map! { "ApiId" => Node::reference(id), "Stage" => Node::reference(stage) }.into()],
    };
    let plan = builder.add(
        &format!("{id}UsagePlan"),
        "AWS::ApiGateway::UsagePlan",
        plan,
    );
    let link = map! { "KeyId" => Node::Ref(key), "KeyType" => "API_KEY", "UsagePlanId" => Node::Ref(plan) };
    builder.add(
        &format!("{id}UsagePlanKey"),
        "AWS::ApiGateway::UsagePlanKey",
        link,
    );
}
