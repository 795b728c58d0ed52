//! `requestContext`: what tells the events of HTTP triggers apart.

use serde_json::value::RawValue;

use super::members::Members;
use super::text::text_of;

/// The members of a request context that recognition and routing need, as JSON: another kind of event may use the same name with
/// another type.
#[derive(Default)]
pub(super) struct RequestContext<'a> {
    /// A WebSocket connection.
    pub(super) connection_id: Option<&'a str>,
    pub(super) domain_name: Option<&'a str>,
    /// Of a load balancer.
    pub(super) elb: Option<&'a str>,
    /// The member `method` of the member `http`, which API Gateway's format 2.0 has.
    pub(super) http_method: Option<&'a str>,
    /// Of VPC Lattice.
    pub(super) service_network_arn: Option<&'a str>,
    pub(super) stage: Option<&'a str>,
}

impl<'a> RequestContext<'a> {
    /// Reads it; what is no object has no members.
    pub(super) fn read(raw: Option<&'a RawValue>) -> Self {
        let mut context = Self::default();
        for (name, value) in Members::of(raw.map_or("", RawValue::get)) {
            match &*name {
                "connectionId" => context.connection_id = Some(value),
                "domainName" => context.domain_name = Some(value),
                "elb" => context.elb = Some(value),
                "http" => context.http_method = Members::of(value).value_of("method"),
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

    pub(super) fn is_of_load_balancer(&self) -> bool {
        self.elb.is_some_and(|elb| elb.starts_with('{'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(context: &str) -> Option<String> {
        let raw: &RawValue = serde_json::from_str(context).unwrap();
        let method = RequestContext::read(Some(raw)).http_method?;
        text_of(method).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn members_of_other_types_are_no_members_and_hide_no_others() {
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
