//! The event types of `aws_lambda_events` with the attributes that replace them, and the event file that `init` adds.

use serde_json::json;

/// An attribute of Gatewright for events of one type.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) attribute: &'static str,
    pub(super) parameter: &'static str,
    pub(super) event: Option<Event>,
}

/// An event file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A `GET` request of an HTTP API for a path.
    Http(String),
    Sqs,
}

const RECORD: &str =
    "a parameter `Message<T>` with the type of one record, instead of the loop over the records";
const WHOLE: &str = "a parameter `Event<T>` takes the whole event with the type that it has now";

/// The module and type of `aws_lambda_events`, and what replaces them.
const KNOWN: &[(&str, &[&str], &str, &str)] = &[
    (
        "sqs",
        &["SqsEvent", "SqsEventObj"],
        "#[sqs(\"queue-name\")]",
        RECORD,
    ),
    (
        "kinesis",
        &["KinesisEvent"],
        "#[kinesis(\"stream-name\")]",
        RECORD,
    ),
    (
        "dynamodb",
        &["Event", "DynamoDbEvent"],
        "#[dynamodb(\"table-name\")]",
        RECORD,
    ),
    ("kafka", &["KafkaEvent"], "#[kafka(\"topic\")]", RECORD),
    (
        "activemq",
        &["ActiveMqEvent"],
        "#[mq(\"queue-name\")]",
        RECORD,
    ),
    (
        "rabbitmq",
        &["RabbitMqEvent"],
        "#[mq(\"queue-name\")]",
        RECORD,
    ),
    (
        "firehose",
        &["KinesisFirehoseEvent"],
        "#[firehose(\"stream-name\")]",
        RECORD,
    ),
    (
        "sns",
        &["SnsEvent", "SnsEventObj"],
        "#[sns(\"topic-name\")]",
        "a parameter with the type of the notification, instead of the loop",
    ),
    (
        "s3",
        &["S3Event"],
        "#[s3(\"bucket-name\")]",
        "a parameter `payload::S3`, instead of the loop",
    ),
    (
        "eventbridge",
        &["EventBridgeEvent"],
        "#[eventbridge(source = \"…\", detail_type = \"…\")]",
        "a parameter with the type of `detail`, or `#[schedule(\"rule-name\")]`",
    ),
    (
        "cloudwatch_events",
        &["CloudWatchEvent"],
        "#[eventbridge(source = \"…\", detail_type = \"…\")]",
        "a parameter with the type of `detail`, or `#[schedule(\"rule-name\")]`",
    ),
    (
        "cloudwatch_logs",
        &["LogsEvent", "CloudwatchLogsEvent"],
        "#[logs(\"log-group\")]",
        "a parameter `payload::Logs`",
    ),
    (
        "appsync",
        &["AppSyncDirectResolverEvent"],
        "#[appsync(\"Query.field\")]",
        "a parameter with the type of the arguments",
    ),
];

/// Requests over HTTP, by type.
const HTTP: &[&str] = &[
    "ApiGatewayProxyRequest",
    "ApiGatewayV2httpRequest",
    "AlbTargetGroupRequest",
    "LambdaFunctionUrlRequest",
];

/// Returns what replaces a payload, by the paths that its type may have.
pub(super) fn known(paths: &[String]) -> Option<Source> {
    paths.iter().find_map(|path| {
        let rest = path.strip_prefix("aws_lambda_events::")?;
        let name = rest.rsplit("::").next()?;
        let module = rest.split("::").next().filter(|module| *module != name);
        if HTTP.contains(&name) {
            return Some(Source {
                attribute: "#[get(\"/path\")]",
                parameter: "or another method, and what it reads of the request as parameters: `Path`, `Query`, `Headers`, `Json` or `Body`",
                event: Some(Event::Http("/".to_owned())),
            });
        }
        if name == "ApiGatewayWebsocketProxyRequest" {
            return Some(Source {
                attribute: "#[websocket(\"route-key\")]",
                parameter: "a parameter with the type of the message",
                event: None,
            });
        }
        if name.starts_with("ApiGateway") && name.contains("Authorizer") {
            return Some(Source {
                attribute: "#[authorizer]",
                parameter: WHOLE,
                event: None,
            });
        }
        if name.starts_with("CognitoEventUserPools") {
            return Some(Source {
                attribute: "#[cognito(\"Trigger\")]",
                parameter: WHOLE,
                event: None,
            });
        }
        let found = KNOWN.iter().find(|(of, names, _, _)| names.contains(&name) && module.is_none_or(|module| module == *of));
        Some(match found {
            Some((module, _, attribute, parameter)) => Source {
                attribute,
                parameter,
                event: (*module == "sqs").then_some(Event::Sqs),
            },
            None => Source {
                attribute: "#[event]",
                parameter: WHOLE,
                event: None,
            },
        })
    })
}

impl Event {
    /// The name and the content of the file.
    pub(super) fn file(&self) -> (&'static str, String) {
        let (name, event) = match self {
            Self::Http(path) => ("events/get.json", http(path)),
            Self::Sqs => ("events/sqs.json", sqs()),
        };
        (name, format!("{event:#}\n"))
    }
}

/// The documented event of an HTTP API, payload format 2.0:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
fn http(path: &str) -> serde_json::Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "*/*",
            "host": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
            "user-agent": "curl/8.7.1",
            "x-forwarded-for": "203.0.113.24",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https"
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": "GET",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.24",
                "userAgent": "curl/8.7.1"
            },
            "requestId": "XTdd1fgtB0JyDeA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "10/Mar/2026:08:56:44 +0000",
            "timeEpoch": 1_773_133_004_398_u64
        },
        "isBase64Encoded": false
    })
}

/// The documented event of a standard queue: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>. Its body is `{}`.
fn sqs() -> serde_json::Value {
    json!({
        "Records": [{
            "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": "{}",
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1784102400000",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1784102400012"
            },
            "messageAttributes": {},
            "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue-name",
            "awsRegion": "eu-central-1"
        }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(path: &str) -> Option<&'static str> {
        known(&[path.to_owned()]).map(|source| source.attribute)
    }

    #[test]
    fn types_of_events_have_their_attributes() {
        for (path, of) in [
            ("aws_lambda_events::sqs::SqsEvent", "#[sqs(\"queue-name\")]"),
            (
                "aws_lambda_events::sqs::SqsEventObj",
                "#[sqs(\"queue-name\")]",
            ),
            (
                "aws_lambda_events::dynamodb::Event",
                "#[dynamodb(\"table-name\")]",
            ),
            ("aws_lambda_events::s3::S3Event", "#[s3(\"bucket-name\")]"),
            (
                "aws_lambda_events::apigw::ApiGatewayV2httpRequest",
                "#[get(\"/path\")]",
            ),
            (
                "aws_lambda_events::apigw::ApiGatewayCustomAuthorizerRequestTypeRequest",
                "#[authorizer]",
            ),
            (
                "aws_lambda_events::cognito::CognitoEventUserPoolsPreSignup",
                "#[cognito(\"Trigger\")]",
            ),
            (
                "aws_lambda_events::iot::IoTCoreCustomAuthorizerRequest",
                "#[event]",
            ),
        ] {
            assert_eq!(attribute(path), Some(of), "{path}");
        }
        assert_eq!(attribute("orders::SqsEvent"), None);
    }
}
