//! The services that invoke a function with events: how each is recognised, and how its handler is selected.
//!
//! A source is a constant [`Source`]: its entry in the list of `gatewright-tables`, how it is recognised in an event, and its
//! kind of reply. A table refers only to the sources with handlers, so a function does not link the others.

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

pub(crate) use self::batch::{BatchSource, Records as BatchEvent};
pub(crate) use self::name::Name;
pub(crate) use self::order::Order;
pub(crate) use self::peek::Peek;
pub(crate) use self::record::{BatchRecords, Record};
pub(crate) use self::report::{BatchReport, partial_batch_response};
pub(crate) use self::schedule::SCHEDULER;

use std::borrow::Cow;

use gatewright_tables::{EventSource, SOURCES, SourceKind};

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

/// A kind of event source.
pub struct Source {
    /// Distinguishes its names from those of other sources in the table, from 1, because operations have 0. Sources are tried in
    /// this order.
    pub(crate) id: u32,
    /// The attribute of its handlers.
    pub(crate) attribute: &'static str,
    /// A plural noun for its events, for messages.
    pub(crate) events: &'static str,
    pub(crate) kind: ReplyKind,
    /// Whether a failed record always fails the batch, because the service reads no partial batch response.
    pub(crate) fails_whole: bool,
    /// Recognises an event of this source.
    pub(crate) find: for<'a> fn(&Peek<'a>) -> Option<Found<'a>>,
}

impl Source {
    /// Creates the source of this attribute from the list of all sources. It replies with JSON and recognises no event.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the list of sources is short"
    )]
    const fn of(attribute: &'static str) -> Self {
        let place = EventSource::place(attribute);
        Self {
            // Operations have 0.
            id: place as u32 + 1,
            attribute,
            events: SOURCES[place].events,
            kind: ReplyKind::Reply,
            fails_whole: matches!(SOURCES[place].kind, SourceKind::WholeBatch),
            find: |_| None,
        }
    }

    /// Returns its place in the list of all sources.
    pub(crate) const fn place(&self) -> usize {
        self.id as usize - 1
    }

    /// Returns how its handlers are called, for the manifest.
    pub(crate) const fn handlers(&self) -> SourceKind {
        SOURCES[self.place()].kind
    }
}

/// The kind of reply that a source takes.
pub(crate) enum ReplyKind {
    /// The JSON of the handler.
    Reply,
    /// The ids of the failed records.
    Batch(&'static dyn BatchSource),
    /// An HTTP response.
    Response,
}

/// The part of an event that a source recognises.
pub(crate) enum Found<'a> {
    /// One event for one handler.
    One(Single<'a>),
    /// Several events, which succeed or fail together.
    Several(Vec<Single<'a>>),
    /// Records, each with its own name.
    Batch(BatchEvent<'a>),
    /// An event of this source that needs no handler. The reply is `null`.
    Nothing,
    /// An event of this source that cannot be read, with the reason.
    Malformed(String),
}

/// An event for one handler.
pub(crate) struct Single<'a> {
    pub(crate) name: Name<'a>,
    /// The JSON from which a payload parameter is read, unless `sent` is it.
    pub(crate) payload: Cow<'a, str>,
    /// The text or bytes of a client, from which a payload parameter is read. It need not be JSON.
    pub(crate) sent: Option<Cow<'a, [u8]>>,
    /// The text within the payload that types for text and bytes take instead, such as the message of a notification.
    pub(crate) message: Option<Cow<'a, str>>,
    /// The whole event, as JSON.
    pub(crate) event: &'a str,
}

impl<'a> Single<'a> {
    fn new(name: Name<'a>, payload: Cow<'a, str>, event: &'a str) -> Self {
        Self {
            name,
            payload,
            sent: None,
            message: None,
            event,
        }
    }

    /// Returns the event as a record, for a handler that takes all events of a batch.
    pub(crate) fn as_record(&self, index: usize) -> Record<'_> {
        Record {
            raw: self.event,
            id: Cow::Owned(index.to_string()),
            is_event: true,
            arn: Cow::Borrowed(""),
            body: None,
            // Only AppSync sends events in batches.
            form: |record| {
                let arguments = appsync::arguments(record.raw);
                Ok(Some(Cow::Borrowed(arguments.as_bytes())))
            },
            called: "payload",
            attributes: None,
            beside: None,
            message_attributes: None,
        }
    }
}

/// Any JSON that no other handler takes.
pub const EVENT: &Source = &Source::of("event");

/// Any event without a handler.
pub const FALLBACK: &Source = &Source::of("fallback");

/// Returns the part of an ARN after its last `:` or `/`.
fn last_of_arn(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}
