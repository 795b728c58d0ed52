//! The services that can be the HTTP trigger, and how each of them converts requests and replies.

use super::reply::MalformedResponse;
use super::{RequestMetadata, alb, http_v1, http_v2, prelude, rest_api, vpc_lattice};
use crate::body::ResponseBody;
use crate::invocation::Reply;
use crate::limits;
use crate::server::Answer;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{DATE, HeaderName, HeaderValue, SERVER, WWW_AUTHENTICATE};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Response};
use std::time::Duration;

/// The service that is the HTTP trigger of a function: it converts requests into events, and replies into responses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trigger {
    /// An HTTP API of API Gateway, with the route `$default` and the stage `$default`.
    HttpApi {
        /// `PayloadFormatVersion` of the integration.
        format: PayloadFormat,
    },
    /// A REST API of API Gateway, with the resource `/{proxy+}` and the stage `prod`.
    RestApi {
        /// Whether the integration streams responses (`ResponseTransferMode: STREAM`).
        streams: bool,
        /// `BinaryMediaTypes` of the API.
        binary_media_types: Vec<String>,
    },
    /// A function URL.
    FunctionUrl {
        /// Whether it streams responses (`InvokeMode: RESPONSE_STREAM`).
        streams: bool,
    },
    /// An Application Load Balancer.
    Alb {
        /// Whether its target group has multi-value headers (`lambda.multi_value_headers.enabled`).
        multi_value: bool,
    },
    /// A VPC Lattice service.
    VpcLattice {
        /// `LambdaEventStructureVersion` of the target group.
        format: PayloadFormat,
    },
}

/// The version of an event's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayloadFormat {
    /// Version 1.0.
    V1,
    /// Version 2.0.
    #[default]
    V2,
}

impl Trigger {
    /// Returns the trigger of a function for which none is set.
    pub(crate) fn default_of(streams: bool) -> Self {
        if streams {
            Self::FunctionUrl { streams }
        } else {
            Self::HttpApi {
                format: PayloadFormat::V2,
            }
        }
    }

    /// Returns the service with its article, for messages.
    pub(super) fn described(&self) -> &'static str {
        match self {
            Self::HttpApi { .. } => "an HTTP API",
            Self::RestApi { .. } => "a REST API",
            Self::FunctionUrl { .. } => "a function URL",
            Self::Alb { .. } => "an Application Load Balancer",
            Self::VpcLattice { .. } => "VPC Lattice",
        }
    }

    pub(super) fn streams(&self) -> bool {
        match self {
            Self::RestApi { streams, .. } | Self::FunctionUrl { streams } => *streams,
            Self::HttpApi { .. } | Self::Alb { .. } | Self::VpcLattice { .. } => false,
        }
    }

    /// Returns how long the service waits for a reply. `None` is as long as the function runs.
    pub(crate) fn waits(&self) -> Option<Duration> {
        match self {
            Self::HttpApi { .. } => Some(limits::HTTP_API_INTEGRATION),
            Self::RestApi { streams: false, .. } => Some(limits::REST_API_INTEGRATION),
            Self::RestApi { streams: true, .. }
            | Self::FunctionUrl { .. }
            | Self::Alb { .. }
            | Self::VpcLattice { .. } => None,
        }
    }

    /// Returns the largest body of a request, in bytes.
    pub(super) fn largest_body(&self) -> usize {
        match self {
            Self::Alb { .. } => limits::ALB_BODY,
            _ => limits::REQUEST,
        }
    }

    /// Returns the event of a request, as JSON.
    pub fn event(&self, request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
        match self {
            Self::HttpApi {
                format: PayloadFormat::V1,
            } => http_v1::event(request, body, metadata),
            Self::HttpApi {
                format: PayloadFormat::V2,
            } => http_v2::event(request, body, metadata),
            Self::RestApi {
                binary_media_types, ..
            } => rest_api::event(request, body, metadata, binary_media_types),
            Self::FunctionUrl { .. } => http_v2::function_url_event(request, body, metadata),
            Self::Alb { multi_value } => alb::event(request, body, metadata, *multi_value),
            Self::VpcLattice {
                format: PayloadFormat::V1,
            } => vpc_lattice::event_v1(request, body, metadata),
            Self::VpcLattice {
                format: PayloadFormat::V2,
            } => vpc_lattice::event_v2(request, body, metadata),
        }
    }

    /// Converts a buffered reply. `accept` is the header of the request, which a REST API compares with its binary media types.
    ///
    /// # Errors
    ///
    /// If the reply is not one that the service takes.
    pub fn response(
        &self,
        reply: &[u8],
        accept: Option<&str>,
    ) -> Result<Response<Full<Bytes>>, MalformedResponse> {
        match self {
            Self::HttpApi {
                format: PayloadFormat::V1,
            } => http_v1::response(reply),
            Self::HttpApi {
                format: PayloadFormat::V2,
            }
            | Self::FunctionUrl { .. } => http_v2::response(reply),
            Self::RestApi {
                binary_media_types, ..
            } => rest_api::response(reply, accept, binary_media_types),
            Self::Alb { multi_value } => alb::response(reply, *multi_value),
            Self::VpcLattice { .. } => vpc_lattice::response(reply),
        }
    }

    /// Converts a reply, which may be a whole stream.
    pub(super) fn answer(
        &self,
        reply: &Reply,
        accept: Option<&str>,
    ) -> Result<Answer, MalformedResponse> {
        match reply {
            Reply::Buffered(payload) => Ok(self.response(payload, accept)?.map(ResponseBody::from)),
            Reply::Streamed { content_type, body } => match self {
                Self::Alb { .. } | Self::VpcLattice { .. } => Err(MalformedResponse(format!(
                    "it is a stream, and {} does not take streams",
                    self.described()
                ))),
                _ => prelude::response(content_type.as_deref(), body),
            },
        }
    }

    /// Adds the service's own headers to a response, and renames those that it keeps for itself.
    pub(super) fn finish(&self, headers: &mut HeaderMap, metadata: &RequestMetadata) {
        if let Self::RestApi { .. } | Self::FunctionUrl { .. } = self {
            for (name, remapped) in REMAPPED {
                if let Some(value) = headers.remove(name) {
                    headers.insert(HeaderName::from_static(remapped), value);
                }
            }
        }
        let names: &[&str] = match self {
            Self::HttpApi { .. } => &["apigw-requestid"],
            Self::RestApi { .. } => &["x-amzn-requestid", "x-amz-apigw-id"],
            Self::FunctionUrl { .. } => &["x-amzn-requestid"],
            Self::Alb { .. } | Self::VpcLattice { .. } => &[],
        };
        if let Ok(id) = HeaderValue::from_str(&metadata.request_id) {
            for name in names {
                headers.insert(HeaderName::from_static(name), id.clone());
            }
        }
    }
}

/// Headers that REST APIs and function URLs rename (API Gateway developer guide, "Amazon API Gateway important notes").
const REMAPPED: [(HeaderName, &str); 3] = [
    (DATE, "x-amzn-remapped-date"),
    (SERVER, "x-amzn-remapped-server"),
    (WWW_AUTHENTICATE, "x-amzn-remapped-www-authenticate"),
];
