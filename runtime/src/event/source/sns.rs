//! Amazon SNS.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::records::Records;
use super::{Found, Name, Peek, Single, Source, last_of_arn};
use crate::event::raw_text;

/// Notifications of a topic. The name is that of the topic, and the payload is the notification; for text and bytes it is the message.
pub const SNS: &Source = &Source {
    find,
    ..Source::of("sns")
};

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, rename = "Sns")]
    sns: &'a RawValue,
}

#[derive(Default, Deserialize)]
struct Notification<'a> {
    #[serde(borrow, rename = "TopicArn")]
    topic: Option<&'a RawValue>,
    #[serde(borrow, rename = "Message")]
    message: Option<&'a RawValue>,
}

/// SNS sends one notification in each event, although the event has a list.
fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let records = peek.records_from("aws:sns")?;
    let notifications: Result<Vec<_>, _> = Records::<Record<'a>>::of(records)
        .map(|record| record.map(|(record, _)| notification(record.sns, peek.event)))
        .collect();
    Some(match notifications {
        Ok(mut notifications) if notifications.len() == 1 => Found::One(notifications.remove(0)),
        Ok(notifications) => Found::Several(notifications),
        Err(error) => Found::Malformed(format!("`Records`: {error}")),
    })
}

fn notification<'a>(sns: &'a RawValue, event: &'a str) -> Single<'a> {
    let Notification { topic, message } = serde_json::from_str(sns.get()).unwrap_or_default();
    let name = match topic.and_then(raw_text) {
        Some(Cow::Borrowed(arn)) => Cow::Borrowed(last_of_arn(arn)),
        Some(Cow::Owned(arn)) => Cow::Owned(last_of_arn(&arn).to_owned()),
        None => Cow::Borrowed(""),
    };
    Single {
        message: message.and_then(raw_text),
        ..Single::new(Name::One(name), Cow::Borrowed(sns.get()), event)
    }
}
