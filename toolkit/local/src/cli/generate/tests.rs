use super::*;
use gatewright_tables::SOURCES;

fn function(handlers: &Value) -> Function {
    let manifest = json!({
        "version": 1,
        "function": {
            "name": "shop",
            "operation_key": "action",
            "payload_key": "data",
            "triggers": [{ "trigger": "websocket" }, { "trigger": "rest_api" }],
        },
        "handlers": handlers,
        "schemas": {
            "Quote": { "type": "object", "required": ["sku"], "properties": { "sku": { "type": "string" } } },
        },
    });
    Function::new("shop").manifest(manifest.to_string())
}

fn made(function: &Function, kind: &str) -> Value {
    let event = event(function, kind).unwrap_or_else(|error| panic!("{kind}: {error}"));
    serde_json::from_str(&event).unwrap_or_else(|error| panic!("{kind}: {error}"))
}

fn handler(source: &str, name: &Value) -> Value {
    json!([{ "kind": "source", "source": source, "name": name, "function": "handle" }])
}

#[test]
fn every_event_source_has_a_sample() {
    for source in SOURCES {
        let attribute = source.attribute;
        let own = function(&handler(attribute, &Value::Null));
        assert!(made(&own, attribute).is_object(), "{attribute}");
        assert_eq!(made(&own, "handle"), made(&own, attribute));
    }
    // A function of any event takes each of them, too.
    let any = function(&json!([{ "kind": "whole_event", "function": "any" }]));
    for source in SOURCES
        .iter()
        .filter(|source| !["event", "fallback"].contains(&source.attribute))
    {
        assert!(made(&any, source.attribute).is_object());
    }
}

#[test]
fn name_of_the_handler_is_that_of_the_event() {
    for (source, name, place, expected) in [
        (
            "sqs",
            "orders",
            "/Records/0/eventSourceARN",
            "arn:aws:sqs:us-east-1:123456789012:orders",
        ),
        ("sqs", "a.fifo", "/Records/0/attributes/MessageGroupId", "1"),
        (
            "kinesis",
            "orders",
            "/Records/0/eventSourceARN",
            "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
        ),
        (
            "dynamodb",
            "orders",
            "/Records/0/eventSourceARN",
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-01-31T12:00:00.000",
        ),
        ("kafka", "orders", "/records/orders-0/0/topic", "orders"),
        (
            "mq",
            "orders",
            "/messages/0/destination/physicalName",
            "orders",
        ),
        (
            "firehose",
            "clicks",
            "/deliveryStreamArn",
            "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
        ),
        (
            "sns",
            "orders",
            "/Records/0/Sns/TopicArn",
            "arn:aws:sns:us-east-1:123456789012:orders",
        ),
        (
            "sns",
            "arn:aws:sns:eu-west-1:210987654321:orders",
            "/Records/0/Sns/TopicArn",
            "arn:aws:sns:eu-west-1:210987654321:orders",
        ),
        ("s3", "invoices", "/Records/0/s3/bucket/name", "invoices"),
        (
            "schedule",
            "nightly",
            "/resources/0",
            "arn:aws:events:us-east-1:123456789012:rule/nightly",
        ),
        (
            "eventbridge",
            "shop.orders / OrderPlaced",
            "/detail-type",
            "OrderPlaced",
        ),
        ("eventbridge", "shop.orders / *", "/source", "shop.orders"),
        ("cognito", "PreSignUp", "/triggerSource", "PreSignUp_SignUp"),
        (
            "cognito",
            "PreSignUp_ExternalProvider",
            "/triggerSource",
            "PreSignUp_ExternalProvider",
        ),
        ("appsync", "Query.order", "/info/fieldName", "order"),
        (
            "websocket",
            "$connect",
            "/requestContext/eventType",
            "CONNECT",
        ),
        ("websocket", "chat", "/requestContext/routeKey", "chat"),
    ] {
        let event = made(&function(&handler(source, &name.into())), source);
        let found = event.pointer(place).and_then(Value::as_str);
        assert_eq!(found, Some(expected), "{source} {name}: {event:#}");
    }
}

#[test]
fn request_is_one_of_the_route() {
    let shop = function(&json!([
        { "kind": "route", "method": "GET", "template": "/orders/{id}/files/{path+}", "function": "get_file", "parameters": [
            { "type": "Query<Q>", "role": "query", "schema": { "type": "object", "required": ["limit"], "properties": { "limit": { "type": "integer" } } } },
        ] },
        { "kind": "route", "method": "POST", "template": "/quotes", "function": "create_quote", "parameters": [
            { "type": "Json<Quote>", "role": "json", "schema": { "$ref": "#/components/schemas/Quote" } },
        ] },
    ]));
    // The first trigger of HTTP requests is a REST API.
    let event = made(&shop, "http");
    assert_eq!(event["path"], "/orders/1/files/1");
    assert_eq!(event["pathParameters"], json!({ "id": "1", "path": "1" }));
    assert_eq!(
        event["multiValueQueryStringParameters"],
        json!({ "limit": ["1"] })
    );
    let event = made(&shop, "create_quote");
    assert_eq!(
        (&event["httpMethod"], &event["body"]),
        (&json!("POST"), &json!("{\"sku\":\"text\"}"))
    );
    for (trigger, path) in [
        ("http_api", "/rawPath"),
        ("function_url", "/rawPath"),
        ("alb", "/path"),
        ("vpc_lattice", "/path"),
    ] {
        let event = made(&shop, trigger);
        let path = event
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default();
        assert!(
            path.starts_with("/orders/1/files/1"),
            "{trigger}: {event:#}"
        );
    }
    let domain = &made(&shop, "function_url")["requestContext"]["domainName"];
    assert_eq!(domain, "id.lambda-url.us-east-1.on.aws");
}

#[test]
fn operation_is_in_the_members_of_the_function() {
    let shop = function(&json!([
        { "kind": "operation", "name": "shop.price", "function": "price", "parameters": [
            { "type": "Quote", "schema": { "$ref": "#/components/schemas/Quote" } },
        ] },
    ]));
    let expected = json!({ "action": "shop.price", "data": { "sku": "text" } });
    for kind in ["operation", "shop.price", "price"] {
        assert_eq!(made(&shop, kind), expected);
    }
}

#[test]
fn kind_without_a_handler_has_help() {
    let error =
        |function: &Function, kind: &str| event(function, kind).expect_err(kind).to_string();
    let shop = function(&json!([
        { "kind": "route", "method": null, "template": "/", "function": "root" },
        { "kind": "source", "source": "sqs", "name": null, "function": "fulfil" },
    ]));
    let long = "x".repeat(40);
    for kind in ["s3", "operation", &long] {
        assert_eq!(
            error(&shop, kind),
            format!(
                "expected the kind of an event that `shop` handles, found {}\n  = help: pass one of http, sqs",
                quoted(kind)
            )
        );
    }
    assert_eq!(
        error(&function(&json!([])), "http"),
        "expected the kind of an event that `shop` handles, found `http`\n  = help: add a handler to `shop` first"
    );
    assert!(error(&Function::new("shop"), "http").starts_with("`shop` has no manifest"));
}

#[test]
fn existing_file_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("event.json");
    let shop = function(&handler("sqs", &Value::Null));
    assert!(matches!(run(&shop, "sqs", Some(&file)), Ok(None)));
    let written = std::fs::read_to_string(&file).expect("a file");
    assert!(matches!(run(&shop, "sqs", None), Ok(Some(event)) if event == written));
    let again = run(&shop, "sqs", Some(&file))
        .expect_err("it exists")
        .to_string();
    assert!(again.contains("exists already\n  = help: "), "{again}");
}
