//! The attributes of a Kafka record. They are `None` for records of other sources.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::value::to_raw_value;

use super::Message;

/// Lenient like the decoders of other languages: the key in AWS's own example has trailing bits.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// One header: its name, and its bytes, which are signed as in Java.
type Header = BTreeMap<String, Option<Vec<i16>>>;

impl<T> Message<T> {
    /// Sets the key of a Kafka record.
    #[must_use]
    pub fn with_key(self, key: impl AsRef<[u8]>) -> Self {
        self.with_attribute("key", &BASE64.encode(key))
    }

    /// Adds a header to a Kafka record.
    #[must_use]
    pub fn with_header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let mut headers = self.raw_headers();
        let bytes = value.as_ref().iter().copied().map(i16::from);
        headers.push(Header::from([(name.to_owned(), Some(bytes.collect()))]));
        match to_raw_value(&headers) {
            Ok(headers) => self.with_raw_attribute("headers", headers),
            Err(_) => self,
        }
    }

    /// The key of a Kafka record, if it has one.
    pub fn key(&self) -> Option<Vec<u8>> {
        BASE64.decode(self.attribute("key")?).ok()
    }

    /// The topic of a Kafka record.
    pub fn topic(&self) -> Option<String> {
        self.attribute("topic")
    }

    /// The partition of a Kafka record.
    pub fn partition(&self) -> Option<i32> {
        self.attribute("partition")?.parse().ok()
    }

    /// The offset of a Kafka record in its partition.
    pub fn offset(&self) -> Option<i64> {
        self.attribute("offset")?.parse().ok()
    }

    /// The timestamp of a Kafka record, in milliseconds since 1970. The attribute `timestampType` says of which event.
    pub fn timestamp(&self) -> Option<i64> {
        self.attribute("timestamp")?.parse().ok()
    }

    /// The value of a header of a Kafka record. If the header is repeated, this is the last value.
    pub fn header(&self, name: &str) -> Option<Vec<u8>> {
        let mut headers = self.headers().into_iter().rev();
        headers
            .find(|(found, _)| found == name)
            .map(|found| found.1)
    }

    /// The headers of a Kafka record, in order. Names may repeat.
    pub fn headers(&self) -> Vec<(String, Vec<u8>)> {
        let headers = self.raw_headers().into_iter().flatten();
        headers
            .map(|(name, bytes)| {
                let bytes = bytes.unwrap_or_default().into_iter();
                // The lower byte, because -1 and 255 are the same byte.
                (name, bytes.map(|byte| byte.to_le_bytes()[0]).collect())
            })
            .collect()
    }

    fn raw_headers(&self) -> Vec<Header> {
        let headers = self.raw_attribute("headers");
        headers
            .and_then(|headers| serde_json::from_str(headers).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use serde_json::value::RawValue;

    fn record(attributes: &serde_json::Value) -> Message<()> {
        let mut message = Message::new(());
        message.attributes = Some(RawValue::from_string(attributes.to_string()).unwrap());
        message
    }

    /// The record of <https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html>.
    #[test]
    fn documented_record_is_read() {
        let record = record(&json!({
            "topic": "mytopic", "partition": 0, "offset": 15, "timestamp": 1_545_084_650_987_i64, "timestampType": "CREATE_TIME",
            "key": "abcDEFghiJKLmnoPQRstuVWXyz1234==", "value": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
            "headers": [{"headerKey": [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101]}],
        }));
        assert_eq!(record.topic().as_deref(), Some("mytopic"));
        assert_eq!((record.partition(), record.offset()), (Some(0), Some(15)));
        assert_eq!(record.timestamp(), Some(1_545_084_650_987));
        assert_eq!(
            record.attribute("timestampType").as_deref(),
            Some("CREATE_TIME")
        );
        assert_eq!(record.key().map(|key| key.len()), Some(22));
        assert_eq!(
            record.header("headerKey").as_deref(),
            Some(&b"headerValue"[..])
        );
    }

    #[test]
    fn headers_keep_order_and_signed_bytes() {
        let record = record(&json!({
            "key": null, "headers": [{"a": [-1, -128, 127, 0]}, {"b": []}, {"a": [200]}, {"none": null}],
        }));
        assert_eq!(record.key(), None);
        let expected = [
            ("a", vec![255, 128, 127, 0]),
            ("b", vec![]),
            ("a", vec![200]),
            ("none", vec![]),
        ];
        assert_eq!(
            record.headers(),
            expected.map(|(name, bytes)| (name.to_owned(), bytes))
        );
        assert_eq!(record.header("a"), Some(vec![200]));
        assert_eq!(record.header("c"), None);
    }

    #[test]
    fn test_record_has_given_attributes() {
        let record = Message::new(7)
            .with_key("customer-1")
            .with_attribute("partition", "3")
            .with_header("trace", [0xff])
            .with_header("kind", "retail");
        assert_eq!(record.key().as_deref(), Some(&b"customer-1"[..]));
        assert_eq!((record.partition(), record.offset()), (Some(3), None));
        assert_eq!(record.header("trace"), Some(vec![0xff]));
        assert_eq!(record.header("kind").as_deref(), Some(&b"retail"[..]));
        let message = Message::new(7);
        assert_eq!((message.key(), message.topic()), (None, None));
        assert_eq!(message.headers(), []);
    }
}
