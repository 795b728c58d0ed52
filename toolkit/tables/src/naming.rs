//! The names that services allow, and where an ARN or a URL has them.
//!
//! The attributes check names in the source, and the runtime those in environment variables.

/// The names that the attribute of an event source takes.
#[derive(Clone, Copy, Debug)]
pub enum ResourceName {
    /// The name of a resource of an account, which may differ between stages.
    Resource(&'static Naming),
    /// The route key of a WebSocket API.
    RouteKey,
    /// `Type.field` of a GraphQL schema.
    Field,
    /// A trigger of Cognito, or trigger and occasion: `PreSignUp`, `PreSignUp_ExternalProvider`.
    CognitoTrigger,
}

/// The names of one kind of resource.
#[derive(Debug)]
pub struct Naming {
    /// The least and the greatest number of bytes.
    pub length: (usize, usize),
    /// The characters besides ASCII letters and digits; `None` for any character.
    pub punctuation: Option<&'static str>,
    /// An ending that may contain other characters.
    pub ending: Option<&'static str>,
    /// Names and endings that no resource has.
    pub reserved: &'static [Reserved],
    /// The rule in words, for messages.
    pub rule: &'static str,
    /// The forms of its ARNs.
    pub arns: &'static [Arn],
    /// The form of its URLs.
    pub urls: Urls,
}

/// A name that no resource has, although its characters are allowed.
#[derive(Clone, Copy, Debug)]
pub enum Reserved {
    /// This name.
    Name(&'static str),
    /// Every name with this ending.
    Ending(&'static str),
    /// Every name with this beginning.
    Beginning(&'static str),
    /// An IPv4 address.
    IpAddress,
}

/// An ARN in which the name of a resource occurs.
#[derive(Clone, Copy, Debug)]
pub struct Arn {
    /// The third part: `sqs`.
    pub service: &'static str,
    /// The beginning of the part behind the account: `table/`.
    pub before: &'static str,
    /// The number of `/` between that beginning and the name; `None` if the name follows the last one.
    pub slashes: Option<usize>,
    /// The character behind the name.
    pub end: char,
}

/// The URLs of a kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urls {
    /// It has none.
    None,
    /// `https://sqs.eu-west-1.amazonaws.com/123456789012/orders`
    Queue,
    /// `https://invoices.s3.eu-west-1.amazonaws.com/`, `https://s3.eu-west-1.amazonaws.com/invoices/` and `s3://invoices/`
    Bucket,
}

/// The reason why a text is not the name of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is empty.
    Empty,
    /// It has a character that no name has.
    Character(char),
    /// It has this number of bytes.
    Length(usize),
    /// It is reserved.
    Reserved,
}

impl Naming {
    /// Returns why no resource can have this name.
    #[must_use]
    pub fn flaw(&self, name: &str) -> Option<Flaw> {
        if name.is_empty() {
            return Some(Flaw::Empty);
        }
        let stem = match self.ending {
            Some(ending) => name.strip_suffix(ending).unwrap_or(name),
            None => name,
        };
        if let Some(punctuation) = self.punctuation {
            let is_foreign = |c: &char| !c.is_ascii_alphanumeric() && !punctuation.contains(*c);
            if let Some(found) = stem.chars().find(is_foreign) {
                return Some(Flaw::Character(found));
            }
        }
        let (least, most) = self.length;
        if stem.is_empty() || !(least..=most).contains(&name.len()) {
            return Some(Flaw::Length(name.len()));
        }
        let is_reserved = self.reserved.iter().any(|reserved| match *reserved {
            Reserved::Name(taken) => name == taken,
            Reserved::Ending(ending) => name.ends_with(ending),
            Reserved::Beginning(beginning) => name.starts_with(beginning),
            Reserved::IpAddress => name.parse::<core::net::Ipv4Addr>().is_ok(),
        });
        is_reserved.then_some(Flaw::Reserved)
    }

    /// Returns the name in an ARN of this kind of resource.
    #[must_use]
    pub fn in_arn<'a>(&self, arn: &'a str) -> Option<&'a str> {
        let service = service_of_arn(arn)?;
        let resource = arn.splitn(6, ':').nth(5)?;
        self.arns.iter().find_map(|form| {
            let rest = resource.strip_prefix(form.before)?;
            let name = match form.slashes {
                Some(slashes) => rest.splitn(slashes + 1, '/').nth(slashes)?,
                None => rest.rsplit('/').next()?,
            };
            let name = name.split(form.end).next()?;
            (form.service == service && !name.is_empty()).then_some(name)
        })
    }

    /// Returns the name in a URL of this kind of resource.
    #[must_use]
    pub fn in_url<'a>(&self, url: &'a str) -> Option<&'a str> {
        let (scheme, rest) = url.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_http = matches!(scheme, "https" | "http");
        let name = match self.urls {
            Urls::Queue => {
                let (account, name) = path.split_once('/')?;
                let is_account = !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit());
                (is_http && is_account).then_some(name)
            }
            Urls::Bucket if scheme == "s3" => Some(host),
            Urls::Bucket if is_http && host.starts_with("s3") => path.split('/').next(),
            Urls::Bucket if is_http => host
                .split_once(".s3.")
                .or_else(|| host.split_once(".s3-"))
                .map(|(bucket, _)| bucket),
            Urls::Bucket | Urls::None => None,
        };
        name.filter(|name| !name.is_empty())
    }

    /// Returns the name in the value of an environment variable: a name, an ARN or a URL.
    ///
    /// # Errors
    ///
    /// The reason why it does not hold a name. Without a flaw, it is an ARN or a URL of something else.
    pub fn name_in<'a>(&self, value: &'a str) -> Result<&'a str, Option<Flaw>> {
        let name = if is_arn(value) {
            self.in_arn(value).ok_or(None)?
        } else if is_url(value) {
            self.in_url(value).ok_or(None)?
        } else {
            value
        };
        match self.flaw(name) {
            Some(flaw) => Err(Some(flaw)),
            None => Ok(name),
        }
    }
}

/// Returns whether the text is meant as an ARN.
#[must_use]
pub fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

/// Returns whether the text is meant as a URL.
#[must_use]
pub fn is_url(text: &str) -> bool {
    text.contains("://")
}

/// Returns the service of an ARN.
#[must_use]
pub fn service_of_arn(arn: &str) -> Option<&str> {
    arn.split(':').nth(2).filter(|_| is_arn(arn))
}

const fn arn(service: &'static str, before: &'static str) -> Arn {
    Arn {
        service,
        before,
        slashes: Some(0),
        end: ':',
    }
}

/// `QueueName` of `CreateQueue`: "up to 80 characters", "alphanumeric characters, hyphens (-), and underscores (_)", "a FIFO queue name
/// must end with the .fifo suffix".
pub const QUEUE: Naming = Naming {
    length: (1, 80),
    punctuation: Some("-_"),
    ending: Some(".fifo"),
    reserved: &[],
    rule: "SQS allows 1 to 80 letters, digits, `-` and `_`, with `.fifo` at the end of a FIFO queue",
    arns: &[arn("sqs", "")],
    urls: Urls::Queue,
};

/// `StreamName` of Kinesis.
pub const STREAM: Naming = Naming {
    length: (1, 128),
    punctuation: Some("_.-"),
    ending: None,
    reserved: &[],
    rule: "Kinesis allows 1 to 128 letters, digits, `_`, `.` and `-`",
    arns: &[Arn {
        end: '/',
        ..arn("kinesis", "stream/")
    }],
    urls: Urls::None,
};

/// `TableName` of `DynamoDB`: 3 to 255 (naming rules, developer guide).
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
pub const TABLE: Naming = Naming {
    length: (3, 255),
    punctuation: Some("_.-"),
    ending: None,
    reserved: &[],
    rule: "DynamoDB allows 3 to 255 letters, digits, `_`, `.` and `-`",
    arns: &[Arn {
        end: '/',
        ..arn("dynamodb", "table/")
    }],
    urls: Urls::None,
};

/// `Topic` of Lambda's event source mappings: at most 249; Kafka's own `Topic` refuses `.` and `..`.
pub const KAFKA_TOPIC: Naming = Naming {
    length: (1, 249),
    punctuation: Some("._-"),
    ending: None,
    reserved: &[Reserved::Name("."), Reserved::Name("..")],
    rule: "Kafka allows 1 to 249 letters, digits, `.`, `_` and `-`, but not `.` or `..`",
    // `arn:aws:kafka:eu-west-1:123456789012:topic/shop/<uuid>/orders`; the ARN of a cluster has no topic.
    arns: &[Arn {
        slashes: Some(2),
        ..arn("kafka", "topic/")
    }],
    urls: Urls::None,
};

/// `Queue` of Lambda's event source mappings. Brokers allow almost any character; `ActiveMQ` uses `*` and `>` as wildcards of consumers.
pub const BROKER_QUEUE: Naming = Naming {
    length: (1, 1_000),
    punctuation: None,
    ending: None,
    reserved: &[Reserved::Name("*"), Reserved::Name(">")],
    rule: "Amazon MQ allows 1 to 1000 characters, and events have the name of a queue, not a wildcard",
    arns: &[],
    urls: Urls::None,
};

/// `DeliveryStreamName` of Firehose.
pub const DELIVERY_STREAM: Naming = Naming {
    length: (1, 64),
    punctuation: Some("_.-"),
    ending: None,
    reserved: &[],
    rule: "Firehose allows 1 to 64 letters, digits, `_`, `.` and `-`",
    arns: &[arn("firehose", "deliverystream/")],
    urls: Urls::None,
};

/// `Name` of `CreateTopic`: "uppercase and lowercase ASCII letters, numbers, underscores, and hyphens", "between 1 and 256 characters",
/// "for a FIFO topic, the name must end with the .fifo suffix".
pub const TOPIC: Naming = Naming {
    length: (1, 256),
    punctuation: Some("-_"),
    ending: Some(".fifo"),
    reserved: &[],
    rule: "SNS allows 1 to 256 letters, digits, `-` and `_`, with `.fifo` at the end of a FIFO topic",
    arns: &[arn("sns", "")],
    urls: Urls::None,
};

/// Buckets: 3 to 63 lower-case letters, digits, `.` and `-`. Buckets of before March 2018 in us-east-1 may have up to 255 characters,
/// upper-case letters and `_`, and still send events. Names of access points and of directory buckets are not names of buckets that
/// send them. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub const BUCKET: Naming = Naming {
    length: (3, 255),
    punctuation: Some(".-_"),
    ending: None,
    reserved: &[
        Reserved::IpAddress,
        Reserved::Beginning("xn--"),
        Reserved::Ending("-s3alias"),
        Reserved::Ending("--ol-s3"),
        Reserved::Ending(".mrap"),
        Reserved::Ending("--x-s3"),
        Reserved::Ending("--table-s3"),
    ],
    rule: "S3 allows 3 to 63 lower-case letters, digits, `.` and `-`, and in buckets of before 2018 up to 255, with `_` and upper-case letters; IP addresses, \
           `xn--…`, and the endings of access points and directory buckets are reserved",
    arns: &[Arn {
        end: '/',
        ..arn("s3", "")
    }],
    urls: Urls::Bucket,
};

/// `RuleName` of `EventBridge` and `Name` of `EventBridge` Scheduler have the same rules.
pub const RULE: Naming = Naming {
    length: (1, 64),
    punctuation: Some(".-_"),
    ending: None,
    reserved: &[],
    rule: "EventBridge allows 1 to 64 letters, digits, `.`, `-` and `_`",
    // `rule/nightly`, `rule/shop-bus/nightly`, `schedule/default/nightly`
    arns: &[
        Arn {
            slashes: None,
            ..arn("events", "rule/")
        },
        Arn {
            slashes: None,
            ..arn("scheduler", "schedule/")
        },
    ],
    urls: Urls::None,
};

/// `ConsumerGroupId` of Lambda's event source mappings (the shape `URI`).
pub const CONSUMER_GROUP: Naming = Naming {
    length: (1, 200),
    punctuation: Some(" -/*:_+=.@"),
    ending: None,
    reserved: &[],
    rule: "Lambda allows 1 to 200 letters, digits, spaces, and `-/*:_+=.@`",
    arns: &[],
    urls: Urls::None,
};

/// `LogGroupName` of CloudWatch Logs.
pub const LOG_GROUP: Naming = Naming {
    length: (1, 512),
    punctuation: Some("._-/#"),
    ending: None,
    reserved: &[],
    rule: "CloudWatch Logs allows 1 to 512 letters, digits, `.`, `_`, `-`, `/` and `#`",
    // `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop:*`; the name has slashes itself.
    arns: &[Arn {
        slashes: Some(0),
        ..arn("logs", "log-group:")
    }],
    urls: Urls::None,
};

/// `FunctionName` of `CreateFunction`, without the ARN around it.
pub const FUNCTION: Naming = Naming {
    length: (1, 64),
    punctuation: Some("-_"),
    ending: None,
    reserved: &[],
    rule: "Lambda allows 1 to 64 letters, digits, `-` and `_`",
    arns: &[arn("lambda", "function:")],
    urls: Urls::None,
};

/// `LayerName` of `PublishLayerVersion`.
pub const LAYER: Naming = Naming {
    length: (1, 140),
    punctuation: Some("-_"),
    ending: None,
    reserved: &[],
    rule: "Lambda allows 1 to 140 letters, digits, `-` and `_`",
    arns: &[arn("lambda", "layer:")],
    urls: Urls::None,
};

/// `CapacityProviderName` of `CreateCapacityProvider`.
pub const CAPACITY_PROVIDER: Naming = Naming {
    length: (1, 140),
    punctuation: Some("-_"),
    ending: None,
    reserved: &[],
    rule: "Lambda allows 1 to 140 letters, digits, `-` and `_`",
    arns: &[arn("lambda", "capacity-provider:")],
    urls: Urls::None,
};

/// `Name` of `CreateEventBus`: "event bus names can't contain the / character, except for names of partner event buses".
pub const EVENT_BUS: Naming = Naming {
    length: (1, 256),
    punctuation: Some("._-/"),
    ending: None,
    reserved: &[],
    rule: "EventBridge allows 1 to 256 letters, digits, `.`, `_` and `-`, and `/` in names of partner buses",
    arns: &[arn("events", "event-bus/")],
    urls: Urls::None,
};

/// The environment variables that Lambda sets, and that a configuration cannot set
/// (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>, "Defined runtime environment variables", November 2026).
pub const RESERVED_VARIABLES: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// The triggers of Cognito user pools with their occasions, as `triggerSource` has them, November 2026. The trigger before a token is
/// generated is `TokenGeneration` there, although the user pool's setting is `PreTokenGeneration`.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html>
pub const COGNITO_TRIGGERS: &[(&str, &[&str])] = &[
    (
        "PreSignUp",
        &["SignUp", "AdminCreateUser", "ExternalProvider"],
    ),
    (
        "PostConfirmation",
        &["ConfirmSignUp", "ConfirmForgotPassword"],
    ),
    ("PreAuthentication", &["Authentication"]),
    ("PostAuthentication", &["Authentication"]),
    ("DefineAuthChallenge", &["Authentication"]),
    ("CreateAuthChallenge", &["Authentication"]),
    ("VerifyAuthChallengeResponse", &["Authentication"]),
    (
        "TokenGeneration",
        &[
            "HostedAuth",
            "Authentication",
            "NewPasswordChallenge",
            "ClientCredentials",
            "AuthenticateDevice",
            "RefreshTokens",
        ],
    ),
    ("UserMigration", &["Authentication", "ForgotPassword"]),
    (
        "CustomMessage",
        &[
            "SignUp",
            "AdminCreateUser",
            "ResendCode",
            "ForgotPassword",
            "UpdateUserAttribute",
            "VerifyUserAttribute",
            "Authentication",
        ],
    ),
    (
        "CustomSMSSender",
        &[
            "SignUp",
            "ForgotPassword",
            "ResendCode",
            "VerifyUserAttribute",
            "UpdateUserAttribute",
            "Authentication",
            "AdminCreateUser",
        ],
    ),
    (
        "CustomEmailSender",
        &[
            "SignUp",
            "ForgotPassword",
            "ResendCode",
            "VerifyUserAttribute",
            "UpdateUserAttribute",
            "Authentication",
            "AdminCreateUser",
            "AccountTakeOverNotification",
        ],
    ),
    ("InboundFederation", &["ExternalProvider"]),
];

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    /// ARNs and URLs from AWS's documentation of the services.
    #[test]
    fn name_is_found_in_names_arns_and_urls() {
        for (naming, value, name) in [
            (&QUEUE, "orders-dev", "orders-dev"),
            (
                &QUEUE,
                "arn:aws:sqs:us-east-2:444455556666:queue1",
                "queue1",
            ),
            (
                &QUEUE,
                "arn:aws-cn:sqs:cn-north-1:444455556666:queue1.fifo",
                "queue1.fifo",
            ),
            (
                &QUEUE,
                "https://sqs.us-east-2.amazonaws.com/444455556666/MyQueue",
                "MyQueue",
            ),
            (
                &QUEUE,
                "https://us-east-2.queue.amazonaws.com/444455556666/MyQueue.fifo",
                "MyQueue.fifo",
            ),
            (
                &QUEUE,
                "http://localhost:4566/000000000000/orders",
                "orders",
            ),
            (
                &TOPIC,
                "arn:aws:sns:us-east-2:123456789012:MyTopic",
                "MyTopic",
            ),
            (
                &TOPIC,
                "arn:aws:sns:us-east-2:123456789012:MyTopic:a6552f06-ee8c-4b0b-bf0e-2bb6cf3d0c1b",
                "MyTopic",
            ),
            (
                &STREAM,
                "arn:aws:kinesis:us-east-1:111122223333:stream/my-stream",
                "my-stream",
            ),
            (
                &STREAM,
                "arn:aws:kinesis:us-east-1:111122223333:stream/my-stream/consumer/my-consumer:1573690984",
                "my-stream",
            ),
            (
                &TABLE,
                "arn:aws:dynamodb:us-west-2:123456789012:table/Music",
                "Music",
            ),
            (
                &TABLE,
                "arn:aws:dynamodb:us-west-2:123456789012:table/Music/stream/2015-05-11T21:21:33.291",
                "Music",
            ),
            (
                &KAFKA_TOPIC,
                "arn:aws:kafka:us-east-1:123456789012:topic/MyTestCluster/abcd1234-abcd-cafe-abab-9876543210ab-4/MyTopic",
                "MyTopic",
            ),
            (
                &DELIVERY_STREAM,
                "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
                "clicks",
            ),
            (
                &BUCKET,
                "arn:aws:s3:::amzn-s3-demo-bucket",
                "amzn-s3-demo-bucket",
            ),
            (
                &BUCKET,
                "arn:aws:s3:::amzn-s3-demo-bucket/photos/*",
                "amzn-s3-demo-bucket",
            ),
            (
                &BUCKET,
                "https://bucket.name.s3.us-west-2.amazonaws.com/photo.png",
                "bucket.name",
            ),
            (
                &BUCKET,
                "https://s3.us-west-2.amazonaws.com/invoices/photo.png",
                "invoices",
            ),
            (&BUCKET, "s3://invoices/2026/", "invoices"),
            (
                &RULE,
                "arn:aws:events:us-east-1:123456789012:rule/nightly",
                "nightly",
            ),
            (
                &RULE,
                "arn:aws:events:us-east-1:123456789012:rule/shop-bus/nightly",
                "nightly",
            ),
            (
                &RULE,
                "arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly",
                "nightly",
            ),
            (
                &LOG_GROUP,
                "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/shop:*",
                "/aws/lambda/shop",
            ),
            (&BROKER_QUEUE, "orders of today", "orders of today"),
        ] {
            assert_eq!(naming.name_in(value), Ok(name), "{value}");
        }
    }

    #[test]
    fn arn_or_url_of_something_else_has_no_name() {
        for (naming, value) in [
            (&QUEUE, "arn:aws:sns:us-east-2:123456789012:MyTopic"),
            (&QUEUE, "arn:aws:sqs:us-east-2"),
            (&QUEUE, "https://example.com/orders"),
            (&TABLE, "arn:aws:dynamodb::123456789012:global-table/Music"),
            (
                &KAFKA_TOPIC,
                "arn:aws:kafka:us-east-1:123456789012:cluster/shop/uuid",
            ),
            (&STREAM, "https://kinesis.us-east-1.amazonaws.com/"),
            (
                &BROKER_QUEUE,
                "arn:aws:mq:us-east-1:123456789012:broker:shop:b-1",
            ),
            (&BUCKET, "https://example.com/invoices"),
        ] {
            assert_eq!(naming.name_in(value), Err(None), "{value}");
        }
    }

    #[test]
    fn names_that_no_resource_has_are_refused() {
        let long = |length: usize| "x".repeat(length);
        assert_eq!(QUEUE.flaw(&long(80)), None);
        assert_eq!(QUEUE.flaw(&long(81)), Some(Flaw::Length(81)));
        let fifo = |length: usize| -> String { long(length) + ".fifo" };
        assert_eq!(QUEUE.flaw(&fifo(75)), None);
        assert_eq!(QUEUE.flaw(&fifo(76)), Some(Flaw::Length(81)));
        assert_eq!(QUEUE.flaw(".fifo"), Some(Flaw::Length(5)));
        assert_eq!(QUEUE.flaw("orders.v2"), Some(Flaw::Character('.')));
        assert_eq!(QUEUE.flaw("*"), Some(Flaw::Character('*')));
        assert_eq!(QUEUE.flaw(""), Some(Flaw::Empty));
        assert_eq!(TOPIC.flaw(&long(257)), Some(Flaw::Length(257)));
        assert_eq!(STREAM.flaw(&long(129)), Some(Flaw::Length(129)));
        assert_eq!(TABLE.flaw("ab"), Some(Flaw::Length(2)));
        assert_eq!(TABLE.flaw(&long(256)), Some(Flaw::Length(256)));
        assert_eq!(KAFKA_TOPIC.flaw(".."), Some(Flaw::Reserved));
        assert_eq!(KAFKA_TOPIC.flaw(&long(250)), Some(Flaw::Length(250)));
        assert_eq!(RULE.flaw("rate(5 minutes)"), Some(Flaw::Character('(')));
        assert_eq!(RULE.flaw(&long(65)), Some(Flaw::Length(65)));
        assert_eq!(BUCKET.flaw("192.168.5.4"), Some(Flaw::Reserved));
        assert_eq!(BUCKET.flaw("reports--x-s3"), Some(Flaw::Reserved));
        assert_eq!(BUCKET.flaw("invoices/2024"), Some(Flaw::Character('/')));
        assert_eq!(BUCKET.flaw("Legacy_Bucket"), None);
        assert_eq!(BROKER_QUEUE.flaw("*"), Some(Flaw::Reserved));
        assert_eq!(LOG_GROUP.flaw("/aws/lambda/*"), Some(Flaw::Character('*')));
    }
}
