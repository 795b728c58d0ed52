//! The services that invoke a function with events: how each is recognised, and which handler its events name.
//!
//! A source is a constant [`Source`]: an id for the table, a way to find itself in an event's [`Shape`], and how it is answered.
//! To add one: a file here with an id of its own, and its attribute in the macro crate. A table refers only to the sources that
//! it has handlers for, so that a function links nothing of the others.

mod appsync;
mod authorizer;
mod batch;
mod cognito;
mod dynamodb;
mod eventbridge;
mod kafka;
mod kinesis;
mod logs;
mod name;
mod order;
mod peek;
mod record;
mod records;
mod s3;
mod schedule;
mod sns;
mod sqs;
mod websocket;

pub(crate) use self::batch::{BatchSource, Identify, by_id};
pub(crate) use self::name::Name;
pub(crate) use self::order::Order;
pub(crate) use self::peek::Peek;
pub(crate) use self::record::{BatchRecords, Record};

use std::borrow::Cow;

pub use self::appsync::APPSYNC;
pub use self::authorizer::AUTHORIZER;
pub use self::cognito::COGNITO;
pub use self::dynamodb::DYNAMODB;
pub use self::eventbridge::EVENTBRIDGE;
pub use self::kafka::KAFKA;
pub use self::kinesis::KINESIS;
pub use self::logs::LOGS;
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
pub const EVENT: &Source = &Source {
    id: 14,
    attribute: "event",
    events: "any other JSON",
    kind: ReplyKind::Reply,
    find: |_| None,
};

/// Whatever has found no handler.
pub const FALLBACK: &Source = &Source {
    id: 15,
    attribute: "fallback",
    events: "whatever else there is",
    kind: ReplyKind::Reply,
    find: |_| None,
};

/// The last part of an ARN: what follows its last `:` or `/`.
fn last_of_arn(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_in_the_order_of_recognition() {
        let all = [
            AUTHORIZER,
            WEBSOCKET,
            SQS,
            KINESIS,
            DYNAMODB,
            KAFKA,
            SNS,
            S3,
            SCHEDULE,
            EVENTBRIDGE,
            LOGS,
            COGNITO,
            APPSYNC,
            EVENT,
            FALLBACK,
        ];
        let ids: Vec<_> = all.iter().map(|source| source.id).collect();
        assert_eq!(ids, (1..=15).collect::<Vec<_>>());
    }
}
