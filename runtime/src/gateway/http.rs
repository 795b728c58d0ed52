//! HTTP requests: routing, and the responses that do not come from a handler.

use std::mem;

use crate::platform::context::Context;
use gatewright_tables::limits;
use http::StatusCode;
use http::header::{ALLOW, HeaderValue};
use serde_json::value::RawValue;

use super::mapping;
use super::parts::{
    Completion, HttpSide, InvocationContext, Routed, Sending, StreamSupport, Unrouted,
};
use crate::error::Cut;
use crate::event::{HttpRequest, LARGEST_REPLY, Method, Shape, Trigger, unsendable_header};
use crate::guard::interruption::Interruption;
use crate::handler::reply::{Outcome, Problem, Response, ResponseBody, response_of};
use crate::platform::log;
use crate::table::{Captures, CorsOfRequest, RouteMatch, Table, percent_decoded};

/// Lambda's limit for a request, in bytes, from the message of its `RequestTooLargeException`.
const LARGEST_REQUEST: usize = gatewright_tables::limits::REQUEST_BYTES;

/// The largest reply of a kind, in bytes, and the service with this limit.
#[derive(Clone, Copy)]
struct Limit {
    bytes: usize,
    whose: &'static str,
    /// Whether it limits the body alone.
    is_of_body: bool,
}

impl Limit {
    const LAMBDA: Self = Self {
        bytes: LARGEST_REPLY,
        whose: "Lambda's limit",
        is_of_body: false,
    };

    const MESSAGE: Self = Self {
        bytes: limits::WEBSOCKET_MESSAGE_BYTES,
        whose: "the limit for a message of a WebSocket API",
        is_of_body: true,
    };

    /// The limit of the JSON in the format of `trigger`.
    fn of(trigger: Trigger) -> Self {
        match trigger {
            Trigger::Alb { .. } => Self {
                bytes: limits::ALB_BODY_BYTES,
                whose: "the limit of an Application Load Balancer",
                ..Self::LAMBDA
            },
            Trigger::WebSocket => Self::MESSAGE,
            Trigger::HttpApi | Trigger::FunctionUrl | Trigger::RestApi | Trigger::VpcLattice => {
                Self::LAMBDA
            }
        }
    }
}

/// The reason why a request reaches no handler.
pub(super) enum Miss {
    /// The request is larger than a limit, in words.
    TooLarge(String),
    MalformedPath,
    WrongMethod(Vec<Method>),
    NotFound,
}

pub(crate) struct Http;

impl HttpSide for Http {
    fn read<'a>(
        &self,
        shape: &Shape<'a>,
        table: &Table,
        event: &'a str,
    ) -> Option<HttpRequest<'a>> {
        let mut request = Trigger::read(shape)?;
        if (request.stage.is_some() || !table.base_paths.is_empty())
            && let Some(routes) = &table.view.routes
        {
            mapping::remove(&mut request, routes, table.base_paths, event);
        }
        Some(request)
    }

    fn route<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        table: &'a Table,
        request: &'a HttpRequest<'a>,
        shape: &Shape<'_>,
    ) -> Routed<'a> {
        let trigger = request.trigger;
        let streaming = streaming(invocation, request, shape);
        match streaming {
            None => invocation.answer_with(move || timeout(trigger)),
            Some(streaming) => streaming.side.set_fallback(invocation, trigger, None),
        }
        let found = find(table, request, invocation.raw.event.len()).map(|(entry, captures)| {
            let target = &table.targets[entry];
            (target, target.template(), captures)
        });
        let template = found.as_ref().map_or("", |(_, template, _)| *template);
        log::trace_request(request.method.as_str(), &request.path, template);
        Routed {
            streaming,
            route: found.map_err(|miss| Unrouted::Refused(refusal(miss, request, invocation))),
        }
    }

    fn response(
        &self,
        ran: Result<Outcome, Interruption>,
        invocation: &InvocationContext<'_>,
    ) -> Response {
        response_of(ran, invocation.context(), invocation.exposes_errors)
    }

    fn send<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        request: &HttpRequest<'_>,
        streaming: Option<StreamSupport>,
        response: Response,
    ) -> Sending<'a> {
        let mut response = sendable(response, invocation.context());
        log::trace_status(response.status.as_u16());
        if request.method == Method::Head {
            response.body = ResponseBody::Empty;
        }
        match streaming {
            Some(streaming) => {
                Sending::Later(streaming.side.post(invocation, request.trigger, response))
            }
            None => whole(invocation, request.trigger, response),
        }
    }

    fn send_to_client<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        response: Response,
    ) -> Sending<'a> {
        let response = sendable(response, invocation.context());
        whole(invocation, Trigger::WebSocket, response)
    }

    fn client_timeout(&self) -> Box<RawValue> {
        timeout(Trigger::WebSocket)
    }
}

/// The support for streams, if the response to this request is streamed.
fn streaming(
    invocation: &InvocationContext<'_>,
    request: &HttpRequest<'_>,
    shape: &Shape<'_>,
) -> Option<StreamSupport> {
    let streaming = invocation.raw.streaming;
    streaming.filter(|streaming| streaming.through(request.trigger, shape))
}

/// Sets the watchdog's fallback reply, with the headers of the CORS policy. Returns the support for streams, if the response is streamed.
pub(super) fn answer_timeouts(
    invocation: &InvocationContext<'_>,
    request: &HttpRequest<'_>,
    shape: &Shape<'_>,
    cors: Option<CorsOfRequest>,
) -> Option<StreamSupport> {
    let trigger = request.trigger;
    let streaming = streaming(invocation, request, shape);
    match streaming {
        None => invocation.answer_with(move || {
            let mut response = Problem::new(StatusCode::GATEWAY_TIMEOUT).into_response();
            if let Some(cors) = &cors {
                cors.decorate(&mut response.headers);
            }
            trigger.write(&response)
        }),
        Some(streaming) => streaming.side.set_fallback(invocation, trigger, cors),
    }
    streaming
}

/// Finds the entry of a request whose event has `size` bytes.
pub(super) fn find<'a>(
    table: &Table,
    request: &'a HttpRequest<'_>,
    size: usize,
) -> Result<(usize, Captures<'a>), Miss> {
    if let Some(detail) = too_large(request, size) {
        return Err(Miss::TooLarge(detail));
    }
    let (path, encoded) = (&*request.path, request.path_is_encoded);
    if encoded && percent_decoded(path).is_none() {
        return Err(Miss::MalformedPath);
    }
    let routes = table.view.routes.ok_or(Miss::NotFound)?;
    let mut captures = Captures::default();
    match routes.find(request.method, path, encoded, &mut captures) {
        RouteMatch::Found(entry) => Ok((entry, captures)),
        RouteMatch::WrongMethod(allowed) => Err(Miss::WrongMethod(allowed)),
        RouteMatch::NotFound => Err(Miss::NotFound),
    }
}

/// Describes the limit that a request exceeds. `size` is that of its event.
fn too_large(request: &HttpRequest<'_>, size: usize) -> Option<String> {
    const ALB: usize = limits::ALB_BODY_BYTES;
    if size > LARGEST_REQUEST {
        return Some(format!(
            "the event of the request must not exceed Lambda's limit of {LARGEST_REQUEST} bytes; found {size}"
        ));
    }
    // The body is shorter than its event, so only a long event is worth a look.
    if size <= ALB || !matches!(request.trigger, Trigger::Alb { .. }) {
        return None;
    }
    let body = request.body()?.ok()?.len();
    (body > ALB).then(|| {
        format!(
            "the body must not exceed the limit of an Application Load Balancer of {ALB} bytes; found {body}"
        )
    })
}

/// Returns the response to a request without a handler: a problem, or for an OPTIONS without a route the allowed methods.
pub(super) fn refusal(
    miss: Miss,
    request: &HttpRequest<'_>,
    invocation: &InvocationContext<'_>,
) -> Response {
    if let Miss::TooLarge(detail) = &miss {
        log::error(invocation.context(), "RequestTooLarge", detail);
    }
    let (path, method) = (Cut::name(&request.path), Cut::name(&request.method_name));
    if let (Miss::WrongMethod(allowed), Method::Options) = (&miss, request.method) {
        let mut response = Response::new(StatusCode::NO_CONTENT);
        response.headers.insert(ALLOW, allow(allowed));
        return response;
    }
    let (status, detail) = match &miss {
        Miss::TooLarge(detail) => (StatusCode::PAYLOAD_TOO_LARGE, detail.clone()),
        Miss::MalformedPath => (
            StatusCode::BAD_REQUEST,
            format!("path: `{path}` is not percent-encoded UTF-8"),
        ),
        Miss::WrongMethod(_) => (
            StatusCode::METHOD_NOT_ALLOWED,
            format!("`{path}` does not allow `{method}`"),
        ),
        Miss::NotFound => (
            StatusCode::NOT_FOUND,
            format!("no route for `{method} {path}`"),
        ),
    };
    let mut response = Problem::new(status).detail(detail).into_response();
    if let Miss::WrongMethod(allowed) = miss {
        response.headers.insert(ALLOW, allow(&allowed));
    }
    response
}

/// Returns the watchdog's fallback reply in the format of `trigger`.
fn timeout(trigger: Trigger) -> Box<RawValue> {
    trigger.write(&Problem::new(StatusCode::GATEWAY_TIMEOUT).into_response())
}

/// Replaces a response that cannot be sent by a 500. The formats of all triggers are JSON, so headers must be UTF-8.
fn sendable(response: Response, context: &Context) -> Response {
    let Some(name) = unsendable_header(&response) else {
        return response;
    };
    let detail =
        format!("the value of the response header `{name}` must be UTF-8; found other bytes");
    log::error(context, "InvalidHeader", &detail);
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// Sends the response as one reply. A stream is collected first.
fn whole<'a>(
    invocation: &'a InvocationContext<'a>,
    trigger: Trigger,
    mut response: Response,
) -> Sending<'a> {
    match mem::replace(&mut response.body, ResponseBody::Empty) {
        ResponseBody::Stream(stream) => {
            let context = invocation.context();
            let collecting =
                stream.collected(response, invocation.deadline, &invocation.activity, context);
            Sending::Later(Box::pin(async move {
                let response = collecting.await;
                Ok(Completion::Reply(written(&response, trigger, context)))
            }))
        }
        body => {
            response.body = body;
            let context = invocation.context();
            Sending::Reply(written(&response, trigger, context))
        }
    }
}

/// Writes the response in the format of `trigger`.
fn written(response: &Response, trigger: Trigger, context: &Context) -> Box<RawValue> {
    let reply = trigger.write(response);
    let limit = Limit::of(trigger);
    let Limit { bytes, whose, .. } = limit;
    let size = match &response.body {
        ResponseBody::Text(text) if limit.is_of_body => text.len(),
        ResponseBody::Bytes(bytes) if limit.is_of_body => bytes.len(),
        _ => reply.get().len(),
    };
    if size <= bytes {
        return reply;
    }
    let detail = format!("the response must not exceed {whose} of {bytes} bytes; found {size}");
    log::error(context, "ResponseTooLarge", &detail);
    log::trace_status(500);
    trigger.write(
        &Problem::new(StatusCode::INTERNAL_SERVER_ERROR)
            .detail("the response is too large")
            .into_response(),
    )
}

/// Returns the value of an `Allow` header. It has OPTIONS, which every path with a route answers.
fn allow(methods: &[Method]) -> HeaderValue {
    let mut names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
    if !methods.contains(&Method::Options) {
        names.push(Method::Options.as_str());
    }
    // Method names are ASCII letters, so this does not fail.
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}
