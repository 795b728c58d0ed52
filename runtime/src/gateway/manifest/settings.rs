//! Settings of the deployment as JSON objects.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::table::{Setting, SettingValue};

/// An object with these members.
pub(super) struct Settings(pub(super) &'static [Setting]);

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        add(self.0, &mut object)?;
        object.end()
    }
}

/// Adds the settings to an object.
pub(super) fn add<M: SerializeMap>(settings: &[Setting], object: &mut M) -> Result<(), M::Error> {
    settings
        .iter()
        .try_for_each(|setting| object.serialize_entry(setting.name, &Value(&setting.value)))
}

struct Value<'a>(&'a SettingValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self.0 {
            SettingValue::Text(text) => serializer.serialize_str(text),
            SettingValue::Number(number) => serializer.serialize_u32(number),
            SettingValue::Flag(flag) => serializer.serialize_bool(flag),
            SettingValue::Texts(texts) => texts.serialize(serializer),
            SettingValue::Map(settings) => Settings(settings).serialize(serializer),
        }
    }
}
