//! The trace of an invocation, and the headers with which an outgoing request continues it.

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::correlation::header;
use super::invocation::Invocation;
use super::scope;
use super::trace_context::{TraceContext, xray_trace_id};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
const XRAY: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// The position of an invocation in the traces of its caller.
pub(super) struct Incoming {
    /// That of the header `traceparent` of an HTTP request.
    pub(super) w3c: Option<TraceContext>,
    /// The header `tracestate` beside it.
    tracestate: Option<String>,
    /// That of X-Ray. Lambda's service is its parent.
    pub(super) xray: Option<TraceContext>,
}

impl Incoming {
    pub(super) fn of(invocation: &Invocation) -> Self {
        let w3c = header(&invocation.event, TRACEPARENT.as_str())
            .and_then(|text| TraceContext::of_traceparent(&text));
        Self {
            // A state belongs to a valid parent: <https://www.w3.org/TR/trace-context/#tracestate-header>
            tracestate: w3c.and_then(|_| header(&invocation.event, TRACESTATE.as_str())),
            w3c,
            xray: TraceContext::of_xray(&invocation.trace_header),
        }
    }
}

/// Returns the headers `traceparent`, `tracestate` and `X-Amzn-Trace-Id`, with which an outgoing request continues the trace of the
/// invocation.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/prices/{id}")]
/// async fn price(Path(id): Path<u64>) -> Result<String, Error> {
///     let request = http::Request::get(format!("https://prices.example/{id}"));
///     let mut request = request.body(())?;
///     request.headers_mut().extend(gatewright::trace_headers());
///     // With reqwest: `client.get(url).headers(gatewright::trace_headers()).send().await?`
///     Ok(format!("{request:?}"))
/// }
/// ```
///
/// The trace is that of the header `traceparent` of an HTTP request, or else that of X-Ray. With the feature `otlp` the parent is the
/// current span, and without it that of the invocation itself. A header is absent if the invocation has no trace of its kind and none
/// can be derived from the other.
///
/// In [concurrent mode](crate::docs::concurrent) a spawned task must run in the span of its invocation, as for
/// [logs](crate::docs::logs#tasks-threads-and-concurrent-mode). Outside of an invocation the map is empty.
#[must_use]
pub fn trace_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    scope::with_invocation(|invocation, span| {
        if invocation.is_running {
            insert(&mut headers, invocation, span);
        }
    });
    headers
}

/// Inserts the headers. `span` is the current span, if spans are recorded.
fn insert(headers: &mut HeaderMap, invocation: &Invocation, span: Option<TraceContext>) {
    let incoming = Incoming::of(invocation);
    let mut put = |name: HeaderName, text: &str| {
        // A header with which the invocation came may have bytes that no header may have.
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    if let Some(context) = span.or(incoming.w3c).or(incoming.xray) {
        put(TRACEPARENT, &context.traceparent());
    }
    if let Some(state) = &incoming.tracestate {
        put(TRACESTATE, state);
    }
    let header = &*invocation.trace_header;
    // X-Ray knows our span as a parent only in its own trace.
    let span =
        span.filter(|span| header.is_empty() || xray_trace_id(header) == Some(span.trace_id));
    let derived = span.or(incoming.w3c.filter(|_| header.is_empty()));
    let xray = derived.map_or_else(|| header.to_owned(), |context| context.xray());
    if !xray.is_empty() {
        put(XRAY, &xray);
    }
}

#[cfg(test)]
mod tests {
    use crate::platform::context::Context;
    use bytes::Bytes;

    use super::*;

    const W3C: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const W3C_AS_XRAY: &str =
        "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1";
    const ACTIVE: &str =
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const ACTIVE_AS_W3C: &str = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    const PASSIVE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=1:a:0";

    fn headers(event: &str, xray: &str, span: Option<TraceContext>) -> [Option<String>; 3] {
        let context = Context {
            request_id: "8476a536".to_owned(),
            xray_trace_id: Some(xray.to_owned()).filter(|header| !header.is_empty()),
            ..Context::default()
        };
        let mut invocation = Invocation::default();
        invocation.begin(&context, &Bytes::from(event.to_owned()), false);
        let mut headers = HeaderMap::new();
        insert(&mut headers, &invocation, span);
        [TRACEPARENT, TRACESTATE, XRAY]
            .map(|name| Some(headers.get(name)?.to_str().unwrap().to_owned()))
    }

    fn request(traceparent: &str) -> String {
        format!(r#"{{"headers":{{"Traceparent":"{traceparent}","tracestate":"vendor=1"}}}}"#)
    }

    #[test]
    fn each_header_continues_the_trace_of_its_kind() {
        let lists = r#"{"multiValueHeaders":{"traceparent":["W3C"]}}"#.replace("W3C", W3C);
        let state = Some("vendor=1");
        for (event, xray, expected) in [
            ("{}", "", [None, None, None]),
            ("{}", ACTIVE, [Some(ACTIVE_AS_W3C), None, Some(ACTIVE)]),
            // A span needs a parent to continue.
            ("{}", PASSIVE, [None, None, Some(PASSIVE)]),
            (&request(W3C), "", [Some(W3C), state, Some(W3C_AS_XRAY)]),
            (&request(W3C), ACTIVE, [Some(W3C), state, Some(ACTIVE)]),
            (&lists, PASSIVE, [Some(W3C), None, Some(PASSIVE)]),
            (
                &request("00-0-0-01"),
                ACTIVE,
                [Some(ACTIVE_AS_W3C), None, Some(ACTIVE)],
            ),
            (
                "not JSON",
                ACTIVE,
                [Some(ACTIVE_AS_W3C), None, Some(ACTIVE)],
            ),
            ("{}", "no\nheader", [None, None, None]),
        ] {
            let found = headers(event, xray, None);
            assert_eq!(
                found.each_ref().map(Option::as_deref),
                expected,
                "{event} {xray}"
            );
        }
    }

    #[test]
    fn recorded_span_is_the_parent_in_its_own_trace() {
        let span = |trace_id| TraceContext {
            trace_id,
            span_id: 0xB7AD_6B71_6920_3331,
            is_sampled: true,
        };
        let ours = span(0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736);
        let [w3c, state, xray] = headers(&request(W3C), ACTIVE, Some(ours));
        assert_eq!(
            w3c.as_deref(),
            Some("00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01")
        );
        assert_eq!(state.as_deref(), Some("vendor=1"));
        assert_eq!(xray.as_deref(), Some(ACTIVE));
        let ours = span(0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793);
        let [_, _, xray] = headers("{}", ACTIVE, Some(ours));
        let expected = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=b7ad6b7169203331;Sampled=1";
        assert_eq!(xray.as_deref(), Some(expected));
    }
}
