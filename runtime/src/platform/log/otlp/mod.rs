//! Spans as OTLP/JSON on standard output: the feature `otlp`.
//!
//! A line is a `TracesData` document, as the OTLP file exporter of OpenTelemetry writes it:
//! <https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/>. The spans of an invocation are written before its reply is
//! posted, because Lambda may freeze or end the environment afterwards.

mod encode;
mod ids;
mod invocation;
mod settings;

use std::time::{SystemTime, UNIX_EPOCH};

use tracing::{Level, Metadata};

use self::encode::Documents;
use super::fields::Fields;
use super::filter;
use super::trace_context::TraceContext;

pub(super) use self::invocation::Trace;
pub(super) use self::settings::Exporter;

/// The default limit for the events of a span in OpenTelemetry's SDKs, and one for their bytes.
const MOST_EVENTS: u32 = 128;
const MOST_EVENT_BYTES: usize = 64 * 1_024;

/// The longest value of an event's attribute.
const LONGEST_EVENT_VALUE: usize = 16 * 1_024;

/// What a span has recorded besides its fields.
#[derive(Default)]
pub(super) struct Recorded {
    /// Nanoseconds since the Unix epoch.
    start: u64,
    /// The events as JSON, separated by commas.
    events: Vec<u8>,
    count: u32,
    dropped: u32,
    /// The message of the first event at `ERROR`.
    error: Option<String>,
}

impl Recorded {
    const NONE: Self = Self {
        start: 0,
        events: Vec::new(),
        count: 0,
        dropped: 0,
        error: None,
    };

    fn begin() -> Self {
        Self {
            start: now(),
            ..Self::NONE
        }
    }

    /// Adds an event of `tracing`. Its fields are those of `fields` from `own` on.
    pub(super) fn event(
        &mut self,
        metadata: &Metadata<'_>,
        message: &str,
        fields: &Fields,
        own: usize,
    ) {
        let name = if message.is_empty() {
            metadata.name()
        } else {
            message
        };
        self.add(name, |attributes| {
            attributes.text("level", filter::name(*metadata.level()));
            attributes.text("target", metadata.target());
            fields.each_from(own, &mut |name, json| {
                attributes.json(name, json, LONGEST_EVENT_VALUE);
            });
        });
        if *metadata.level() == Level::ERROR {
            self.fail(message);
        }
    }

    /// Adds the failure of an invocation or of a record, by the conventions for exceptions:
    /// <https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/>
    pub(super) fn exception(&mut self, error_type: &str, message: &str) {
        self.add("exception", |attributes| {
            attributes.text("exception.type", error_type);
            attributes.text("exception.message", message);
        });
        self.fail(message);
    }

    fn fail(&mut self, message: &str) {
        self.error.get_or_insert_with(|| message.to_owned());
    }

    fn add(&mut self, name: &str, attributes: impl FnOnce(&mut encode::Attributes<'_>)) {
        if self.count == MOST_EVENTS || self.events.len() > MOST_EVENT_BYTES {
            self.dropped += 1;
            return;
        }
        self.count += 1;
        encode::event(&mut self.events, now(), name, attributes);
    }
}

/// The position of an open span of `tracing`, and what it has recorded.
pub(super) struct SpanTrace {
    pub(super) context: TraceContext,
    parent: u64,
    /// The span of the invocation in which it began.
    root: u64,
    pub(super) recorded: Recorded,
}

impl SpanTrace {
    /// Begins a span below another one, or else below the invocation. Returns `None` outside of an invocation whose trace is recorded.
    pub(super) fn begin(parent: Option<Position>, trace: &Trace) -> Option<Box<Self>> {
        let parent = parent.or_else(|| trace.position())?;
        Some(Box::new(Self {
            context: TraceContext {
                span_id: ids::span_id(),
                ..parent.context
            },
            parent: parent.context.span_id,
            root: parent.root,
            recorded: Recorded::begin(),
        }))
    }

    pub(super) fn position(&self) -> Position {
        Position {
            context: self.context,
            root: self.root,
        }
    }
}

/// A place below which a span can begin.
#[derive(Clone, Copy)]
pub(super) struct Position {
    context: TraceContext,
    root: u64,
}

/// A span of `tracing` that has ended.
pub(super) struct Ended<'a> {
    pub(super) metadata: &'a Metadata<'a>,
    pub(super) fields: &'a Fields,
    pub(super) trace: &'a SpanTrace,
}

impl Exporter {
    /// Adds a span to those of its invocation, which are written together. A span that ends after its invocation has a line of its own.
    /// Returns lines to write.
    pub(super) fn end(&self, span: &Ended<'_>, trace: &mut Trace) -> Vec<u8> {
        let end = now();
        let write = |out: &mut Vec<u8>, longest| encode::span(out, span, end, longest);
        if trace.is_of(span.trace.root) {
            trace.documents.push(self, write);
            return trace.documents.take_lines();
        }
        let mut alone = Documents::NONE;
        alone.push(self, write);
        alone.end_line(self);
        alone.take_lines()
    }
}

/// Returns the nanoseconds since the Unix epoch, until the year 2554.
fn now() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since_epoch.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX)
}
