//! Payloads that their sender compressed.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};

use crate::event::content::{self, Content};
use crate::event::gzip;

/// A payload that the sender compressed with gzip: `Message<Gzip<Order>>`. It derefs to the decompressed payload.
///
/// In a source of text, such as SQS, the sender has encoded the data in base64. Decompressed data of more than 32 MB is refused.
///
/// ```
/// use gatewright::payload::Gzip;
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[kinesis("readings")]
/// async fn store(readings: Message<Gzip<Vec<f64>>>) -> Result<(), Error> {
///     println!("{} readings", readings.len());
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gzip<T>(pub T);

impl<T> Deref for Gzip<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Gzip<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GzipVisitor<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for GzipVisitor<T> {
            type Value = Gzip<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("gzip data")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Gzip<T>, E> {
                let decoded = BASE64.decode(bytes.trim_ascii());
                let compressed = match decoded {
                    Ok(decoded) if gzip::is_gzip(&decoded) => Cow::Owned(decoded),
                    _ => Cow::Borrowed(bytes),
                };
                let data = gzip::decompressed(&compressed).map_err(E::custom)?;
                Content::sent(Some(&data))
                    .read()
                    .map(Gzip)
                    .map_err(E::custom)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                json: D,
            ) -> Result<Gzip<T>, D::Error> {
                self.visit_bytes(String::deserialize(json)?.as_bytes())
            }
        }

        deserializer.deserialize_newtype_struct(content::BYTES, GzipVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::handler::extract::Text;

    fn compressed(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn read<T: DeserializeOwned>(data: &[u8]) -> serde_json::Result<Gzip<T>> {
        Content::sent(Some(data)).read()
    }

    #[test]
    fn bytes_and_base64_text_are_decompressed() {
        let data = compressed(b"[1,2]");
        assert_eq!(read(&data).unwrap(), Gzip(vec![1, 2]));
        assert_eq!(
            read(BASE64.encode(&data).as_bytes()).unwrap(),
            Gzip(vec![1, 2])
        );
        let within = format!(r#"{{"a":"{}"}}"#, BASE64.encode(&data));
        let within: std::collections::BTreeMap<String, Gzip<Text>> =
            serde_json::from_str(&within).unwrap();
        assert_eq!(&*within["a"].0, "[1,2]");
    }

    #[test]
    fn other_data_is_refused_with_its_reason() {
        let error = read::<Vec<u8>>(b"[1,2]").unwrap_err().to_string();
        assert_eq!(error, "not gzip: the gzip header is missing");
        let data = compressed(b"[1,2]");
        let error = read::<Vec<u8>>(&data[..data.len() - 1])
            .unwrap_err()
            .to_string();
        assert_eq!(error, "the gzip data is truncated");
        assert!(
            read::<u8>(&data)
                .unwrap_err()
                .to_string()
                .starts_with("invalid type: sequence")
        );
    }
}
