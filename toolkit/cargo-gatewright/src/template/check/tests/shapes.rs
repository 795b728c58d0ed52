//! One function in the shapes that users write.

use super::{SAM, assert_equal, compare, described, function, lines, parsed};

/// A function with a queue, two routes and a topic.
const SHOP: &str = r#"{
    "version": 1,
    "function": { "name": "shop", "timeout_ms": 5000, "memory_mb": 256, "triggers": [] },
    "handlers": [
        { "kind": "route", "method": "GET", "template": "/items/{id}", "function": "item", "module": "shop", "file": "src/main.rs", "line": 8 },
        { "kind": "route", "method": "POST", "template": "/items", "function": "add", "module": "shop", "file": "src/main.rs", "line": 12 },
        { "kind": "source", "source": "sqs", "name": "jobs", "function": "job", "module": "shop", "file": "src/main.rs", "line": 16,
          "batch": { "concurrency": 1, "reports_item_failures": true }, "settings": { "batch_size": 10 } }
    ],
    "environment": [{ "name": "TABLE", "required": true }]
}"#;

/// As `sam init` and the templates of AWS Serverless Land have it: `Globals`, `Metadata`, short intrinsics.
const USER: &str = "
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: Shop
Globals:
  Function:
    Timeout: 5
    MemorySize: 256
    Runtime: provided.al2023
    Architectures: [arm64]
    Tracing: Active
    Environment:
      Variables:
        TABLE: !Ref Items
        RUST_LOG: info
Resources:
  Backend:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: rust-cargolambda
      BuildProperties:
        Binary: shop
    Properties:
      CodeUri: .
      Handler: bootstrap
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Items
      Events:
        Item: { Type: HttpApi, Properties: { Path: '/items/{id}', Method: get } }
        Add: { Type: HttpApi, Properties: { Path: /items, Method: POST } }
        Jobs:
          Type: SQS
          Properties:
            Queue: !GetAtt JobsQueue.Arn
            FunctionResponseTypes: [ReportBatchItemFailures]
  JobsQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  Items:
    Type: AWS::Serverless::SimpleTable
Outputs:
  Url:
    Value: !Sub 'https://${ServerlessHttpApi}.execute-api.${AWS::Region}.amazonaws.com'
";

fn shop() -> Vec<crate::workspace::Described> {
    vec![function(SHOP)]
}

#[test]
fn a_template_with_globals_and_metadata_is_equal() {
    assert_equal(USER, &shop());
}

#[test]
fn long_intrinsics_and_json_are_equal() {
    let tree = parsed(USER);
    let json = tree.json().to_string();
    assert!(json.contains(r#"{"Fn::GetAtt":"JobsQueue.Arn"}"#), "{json}");
    assert_equal(&json, &shop());
    let pretty = serde_json::to_string_pretty(&tree.json()).expect("JSON");
    assert_equal(&pretty, &shop());
    assert_equal(&pretty.replace("  ", "\t"), &shop());
    let rich = parsed(SAM).json().to_string();
    assert_equal(&rich, &described());
}

#[test]
fn order_and_style_do_not_matter() {
    // JSON of serde_json has sorted keys, and `Globals` may come last.
    let moved = USER.replace("    Timeout: 5\n", "").replace(
        "    MemorySize: 256\n",
        "    MemorySize: '256'\n    Timeout: \"5\"\n",
    );
    assert_equal(&moved, &shop());
    assert_equal(
        &USER.replace(
            "!GetAtt JobsQueue.Arn",
            "{ 'Fn::GetAtt': [JobsQueue, Arn] }",
        ),
        &shop(),
    );
    assert_equal(
        &USER.replace("!GetAtt JobsQueue.Arn", "!Sub '${JobsQueue.Arn}'"),
        &shop(),
    );
    assert_equal(
        &USER.replace(
            "!GetAtt JobsQueue.Arn",
            "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs'",
        ),
        &shop(),
    );
    let joined = "!Join [':', ['arn:aws:sqs', !Ref 'AWS::Region', !Ref 'AWS::AccountId', jobs]]";
    assert_equal(&USER.replace("!GetAtt JobsQueue.Arn", joined), &shop());
}

/// The same function without SAM.
const PLAIN: &str = "
Parameters:
  Seconds: { Type: Number, Default: 5 }
Resources:
  Role: { Type: AWS::IAM::Role }
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: shop
      Role: !GetAtt Role.Arn
      Runtime: provided.al2023
      Handler: bootstrap
      Code: { S3Bucket: code, S3Key: shop.zip }
      Timeout: !Ref Seconds
      MemorySize: 256
      Environment: { Variables: { TABLE: items } }
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, VisibilityTimeout: 60 }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Shop
      EventSourceArn: !GetAtt Queue.Arn
      BatchSize: 10
      FunctionResponseTypes: [ReportBatchItemFailures]
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: shop, ProtocolType: HTTP }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Shop.Arn
      PayloadFormatVersion: '2.0'
  GetItem:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: 'GET /items/{id}', Target: !Sub 'integrations/${Integration}' }
  AddItem:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: POST /items, Target: !Join [/, [integrations, !Ref Integration]] }
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Shop
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
";

#[test]
fn plain_cloudformation_is_equal() {
    assert_equal(PLAIN, &shop());
}

#[test]
fn changes_in_plain_cloudformation_are_found() {
    for (from, to, expected) in [
        (
            "Default: 5",
            "Default: 6",
            "`Timeout` of `shop` is 6 s in the template, and 5 s in the code",
        ),
        (
            "BatchSize: 10",
            "BatchSize: 9",
            "`BatchSize` of the resource `Mapping` of `shop` is 9 in the template, and 10 in the code",
        ),
        (
            "VisibilityTimeout: 60",
            "VisibilityTimeout: 29",
            "`VisibilityTimeout` of the queue `Queue` is 29 s in the template, and six times the timeout of `shop` is 30 s",
        ),
        (
            "GET /items/{id}",
            "PUT /items/{id}",
            "a route of `shop` is `PUT /items/{id}` in the template, and `GET /items/{id}` in the code",
        ),
        (
            "POST /items,",
            "POST /things,",
            "a route of `shop` is `POST /things` in the template, and `POST /items` in the code",
        ),
        (
            "QueueName: jobs",
            "QueueName: works",
            "the queue of `shop` is `${Queue.Arn}` in the template, and `jobs` in the code",
        ),
        (
            "apigateway.amazonaws",
            "s3.amazonaws",
            "no permission of the template lets `apigateway.amazonaws.com` invoke `shop`, which `GetItem` needs",
        ),
        (
            "TABLE: items",
            "TABEL: items",
            "the environment variable `TABLE` of `shop` is not in the template, and read in the code",
        ),
        (
            "Runtime: provided.al2023",
            "Runtime: python3.13",
            "`Runtime` of `shop` is python3.13 in the template, and a function in Rust needs provided.al2023",
        ),
        (
            "FunctionResponseTypes: [ReportBatchItemFailures]",
            "Enabled: true",
            "`FunctionResponseTypes` of the resource `Mapping` of `shop` is not in the template, which stands for nothing, and ReportBatchItemFailures in the code",
        ),
    ] {
        assert!(PLAIN.contains(from), "{from}");
        let report = compare(&PLAIN.replace(from, to), &shop());
        let headlines: Vec<&str> = report
            .findings
            .iter()
            .map(|one| one.headline.as_str())
            .collect();
        assert_eq!(headlines, [expected], "{to}");
    }
}

#[test]
fn openapi_documents_have_routes() {
    let api = "
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /items/{id}:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Shop.Arn}/invocations'
          /items:
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Shop.Arn}/invocations'
";
    let (before, rest) = PLAIN.split_once("  Api:\n").expect("the API");
    let (_, after) = rest.split_once("  Permission:\n").expect("the permission");
    let template = format!("{before}{}  Permission:\n{after}", &api[1..]);
    assert_equal(&template, &shop());
    let report = compare(&template.replace("/items/{id}:", "/parts/{id}:"), &shop());
    assert_eq!(report.findings.len(), 1, "{:#?}", lines(&report));
}

#[test]
fn routes_that_cover_others_are_equal() {
    for (path, method) in [
        ("'/{proxy+}'", "ANY"),
        ("$default", "ANY"),
        ("'/{proxy+}'", "any"),
    ] {
        let (before, rest) = USER.split_once("        Item:").expect("the event");
        let (_, after) = rest.split_once("        Jobs:").expect("the event");
        let all = format!(
            "{before}        All: {{ Type: HttpApi, Properties: {{ Path: {path}, Method: {method} }} }}\n        Jobs:{after}"
        );
        assert_equal(&all, &shop());
    }
}

#[test]
fn what_no_handler_answers_is_found() {
    let more = USER.replace(
        "        Jobs:\n",
        "        Gone: { Type: HttpApi, Properties: { Path: /gone, Method: GET } }\n        News: { Type: SNS, Properties: { Topic: !Ref News } }\n        Jobs:\n",
    );
    let report = compare(&more, &shop());
    let headlines: Vec<&str> = report
        .findings
        .iter()
        .map(|one| one.headline.as_str())
        .collect();
    assert_eq!(
        headlines,
        [
            "no handler of `shop` answers the route `GET /gone` of the template",
            "no handler of `shop` answers the topic `${News}` of the template"
        ]
    );
    assert!(report.findings.iter().all(|finding| finding.code.is_none()));
}

#[test]
fn preflight_routes_are_left_alone() {
    let more = USER.replace(
        "        Jobs:\n",
        "        Cors: { Type: HttpApi, Properties: { Path: /items, Method: OPTIONS } }\n        Jobs:\n",
    );
    assert_equal(&more, &shop());
}

#[test]
fn values_of_a_deployment_are_not_compared() {
    let unknown = USER
        .replace(
            "    Timeout: 5\n",
            "    Timeout: !FindInMap [Stages, !Ref Stage, Timeout]\n",
        )
        .replace(
            "    MemorySize: 256\n",
            "    MemorySize: !If [IsProd, 512, 256]\n",
        );
    let report = compare(&unknown, &shop());
    assert!(report.findings.is_empty(), "{:#?}", lines(&report));
    let skipped: Vec<&str> = report
        .skipped
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(skipped, ["Timeout", "MemorySize"]);
    // Both branches are equal.
    let equal = USER.replace(
        "    MemorySize: 256\n",
        "    MemorySize: !If [IsProd, 256, 256]\n",
    );
    let report = compare(&equal, &shop());
    assert!(
        report.findings.is_empty() && report.skipped.is_empty(),
        "{:#?}",
        report.skipped
    );
}

#[test]
fn no_value_is_an_absent_field() {
    let report = compare(
        &USER.replace("    Timeout: 5\n", "    Timeout: !Ref AWS::NoValue\n"),
        &shop(),
    );
    assert_eq!(
        lines(&report),
        [
            "error 17:3 `Timeout` of `shop` is not in the template, which stands for 3 s, and 5 s in the code"
        ]
    );
}

#[test]
fn foreign_functions_are_left_alone_and_named() {
    let report = compare(SAM, &described());
    assert_eq!(report.left_alone, ["Thumbnails"]);
    assert_eq!(
        report.compared,
        [
            ("orders".to_owned(), "OrdersFunction".to_owned()),
            ("pages".to_owned(), "Pages".to_owned())
        ]
    );
}

#[test]
fn anchors_of_templates_are_resolved() {
    let anchored = USER
        .replace("    Timeout: 5\n", "    Timeout: &seconds 5\n")
        .replace(
            "      VisibilityTimeout: 30\n",
            "      VisibilityTimeout: 30\n      DelaySeconds: *seconds\n",
        );
    assert_equal(&anchored, &shop());
}

#[test]
fn a_queue_without_a_visibility_timeout_has_thirty_seconds() {
    let without = USER.replace("    Properties:\n      VisibilityTimeout: 30\n", "");
    assert_equal(&without, &shop());
    let slow = function(&SHOP.replace("\"timeout_ms\": 5000", "\"timeout_ms\": 6000"));
    let report = compare(&without.replace("Timeout: 5\n", "Timeout: 6\n"), &[slow]);
    assert_eq!(
        lines(&report),
        [
            "error 37:3 `VisibilityTimeout` of the queue `JobsQueue` is not in the template, which stands for 30 s, and six times the timeout of `shop` is 36 s"
        ]
    );
}

#[test]
fn few_receives_are_a_note() {
    let few = USER.replace(
        "      VisibilityTimeout: 30\n",
        "      VisibilityTimeout: 30\n      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: !Ref Dlq }\n",
    );
    let report = compare(&few, &shop());
    assert_eq!(report.errors(), 0);
    assert_eq!(
        lines(&report),
        [
            "note 41:41 `maxReceiveCount` of the queue `JobsQueue` is 3, and AWS recommends at least 5"
        ]
    );
}
