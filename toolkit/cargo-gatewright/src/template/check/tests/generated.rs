//! What `cargo gatewright template` writes is equal to the code that it was written from, and each change of it is found.

use super::super::super::stack::{Form, Input, Stack};
use super::super::super::{build, json, yaml};
use super::mutations::each_change_is_found;
use super::{assert_equal, compare, described, function, lines, parsed};
use crate::iam::policy::Policy;
use crate::workspace::Described;

pub(super) fn stack(form: Form, functions: &[Described]) -> Stack {
    let policies: Vec<Policy> = functions
        .iter()
        .map(|_| Policy {
            statements: Vec::new(),
            unresolved: Vec::new(),
        })
        .collect();
    let input = Input {
        functions,
        policies: &policies,
        packages: "target/lambda",
        alarms: true,
    };
    build(form, input).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_generated_template_is_equal_to_the_code() {
    let functions = described();
    for form in [Form::Sam, Form::Plain] {
        let stack = stack(form, &functions);
        assert_equal(&yaml::document(&stack.map()), &functions);
        assert_equal(&json::document(&stack.map()), &functions);
    }
}

/// Fields of generated templates that the code does not have, and the reason.
const NOT_IN_THE_CODE: &[(&str, &str)] = &[
    ("AWSTemplateFormatVersion", "one value exists"),
    ("Transform", "SAM rejects another value"),
    ("Description", "the description of the template"),
    ("Parameters.*", "the types and descriptions of parameters"),
    ("Outputs.*", "the code does not know who reads them"),
    ("Resources.*Alarm.*", "the code has no alarms"),
    ("Resources.*Role.*", "the command `iam` owns the role"),
    ("*.Properties.Code*", "a path of the build"),
    ("*.FunctionVersion.*", "the version that is published"),
    ("*.Qualifier*", "an alias of the function stands for it"),
    ("*.DependsOn", "an order of the deployment"),
    (
        "*.FlexibleTimeWindow.Mode",
        "the code does not know the window",
    ),
    ("*.Handler", "custom runtimes ignore it"),
    ("*.BillingMode", "the code does not know the price"),
    (
        "*.Environment.Variables.*",
        "the code names variables, and not their values",
    ),
    ("*.ApiId.Ref", "the name of the API is not in the code"),
    ("*.PayloadFormatVersion", "a function takes both versions"),
    (
        "*.Authorizers.Check.*",
        "the function that authorizes is another one",
    ),
    (
        "Resources.*CheckAuthorizer.*",
        "the function that authorizes is another one",
    ),
    (
        "Resources.*Authorizer.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.*Authorizer.Properties.AuthorizerType",
        "the type of the route decides",
    ),
    (
        "Resources.*Authorizer.Properties.Name",
        "an authorizer may have any name",
    ),
    (
        "*.AuthorizerId.Ref",
        "every field of the authorizer differs",
    ),
    ("*.RoleArn.*", "the command `iam` owns the role"),
    ("*.Targets.0.Id", "a target may have any name"),
    ("*.State", "the code leaves it to the template"),
    (
        "Resources.OrdersVersion.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.OrdersAlias.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.OrdersEventInvokeConfig.Type",
        "CloudFormation rejects an unknown type",
    ),
    (
        "Resources.*AuthorizerPermission.*",
        "the function that authorizes is another one",
    ),
    ("*.Endpoint.*", "an alias of the function stands for it"),
    ("*.FunctionName.*", "an alias of the function stands for it"),
    ("*.SourceArn.*", "a narrower permission is not in the code"),
    (
        "*.SourceAccount.*",
        "a narrower permission is not in the code",
    ),
    ("*.Stream.Ref", "the name of the cluster is not in the code"),
    (
        "*.EventSourceArn.*",
        "the name of the cluster is not in the code",
    ),
    ("Resources.*Stage.*", "the code does not know stages"),
    (
        "Resources.*Integration.*",
        "only the function of an integration is in the code",
    ),
    (
        "*.Target.Fn::Sub",
        "only the integration of a route is in the code",
    ),
    (
        "Resources.PagesFunction.Properties.Architectures.0",
        "the code leaves it to the template",
    ),
    (
        "Resources.PagesFunction.Properties.LoggingConfig.LogGroup.Ref",
        "the code leaves it to the template",
    ),
    (
        "Resources.PagesLogGroup.*",
        "the code leaves it to the template",
    ),
    (
        "Resources.OrdersHttpApi.*",
        "the name of the API is not in the code",
    ),
    (
        "Resources.StoreTable.Type",
        "CloudFormation rejects an unknown type",
    ),
];

#[test]
fn each_changed_scalar_of_a_generated_template_is_found_once() {
    let functions = described();
    let trees = [Form::Sam, Form::Plain]
        .map(|form| parsed(&yaml::document(&stack(form, &functions).map())));
    each_change_is_found(&trees, &functions, NOT_IN_THE_CODE);
}

/// Functions with the triggers, sources and authorizers that `manifests.json` does not have.
const OTHERS: &[&str] = &[
    r#"{ "version": 1,
        "function": { "name": "files", "triggers": [{ "trigger": "rest_api", "streams": true }],
          "authorizers": [
            { "name": "Keys", "type": "api_key" }, { "name": "Iam", "type": "iam" },
            { "name": "Pool", "type": "cognito_user_pool", "authorization_scopes": ["files/read"] },
            { "name": "Check", "type": "lambda", "function": "check", "identity_source": ["$request.header.X-Key"] } ] },
        "handlers": [
          { "kind": "route", "method": "GET", "template": "/files/{path+}", "function": "file", "module": "files", "file": "f.rs", "line": 1,
            "authorizer": "Keys" },
          { "kind": "route", "method": "PUT", "template": "/files/{path+}", "function": "put", "module": "files", "file": "f.rs", "line": 2,
            "authorizer": "Iam", "cors": { "origins": [], "env": "ORIGINS", "credentials": true } },
          { "kind": "route", "method": null, "template": "/pool", "function": "pool", "module": "files", "file": "f.rs", "line": 3,
            "authorizer": "Pool", "cors": { "origins": ["*"] } },
          { "kind": "route", "method": "GET", "template": "/", "function": "root", "module": "files", "file": "f.rs", "line": 4,
            "authorizer": "Check" } ] }"#,
    r#"{ "version": 1,
        "function": { "name": "chat", "triggers": [{ "trigger": "http_api" }, { "trigger": "alb" }, { "trigger": "vpc_lattice" }],
          "authorizers": [ { "name": "Iam", "type": "iam" }, { "name": "Jwt", "type": "jwt" },
            { "name": "Check", "type": "lambda", "function": "check", "identity_source": ["$request.header.X-Key"] } ] },
        "handlers": [
          { "kind": "source", "source": "websocket", "name": "$connect", "function": "connect", "module": "chat", "file": "c.rs", "line": 1 },
          { "kind": "source", "source": "websocket", "name": "say", "function": "say", "module": "chat", "file": "c.rs", "line": 2,
            "reply": "Result<String, Error>" },
          { "kind": "route", "method": "GET", "template": "/", "function": "page", "module": "chat", "file": "c.rs", "line": 3, "authorizer": "Iam" },
          { "kind": "route", "method": "GET", "template": "/a", "function": "a", "module": "chat", "file": "c.rs", "line": 4, "authorizer": "Jwt" },
          { "kind": "route", "method": "GET", "template": "/b", "function": "b", "module": "chat", "file": "c.rs", "line": 5,
            "authorizer": "Check", "cors": { "origins": ["*"] } } ] }"#,
    r#"{ "version": 1,
        "function": { "name": "work", "mode": "concurrent",
          "settings": { "capacity_provider_config": { "name": "shared", "per_execution_environment_max_concurrency": 64,
            "execution_environment_memory_gib_per_vcpu": 4 } } },
        "handlers": [
          { "kind": "source", "source": "sqs", "name": null, "env": "JOBS", "function": "job", "module": "work", "file": "w.rs", "line": 1,
            "batch": { "concurrency": 1, "reports_item_failures": true }, "settings": { "provisioned_poller_config": { "minimum_pollers": 2 } } },
          { "kind": "source", "source": "sqs", "name": "orders.fifo", "function": "order", "module": "work", "file": "w.rs", "line": 2,
            "batch": { "concurrency": 1, "reports_item_failures": true } },
          { "kind": "source", "source": "mq", "name": "tasks", "function": "task", "module": "work", "file": "w.rs", "line": 3,
            "batch": { "concurrency": 1, "reports_item_failures": false } },
          { "kind": "source", "source": "cognito", "name": "PreSignUp", "function": "sign_up", "module": "work", "file": "w.rs", "line": 4 },
          { "kind": "source", "source": "cognito", "name": "TokenGeneration", "function": "token", "module": "work", "file": "w.rs", "line": 5 },
          { "kind": "source", "source": "firehose", "name": "clicks", "function": "click", "module": "work", "file": "w.rs", "line": 6 },
          { "kind": "source", "source": "appsync", "name": "Query.order", "function": "query", "module": "work", "file": "w.rs", "line": 7 },
          { "kind": "source", "source": "eventbridge", "name": "shop / *", "function": "event", "module": "work", "file": "w.rs", "line": 8,
            "settings": { "enabled": false } },
          { "kind": "source", "source": "schedule", "name": "hourly", "function": "hourly", "module": "work", "file": "w.rs", "line": 9 },
          { "kind": "source", "source": "s3", "name": "pictures", "function": "picture", "module": "work", "file": "w.rs", "line": 10 },
          { "kind": "source", "source": "sns", "name": "news", "function": "news", "module": "work", "file": "w.rs", "line": 11 } ] }"#,
    r#"{ "version": 1, "function": { "name": "check" },
        "handlers": [{ "kind": "source", "source": "authorizer", "name": null, "function": "check", "module": "check", "file": "k.rs", "line": 1 }] }"#,
];

#[test]
fn every_trigger_and_source_is_equal_when_generated() {
    let functions: Vec<Described> = OTHERS.iter().map(|json| function(json)).collect();
    let wrong: Vec<String> = [Form::Sam, Form::Plain]
        .into_iter()
        .flat_map(|form| {
            lines(&compare(
                &yaml::document(&stack(form, &functions).map()),
                &functions,
            ))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html>
#[test]
fn reply_without_a_route_response_is_a_note() {
    let functions: Vec<Described> = OTHERS.iter().map(|json| function(json)).collect();
    let template = yaml::document(&stack(Form::Plain, &functions).map());
    let line = "      RouteResponseSelectionExpression: $default\n";
    assert_eq!(template.matches(line).count(), 1);
    let report = compare(&template.replace(line, ""), &functions);
    assert_eq!(report.errors(), 0);
    let headlines: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.headline.as_str())
        .collect();
    assert_eq!(
        headlines,
        [
            "the reply of `say` does not reach the client: the route `say` of `chat` has no route response in the template"
        ]
    );
}
