//! The envelope of direct invocations, with the function's own member names.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::Text;
use super::shape::Shape;

/// The members of `{"operation": "shop.price", "payload": …}`, under other names.
#[derive(Clone, Copy)]
pub struct Envelope {
    pub(crate) key: &'static str,
    pub(crate) payload: &'static str,
    /// Reads the members. A pointer, so that a function with the default names does not link it.
    read: for<'a> fn(&Self, &'a str, &mut Shape<'a>),
}

impl Envelope {
    /// The default names.
    pub const DEFAULT: Self = Self {
        key: "operation",
        payload: "payload",
        read: |_, _, _| {},
    };

    /// An envelope with these names only.
    pub const fn named(key: &'static str, payload: &'static str) -> Self {
        Self {
            key,
            payload,
            read: Self::look_again,
        }
    }

    /// Sets the shape's operation and payload to those of this envelope.
    pub(crate) fn find<'a>(&self, event: &'a str, shape: &mut Shape<'a>) {
        (self.read)(self, event, shape);
    }

    fn look_again<'a>(&self, event: &'a str, shape: &mut Shape<'a>) {
        shape.operation = None;
        shape.payload = None;
        let members = Members {
            envelope: self,
            shape,
        };
        // Other values have no members, and the event is known to be valid JSON.
        let _ = serde_json::Deserializer::from_str(event).deserialize_map(members);
    }
}

struct Members<'s, 'a> {
    envelope: &'s Envelope,
    shape: &'s mut Shape<'a>,
}

impl<'a> Visitor<'a> for Members<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Text<'a>>()? {
            if name.0 == self.envelope.key {
                self.shape.operation = Some(map.next_value::<&'a RawValue>()?);
            } else if name.0 == self.envelope.payload {
                self.shape.payload = Some(map.next_value::<&'a RawValue>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
