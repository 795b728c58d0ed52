//! The triggers through which HTTP requests reach a function.
//!
//! A handler does not know which trigger a request came through. What a trigger has lost before the function sees it, no code here can
//! bring back; the module of each trigger says what that is.

use serde_json::value::RawValue;

use super::context::RequestContext;
use super::{HttpRequest, Shape, alb, http_v2, rest, vpc_lattice};
use crate::handler::reply::Response;

/// A service in front of the function that turns HTTP requests into events, and replies into HTTP responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// API Gateway HTTP API, payload format 2.0.
    HttpApi,
    /// A Lambda function URL, which has the same format but leaves the path encoded.
    FunctionUrl,
    /// API Gateway REST API, whose format is also format 1.0 of an HTTP API.
    RestApi,
    /// An Application Load Balancer, and whether its target group has multi-value headers.
    Alb { multi_value: bool },
    /// VPC Lattice, with either version of its event.
    VpcLattice,
}

impl Trigger {
    /// Reads the event as a request, if it is one. Events that only resemble requests go first: those of authorizers and of
    /// WebSocket connections.
    pub(crate) fn read<'a>(shape: &Shape<'a>) -> Option<HttpRequest<'a>> {
        if shape.is_authorizer() {
            return None;
        }
        let context = RequestContext::read(shape.request_context);
        if context.has_connection() {
            return None;
        }
        alb::read(shape, &context)
            .or_else(|| vpc_lattice::read(shape, &context))
            .or_else(|| http_v2::read(shape, &context))
            .or_else(|| rest::read(shape, &context))
    }

    /// Writes `response` as this trigger wants it.
    pub(crate) fn write(self, response: &Response) -> Box<RawValue> {
        match self {
            Self::HttpApi | Self::FunctionUrl => http_v2::write(response),
            Self::RestApi => rest::write(response),
            Self::Alb { multi_value } => alb::write(response, multi_value),
            Self::VpcLattice => vpc_lattice::write(response),
        }
    }
}
