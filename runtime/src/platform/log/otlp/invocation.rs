//! The span of an invocation.

use std::mem;

use super::encode::{Documents, Head, Kind, Status};
use super::settings::Exporter;
use super::{Position, Recorded, ids, now};
use crate::platform::log::correlation;
use crate::platform::log::fields::Fields;
use crate::platform::log::invocation::Invocation;
use crate::platform::log::propagation::Incoming;
use crate::platform::log::trace_context::{TraceContext, xray_trace_id};

/// The trace of an invocation.
#[derive(Default)]
pub(crate) struct Trace {
    /// The span of the invocation. `None` outside of an invocation.
    context: Option<TraceContext>,
    parent: Option<TraceContext>,
    link: Option<TraceContext>,
    pub(super) documents: Documents,
    recorded: Recorded,
    request: Option<Request>,
    status: Option<u16>,
}

/// An HTTP request, as far as its span has it.
struct Request {
    method: String,
    path: String,
    /// The template of its route. A request without a handler has none.
    route: &'static str,
}

impl Trace {
    pub(crate) const NONE: Self = Self {
        context: None,
        parent: None,
        link: None,
        documents: Documents::NONE,
        recorded: Recorded::NONE,
        request: None,
        status: None,
    };

    /// Returns the position of the invocation's span, if it is recorded.
    pub(super) fn position(&self) -> Option<Position> {
        let context = self.context.filter(|context| context.is_sampled)?;
        Some(Position {
            context,
            root: context.span_id,
        })
    }

    pub(super) fn is_of(&self, root: u64) -> bool {
        self.context.is_some_and(|context| context.span_id == root)
    }

    /// Returns the invocation's span, recorded or not.
    pub(in crate::platform::log) fn context(&self) -> Option<TraceContext> {
        self.context
    }

    /// Adds an event, if the trace is recorded. Returns the invocation's span.
    pub(in crate::platform::log) fn record(
        &mut self,
        record: impl FnOnce(&mut Recorded),
    ) -> Option<TraceContext> {
        if self.position().is_some() {
            record(&mut self.recorded);
        }
        self.context
    }

    pub(in crate::platform::log) fn request(
        &mut self,
        method: &str,
        path: &str,
        route: &'static str,
    ) {
        self.request = Some(Request {
            // A method without a constant of its own: <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>
            method: if method.contains(' ') {
                "_OTHER"
            } else {
                method
            }
            .to_owned(),
            path: path.to_owned(),
            route,
        });
    }

    pub(in crate::platform::log) fn respond(&mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Exporter {
    /// Begins the trace of an invocation. Its parent is that of the header `traceparent`, or else that of X-Ray.
    ///
    /// X-Ray does not record a trace that it has not sampled, so that trace has no parent for our spans, and does not decide about them.
    pub(in crate::platform::log) fn begin(&self, invocation: &mut Invocation) {
        let incoming = Incoming::of(invocation);
        let xray = incoming.xray.filter(|context| context.is_sampled);
        let parent = incoming.w3c.or(xray);
        let trace_id = parent
            .map(|parent| parent.trace_id)
            .or_else(|| xray_trace_id(&invocation.trace_header))
            .unwrap_or_else(ids::trace_id);
        let context = TraceContext {
            trace_id,
            span_id: ids::span_id(),
            is_sampled: self.samples(trace_id, parent),
        };
        invocation.trace = Trace {
            context: Some(context),
            parent,
            link: xray.filter(|_| incoming.w3c.is_some()),
            recorded: Recorded::begin(),
            ..Trace::NONE
        };
    }

    /// Ends the trace of an invocation. Returns lines to write.
    pub(in crate::platform::log) fn finish(&self, invocation: &mut Invocation) -> Vec<u8> {
        let mut trace = mem::replace(&mut invocation.trace, Trace::NONE);
        let Some(context) = trace.context.filter(|context| context.is_sampled) else {
            return Vec::new();
        };
        let end = now();
        let trigger = Trigger::of(&invocation.event, trace.request.is_some());
        let fields = fields(invocation, &trace, trigger);
        let name = name(&trace, self.function_name());
        let status = match (Status::of(&trace.recorded), trace.status) {
            // <https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status>
            (Status::Unset, Some(500..)) => Status::Error(""),
            (status, _) => status,
        };
        let head = Head {
            context,
            parent: trace.parent.map(|parent| parent.span_id),
            is_parent_remote: true,
            name: &name,
            kind: match trigger {
                Trigger::PubSub => Kind::Consumer,
                _ => Kind::Server,
            },
            end,
            recorded: &trace.recorded,
            status,
            link: trace.link.map(|link| (link, "x-ray-env")),
        };
        trace.documents.push(self, |out, longest| {
            head.write(out, longest, |attributes| {
                fields.each(&mut |name, json| attributes.json(name, json, longest));
            });
        });
        trace.documents.end_line(self);
        trace.documents.take_lines()
    }
}

/// Returns the name of the span: that of the function, or for HTTP the method and the route.
/// <https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name>
fn name(trace: &Trace, function: &str) -> String {
    match &trace.request {
        Some(Request { method, route, .. }) => {
            // A name has no `_OTHER`.
            let method = if method == "_OTHER" { "HTTP" } else { method };
            format!("{method} {route}").trim_end().to_owned()
        }
        None => function.to_owned(),
    }
}

/// Returns the attributes of the conventions for `FaaS`, AWS Lambda and HTTP.
/// <https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/>
fn fields(invocation: &Invocation, trace: &Trace, trigger: Trigger) -> Fields {
    let mut fields = Fields::default();
    fields.push_text("faas.trigger", trigger.name());
    fields.push_text("faas.invocation_id", &invocation.request_id);
    fields.push("faas.coldstart", &mut |json| {
        json.extend_from_slice(invocation.cold_start.to_string().as_bytes());
    });
    let arn = &*invocation.function_arn;
    // arn:aws:lambda:REGION:ACCOUNT:function:NAME, and perhaps an alias or a version.
    let parts: Vec<&str> = arn.splitn(8, ':').collect();
    if let [_, _, _, _, account, _, name, ..] = parts[..] {
        let end = arn.len() - parts.get(7).map_or(0, |qualifier| qualifier.len() + 1);
        debug_assert!(arn[..end].ends_with(name));
        fields.push_text("cloud.resource_id", &arn[..end]);
        fields.push_text("cloud.account.id", account);
    }
    if !arn.is_empty() {
        fields.push_text("aws.lambda.invoked_arn", arn);
    }
    if let Some(request) = &trace.request {
        fields.push_text("http.request.method", &request.method);
        fields.push_text("url.path", &request.path);
        if !request.route.is_empty() {
            fields.push_text("http.route", request.route);
        }
        for (name, header) in [
            ("url.scheme", "x-forwarded-proto"),
            ("server.address", "host"),
            ("user_agent.original", "user-agent"),
        ] {
            if let Some(value) = correlation::header(&invocation.event, header) {
                fields.push_text(name, &value);
            }
        }
    }
    if let Some(status) = trace.status {
        fields.push("http.response.status_code", &mut |json| {
            json.extend_from_slice(status.to_string().as_bytes());
        });
    }
    fields
}

/// The values of `faas.trigger`: <https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#function-trigger-type>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trigger {
    Http,
    PubSub,
    Datasource,
    Timer,
    Other,
}

impl Trigger {
    fn of(event: &[u8], is_request: bool) -> Self {
        if is_request {
            return Self::Http;
        }
        match correlation::source(event).as_deref() {
            Some("aws:s3" | "aws:dynamodb") => Self::Datasource,
            Some("aws:events:Scheduled Event") => Self::Timer,
            Some(source)
                if source.starts_with("aws:events:")
                    || matches!(
                        source,
                        "aws:sqs"
                            | "aws:sns"
                            | "aws:kinesis"
                            | "aws:kafka"
                            | "SelfManagedKafka"
                            | "aws:mq"
                            | "aws:amq"
                            | "aws:rmq"
                    ) =>
            {
                Self::PubSub
            }
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::PubSub => "pubsub",
            Self::Datasource => "datasource",
            Self::Timer => "timer",
            Self::Other => "other",
        }
    }
}
