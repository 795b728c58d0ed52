//! The services that invoke a function with events: how each is recognised, and which handler its events name.
//!
//! A source is a constant [`Source`]: its entry in the list of `gatewright-tables`, how it finds itself in an event, and how it is
//! answered. A table refers only to the sources that it has handlers for, so that a function links nothing of the others.

mod appsync;
mod authorizer;
mod batch;
mod cognito;
mod dynamodb;
mod eventbridge;
mod firehose;
mod kafka;
mod kinesis;
mod logs;
mod mq;
mod name;
mod order;
mod peek;
mod record;
mod records;
mod report;
mod s3;
mod schedule;
mod sns;
mod sqs;
mod websocket;

pub(crate) use self::batch::BatchSource;
pub(crate) use self::name::Name;
pub(crate) use self::order::Order;
pub(crate) use self::peek::Peek;
pub(crate) use self::record::{BatchRecords, Record};
pub(crate) use self::report::{BatchReport, partial_batch_response};

use std::borrow::Cow;

use gatewright_tables::{EventSource, SOURCES};

pub use self::appsync::APPSYNC;
pub use self::authorizer::AUTHORIZER;
pub use self::cognito::COGNITO;
pub use self::dynamodb::DYNAMODB;
pub use self::eventbridge::EVENTBRIDGE;
pub use self::firehose::FIREHOSE;
pub use self::kafka::KAFKA;
pub use self::kinesis::KINESIS;
pub use self::logs::LOGS;
pub use self::mq::MQ;
pub use self::s3::S3;
pub use self::schedule::SCHEDULE;
pub use self::sns::SNS;
pub use self::sqs::SQS;
pub use self::websocket::WEBSOCKET;

/// One kind of event source.
pub struct Source {
    /// What tells its names apart from those of other sources in the table, from 1, because operations have 0. Sources are
    /// looked for in this order.
    pub(crate) id: u32,
    /// The attribute of its handlers.
    pub(crate) attribute: &'static str,
    /// What it sends, in the plural.
    pub(crate) events: &'static str,
    pub(crate) kind: ReplyKind,
    /// Finds this source in an event.
    pub(crate) find: for<'a> fn(&Peek<'a>) -> Option<Found<'a>>,
}

impl Source {
    /// The source of this attribute in the list of all sources, which answers with its handler's JSON and finds itself in no event.
    const fn of(attribute: &'static str) -> Self {
        let place = EventSource::place(attribute);
        Self {
            // Operations have 0.
            id: place as u32 + 1,
            attribute,
            events: SOURCES[place].events,
            kind: ReplyKind::Reply,
            find: |_| None,
        }
    }
}

/// How a source is answered.
pub(crate) enum ReplyKind {
    /// With the handler's JSON.
    Reply,
    /// With the ids of the records that failed.
    Batch(&'static dyn BatchSource),
    /// With an HTTP response.
    Response,
}

/// What a source found in an event.
pub(crate) enum Found<'a> {
    /// One event for one handler.
    One {
        name: Name<'a>,
        /// What a payload parameter is read from.
        payload: Cow<'a, str>,
    },
    /// Several of them, which succeed or fail together.
    Several(Vec<(Name<'a>, Cow<'a, str>)>),
    /// Records, each with a name of its own: what the source reads them from.
    Batch(&'a str),
    /// An event of this source that is for no handler, and is answered with `null`.
    Nothing,
    /// An event of this source that cannot be answered, and why.
    Malformed(String),
}

/// Any JSON that nothing else in the function is meant for.
pub const EVENT: &Source = &Source::of("event");

/// Whatever has found no handler.
pub const FALLBACK: &Source = &Source::of("fallback");

/// The last part of an ARN: what follows its last `:` or `/`.
fn last_of_arn(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}
