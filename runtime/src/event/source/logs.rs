//! Subscription filters of Amazon CloudWatch Logs.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample>

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;

use super::{Found, Name, Peek, Single, Source};
use crate::event::{Members, Text, gzip, text_of};

/// Log events of a group. The name is that of the group, and the payload is the decompressed content of the event.
pub const LOGS: &Source = &Source {
    find,
    ..Source::of("logs")
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Events<'a> {
    #[serde(borrow)]
    message_type: Text<'a>,
    #[serde(borrow)]
    log_group: Option<Text<'a>>,
}

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let data = text_of(Members::of(peek.member("awslogs")?).value_of("data")?)?;
    let found = read(&data, peek.event);
    Some(found.unwrap_or_else(|reason| Found::Malformed(format!("`awslogs.data`: {reason}"))))
}

fn read<'a>(data: &str, event: &'a str) -> Result<Found<'a>, String> {
    let compressed = BASE64
        .decode(data)
        .map_err(|error| format!("not base64: {error}"))?;
    let events = decompressed(&compressed)?;
    let head: Events<'_> =
        serde_json::from_str(&events).map_err(|error| format!("not log events: {error}"))?;
    if head.message_type.0 == "CONTROL_MESSAGE" {
        return Ok(Found::Nothing);
    }
    let group = head.log_group.map(|group| group.0.into_owned());
    let name = Name::One(Cow::Owned(group.unwrap_or_default()));
    Ok(Found::One(Single::new(name, Cow::Owned(events), event)))
}

fn decompressed(compressed: &[u8]) -> Result<String, String> {
    String::from_utf8(gzip::decompressed(compressed)?).map_err(|error| format!("not text: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::event::gzip::LIMIT;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(data: &str) -> Result<Found<'_>, String> {
        super::read(data, "")
    }

    fn error(data: &[u8]) -> String {
        read(&BASE64.encode(data))
            .err()
            .expect("the data is invalid")
    }

    const EVENTS: &[u8] =
        br#"{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/shop","logEvents":[]}"#;

    #[test]
    fn group_is_the_name_and_payload_is_decompressed() {
        let data = BASE64.encode(gzip(EVENTS));
        let Ok(Found::One(logs)) = read(&data) else {
            panic!("expected log events");
        };
        assert_eq!(logs.name.described(), "/aws/lambda/shop");
        assert_eq!(logs.payload.as_bytes(), EVENTS);
    }

    #[test]
    fn control_message_has_no_handler() {
        let control = br#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"",
            "subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health"}]}"#;
        assert!(matches!(
            read(&BASE64.encode(gzip(control))),
            Ok(Found::Nothing)
        ));
    }

    #[test]
    fn unreadable_data_has_a_specific_error() {
        let good = gzip(EVENTS);
        for length in 0..good.len() {
            assert_eq!(
                error(&good[..length]),
                "the gzip data is truncated",
                "{length}"
            );
        }
        for other in [EVENTS, b"{}", b"\x1f\x8c"] {
            assert!(error(other).starts_with("not gzip: "));
        }
        let mut damaged = good.clone();
        let checksum = damaged.len() - 8;
        damaged[checksum] ^= 1;
        assert!(error(&damaged).starts_with("not gzip: "));
        assert!(error(&gzip(b"[]")).starts_with("not log events: "));
        assert!(error(&gzip(b"\xff")).starts_with("not text: "));
        assert!(read("H4s!").is_err_and(|error| error.starts_with("not base64: ")));
    }

    #[test]
    fn decompression_bomb_is_refused() {
        let mut padded = EVENTS.to_vec();
        padded.resize(LIMIT, b' ');
        assert!(read(&BASE64.encode(gzip(&padded))).is_ok());
        padded.push(b' ');
        let bomb = gzip(&padded);
        assert!(bomb.len() < LIMIT / 900, "{}", bomb.len());
        assert_eq!(error(&bomb), "the decompressed data has more than 32 MB");
    }
}
