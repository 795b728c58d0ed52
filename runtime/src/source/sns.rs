//! Amazon SNS.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::records::Records;
use super::{Found, Manner, Name, Peek, Source, last_of_arn};
use crate::event::Text;

/// Notifications of a topic; the name is the topic's, and the payload the notification.
pub const SNS: &Source = &Source {
    id: 5,
    attribute: "sns",
    events: "SNS notifications",
    manner: Manner::Reply,
    find,
};

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, rename = "Sns")]
    sns: &'a RawValue,
}

#[derive(Deserialize)]
struct Notification<'a> {
    #[serde(borrow, rename = "TopicArn")]
    topic: Option<Text<'a>>,
}

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let records = peek.records_from("aws:sns")?;
    let mut records = Records::<Record<'a>>::of(records);
    let sns = match (records.next(), records.next()) {
        (Some(Ok((record, _))), None) => record.sns,
        (Some(Ok(_)), Some(_)) => {
            return Some(Found::Malformed(
                "more than one record: SNS sends one notification with each event".to_owned(),
            ));
        }
        (Some(Err(error)), _) => return Some(Found::Malformed(error.to_string())),
        (None, _) => return None,
    };
    let topic = serde_json::from_str::<Notification<'a>>(sns.get())
        .ok()
        .and_then(|notification| notification.topic);
    let name = match topic.map(|topic| topic.0) {
        Some(Cow::Borrowed(arn)) => Cow::Borrowed(last_of_arn(arn)),
        Some(Cow::Owned(arn)) => Cow::Owned(last_of_arn(&arn).to_owned()),
        None => Cow::Borrowed(""),
    };
    Some(Found::One {
        name: Name::One(name),
        payload: Cow::Borrowed(sns.get()),
    })
}
