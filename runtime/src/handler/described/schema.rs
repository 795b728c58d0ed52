//! Schemas of types that implement `schemars::JsonSchema`. Without the feature `schema` there are none.

use serde_json::Value;

/// Returns the schema of a type, and adds the definitions that it refers to.
pub type SchemaOf = fn(&mut Generator) -> Value;

/// Collects the definitions of all schemas of one direction.
pub struct Generator {
    #[cfg(feature = "schema")]
    inner: schemars::SchemaGenerator,
}

#[cfg(feature = "schema")]
mod generator {
    use schemars::JsonSchema;
    use schemars::generate::SchemaSettings;
    use serde_json::{Map, Value};

    use super::Generator;

    impl Generator {
        /// Creates a generator for values that the function reads.
        pub(crate) fn of_requests() -> Self {
            Self::new(SchemaSettings::draft2020_12().for_deserialize())
        }

        /// Creates a generator for values that the function writes.
        pub(crate) fn of_responses() -> Self {
            Self::new(SchemaSettings::draft2020_12().for_serialize())
        }

        fn new(settings: SchemaSettings) -> Self {
            let settings = settings.with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            });
            Self {
                inner: settings.into_generator(),
            }
        }

        /// Returns the definitions so far.
        pub(crate) fn into_definitions(mut self) -> Map<String, Value> {
            self.inner.take_definitions(true)
        }
    }

    /// Returns the schema of `T`.
    pub(in crate::handler::described) fn schema_of<T: JsonSchema>(
        generator: &mut Generator,
    ) -> Value {
        generator.inner.subschema_for::<T>().to_value()
    }
}

#[cfg(feature = "schema")]
pub(super) use generator::schema_of;
