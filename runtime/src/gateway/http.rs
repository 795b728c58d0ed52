//! HTTP requests: routing, and the responses that are not the handler's.

use std::mem;

use http::StatusCode;
use http::header::{ALLOW, HeaderValue};
use lambda_runtime::Context;
use serde_json::value::RawValue;

use super::answer::{Completion, InvocationContext, LARGEST_REQUEST};
use crate::error::FunctionError;
use crate::event::{HttpRequest, LARGEST_REPLY, Method, Shape, Trigger};
use crate::gateway::stream::StreamSupport;
use crate::guard::guarded::Interruption;
use crate::handler::reply::{
    IntoProblem, Outcome, Problem, Refusal, Reply, Response, ResponseBody,
};
use crate::platform::log;
use crate::platform::threads::Boxed;
use crate::table::{Captures, RouteMatch, Table, Target, percent_decoded};

/// What a gateway needs for HTTP. A trait object, so that a function without routes links none of it.
pub(super) trait HttpSide: Sync {
    /// The request that the event is, if it is one.
    fn read<'a>(&self, shape: &Shape<'a>) -> Option<HttpRequest<'a>>;
    /// The handler with its template and what the template's parameters stand for. `size` is the event's, in bytes.
    fn route<'a>(
        &self,
        table: &Table,
        request: &'a HttpRequest<'_>,
        size: usize,
    ) -> Result<Route<'a>, Miss>;
    /// The response to a request that no handler gets: a problem, or, to an OPTIONS that no route takes, the methods that some do.
    fn refuse(&self, miss: Miss, request: &HttpRequest<'_>) -> Response;
    /// The response that comes of running a handler.
    fn response(&self, ran: Result<Outcome, Interruption>, context: &Context) -> Response;
    /// Whether the response to a request goes out as a stream; from now on the watchdog answers so too.
    fn expect(
        &self,
        running: &InvocationContext<'_>,
        request: &HttpRequest<'_>,
        shape: &Shape<'_>,
    ) -> Option<StreamSupport>;
    /// Sends the response, or has it sent.
    fn send<'a>(
        &self,
        running: &'a InvocationContext<'a>,
        request: &HttpRequest<'_>,
        streaming: Option<StreamSupport>,
        response: Response,
    ) -> Sending<'a>;
    /// The response to a message of a WebSocket client, which came through no trigger of its own.
    fn send_to_client<'a>(
        &self,
        running: &'a InvocationContext<'a>,
        response: Response,
    ) -> Sending<'a>;
    /// The response in the place of a handler that nothing could interrupt, as `trigger` wants it.
    fn overrun(&self, trigger: Trigger) -> Box<RawValue>;
}

/// A response on its way.
pub(super) enum Sending<'a> {
    /// As this reply.
    Reply(Box<RawValue>),
    /// It is a stream, or its trigger takes every response as one.
    Later(Boxed<'a, Result<Completion, FunctionError>>),
}

/// What is sent to a WebSocket client has the fields of the HTTP API's format.
pub(super) const CLIENT: Trigger = Trigger::HttpApi;

type Route<'a> = (&'static Target, &'static str, Captures<'a>);

/// Why no handler gets a request.
pub(super) enum Miss {
    TooLarge(usize),
    MalformedPath,
    WrongMethod(Vec<Method>),
    NotFound,
}

pub(super) struct Http;

impl HttpSide for Http {
    fn read<'a>(&self, shape: &Shape<'a>) -> Option<HttpRequest<'a>> {
        Trigger::read(shape)
    }

    fn route<'a>(
        &self,
        table: &Table,
        request: &'a HttpRequest<'_>,
        size: usize,
    ) -> Result<Route<'a>, Miss> {
        if size > LARGEST_REQUEST {
            return Err(Miss::TooLarge(size));
        }
        let (path, encoded) = (&*request.path, request.path_is_encoded);
        if encoded && percent_decoded(path).is_none() {
            return Err(Miss::MalformedPath);
        }
        let routes = table.view.routes.ok_or(Miss::NotFound)?;
        let mut captures = Captures::default();
        match routes.find(request.method, path, encoded, &mut captures) {
            RouteMatch::Found(entry) => {
                let target = &table.targets[entry];
                Ok((target, target.template(), captures))
            }
            RouteMatch::WrongMethod(allowed) => Err(Miss::WrongMethod(allowed)),
            RouteMatch::NotFound => Err(Miss::NotFound),
        }
    }

    fn refuse(&self, miss: Miss, request: &HttpRequest<'_>) -> Response {
        let (path, method) = (&*request.path, request.method.as_str());
        if let (Miss::WrongMethod(allowed), Method::Options) = (&miss, request.method) {
            let mut response = Response::new(StatusCode::NO_CONTENT);
            let allowed = allowed.iter().copied().chain([Method::Options]);
            response.headers.insert(ALLOW, allow(allowed));
            return response;
        }
        let (status, detail) = match &miss {
            Miss::TooLarge(size) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "the request's event has {size} bytes, and Lambda takes at most {LARGEST_REQUEST}"
                ),
            ),
            Miss::MalformedPath => (
                StatusCode::BAD_REQUEST,
                format!("path: `{path}` is not percent-encoded UTF-8"),
            ),
            Miss::WrongMethod(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                format!("`{path}` does not take `{method}`"),
            ),
            Miss::NotFound => (
                StatusCode::NOT_FOUND,
                format!("no route for `{method} {path}`"),
            ),
        };
        let mut response = Problem::new(status).detail(detail).into_response();
        if let Miss::WrongMethod(allowed) = miss {
            response.headers.insert(ALLOW, allow(allowed));
        }
        response
    }

    fn response(&self, ran: Result<Outcome, Interruption>, context: &Context) -> Response {
        let response = match ran {
            Ok(Ok(Reply::Http(response))) => response,
            // An HTTP handler's reply function makes responses only.
            Ok(Ok(Reply::Json(json))) => {
                Response::text(StatusCode::OK, "application/json", json.get().to_owned())
            }
            // Nor does it report records, or go on elsewhere.
            Ok(Ok(Reply::Records(_) | Reply::Continue(_))) => {
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
            }
            Ok(Err(Refusal::Rejected(rejection))) => rejection.into_problem().into_response(),
            Ok(Err(Refusal::Failed(error))) => {
                log::error(context, &error.error_type, &error.message);
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
            }
            Err(interruption) => {
                let problem = Problem::new(interruption.status());
                let error = interruption.into_function_error();
                log::error(context, &error.error_type, &error.message);
                problem.into_response()
            }
        };
        if let Some(error) = &response.error {
            log::error(context, error.error_type(), &error.to_string());
        }
        response
    }

    fn expect(
        &self,
        running: &InvocationContext<'_>,
        request: &HttpRequest<'_>,
        shape: &Shape<'_>,
    ) -> Option<StreamSupport> {
        let trigger = request.trigger;
        let streaming = running
            .streaming()
            .filter(|streaming| streaming.through(trigger, shape));
        match streaming {
            None => running.answer_with(move || Self.overrun(trigger)),
            Some(streaming) => streaming.side.answer_overrun(running, trigger),
        }
        streaming
    }

    fn send<'a>(
        &self,
        running: &'a InvocationContext<'a>,
        request: &HttpRequest<'_>,
        streaming: Option<StreamSupport>,
        mut response: Response,
    ) -> Sending<'a> {
        if request.method == Method::Head {
            response.body = ResponseBody::Empty;
        }
        match streaming {
            Some(streaming) => {
                Sending::Later(streaming.side.post(running, request.trigger, response))
            }
            None => whole(running, request.trigger, response),
        }
    }

    fn send_to_client<'a>(
        &self,
        running: &'a InvocationContext<'a>,
        response: Response,
    ) -> Sending<'a> {
        whole(running, CLIENT, response)
    }

    fn overrun(&self, trigger: Trigger) -> Box<RawValue> {
        trigger.write(&Problem::new(StatusCode::GATEWAY_TIMEOUT).into_response())
    }
}

/// The response as one reply; a stream has to come to its end first.
fn whole<'a>(
    running: &'a InvocationContext<'a>,
    trigger: Trigger,
    mut response: Response,
) -> Sending<'a> {
    match mem::replace(&mut response.body, ResponseBody::Empty) {
        ResponseBody::Stream(stream) => {
            Sending::Later(stream.collected(response, running, trigger))
        }
        body => {
            response.body = body;
            Sending::Reply(written(&response, trigger, running.context()))
        }
    }
}

/// The response as `trigger` wants it.
pub(crate) fn written(response: &Response, trigger: Trigger, context: &Context) -> Box<RawValue> {
    let reply = trigger.write(response);
    let size = reply.get().len();
    if size <= LARGEST_REPLY {
        return reply;
    }
    let detail = format!("the response has {size} bytes, and Lambda takes at most {LARGEST_REPLY}");
    log::error(context, "ResponseTooLarge", &detail);
    trigger.write(
        &Problem::new(StatusCode::INTERNAL_SERVER_ERROR)
            .detail("the response is too large")
            .into_response(),
    )
}

/// The value of an `Allow` header.
fn allow(methods: impl IntoIterator<Item = Method>) -> HeaderValue {
    let names: Vec<&str> = methods.into_iter().map(Method::as_str).collect();
    // Names of methods are letters.
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}
