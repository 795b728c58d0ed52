//! Function URLs, load balancers, VPC Lattice and WebSocket APIs. SAM has only the first.

use super::builder::{Builder, Subject, place, source, stem};
use super::function::depend;
use super::http::{Route, output};
use super::node::{Map, Node, map};
use super::stack::Form;
use crate::iam::sdk::CONNECTIONS;
use gatewright_manifest::{AuthorizerKind, Handler};

/// The most patterns of a listener rule.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const ALB_PATTERNS: usize = 5;

/// `FunctionUrlConfig` of SAM, whose keys are those of `AWS::Lambda::Url`.
pub(crate) fn url_config(builder: &mut Builder<'_>, subject: Subject<'_>, streams: bool) -> Map {
    let mut config = Map::new();
    let declared = declared_auth(subject);
    if declared.is_none() {
        builder.remark(
            subject,
            None,
            "the code does not say who may call the function URL, so callers must sign their requests",
            "`#[lambda_handler(function_url_config(auth_type = \"NONE\"))]` opens it to everyone, `\"AWS_IAM\"` states the default",
        );
    }
    let entry = config.push("AuthType", declared.unwrap_or("AWS_IAM"));
    if declared.is_none() {
        entry.comment("Callers sign their requests. `NONE` opens the URL to everyone.");
    }
    config.push(
        "InvokeMode",
        if streams {
            "RESPONSE_STREAM"
        } else {
            "BUFFERED"
        },
    );
    config
}

fn declared_auth(subject: Subject<'_>) -> Option<&str> {
    let function = &subject.manifest.function;
    let is_iam = |one: &gatewright_manifest::Authorizer| one.kind == AuthorizerKind::Iam;
    match &function.settings.function_url_config {
        Some(config) => Some(&config.auth_type),
        None => function.authorizers.iter().any(is_iam).then_some("AWS_IAM"),
    }
}

/// Adds the URL, unless it is a property of SAM's function, and its permissions, unless SAM adds them.
pub(crate) fn function_url(builder: &mut Builder<'_>, subject: Subject<'_>, streams: bool) {
    let auth = declared_auth(subject).unwrap_or("AWS_IAM").to_owned();
    let mut handlers = subject.manifest.handlers.iter();
    if auth != "NONE"
        && let Some(handler) = handlers.find(|handler| handler.cors.is_some())
    {
        builder.remark(
            subject,
            Some(place(handler)),
            "a function URL with IAM refuses CORS preflight requests, which are not signed",
            "open it with `#[lambda_handler(function_url_config(auth_type = \"NONE\"))]` and check callers in a middleware, or declare `triggers(http_api)`",
        );
    }
    let alias = subject
        .manifest
        .function
        .settings
        .auto_publish_alias
        .as_deref();
    let id = match builder.form {
        Form::Sam => format!("{}Url", subject.id),
        Form::Plain => {
            let mut properties = map! { "TargetFunctionArn" => Node::reference(subject.id) };
            properties.maybe("Qualifier", alias);
            properties.0.extend(url_config(builder, subject, streams).0);
            let id = builder.add(
                &format!("{}Url", subject.id),
                "AWS::Lambda::Url",
                properties,
            );
            if alias.is_some() {
                depend(builder, &id, &format!("{}Alias", subject.stem));
            }
            id
        }
    };
    // SAM adds both statements to a URL without authentication.
    if builder.form == Form::Plain || auth != "NONE" {
        let principal = if auth == "NONE" {
            Node::from("*")
        } else {
            Node::reference("AWS::AccountId")
        };
        let url = map! {
            "Action" => "lambda:InvokeFunctionUrl",
            "FunctionName" => builder.invoked(subject),
            "FunctionUrlAuthType" => &auth,
            "Principal" => principal.clone(),
        };
        let function = map! {
            "Action" => "lambda:InvokeFunction",
            "FunctionName" => builder.invoked(subject),
            "InvokedViaFunctionUrl" => true,
            "Principal" => principal,
        };
        builder.add(
            &format!("{}UrlPermission", subject.stem),
            "AWS::Lambda::Permission",
            url,
        );
        let comment = if auth == "NONE" {
            "A call of the URL needs both permissions."
        } else {
            "A call of the URL needs both permissions. Identities of the account need them in their own policies, too."
        };
        builder.last().comment(comment);
        builder.add(
            &format!("{}UrlInvokePermission", subject.stem),
            "AWS::Lambda::Permission",
            function,
        );
    }
    let value = Node::GetAtt(id, "FunctionUrl".to_owned());
    output(
        builder,
        &format!("{}Url", subject.stem),
        &format!("URL of {}", subject.name()),
        value,
    );
}

/// A target group, and a rule of a listener that the user has.
pub(crate) fn alb(builder: &mut Builder<'_>, subject: Subject<'_>, routes: &[Route<'_>]) {
    let permission = builder.permission(
        subject,
        &format!("{}AlbPermission", subject.stem),
        map! { "Principal" => "elasticloadbalancing.amazonaws.com" },
    );
    let group = map! {
        "TargetType" => "lambda",
        "Targets" => vec![map! { "Id" => builder.invoked_arn(subject) }.into()],
        "TargetGroupAttributes" => vec![map! { "Key" => "lambda.multi_value_headers.enabled", "Value" => "true" }.into()],
    };
    let id = format!("{}TargetGroup", subject.stem);
    let group = builder.add(&id, "AWS::ElasticLoadBalancingV2::TargetGroup", group);
    depend(builder, &group, &permission);
    let name = subject.name();
    let listener =
        format!("ARN of the listener of the Application Load Balancer in front of {name}");
    let listener = builder.parameter(&format!("{}ListenerArn", subject.stem), &listener);
    let priority = builder.parameter_with(
        &format!("{}ListenerRulePriority", subject.stem),
        &format!(
            "Priority of the listener's rule for {name}, unique among the rules of the listener"
        ),
        map! { "Default" => 100_i64 },
    );
    let mut patterns: Vec<String> = Vec::new();
    for route in routes {
        let segments = route.path.split('/').map(|segment| {
            if segment.starts_with('{') {
                "*"
            } else {
                segment
            }
        });
        let pattern = segments.collect::<Vec<_>>().join("/");
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    let is_too_many = patterns.len() > ALB_PATTERNS;
    if is_too_many || patterns.is_empty() {
        patterns = vec!["/*".to_owned()];
    }
    let values = map! { "Values" => Node::texts(&patterns) };
    let mut condition = map! { "Field" => "path-pattern" };
    let entry = condition.push("PathPatternConfig", values);
    if is_too_many {
        entry.comment("A rule has at most five patterns, and the function has more routes.");
    }
    let rule = map! {
        "ListenerArn" => listener,
        "Priority" => priority,
        "Conditions" => vec![condition.into()],
        "Actions" => vec![map! { "Type" => "forward", "TargetGroupArn" => Node::Ref(group) }.into()],
    };
    let id = format!("{}ListenerRule", subject.stem);
    builder.add(&id, "AWS::ElasticLoadBalancingV2::ListenerRule", rule);
}

/// A target group for a service that the user has.
pub(crate) fn vpc_lattice(builder: &mut Builder<'_>, subject: Subject<'_>) {
    let permission = builder.permission(
        subject,
        &format!("{}LatticePermission", subject.stem),
        map! { "Principal" => "vpc-lattice.amazonaws.com" },
    );
    let group = map! {
        "Type" => "LAMBDA",
        "Config" => map! { "LambdaEventStructureVersion" => "V2" },
        "Targets" => vec![map! { "Id" => builder.invoked_arn(subject) }.into()],
    };
    let id = format!("{}LatticeTargetGroup", subject.stem);
    let id = builder.add(&id, "AWS::VpcLattice::TargetGroup", group);
    builder
        .last()
        .comment("Name it in the listener of your VPC Lattice service.");
    depend(builder, &id, &permission);
    builder.remark(
        subject,
        None,
        "the VPC Lattice service is not in the template",
        format!("forward to the target group `{id}` in a listener of the service"),
    );
    let value = Node::arn(&id);
    output(
        builder,
        &format!("{id}Arn"),
        &format!("ARN of the VPC Lattice target group of {}", subject.name()),
        value,
    );
}

/// A WebSocket API with the routes of the code.
pub(crate) fn websocket(builder: &mut Builder<'_>, subject: Subject<'_>) {
    let handlers = subject.manifest.handlers.iter();
    let sockets: Vec<&Handler> = handlers
        .filter(|handler| source(handler).is_some_and(|(attribute, ..)| attribute == "websocket"))
        .collect();
    let api = map! {
        "Name" => subject.name(),
        "ProtocolType" => "WEBSOCKET",
        "RouteSelectionExpression" => "$request.body.action",
    };
    let id = builder.fresh(
        &format!("{}WebSocketApi", subject.stem),
        "AWS::ApiGatewayV2::Api",
    );
    builder.put(&id, "AWS::ApiGatewayV2::Api", api);
    let arn = builder.invoked_arn(subject);
    let integration = map! {
        "ApiId" => Node::reference(&id),
        "IntegrationType" => "AWS_PROXY",
        "IntegrationUri" => super::api::invocation_uri(&arn, false),
    };
    let integration = builder.add(
        &format!("{id}Integration"),
        "AWS::ApiGatewayV2::Integration",
        integration,
    );
    // A handler without a key takes the messages of every other route.
    let mut keys: Vec<(&str, Option<&Handler>)> = Vec::new();
    for handler in &sockets {
        if let Some((_, Some(key), _)) = source(handler) {
            keys.push((key, Some(handler)));
        }
    }
    let takes_all = sockets
        .iter()
        .find(|handler| matches!(source(handler), Some((_, None, _))));
    if let Some(handler) = takes_all {
        for key in ["$connect", "$disconnect", "$default"] {
            if !keys.iter().any(|(one, _)| *one == key) {
                keys.push((key, Some(handler)));
            }
        }
    }
    for (key, handler) in keys {
        socket_route(builder, &id, &integration, key, handler);
    }
    let stage = map! {
        "ApiId" => Node::reference(&id),
        "StageName" => super::http::STAGE,
        "AutoDeploy" => true,
    };
    let stage = builder.add(&format!("{id}Stage"), "AWS::ApiGatewayV2::Stage", stage);
    builder.permission(
        subject,
        &format!("{id}Permission"),
        map! {
            "Principal" => "apigateway.amazonaws.com",
            "SourceArn" => Node::sub(format!(
                "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{id}}}/*"
            )),
        },
    );
    let connections = Node::sub(format!(
        "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{id}}}/${{{stage}}}/*/@connections/*"
    ));
    let (service, kind) = CONNECTIONS;
    builder.learn_unnamed(service, kind, &connections);
    let url =
        format!("wss://${{{id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/${{{stage}}}");
    output(
        builder,
        &format!("{id}Url"),
        &format!("URL of the WebSocket API of {}", subject.name()),
        Node::sub(url),
    );
}

/// A route of a WebSocket API, with a route response if its handler has something to send.
fn socket_route(
    builder: &mut Builder<'_>,
    api: &str,
    integration: &str,
    key: &str,
    handler: Option<&Handler>,
) {
    let replies = key != "$disconnect" && handler.is_some_and(replies);
    let mut properties = map! {
        "ApiId" => Node::reference(api),
        "RouteKey" => key,
        "Target" => Node::sub(format!("integrations/${{{integration}}}")),
    };
    if replies {
        properties.push("RouteResponseSelectionExpression", "$default");
    }
    let route = format!("{api}{}Route", stem(key));
    let route = builder.add(&route, "AWS::ApiGatewayV2::Route", properties);
    if let Some(handler) = handler {
        builder.last().place(place(handler));
    }
    if replies {
        let response = map! {
            "ApiId" => Node::reference(api),
            "RouteId" => Node::reference(&route),
            "RouteResponseKey" => "$default",
        };
        builder.add(
            &format!("{route}Response"),
            "AWS::ApiGatewayV2::RouteResponse",
            response,
        );
        builder
            .last()
            .comment("Sends the reply of the handler to the client.");
    }
}

/// Whether the handler of a WebSocket message has something to send: without a route response, API Gateway drops it.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html>
pub(crate) fn replies(handler: &Handler) -> bool {
    let reply = handler.reply.as_str();
    let value = match reply.split_once('<') {
        Some((result, arguments)) if result.ends_with("Result") => first_argument(arguments),
        _ => reply,
    };
    let name = value.trim().rsplit("::").next().unwrap_or_default();
    !matches!(name, "" | "()" | "StatusCode" | "NoContent")
}

/// Returns the first of the arguments of a type, which end with `>`.
fn first_argument(arguments: &str) -> &str {
    let mut depth = 0_i32;
    for (at, letter) in arguments.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            ',' | '>' if depth == 0 => return &arguments[..at],
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::first_argument;

    #[test]
    fn first_argument_is_a_whole_type() {
        for (arguments, expected) in [
            ("(), Error>", "()"),
            (
                "Json<HashMap<String, u8>>, Error>",
                "Json<HashMap<String, u8>>",
            ),
            (
                "[(&'static str, String); 1], StatusCode>",
                "[(&'static str, String); 1]",
            ),
            ("String>", "String"),
        ] {
            assert_eq!(first_argument(arguments), expected);
        }
    }
}
