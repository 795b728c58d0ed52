//! The first look at an event: the members that identify its kind.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{Members, text_of};
use super::request::Pairs;

/// The top-level members that recognition, routing and replies need, as slices of the event.
///
/// It takes one pass over the bytes, and builds no tree. Every value is kept raw: another kind of event may use the same key with
/// another type, and must still be readable.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shape<'a> {
    pub(crate) body: Option<&'a RawValue>,
    pub(crate) continuation: Option<&'a RawValue>,
    pub(crate) cookies: Option<&'a RawValue>,
    pub(crate) headers: Option<&'a RawValue>,
    pub(crate) http_method: Option<&'a RawValue>,
    pub(crate) is_base64_encoded: Option<&'a RawValue>,
    pub(crate) lattice_is_base64_encoded: Option<&'a RawValue>,
    pub(crate) lattice_query: Option<&'a RawValue>,
    pub(crate) lattice_raw_path: Option<&'a RawValue>,
    pub(crate) method: Option<&'a RawValue>,
    pub(crate) method_arn: Option<&'a RawValue>,
    pub(crate) multi_value_headers: Option<&'a RawValue>,
    pub(crate) multi_value_query: Option<&'a RawValue>,
    pub(crate) operation: Option<&'a RawValue>,
    pub(crate) path: Option<&'a RawValue>,
    pub(crate) payload: Option<&'a RawValue>,
    pub(crate) query: Option<&'a RawValue>,
    pub(crate) raw_path: Option<&'a RawValue>,
    pub(crate) raw_query_string: Option<&'a RawValue>,
    pub(crate) request_context: Option<&'a RawValue>,
    pub(crate) route_arn: Option<&'a RawValue>,
    pub(crate) arguments: Option<&'a RawValue>,
    pub(crate) detail: Option<&'a RawValue>,
    pub(crate) detail_type: Option<&'a RawValue>,
    pub(crate) field_name: Option<&'a RawValue>,
    pub(crate) info: Option<&'a RawValue>,
    pub(crate) records: Option<&'a RawValue>,
    pub(crate) resources: Option<&'a RawValue>,
    pub(crate) source: Option<&'a RawValue>,
    pub(crate) trigger_source: Option<&'a RawValue>,
    pub(crate) type_name: Option<&'a RawValue>,
    /// `type`
    pub(crate) kind: Option<&'a RawValue>,
    pub(crate) version: Option<&'a RawValue>,
}

enum Key {
    Body,
    Continuation,
    Cookies,
    Headers,
    HttpMethod,
    IsBase64Encoded,
    LatticeIsBase64Encoded,
    LatticeQuery,
    LatticeRawPath,
    Method,
    MethodArn,
    MultiValueHeaders,
    MultiValueQuery,
    Operation,
    Path,
    Payload,
    Query,
    RawPath,
    RawQueryString,
    RequestContext,
    RouteArn,
    Arguments,
    Detail,
    DetailType,
    FieldName,
    Info,
    Records,
    Resources,
    Source,
    TriggerSource,
    TypeName,
    Kind,
    Version,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "body" => Key::Body,
                    "continuation" => Key::Continuation,
                    "cookies" => Key::Cookies,
                    "headers" => Key::Headers,
                    "httpMethod" => Key::HttpMethod,
                    "isBase64Encoded" => Key::IsBase64Encoded,
                    "is_base64_encoded" => Key::LatticeIsBase64Encoded,
                    "query_string_parameters" => Key::LatticeQuery,
                    "raw_path" => Key::LatticeRawPath,
                    "method" => Key::Method,
                    "methodArn" => Key::MethodArn,
                    "multiValueHeaders" => Key::MultiValueHeaders,
                    "multiValueQueryStringParameters" => Key::MultiValueQuery,
                    "operation" => Key::Operation,
                    "path" => Key::Path,
                    "payload" => Key::Payload,
                    "queryStringParameters" => Key::Query,
                    "rawPath" => Key::RawPath,
                    "rawQueryString" => Key::RawQueryString,
                    "requestContext" => Key::RequestContext,
                    "routeArn" => Key::RouteArn,
                    "arguments" => Key::Arguments,
                    "detail" => Key::Detail,
                    "detail-type" => Key::DetailType,
                    "fieldName" => Key::FieldName,
                    "info" => Key::Info,
                    "Records" => Key::Records,
                    "resources" => Key::Resources,
                    "source" => Key::Source,
                    "triggerSource" => Key::TriggerSource,
                    "typeName" => Key::TypeName,
                    "type" => Key::Kind,
                    "version" => Key::Version,
                    _ => Key::Other,
                })
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Shape<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShapeVisitor;

        impl<'de> Visitor<'de> for ShapeVisitor {
            type Value = Shape<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut shape = Shape::default();
                while let Some(key) = map.next_key()? {
                    let place = match key {
                        Key::Body => &mut shape.body,
                        Key::Continuation => &mut shape.continuation,
                        Key::Cookies => &mut shape.cookies,
                        Key::Headers => &mut shape.headers,
                        Key::HttpMethod => &mut shape.http_method,
                        Key::IsBase64Encoded => &mut shape.is_base64_encoded,
                        Key::LatticeIsBase64Encoded => &mut shape.lattice_is_base64_encoded,
                        Key::LatticeQuery => &mut shape.lattice_query,
                        Key::LatticeRawPath => &mut shape.lattice_raw_path,
                        Key::Method => &mut shape.method,
                        Key::MethodArn => &mut shape.method_arn,
                        Key::MultiValueHeaders => &mut shape.multi_value_headers,
                        Key::MultiValueQuery => &mut shape.multi_value_query,
                        Key::Operation => &mut shape.operation,
                        Key::Path => &mut shape.path,
                        Key::Payload => &mut shape.payload,
                        Key::Query => &mut shape.query,
                        Key::RawPath => &mut shape.raw_path,
                        Key::RawQueryString => &mut shape.raw_query_string,
                        Key::RequestContext => &mut shape.request_context,
                        Key::RouteArn => &mut shape.route_arn,
                        Key::Arguments => &mut shape.arguments,
                        Key::Detail => &mut shape.detail,
                        Key::DetailType => &mut shape.detail_type,
                        Key::FieldName => &mut shape.field_name,
                        Key::Info => &mut shape.info,
                        Key::Records => &mut shape.records,
                        Key::Resources => &mut shape.resources,
                        Key::Source => &mut shape.source,
                        Key::TriggerSource => &mut shape.trigger_source,
                        Key::TypeName => &mut shape.type_name,
                        Key::Kind => &mut shape.kind,
                        Key::Version => &mut shape.version,
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *place = Some(map.next_value()?);
                }
                Ok(shape)
            }
        }

        deserializer.deserialize_map(ShapeVisitor)
    }
}

impl<'a> Shape<'a> {
    /// Whether the event is for an authorizer. It resembles the request to authorize, and has also `type` and the ARN of the
    /// requested resource.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>
    pub(crate) fn is_authorizer(&self) -> bool {
        let is_text = |raw: Option<&RawValue>| raw.is_some_and(|raw| raw.get().starts_with('"'));
        is_text(self.kind) && (is_text(self.method_arn) || is_text(self.route_arn))
    }

    /// The headers, with all values of each if the event has them.
    pub(super) fn lists_or_single_headers(&self) -> Pairs<'a> {
        Pairs::new(self.multi_value_headers, self.headers)
    }

    pub(super) fn is_base64(&self) -> bool {
        self.is_base64_encoded
            .is_some_and(|flag| flag.get() == "true")
    }

    /// Returns the shape of `event`. JSON other than an object has an empty shape.
    pub(crate) fn of(event: &'a str) -> serde_json::Result<Self> {
        match serde_json::from_str(event) {
            Err(error) if error.is_data() => {
                serde_json::from_str::<IgnoredAny>(event).map(|_| Self::default())
            }
            shape => shape,
        }
    }
}

/// The members of `requestContext` that recognition and routing need, as JSON. It tells the events of HTTP triggers apart.
/// Another kind of event may use the same names with other types.
#[derive(Default)]
pub(super) struct ContextMembers<'a> {
    /// Of API Gateway, and of a function URL on AWS.
    pub(super) api_id: Option<&'a str>,
    /// Of a WebSocket API.
    pub(super) connection_id: Option<&'a str>,
    pub(super) domain_name: Option<&'a str>,
    /// Of a load balancer.
    pub(super) elb: Option<&'a str>,
    /// `http.method`, of API Gateway's payload format 2.0.
    pub(super) http_method: Option<&'a str>,
    pub(super) path: Option<&'a str>,
    /// Of VPC Lattice.
    pub(super) service_network_arn: Option<&'a str>,
    pub(super) stage: Option<&'a str>,
}

impl<'a> ContextMembers<'a> {
    /// Reads the context. A value other than an object has no members.
    pub(super) fn read(raw: Option<&'a RawValue>) -> Self {
        let mut context = Self::default();
        for (name, value) in Members::of(raw.map_or("", RawValue::get)) {
            match &*name {
                "apiId" => context.api_id = Some(value),
                "connectionId" => context.connection_id = Some(value),
                "domainName" => context.domain_name = Some(value),
                "elb" => context.elb = Some(value),
                "http" => context.http_method = Members::of(value).value_of("method"),
                "path" => context.path = Some(value),
                "serviceNetworkArn" => context.service_network_arn = Some(value),
                "stage" => context.stage = Some(value),
                _ => {}
            }
        }
        context
    }

    pub(super) fn has_connection(&self) -> bool {
        self.connection_id.and_then(text_of).is_some()
    }

    /// Whether the request came through a function URL, or through `cargo lambda watch`, whose domain is `localhost` and which
    /// has no API.
    pub(super) fn is_of_function_url(&self) -> bool {
        let Some(domain) = self.domain_name.and_then(text_of) else {
            return false;
        };
        domain.contains(".lambda-url.")
            || domain == "localhost" && self.api_id.is_none_or(|id| id == "null")
    }

    pub(super) fn is_of_load_balancer(&self) -> bool {
        self.elb.is_some_and(|elb| elb.starts_with('{'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_slices_of_any_type() {
        let event = r#"{"operation": ["not", "a name"], "other": {"operation": 1}, "payload": null, "version": 2}"#;
        let shape = Shape::of(event).unwrap();
        assert_eq!(shape.operation.unwrap().get(), r#"["not", "a name"]"#);
        assert_eq!(shape.payload.unwrap().get(), "null");
        assert_eq!(shape.version.unwrap().get(), "2");
        assert!(shape.body.is_none());
    }

    #[test]
    fn non_object_has_an_empty_shape() {
        for event in ["[1,2]", "\"text\"", "null"] {
            assert!(Shape::of(event).unwrap().operation.is_none());
        }
    }

    #[test]
    fn invalid_json_has_no_shape() {
        for event in ["", "{", "[1,", "{\"a\":1} x"] {
            assert!(Shape::of(event).is_err(), "{event}");
        }
    }

    fn method(context: &str) -> Option<String> {
        let raw: &RawValue = serde_json::from_str(context).unwrap();
        let method = ContextMembers::read(Some(raw)).http_method?;
        text_of(method).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn context_members_of_other_types_are_ignored() {
        assert_eq!(
            method(r#"{"stage":1,"http":{"method":"GET"}}"#).as_deref(),
            Some("GET")
        );
        for other in [
            "1",
            "-1",
            "1.5",
            "true",
            "null",
            "\"text\"",
            "[1,[2]]",
            "{}",
            "{\"method\":1}",
        ] {
            assert_eq!(method(&format!(r#"{{"http":{other}}}"#)), None, "{other}");
        }
        for other in ["1", "\"text\"", "[]"] {
            assert_eq!(method(other), None, "{other}");
        }
    }
}
