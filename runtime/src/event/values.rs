//! Objects of texts and lists of texts: headers and query parameters.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Text, raw_text};

/// Visits each name with each of its values, which are one text or a list of texts. What is neither is left out, and what is no
/// object has no values.
pub(super) fn each_value<'a>(object: &'a RawValue, visit: impl FnMut(&Cow<'a, str>, Cow<'a, str>)) {
    struct Values<F>(F);

    impl<'de, F: FnMut(&Cow<'de, str>, Cow<'de, str>)> Visitor<'de> for Values<F> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("names and values")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
            while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
                let value = map.next_value::<&'de RawValue>()?;
                if let Some(text) = raw_text(value) {
                    (self.0)(&name, text);
                } else if let Ok(list) = serde_json::from_str::<Vec<Text<'de>>>(value.get()) {
                    for Text(text) in list {
                        (self.0)(&name, text);
                    }
                }
            }
            Ok(())
        }
    }

    if object.get().starts_with('{') {
        let mut json = serde_json::Deserializer::from_str(object.get());
        // A `RawValue` is well-formed, and no value of an object can fail above.
        let _ = json.deserialize_map(Values(visit));
    }
}
