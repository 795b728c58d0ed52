//! Notifications of S3 buckets.

use std::ops::Deref;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::error::Cut;
use crate::table::percent_decoded;

/// A notification: the payload of an `#[s3]` handler, and of a bucket's messages to a queue or topic. It derefs to its objects.
/// The test event that S3 sends when a notification is configured has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct S3 {
    /// The objects, with the event of each.
    #[serde(rename = "Records", default)]
    pub objects: Vec<S3Object>,
}

impl Deref for S3 {
    type Target = [S3Object];

    fn deref(&self) -> &[S3Object] {
        &self.objects
    }
}

/// The event of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct S3Object {
    /// The event's name, such as `ObjectCreated:Put`.
    pub event_name: String,
    /// The time of the event, in RFC 3339 format.
    pub event_time: String,
    /// The bucket's name.
    pub bucket: String,
    /// The object's key, decoded. S3 sends it with `+` for spaces and with `%` escapes.
    pub key: String,
    /// The object's size in bytes; `None` if it was deleted.
    pub size: Option<u64>,
    /// The object's entity tag.
    pub e_tag: Option<String>,
    /// The object's version, in a bucket with versioning.
    pub version_id: Option<String>,
    /// The order of the events of one object: a longer one is filled with zeros on its right, and the larger one is later.
    /// [`is_later_than`](Self::is_later_than) compares two.
    pub sequencer: Option<String>,
    /// The region of the bucket.
    pub region: String,
    /// Who caused the event, such as `AWS:AIDAINPONIXQXHT3IKHL2`.
    pub principal_id: Option<String>,
    /// The IP address from which the request came.
    pub source_ip: Option<String>,
    /// The id of the notification's configuration.
    pub configuration_id: Option<String>,
}

impl S3Object {
    /// Returns whether this event is later than `other`, which must be of the same key. Returns `false` if either has no sequencer.
    ///
    /// Notifications may arrive in another order than their events. The [`sequencer`][sequencer] of creations and deletions has that order.
    ///
    /// [sequencer]: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    pub fn is_later_than(&self, other: &Self) -> bool {
        let (Some(this), Some(other)) = (&self.sequencer, &other.sequencer) else {
            return false;
        };
        // S3 compares them with zeros on the right of the shorter one.
        this.trim_end_matches('0').to_ascii_uppercase()
            > other.trim_end_matches('0').to_ascii_uppercase()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_name: String,
    #[serde(default)]
    event_time: String,
    aws_region: Option<String>,
    user_identity: Option<Identity>,
    request_parameters: Option<Request>,
    s3: Entity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    principal_id: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    #[serde(rename = "sourceIPAddress")]
    source_ip: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    configuration_id: Option<String>,
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    key: String,
    size: Option<u64>,
    e_tag: Option<String>,
    version_id: Option<String>,
    sequencer: Option<String>,
}

impl<'de> Deserialize<'de> for S3Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Record::deserialize(deserializer)?;
        let object = record.s3.object;
        let spaced = object.key.replace('+', " ");
        let key = percent_decoded(&spaced).ok_or_else(|| {
            D::Error::custom(format_args!(
                "the key `{}` is not percent-encoded UTF-8",
                Cut::name(&object.key)
            ))
        })?;
        Ok(Self {
            event_name: record.event_name,
            event_time: record.event_time,
            bucket: record.s3.bucket.name,
            key: key.into_owned(),
            size: object.size,
            e_tag: object.e_tag,
            version_id: object.version_id,
            sequencer: object.sequencer,
            region: record.aws_region.unwrap_or_default(),
            principal_id: record
                .user_identity
                .and_then(|identity| identity.principal_id),
            source_ip: record
                .request_parameters
                .and_then(|request| request.source_ip),
            configuration_id: record.s3.configuration_id,
        })
    }
}
