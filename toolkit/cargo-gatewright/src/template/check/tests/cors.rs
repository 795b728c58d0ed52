//! CORS, which a function answers itself, in the templates that users write.

use super::{assert_equal, compare, function, lines};
use crate::workspace::Described;

/// A function whose routes have a policy. `health` has none.
fn shop() -> Vec<Described> {
    let policy = r#""cors": { "origins": ["https://app.example.com"] }"#;
    let route = |method: &str, path: &str, more: &str| {
        format!(
            r#"{{ "kind": "route", "method": {method}, "template": "{path}", "function": "f", "module": "shop", "file": "src/main.rs", "line": 8{more} }}"#
        )
    };
    let handlers = [
        route(r#""GET""#, "/items/{id}", &format!(", {policy}")),
        route(
            r#""PUT""#,
            "/items/{item}",
            &format!(", {policy}").replace("app", "other"),
        ),
        route(r#""POST""#, "/items", &format!(", {policy}")),
        route(r#""GET""#, "/health", ""),
    ];
    let handlers = handlers.join(",");
    vec![function(&format!(
        r#"{{ "version": 1, "function": {{ "name": "shop", "triggers": [] }}, "handlers": [{handlers}] }}"#
    ))]
}

/// The function without SAM's events, which [`http_api`] and others add.
const SAM: &str = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      CodeUri: .
      Handler: bootstrap
      Events:
";

/// The routes as SAM's events of a kind: `HttpApi` or `Api`.
fn events(kind: &str, options: &[&str]) -> String {
    let mut text = SAM.to_owned();
    let routes = [
        "GET /items/{id}",
        "PUT /items/{item}",
        "POST /items",
        "GET /health",
    ];
    for (at, route) in routes.iter().chain(options).enumerate() {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let line = format!(
            "        E{at}: {{ Type: {kind}, Properties: {{ Method: {method}, Path: '{path}' }} }}\n"
        );
        text.push_str(&line);
    }
    text
}

const PREFLIGHTS: [&str; 2] = ["OPTIONS /items/{id}", "OPTIONS /items"];

fn notes(template: &str) -> Vec<String> {
    let report = compare(template, &shop());
    let notes = report.findings.iter();
    notes.filter_map(|finding| finding.note.clone()).collect()
}

#[test]
fn each_path_needs_a_route_of_options() {
    for kind in ["HttpApi", "Api"] {
        assert_equal(&events(kind, &PREFLIGHTS), &shop());
        let report = compare(&events(kind, &["OPTIONS /items"]), &shop());
        assert_eq!(
            lines(&report),
            [
                "error 11:9 the route `OPTIONS /items/{id}` for CORS preflight requests of `shop` is not in the template"
            ]
        );
        assert_eq!(
            report.findings[0].help,
            "add `OPTIONS /items/{id}` without an authorizer beside the other routes, as `cargo gatewright template` does"
        );
        let code = report.findings[0].code.as_ref().expect("a place");
        assert_eq!(code.place.line, 8);
    }
}

#[test]
fn routes_of_every_method_take_preflight_requests() {
    for all in ["ANY /{proxy+}", "OPTIONS /{proxy+}", "ANY $default"] {
        assert_equal(&events("HttpApi", &[all]), &shop());
    }
}

#[test]
fn an_authorizer_of_a_preflight_route_is_found() {
    let api = "  Api: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { DefaultAuthorizer: Jwt, Authorizers: { Jwt: { JwtConfiguration: { issuer: https://a.example, audience: [shop] } } } } } }\n";
    let template = events("HttpApi", &PREFLIGHTS)
        .replace("Properties: { M", "Properties: { ApiId: !Ref Api, M")
        + api;
    let report = compare(&template, &shop());
    let expected: Vec<String> = [(15, "/items/{id}"), (16, "/items")]
        .iter()
        .map(|(line, path)| {
            format!("error {line}:42 the authorizer `Jwt` of `OPTIONS {path}` in the template refuses the CORS preflight requests of `shop`")
        })
        .collect();
    assert_eq!(lines(&report), expected);
    assert_eq!(
        report.findings[0].note.as_deref(),
        Some("browsers send preflight requests without credentials")
    );
    // The way out that the message names.
    let open = template.replace(
        "Method: OPTIONS",
        "Auth: { Authorizer: NONE }, Method: OPTIONS",
    );
    assert_equal(&open, &shop());
    // Every method with an authorizer: a route for OPTIONS alone takes precedence.
    let every = events("HttpApi", &["ANY /items", "ANY /items/{id}"])
        .replace("Method: ANY", "ApiId: !Ref Api, Method: ANY")
        + api;
    let helps: Vec<String> = compare(&every, &shop())
        .findings
        .iter()
        .map(|finding| finding.help.clone())
        .collect();
    assert_eq!(
        helps,
        [
            "add the route `OPTIONS /items` without an authorizer",
            "add the route `OPTIONS /items/{id}` without an authorizer"
        ]
    );
}

#[test]
fn one_route_with_an_authorizer_is_found_once() {
    let all = events("HttpApi", &["ANY $default"]).replace(
        "Method: ANY",
        "ApiId: !Ref Api, Auth: { Authorizer: AWS_IAM }, Method: ANY",
    ) + "  Api: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { EnableIamAuthorizer: true } } }\n";
    let report = compare(&all, &shop());
    assert_eq!(report.findings.len(), 1, "{:#?}", lines(&report));
    // "Configure CORS for an HTTP API with a `$default` route and an authorizer":
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    assert_eq!(
        report.findings[0].help,
        "add the route `OPTIONS /{proxy+}` without an authorizer"
    );
}

#[test]
fn cors_of_an_http_api_is_found_once() {
    let with_api = |property: &str| {
        let events = events("HttpApi", &[]);
        let events = events.replace("Properties: { M", "Properties: { ApiId: !Ref Api, M");
        format!(
            "{events}  Api: {{ Type: AWS::Serverless::HttpApi, Properties: {{ {property} }} }}\n"
        )
    };
    for property in [
        "CorsConfiguration: true",
        "CorsConfiguration: { AllowOrigins: [!Ref Origin] }",
        "DefinitionBody: { openapi: 3.0.1, x-amazon-apigateway-cors: { allowOrigins: ['*'] } }",
    ] {
        let template = with_api(property);
        let report = compare(&template, &shop());
        let name = if property.starts_with("Cors") {
            "CorsConfiguration"
        } else {
            "x-amazon-apigateway-cors"
        };
        let found = &report.findings;
        assert_eq!(found.len(), 1, "{property}: {:#?}", lines(&report));
        assert_eq!(
            found[0].headline,
            format!(
                "`{name}` of `Api` answers CORS, which the code of `shop` answers with `cors(…)`"
            )
        );
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
        assert_eq!(
            notes(&template),
            [
                "with it, an HTTP API answers preflight requests itself and ignores the CORS headers of the function"
            ]
        );
    }
    // No block, so the routes are missing.
    assert_eq!(
        compare(&with_api("CorsConfiguration: false"), &shop())
            .findings
            .len(),
        2
    );
}

#[test]
fn cors_of_globals_and_of_rest_apis_is_found() {
    for (kind, globals, property) in [
        (
            "HttpApi",
            "  HttpApi: { CorsConfiguration: { AllowOrigins: ['*'] } }\n",
            "CorsConfiguration",
        ),
        ("Api", "  Api: { Cors: \"'*'\" }\n", "Cors"),
        ("Api", "  Api: { Cors: { AllowOrigin: \"'*'\" } }\n", "Cors"),
    ] {
        let template = format!("{}Globals:\n{globals}", events(kind, &[]));
        let report = compare(&template, &shop());
        let headlines: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| finding.headline.as_str())
            .collect();
        assert_eq!(
            headlines,
            [format!(
                "`{property}` of `Globals` answers CORS, which the code of `shop` answers with `cors(…)`"
            )]
        );
        // The code answers nothing: the template may.
        let mut open = shop();
        for handler in &mut open[0].manifest.handlers {
            handler.cors = None;
        }
        assert_equal(&template, &open);
    }
}

#[test]
fn cors_of_a_function_url_is_found() {
    let sam = SAM.replace(
        "      Events:\n",
        "      FunctionUrlConfig: { AuthType: NONE, Cors: { AllowOrigins: [!Ref Origin] } }\n",
    );
    let globals = SAM.replace(
        "      Events:\n",
        "      FunctionUrlConfig: { AuthType: NONE }\n",
    ) + "Globals: { Function: { FunctionUrlConfig: { Cors: { AllowOrigins: ['*'] } } } }\n";
    let plain = "
Resources:
  Shop:
    Type: AWS::Lambda::Function
    Properties: { Runtime: provided.al2023, Code: { S3Bucket: code, S3Key: shop.zip }, Handler: bootstrap, Role: !Ref Role }
  Url:
    Type: AWS::Lambda::Url
    Properties: { AuthType: NONE, TargetFunctionArn: !Ref Shop, Cors: { AllowOrigins: ['*'] } }
  UrlPermission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunctionUrl, FunctionName: !Ref Shop, FunctionUrlAuthType: NONE, Principal: '*' }
  InvokePermission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Shop, InvokedViaFunctionUrl: true, Principal: '*' }
";
    for template in [sam.as_str(), &globals, plain] {
        let report = compare(template, &shop());
        let headlines: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| finding.headline.as_str())
            .collect();
        assert_eq!(
            headlines,
            [
                "`Cors` of the function URL answers CORS, which the code of `shop` answers with `cors(…)`"
            ],
            "{template}"
        );
        assert_eq!(
            notes(template),
            [
                "with it, a function URL answers preflight requests itself and sends the CORS headers of other responses twice, which browsers refuse"
            ]
        );
    }
    // The URL of another function.
    let other = plain.replace(
        "TargetFunctionArn: !Ref Shop",
        "TargetFunctionArn: !Ref Other",
    );
    assert!(
        !compare(&other, &shop())
            .findings
            .iter()
            .any(|finding| finding.field == "Cors")
    );
}

#[test]
fn cors_known_at_deployment_alone_is_skipped() {
    let template = events("HttpApi", &[])
        + "Globals: { HttpApi: { CorsConfiguration: !If [IsDev, true, !Ref AWS::NoValue] } }\n";
    let report = compare(&template, &shop());
    assert!(report.findings.is_empty(), "{:#?}", lines(&report));
    assert_eq!(report.skipped.len(), 1);
    assert_eq!(report.skipped[0].field, "CorsConfiguration");
}

#[test]
fn mock_integrations_of_a_rest_api_are_found() {
    // As `defaultCorsPreflightOptions` of the CDK writes them.
    let method = |id: &str, resource: &str, method: &str, integration: &str| {
        format!(
            "  {id}: {{ Type: AWS::ApiGateway::Method, Properties: {{ RestApiId: !Ref Api, ResourceId: !Ref {resource}, HttpMethod: {method}, AuthorizationType: NONE, Integration: {integration} }} }}\n"
        )
    };
    let proxy = "{ Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Shop.Arn}/invocations' }";
    let mock = "{ Type: MOCK }";
    let mut template = "
Resources:
  Shop:
    Type: AWS::Lambda::Function
    Properties: { Runtime: provided.al2023, Code: { S3Bucket: code, S3Key: shop.zip }, Handler: bootstrap, Role: !Ref Role }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Shop, Principal: apigateway.amazonaws.com }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop } }
  Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items } }
  Item: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: '{id}' } }
  Health: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: health } }
".to_owned();
    for (id, resource, verb) in [
        ("A", "Item", "GET"),
        ("B", "Item", "PUT"),
        ("C", "Items", "POST"),
        ("D", "Health", "GET"),
    ] {
        template.push_str(&method(id, resource, verb, proxy));
    }
    let equal = format!(
        "{template}{}{}",
        method("E", "Item", "OPTIONS", proxy),
        method("F", "Items", "OPTIONS", proxy)
    );
    assert_equal(&equal, &shop());
    let mocked = format!(
        "{template}{}{}{}",
        method("E", "Item", "OPTIONS", mock),
        method("F", "Items", "OPTIONS", proxy),
        // The code leaves the preflight requests of this path to the template.
        method("G", "Health", "OPTIONS", mock)
    );
    let report = compare(&mocked, &shop());
    assert_eq!(
        lines(&report),
        [
            "error 17:3 `OPTIONS` of the mock integration of `/items/{id}` answers CORS, which the code of `shop` answers with `cors(…)`"
        ]
    );
}
