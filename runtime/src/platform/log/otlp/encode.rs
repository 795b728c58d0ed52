//! The JSON encoding of OTLP: <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>
//!
//! Ids are hexadecimal, integers of 64 bits are strings, enumerations are numbers, and names are in lower camel case.

use gatewright_tables::limits::LOG_EVENT_BYTES;

use super::{Ended, Exporter, Recorded};
use crate::platform::log::OWN_TARGET;
use crate::platform::log::fields::quote;
use crate::platform::log::line::{SHORTER, value};
use crate::platform::log::trace_context::TraceContext;

/// The kind of a span, by its number in `trace.proto`.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// The flags of a span in `trace.proto`: sampled, and whether the parent is in another process.
const SAMPLED_BELOW_LOCAL: u32 = 0x101;
const SAMPLED_BELOW_REMOTE: u32 = 0x301;

/// Documents of spans that have ended.
#[derive(Default)]
pub(super) struct Documents {
    /// Whole lines.
    lines: Vec<u8>,
    /// The spans of the next line, separated by commas.
    spans: Vec<u8>,
}

impl Documents {
    pub(super) const NONE: Self = Self {
        lines: Vec::new(),
        spans: Vec::new(),
    };

    /// Adds the span that `encode` writes with a limit for its values. A log event must not exceed a size, so the next span begins
    /// another line.
    pub(super) fn push(&mut self, exporter: &Exporter, encode: impl Fn(&mut Vec<u8>, usize)) {
        let most = LOG_EVENT_BYTES.saturating_sub(exporter.envelope_bytes());
        let mut span = Vec::new();
        for longest in std::iter::once(usize::MAX).chain(SHORTER) {
            span.clear();
            encode(&mut span, longest);
            if span.len() <= most {
                break;
            }
        }
        if !self.spans.is_empty() {
            if self.spans.len() + 1 + span.len() > most {
                self.end_line(exporter);
            } else {
                self.spans.push(b',');
            }
        }
        self.spans.extend_from_slice(&span);
    }

    /// Ends the line of the spans so far.
    pub(super) fn end_line(&mut self, exporter: &Exporter) {
        if !self.spans.is_empty() {
            exporter.line(&self.spans, &mut self.lines);
            self.spans.clear();
        }
    }

    /// Returns the whole lines.
    pub(super) fn take_lines(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines)
    }
}

/// Attributes that are being written.
pub(super) struct Attributes<'a> {
    out: &'a mut Vec<u8>,
    is_first: bool,
}

impl<'a> Attributes<'a> {
    /// Writes a list of attributes.
    pub(super) fn list(out: &'a mut Vec<u8>, write: impl FnOnce(&mut Attributes<'_>)) {
        out.push(b'[');
        write(&mut Attributes {
            out,
            is_first: true,
        });
        out.push(b']');
    }

    /// Writes an attribute whose value is JSON. A number with a fraction or out of the range of 64 bits is a double, and `null` is not
    /// written.
    pub(super) fn json(&mut self, name: &str, json: &[u8], longest: usize) {
        let (before, after): (&[u8], &[u8]) = match json.first() {
            Some(b'"') => (b"\"stringValue\":", b""),
            Some(b't' | b'f') => (b"\"boolValue\":", b""),
            Some(b'n') | None => return,
            Some(_) if is_i64(json) => (b"\"intValue\":\"", b"\""),
            Some(_) => (b"\"doubleValue\":", b""),
        };
        if !self.is_first {
            self.out.push(b',');
        }
        self.is_first = false;
        self.out.extend_from_slice(b"{\"key\":");
        quote(self.out, name);
        self.out.extend_from_slice(b",\"value\":{");
        self.out.extend_from_slice(before);
        value(json, longest, self.out);
        self.out.extend_from_slice(after);
        self.out.extend_from_slice(b"}}");
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        let mut json = Vec::new();
        quote(&mut json, text);
        self.json(name, &json, super::LONGEST_EVENT_VALUE);
    }
}

fn is_i64(json: &[u8]) -> bool {
    std::str::from_utf8(json).is_ok_and(|text| text.parse::<i64>().is_ok())
}

/// Adds an event to a list.
pub(super) fn event(
    out: &mut Vec<u8>,
    time: u64,
    name: &str,
    attributes: impl FnOnce(&mut Attributes<'_>),
) {
    if !out.is_empty() {
        out.push(b',');
    }
    out.extend_from_slice(b"{\"timeUnixNano\":");
    number(out, time);
    out.extend_from_slice(b",\"name\":");
    let mut json = Vec::new();
    quote(&mut json, name);
    value(&json, super::LONGEST_EVENT_VALUE, out);
    out.extend_from_slice(b",\"attributes\":");
    Attributes::list(out, attributes);
    out.push(b'}');
}

/// A span, without its attributes.
pub(super) struct Head<'a> {
    pub(super) context: TraceContext,
    pub(super) parent: Option<u64>,
    pub(super) is_parent_remote: bool,
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) end: u64,
    pub(super) recorded: &'a Recorded,
    pub(super) status: Status<'a>,
    /// A span of another trace that led to this one, with the attribute `source`.
    pub(super) link: Option<(TraceContext, &'a str)>,
}

#[derive(Clone, Copy)]
pub(super) enum Status<'a> {
    Unset,
    Ok,
    Error(&'a str),
}

impl<'a> Status<'a> {
    pub(super) fn of(recorded: &'a Recorded) -> Self {
        match &recorded.error {
            Some(message) => Self::Error(message),
            None => Self::Unset,
        }
    }
}

/// Writes a span of `tracing`. The fields `otel.name`, `otel.kind`, `otel.status_code` and `otel.status_description` mean the same as
/// in `tracing-opentelemetry`.
pub(super) fn span(out: &mut Vec<u8>, span: &Ended<'_>, end: u64, longest: usize) {
    let Ended {
        metadata,
        fields,
        trace,
    } = *span;
    let text = |name: &str| fields.text(name);
    // The span of a record of a batch.
    let is_record = metadata.target() == OWN_TARGET;
    let kind = match text("otel.kind")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "server" => Kind::Server,
        "client" => Kind::Client,
        "producer" => Kind::Producer,
        "consumer" => Kind::Consumer,
        _ if is_record => Kind::Consumer,
        _ => Kind::Internal,
    };
    let name = text("otel.name");
    let description = text("otel.status_description").or_else(|| text("otel.status_message"));
    let status = match text("otel.status_code")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "ok" => Status::Ok,
        "error" => Status::Error(description.as_deref().unwrap_or_default()),
        _ => match description.as_deref() {
            Some(description) => Status::Error(description),
            None => Status::of(&trace.recorded),
        },
    };
    let head = Head {
        context: trace.context,
        parent: Some(trace.parent),
        is_parent_remote: false,
        name: name.as_deref().unwrap_or_else(|| metadata.name()),
        kind,
        end,
        recorded: &trace.recorded,
        status,
        link: None,
    };
    head.write(out, longest, |attributes| {
        if is_record {
            fields.each(&mut |_, json| attributes.json("messaging.message.id", json, longest));
            return;
        }
        attributes.text("target", metadata.target());
        fields.each(&mut |name, json| {
            if !name.starts_with("otel.") {
                attributes.json(name, json, longest);
            }
        });
    });
}

impl Head<'_> {
    pub(super) fn write(
        &self,
        out: &mut Vec<u8>,
        longest: usize,
        attributes: impl FnOnce(&mut Attributes<'_>),
    ) {
        let Self {
            context, recorded, ..
        } = self;
        out.extend_from_slice(b"{\"traceId\":");
        ids(out, context);
        if let Some(parent) = self.parent {
            out.extend_from_slice(format!(",\"parentSpanId\":\"{parent:016x}\"").as_bytes());
        }
        let flags = if self.is_parent_remote {
            SAMPLED_BELOW_REMOTE
        } else {
            SAMPLED_BELOW_LOCAL
        };
        out.extend_from_slice(format!(",\"flags\":{flags},\"name\":").as_bytes());
        let mut name = Vec::new();
        quote(&mut name, self.name);
        value(&name, longest, out);
        out.extend_from_slice(
            format!(",\"kind\":{},\"startTimeUnixNano\":", self.kind as u8).as_bytes(),
        );
        number(out, recorded.start);
        // The system's clock may be set back.
        out.extend_from_slice(b",\"endTimeUnixNano\":");
        number(out, self.end.max(recorded.start));
        out.extend_from_slice(b",\"attributes\":");
        Attributes::list(out, attributes);
        if !recorded.events.is_empty() {
            out.extend_from_slice(b",\"events\":[");
            out.extend_from_slice(&recorded.events);
            out.push(b']');
        }
        if recorded.dropped > 0 {
            out.extend_from_slice(
                format!(",\"droppedEventsCount\":{}", recorded.dropped).as_bytes(),
            );
        }
        if let Some((linked, source)) = &self.link {
            out.extend_from_slice(b",\"links\":[{\"traceId\":");
            ids(out, linked);
            out.extend_from_slice(b",\"attributes\":");
            Attributes::list(out, |attributes| attributes.text("source", source));
            out.extend_from_slice(b"}]");
        }
        match self.status {
            Status::Unset => {}
            Status::Ok => out.extend_from_slice(b",\"status\":{\"code\":1}"),
            Status::Error(message) => {
                out.extend_from_slice(b",\"status\":{\"code\":2,\"message\":");
                let mut json = Vec::new();
                quote(&mut json, message);
                value(&json, longest.min(super::LONGEST_EVENT_VALUE), out);
                out.push(b'}');
            }
        }
        out.push(b'}');
    }
}

/// Writes a trace id, and the member with the span id.
fn ids(out: &mut Vec<u8>, context: &TraceContext) {
    let TraceContext {
        trace_id, span_id, ..
    } = context;
    out.extend_from_slice(format!("\"{trace_id:032x}\",\"spanId\":\"{span_id:016x}\"").as_bytes());
}

/// Writes an integer of 64 bits.
fn number(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(format!("\"{number}\"").as_bytes());
}
