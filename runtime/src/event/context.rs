//! `requestContext`: what tells the events of HTTP doors apart.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::raw_text;

/// The members of a request context that recognition and routing need. Members of other types than expected are no members.
#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestContext<'a> {
    /// A WebSocket connection.
    #[serde(borrow)]
    pub(super) connection_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) domain_name: Option<&'a RawValue>,
    /// Of a load balancer.
    #[serde(borrow)]
    pub(super) elb: Option<&'a RawValue>,
    /// Of API Gateway's format 2.0.
    #[serde(borrow, default)]
    pub(super) http: Object<Http<'a>>,
    /// Of VPC Lattice.
    #[serde(borrow)]
    pub(super) service_network_arn: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) stage: Option<&'a RawValue>,
}

#[derive(serde::Deserialize)]
pub(super) struct Http<'a> {
    #[serde(borrow)]
    pub(super) method: Option<&'a RawValue>,
}

impl<'a> RequestContext<'a> {
    /// Reads it; what is no object has no members.
    pub(super) fn read(raw: Option<&'a RawValue>) -> Self {
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default()
    }

    pub(super) fn has_connection(&self) -> bool {
        self.connection_id.and_then(raw_text).is_some()
    }

    pub(super) fn is_of_load_balancer(&self) -> bool {
        self.elb.is_some_and(|elb| elb.get().starts_with('{'))
    }
}

/// An object, or `None` for a value of any other type.
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);

        macro_rules! none {
            ($($method:ident: $type:ty;)*) => {$(
                fn $method<E: Error>(self, _: $type) -> Result<Self::Value, E> {
                    Ok(None)
                }
            )*};
        }

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Some)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(None)
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            none! { visit_bool: bool; visit_i64: i64; visit_u64: u64; visit_f64: f64; visit_str: &str; }
        }

        deserializer
            .deserialize_any(ObjectVisitor(PhantomData))
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(context: &str) -> Option<String> {
        let raw: &RawValue = serde_json::from_str(context).unwrap();
        let method = RequestContext::read(Some(raw)).http.0?.method?;
        raw_text(method).map(std::borrow::Cow::into_owned)
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
