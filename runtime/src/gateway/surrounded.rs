//! HTTP requests of a function with middleware or CORS policies.

use std::borrow::Cow;

use http::StatusCode;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use serde_json::value::RawValue;

use super::http::{Http, Miss, answer_timeouts, find, refusal};
use super::parts::{HttpSide, InvocationContext, Routed, Sending, StreamSupport, Unrouted};
use crate::event::{HttpRequest, Method, Shape};
use crate::guard::interruption::Interruption;
use crate::handler::input::HandlerInput;
use crate::handler::middleware::{End, Link, Request, Rest};
use crate::handler::reply::{Outcome, Response};
use crate::lazy::{self, AnyModule};
use crate::platform::log;
use crate::table::{Around, Captures, Cors, CorsOfRequest, RouteMatch, Routes, Table, Target};

/// [`Http`] with what surrounds the routes. A function without middleware and CORS policies does not link it.
pub(crate) struct Surrounded;

impl HttpSide for Surrounded {
    fn read<'a>(
        &self,
        shape: &Shape<'a>,
        table: &Table,
        event: &'a str,
    ) -> Option<HttpRequest<'a>> {
        Http.read(shape, table, event)
    }

    fn route<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        table: &'a Table,
        request: &'a HttpRequest<'a>,
        shape: &Shape<'_>,
    ) -> Routed<'a> {
        let found = find(table, request, invocation.raw.event.len());
        let around = around(table, request, &found);
        let origin = around.cors.and_then(|_| request.header(ORIGIN.as_str()));
        let cors_of_request = around.cors.map(|cors| CorsOfRequest {
            cors,
            origin: origin.as_deref().map(Box::from),
        });
        let streaming = answer_timeouts(invocation, request, shape, cors_of_request);
        let template = found
            .as_ref()
            .map_or("", |(entry, _)| table.targets[*entry].template());
        log::trace_request(request.method.as_str(), &request.path, template);
        let route = match (preflight(request, around.cors, table, &found), found) {
            (Some(response), _) => Err(Unrouted::Refused(response)),
            (None, Ok((entry, captures))) if around.chain.is_none() && around.cors.is_none() => {
                Ok((&table.targets[entry], template, captures))
            }
            (None, found) => {
                let running = answer(invocation, table, request, found, around, origin);
                Err(Unrouted::Running(Box::pin(running)))
            }
        };
        Routed { streaming, route }
    }

    fn response(
        &self,
        ran: Result<Outcome, Interruption>,
        invocation: &InvocationContext<'_>,
    ) -> Response {
        Http.response(ran, invocation)
    }

    fn send<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        request: &HttpRequest<'_>,
        streaming: Option<StreamSupport>,
        response: Response,
    ) -> Sending<'a> {
        Http.send(invocation, request, streaming, response)
    }

    fn send_to_client<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        response: Response,
    ) -> Sending<'a> {
        Http.send_to_client(invocation, response)
    }

    fn client_timeout(&self) -> Box<RawValue> {
        Http.client_timeout()
    }

    fn modules(&self, table: &Table, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        if let Some(surroundings) = table.surroundings {
            surroundings.modules(visit);
        }
    }
}

type Found<'a> = Result<(usize, Captures<'a>), Miss>;

/// Returns what surrounds the request. A path whose routes do not allow the method belongs to the first of these routes, whose
/// handler's own middleware is left out.
fn around(table: &Table, request: &HttpRequest<'_>, found: &Found<'_>) -> Around {
    let Some(surroundings) = table.surroundings else {
        return Around::NOTHING;
    };
    let entry = match found {
        Ok((entry, _)) => Some(*entry),
        Err(Miss::WrongMethod(allowed)) => owner(table, request, allowed),
        Err(_) => None,
    };
    entry.map_or(surroundings.others, |entry| surroundings.routes[entry])
}

/// Returns the first entry of the path, whatever its method.
fn owner(table: &Table, request: &HttpRequest<'_>, allowed: &[Method]) -> Option<usize> {
    let routes = table.view.routes.as_ref()?;
    let mut entries = allowed
        .iter()
        .filter_map(|method| entry_of(routes, *method, request));
    entries.next()
}

fn entry_of(routes: &Routes, method: Method, request: &HttpRequest<'_>) -> Option<usize> {
    let mut captures = Captures::default();
    match routes.find(
        method,
        &request.path,
        request.path_is_encoded,
        &mut captures,
    ) {
        RouteMatch::Found(entry) => Some(entry),
        RouteMatch::WrongMethod(_) | RouteMatch::NotFound => None,
    }
}

/// Answers a preflight request: an OPTIONS request with an origin and the method of the request that is to follow.
///
/// The policy is that of the route which the request would take. Neither middleware nor a handler sees the preflight request.
fn preflight(
    request: &HttpRequest<'_>,
    cors: Option<&'static Cors>,
    table: &Table,
    found: &Found<'_>,
) -> Option<Response> {
    if request.method != Method::Options {
        return None;
    }
    let origin = request.header(ORIGIN.as_str())?;
    let asked = request.header(ACCESS_CONTROL_REQUEST_METHOD.as_str())?;
    let routes = table.view.routes.as_ref();
    let meant = routes.and_then(|routes| entry_of(routes, Method::parse(&asked), request));
    let cors = match (meant, table.surroundings) {
        (Some(entry), Some(surroundings)) => surroundings.routes[entry].cors,
        _ => cors,
    }?;
    let methods = match (found, routes) {
        (Err(Miss::WrongMethod(allowed)), _) => names(allowed.iter().copied()),
        (Ok(_), Some(routes)) => {
            let all = Method::ALL.into_iter();
            names(all.filter(|method| entry_of(routes, *method, request).is_some()))
        }
        // The page is to see the 404 of the request that follows.
        _ => asked.into_owned(),
    };
    let mut response = Response::new(StatusCode::OK);
    cors.answer(&mut response.headers, Some(&origin), &methods);
    Some(response)
}

fn names(methods: impl Iterator<Item = Method>) -> String {
    let names: Vec<&str> = methods.map(Method::as_str).collect();
    names.join(",")
}

/// Answers the request, and adds the headers of its CORS policy.
async fn answer<'a>(
    invocation: &'a InvocationContext<'a>,
    table: &'a Table,
    request: &'a HttpRequest<'a>,
    found: Found<'a>,
    around: Around,
    origin: Option<Cow<'a, str>>,
) -> Response {
    let mut response = if around.chain.is_some() {
        run(invocation, table, request, found, around).await
    } else {
        call(invocation, table, request, found).await
    };
    if let Some(cors) = around.cors {
        cors.decorate(&mut response.headers, origin.as_deref());
    }
    response
}

/// Calls the handler, or refuses the request, where there is no middleware.
async fn call<'a>(
    invocation: &'a InvocationContext<'a>,
    table: &'a Table,
    request: &'a HttpRequest<'a>,
    found: Found<'a>,
) -> Response {
    match found {
        Ok((entry, captures)) => {
            let target = &table.targets[entry];
            let input = HandlerInput {
                request: Some(request),
                template: target.template(),
                captures,
                ..invocation.input("null")
            };
            Http.response(invocation.run(target, &input).await, invocation)
        }
        Err(miss) => refusal(miss, request, invocation),
    }
}

/// Runs the layers around the handler, or around the response that refuses the request.
async fn run<'a>(
    invocation: &'a InvocationContext<'a>,
    table: &'a Table,
    request: &'a HttpRequest<'a>,
    found: Found<'a>,
    around: Around,
) -> Response {
    let (target, captures, end) = match found {
        Ok((entry, captures)) => {
            let target = &table.targets[entry];
            (Some(target), captures, End::Handler(target))
        }
        Err(miss) => {
            let refusal = refusal(miss, request, invocation);
            (None, Captures::default(), End::Refused(Box::new(refusal)))
        }
    };
    let template = target.map_or("", Target::template);
    let link = Link {
        context: invocation.raw.context,
        cold_start: invocation.raw.cold_start,
        deadline: invocation.deadline,
        event: invocation.event,
        activity: &invocation.activity,
        template,
        captures,
        exposes_errors: invocation.exposes_errors,
        recorder: invocation.raw.recorder,
    };
    if let Some(target) = target {
        link.activity.begin(target.function);
    }
    let rest = Rest::of(&link, around.chain, None, end);
    let request_of_chain = Request::of(request, template, invocation.deadline);
    lazy::with_refreshes(rest.run(request_of_chain)).await
}
