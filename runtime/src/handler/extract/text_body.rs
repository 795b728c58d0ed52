//! Text and bytes that are not JSON.

use std::fmt;
use std::ops::Deref;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

use super::argument::{FromHttp, How, Kind, Optional};
use super::body::{self, Body};
use super::http::ExtractHttp;
use super::rejection::Rejection;
use crate::event::content;
use crate::handler::input::HandlerInput;

/// Text that is not read as JSON: the body of a request, of a record, a notification or a WebSocket message.
///
/// It stands wherever a payload can be: `Message<Text>`, `Batch<Text>`, `Message<Option<Text>>`, `Sns<Text>`, `WebSocket<Text>`, or
/// `Text` itself. An `Option<Text>` is `None` for the tombstone of a Kafka topic, and for the text `null`.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::Text;
///
/// #[lambda_handler(main = false)]
/// #[sqs("lines")]
/// async fn count(line: Message<Text>) -> Result<(), Error> {
///     println!("{} bytes", line.len());
///     Ok(())
/// }
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({"Records": [{
/// #     "messageId": "1", "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:1:lines", "body": "not JSON",
/// # }]});
/// # assert_eq!(block_on(invoke(&COUNT, event)).unwrap(), serde_json::json!({"batchItemFailures": []}));
/// # }
/// ```
///
/// A body or record that is not UTF-8 is rejected. Take [`Body`] for bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The text as it was sent, where the type is a payload: in `Message<Text>`, `Batch<Text>`, `Sns<Text>`, or as the parameter itself.
/// Within JSON it is a string.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, json: D) -> Result<Text, D::Error> {
                String::deserialize(json).map(Text)
            }
        }

        deserializer.deserialize_newtype_struct(content::TEXT, TextVisitor)
    }
}

/// The bytes as they were sent, where the type is a payload: in `Message<Body>`, `Batch<Body>`, `Sns<Body>`, or as the parameter itself.
/// Within JSON it is a string or an array of numbers.
impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BodyVisitor;

        impl<'de> Visitor<'de> for BodyVisitor {
            type Value = Body;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Body, E> {
                Ok(bytes.to_owned().into())
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Body, E> {
                Ok(bytes.into())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Body, E> {
                self.visit_bytes(text.as_bytes())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Body, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = numbers.next_element()? {
                    bytes.push(byte);
                }
                Ok(bytes.into())
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, json: D) -> Result<Body, D::Error> {
                json.deserialize_byte_buf(self)
            }
        }

        deserializer.deserialize_newtype_struct(content::BYTES, BodyVisitor)
    }
}

// A request has extractors of its own, and not those of payloads: `Text` and `Body` are its body there.
#[diagnostic::do_not_recommend]
impl ExtractHttp<FromHttp> for Text {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        let bytes = body::read(incoming.request()?)?.unwrap_or_default().0;
        String::from_utf8(bytes.into())
            .map(Self)
            .map_err(|error| Rejection::invalid(format!("body: not UTF-8 text: {error}")))
    });

    async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        <Self as ExtractHttp<FromHttp>>::HOW.take(incoming).await
    }
}

#[diagnostic::do_not_recommend]
impl ExtractHttp<FromHttp> for Body {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> =
        How::Body(|incoming| Ok(body::read(incoming.request()?)?.unwrap_or_default()));

    async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        <Self as ExtractHttp<FromHttp>>::HOW.take(incoming).await
    }
}

/// `None` without a body.
#[diagnostic::do_not_recommend]
impl ExtractHttp<Optional<FromHttp>> for Option<Body> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| body::read(incoming.request()?));

    async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        <Self as ExtractHttp<Optional<FromHttp>>>::HOW
            .take(incoming)
            .await
    }
}
