//! Events of each event source. The shapes are those of the pages that `gatewright` documents for each source, with values of their
//! examples.

use super::digest::{base64, gzip, md5};
use gatewright_tables::naming::COGNITO_TRIGGERS;
use serde_json::{Map, Value, json};

const REGION: &str = "us-east-1";

const ACCOUNT: &str = "123456789012";

/// A kind of event, with the name of its resource.
pub(super) struct Sample {
    source: &'static str,
    name: String,
}

/// The event sources that have a resource or a shape of their own, with an example of a name.
const SOURCES: &[(&str, &str)] = &[
    ("authorizer", ""),
    ("websocket", "$default"),
    ("sqs", "my-queue"),
    ("kinesis", "my-stream"),
    ("dynamodb", "my-table"),
    ("kafka", "my-topic"),
    ("mq", "my-queue"),
    ("firehose", "my-stream"),
    ("sns", "my-topic"),
    ("s3", "my-bucket"),
    ("schedule", "my-rule"),
    ("eventbridge", "my.application / MyEvent"),
    ("logs", "/aws/lambda/my-function"),
    ("cognito", "PreSignUp"),
    ("appsync", "Query.myField"),
];

impl Sample {
    /// Returns `None` for a source whose events are any JSON.
    pub(super) fn of(source: &str, name: Option<String>) -> Option<Self> {
        let (source, example) = SOURCES.iter().find(|(known, _)| *known == source)?;
        Some(Self {
            source,
            name: name.unwrap_or_else(|| (*example).to_owned()),
        })
    }

    pub(super) fn default_of(source: &str) -> Option<Self> {
        Self::of(source, None)
    }

    /// Returns an event with the payload.
    pub(super) fn event(&self, payload: &Value) -> Value {
        let name = self.name.as_str();
        match self.source {
            "authorizer" => authorizer(),
            "websocket" => websocket(name, payload),
            "sqs" => sqs(name, payload),
            "kinesis" => kinesis(name, payload),
            "dynamodb" => dynamodb(name, payload),
            "kafka" => kafka(name, payload),
            "mq" => mq(name, payload),
            "firehose" => firehose(name, payload),
            "sns" => sns(name, payload),
            "s3" => s3(name),
            "schedule" => schedule(name, payload),
            "eventbridge" => eventbridge(name, payload),
            "logs" => logs(name),
            "cognito" => cognito(name),
            _ => appsync(name, payload),
        }
    }
}

/// Returns the ARN of a resource, which the attribute may name itself.
fn arn(service: &str, resource: &str, name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    // An environment variable may have the URL of a queue.
    let name = match name.strip_prefix("https://") {
        Some(url) => url.rsplit('/').next().unwrap_or(url),
        None => name,
    };
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}{name}")
}

/// API Gateway developer guide, "Input to an API Gateway Lambda authorizer", of the type `REQUEST` of a REST API.
fn authorizer() -> Value {
    json!({
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request",
        "resource": "/request",
        "path": "/request",
        "httpMethod": "GET",
        "headers": {
            "Accept": "*/*",
            "Authorization": "Bearer token",
            "Host": "abcdef123.execute-api.us-east-1.amazonaws.com",
        },
        "multiValueHeaders": {
            "Accept": ["*/*"],
            "Authorization": ["Bearer token"],
            "Host": ["abcdef123.execute-api.us-east-1.amazonaws.com"],
        },
        "queryStringParameters": {},
        "multiValueQueryStringParameters": {},
        "pathParameters": {},
        "stageVariables": {},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "abcdef123",
            "httpMethod": "GET",
            "identity": { "sourceIp": "192.0.2.1", "userAgent": "curl/8.5.0" },
            "path": "/request",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "resourceId": "05c7jb",
            "resourcePath": "/request",
            "stage": "test",
        },
    })
}

/// API Gateway developer guide, "Set up a route using API Gateway WebSocket APIs".
fn websocket(route: &str, payload: &Value) -> Value {
    let event_type = match route {
        "$connect" => "CONNECT",
        "$disconnect" => "DISCONNECT",
        _ => "MESSAGE",
    };
    let mut event = json!({
        "requestContext": {
            "routeKey": route,
            "eventType": event_type,
            "extendedRequestId": "JKJaXmPLvHcESHA=",
            "requestTime": "31/Jan/2026:12:00:00 +0000",
            "messageDirection": "IN",
            "stage": "production",
            "connectedAt": 1_769_860_799_000_u64,
            "requestTimeEpoch": 1_769_860_800_000_u64,
            "identity": { "sourceIp": "192.0.2.1" },
            "requestId": "JKJaXmPLvHcESHA=",
            "domainName": "abcdef123.execute-api.us-east-1.amazonaws.com",
            "connectionId": "L0SM9cOFvHcCIhw=",
            "apiId": "abcdef123",
        },
        "isBase64Encoded": false,
    });
    match event_type {
        "MESSAGE" => {
            event["requestContext"]["messageId"] = "JKJaXc3XPHcCIhw=".into();
            event["body"] = payload.to_string().into();
        }
        "CONNECT" => {
            event["headers"] = json!({ "Host": "abcdef123.execute-api.us-east-1.amazonaws.com" });
            event["multiValueHeaders"] =
                json!({ "Host": ["abcdef123.execute-api.us-east-1.amazonaws.com"] });
        }
        _ => {
            event["requestContext"]["disconnectStatusCode"] = 1000.into();
            event["requestContext"]["disconnectReason"] = "".into();
        }
    }
    event
}

/// Lambda developer guide, "Using Lambda with Amazon SQS". The messages of a FIFO queue have its attributes.
fn sqs(queue: &str, payload: &Value) -> Value {
    let body = payload.to_string();
    let mut attributes = json!({
        "ApproximateReceiveCount": "1",
        "SentTimestamp": "1545082649183",
        "SenderId": "AIDAIENQZJOLO23YVJ4VO",
        "ApproximateFirstReceiveTimestamp": "1545082649185",
    });
    if queue.strip_suffix(".fifo").is_some() {
        attributes["SequenceNumber"] = "18849496460467696128".into();
        attributes["MessageGroupId"] = "1".into();
        attributes["MessageDeduplicationId"] = "1".into();
    }
    json!({
        "Records": [{
            "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
            "md5OfBody": md5(body.as_bytes()),
            "body": body,
            "attributes": attributes,
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": arn("sqs", "", queue),
            "awsRegion": REGION,
        }],
    })
}

/// Lambda developer guide, "Using Lambda with Kinesis".
fn kinesis(stream: &str, payload: &Value) -> Value {
    let sequence = "49590338271490256608559692538361571095921575989136588898";
    json!({
        "Records": [{
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "1",
                "sequenceNumber": sequence,
                "data": base64(payload.to_string()),
                "approximateArrivalTimestamp": 1_545_084_650.987,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("shardId-000000000006:{sequence}"),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
            "awsRegion": REGION,
            "eventSourceARN": arn("kinesis", "stream/", stream),
        }],
    })
}

/// Lambda developer guide, "Using Lambda with DynamoDB Streams".
fn dynamodb(table: &str, payload: &Value) -> Value {
    let key = json!({ "Id": { "N": "101" } });
    let mut image = key.as_object().cloned().unwrap_or_default();
    for (name, value) in payload.as_object().into_iter().flatten() {
        image.insert(name.clone(), attribute(value));
    }
    let stream = "/stream/2026-01-31T12:00:00.000";
    let mut source = arn("dynamodb", "table/", table);
    if !source.contains("/stream/") {
        source.push_str(stream);
    }
    json!({
        "Records": [{
            "eventID": "c4ca4238a0b923820dcc509a6f75849b",
            "eventName": "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": {
                "ApproximateCreationDateTime": 1_769_860_800,
                "Keys": key,
                "NewImage": image,
                "SequenceNumber": "4421584500000000017450439091",
                "SizeBytes": 26,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
            "eventSourceARN": source,
        }],
    })
}

/// Returns a value in DynamoDB's JSON.
fn attribute(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(value) => json!({ "N": value.to_string() }),
        Value::String(value) => json!({ "S": value }),
        Value::Array(values) => json!({ "L": values.iter().map(attribute).collect::<Vec<_>>() }),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name.clone(), attribute(value)));
            json!({ "M": members.collect::<Map<_, _>>() })
        }
    }
}

/// Lambda developer guide, "Using Lambda with Amazon MSK".
fn kafka(topic: &str, payload: &Value) -> Value {
    let record = json!({
        "topic": topic,
        "partition": 0,
        "offset": 15,
        "timestamp": 1_545_084_650_987_u64,
        "timestampType": "CREATE_TIME",
        "key": base64("1"),
        "value": base64(payload.to_string()),
        "headers": [{ "headerKey": [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101] }],
    });
    let partition = format!("{topic}-0");
    json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-a626-431c-9d4e-d7975eb44dd7-2",
        "bootstrapServers": "b-2.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092,b-1.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092",
        "records": { partition: [record] },
    })
}

/// Lambda developer guide, "Using Lambda with Amazon MQ", of an ActiveMQ broker. The types are those of a captured event, which differ
/// from the guide's.
fn mq(queue: &str, payload: &Value) -> Value {
    json!({
        "eventSource": "aws:mq",
        "eventSourceArn": "arn:aws:mq:us-east-1:123456789012:broker:test:b-9bcfa592-423a-4942-879d-eb284b418fc8",
        "messages": [{
            "messageID": "ID:b-9bcfa592-423a-4942-879d-eb284b418fc8-1.mq.us-east-1.amazonaws.com-37557-1234520418293-4:1:1:1:1",
            "messageType": "jms/text-message",
            "deliveryMode": 1,
            "replyTo": "null",
            "type": "",
            "expiration": 0,
            "priority": 0,
            "correlationID": "",
            "redelivered": false,
            "destination": { "physicalName": queue },
            "data": base64(payload.to_string()),
            "timestamp": 1_598_827_811_958_u64,
            "brokerInTime": 1_598_827_811_958_u64,
            "brokerOutTime": 1_598_827_811_959_u64,
            "properties": { "index": "1" },
        }],
    })
}

/// Firehose developer guide, "Transform source data".
fn firehose(stream: &str, payload: &Value) -> Value {
    json!({
        "invocationId": "72b2c5e0-8d5a-4f0a-9f3b-0d3b8e8a1f00",
        "deliveryStreamArn": arn("firehose", "deliverystream/", stream),
        "region": REGION,
        "records": [{
            "recordId": "49546986683135544286507457936321625675700192471156785154",
            "approximateArrivalTimestamp": 1_769_860_800_000_u64,
            "data": base64(payload.to_string()),
        }],
    })
}

/// Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications".
fn sns(topic: &str, payload: &Value) -> Value {
    let topic = arn("sns", "", topic);
    let subscription = "2bcfbf39-05c3-41de-beaa-fcfcc21c8f55";
    json!({
        "Records": [{
            "EventVersion": "1.0",
            "EventSubscriptionArn": format!("{topic}:{subscription}"),
            "EventSource": "aws:sns",
            "Sns": {
                "SignatureVersion": "1",
                "Timestamp": "2026-01-31T12:00:00.000Z",
                "Signature": "tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi+tE/1+82j...65r==",
                "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ac565b8b1a6c5d002d285f9598aa1d9b.pem",
                "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                "Message": payload.to_string(),
                "MessageAttributes": {},
                "Type": "Notification",
                "UnsubscribeURL": format!("https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={topic}:{subscription}"),
                "TopicArn": topic,
                "Subject": "TestInvoke",
            },
        }],
    })
}

/// S3 user guide, "Event message structure".
fn s3(bucket: &str) -> Value {
    let name = bucket.rsplit(":::").next().unwrap_or(bucket);
    json!({
        "Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": REGION,
            "eventTime": "2026-01-31T12:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": { "principalId": "AWS:AIDAINPONIXQXHT3IKHL2" },
            "requestParameters": { "sourceIPAddress": "192.0.2.1" },
            "responseElements": {
                "x-amz-request-id": "D82B88E5F771F645",
                "x-amz-id-2": "vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo=",
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "828aa6fc-f7b5-4305-8584-487c791949c1",
                "bucket": {
                    "name": name,
                    "ownerIdentity": { "principalId": "A3I5XTEXAMAI3E" },
                    "arn": format!("arn:aws:s3:::{name}"),
                },
                "object": {
                    "key": "Happy+Face.jpg",
                    "size": 1_305_107,
                    "eTag": "b21b84d653bb07b05b1e6b33684dc11b",
                    "sequencer": "0C0F6F405D6ED209E1",
                },
            },
        }],
    })
}

/// EventBridge user guide, "Events from AWS services": a scheduled event of a rule.
fn schedule(rule: &str, payload: &Value) -> Value {
    json!({
        "version": "0",
        "id": "89d1a02d-5ec7-412e-82f5-13505f849b41",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": "2026-01-31T12:00:00Z",
        "region": REGION,
        "resources": [arn("events", "rule/", rule)],
        "detail": payload,
    })
}

/// EventBridge user guide, "AWS service event metadata". The name is `SOURCE / DETAIL-TYPE`, each of which may be `*`.
fn eventbridge(name: &str, payload: &Value) -> Value {
    let (source, detail_type) = name.split_once(" / ").unwrap_or((name, "*"));
    let or = |text: &str, default: &str| match text {
        "*" => default.to_owned(),
        text => text.to_owned(),
    };
    json!({
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": or(detail_type, "MyEvent"),
        "source": or(source, "my.application"),
        "account": ACCOUNT,
        "time": "2026-01-31T12:00:00Z",
        "region": REGION,
        "resources": [],
        "detail": payload,
    })
}

/// Lambda developer guide, "Using Lambda with CloudWatch Logs".
fn logs(group: &str) -> Value {
    let data = json!({
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": group,
        "logStream": "2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef",
        "subscriptionFilters": ["my-filter"],
        "logEvents": [{
            "id": "35689263648391837472973739781728019701390240798247944192",
            "timestamp": 1_769_860_800_000_u64,
            "message": "[ERROR] First test message",
        }],
    });
    json!({ "awslogs": { "data": base64(gzip(data.to_string().as_bytes())) } })
}

/// Cognito developer guide, "Customizing user pool workflows with Lambda triggers". The name may have an occasion: `PreSignUp_SignUp`.
fn cognito(name: &str) -> Value {
    let (trigger, occasion) = match name.split_once('_') {
        Some((trigger, occasion)) => (trigger, occasion),
        None => (name, occasion_of(name)),
    };
    let attributes =
        json!({ "sub": "2f0e8d5a-5c0b-4c9e-9a53-3f1f2f6f7a10", "email": "ada@example.com" });
    let (request, response) = match trigger {
        "PreSignUp" => (
            json!({ "userAttributes": attributes, "validationData": null }),
            json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false }),
        ),
        "CustomMessage" => (
            json!({ "userAttributes": attributes, "codeParameter": "{####}", "linkParameter": "{##Click Here##}", "usernameParameter": null }),
            json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null }),
        ),
        "PreAuthentication" => (
            json!({ "userAttributes": attributes, "validationData": {}, "userNotFound": false }),
            json!({}),
        ),
        "PostAuthentication" => (
            json!({ "userAttributes": attributes, "newDeviceUsed": false }),
            json!({}),
        ),
        "TokenGeneration" => (
            json!({
                "userAttributes": attributes,
                "groupConfiguration": { "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null },
            }),
            json!({ "claimsOverrideDetails": null }),
        ),
        "UserMigration" => (
            json!({ "password": "password", "validationData": null, "clientMetadata": null }),
            json!({
                "userAttributes": null,
                "finalUserStatus": null,
                "messageAction": null,
                "desiredDeliveryMediums": null,
                "forceAliasCreation": null,
            }),
        ),
        "DefineAuthChallenge" => (
            json!({ "userAttributes": attributes, "session": [], "userNotFound": false }),
            json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null }),
        ),
        "CreateAuthChallenge" => (
            json!({ "userAttributes": attributes, "challengeName": "CUSTOM_CHALLENGE", "session": [], "userNotFound": false }),
            json!({ "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null }),
        ),
        "VerifyAuthChallengeResponse" => (
            json!({
                "userAttributes": attributes,
                "privateChallengeParameters": { "answer": "5" },
                "challengeAnswer": "5",
                "userNotFound": false,
            }),
            json!({ "answerCorrect": null }),
        ),
        "CustomEmailSender" | "CustomSMSSender" => (
            json!({ "type": "customEmailSenderRequestV1", "code": "AYADeKP5...", "userAttributes": attributes }),
            json!({}),
        ),
        _ => (json!({ "userAttributes": attributes }), json!({})),
    };
    json!({
        "version": "1",
        "triggerSource": format!("{trigger}_{occasion}"),
        "region": REGION,
        "userPoolId": "us-east-1_ABC123",
        "userName": "ada",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "request": request,
        "response": response,
    })
}

/// Returns the first occasion of a trigger.
fn occasion_of(trigger: &str) -> &'static str {
    let known = COGNITO_TRIGGERS.iter().find(|(name, _)| *name == trigger);
    let first = known.and_then(|(_, occasions)| occasions.first());
    first.copied().unwrap_or("Authentication")
}

/// AppSync developer guide, "Direct Lambda resolvers": the context of a resolver. The name is `TYPE.FIELD`.
fn appsync(name: &str, payload: &Value) -> Value {
    let (parent, field) = name.split_once('.').unwrap_or(("Query", name));
    json!({
        "arguments": payload,
        "identity": null,
        "source": null,
        "request": {
            "headers": { "content-type": "application/json", "x-forwarded-for": "192.0.2.1, 192.0.2.2" },
            "domainName": null,
        },
        "prev": null,
        "info": {
            "selectionSetList": ["id"],
            "selectionSetGraphQL": "{\n  id\n}",
            "fieldName": field,
            "parentTypeName": parent,
            "variables": {},
        },
        "stash": {},
    })
}
