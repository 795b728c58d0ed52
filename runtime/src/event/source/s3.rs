//! Amazon S3 event notifications.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use std::borrow::Cow;

use serde::Deserialize;

use super::records::Records;
use super::{Found, Name, Peek, Single, Source};
use crate::event::Text;

/// Changes of a bucket. The name is that of the bucket, and the payload is the whole notification.
pub const S3: &Source = &Source {
    find,
    ..Source::of("s3")
};

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    s3: Entity<'a>,
}

#[derive(Deserialize)]
struct Entity<'a> {
    #[serde(borrow)]
    bucket: Bucket<'a>,
}

#[derive(Deserialize)]
struct Bucket<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let records = peek.records_from("aws:s3")?;
    // All records of a notification belong to one bucket.
    let first = Records::<Record<'a>>::of(records).next()?;
    let name = first.map_or(Cow::Borrowed(""), |(record, _)| record.s3.bucket.name.0);
    let payload = Cow::Borrowed(peek.event);
    Some(Found::One(Single::new(
        Name::One(name),
        payload,
        peek.event,
    )))
}
