//! The doors through which HTTP requests reach a function.

use serde_json::value::RawValue;

use super::http_v2;
use super::{HttpRequest, Shape};
use crate::reply::Response;

/// A service in front of the function that turns HTTP requests into events, and replies into HTTP responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// API Gateway HTTP API, payload format 2.0.
    HttpApi,
    /// A Lambda function URL, which has the same format but leaves the path encoded.
    FunctionUrl,
}

impl Door {
    /// Reads `event` as a request, if it is one.
    pub(crate) fn read<'a>(shape: &Shape<'a>) -> Option<HttpRequest<'a>> {
        http_v2::read(shape)
    }

    /// Writes `response` as this door wants it.
    pub(crate) fn write(self, response: Response) -> Box<RawValue> {
        match self {
            Self::HttpApi | Self::FunctionUrl => http_v2::write(response),
        }
    }
}
