//! Schedules: rules of EventBridge, and EventBridge Scheduler with its default input. A schedule with a custom input sends only
//! that input, such as the envelope of an operation, and cannot be distinguished from a direct invocation.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html>
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{Found, Name, Peek, Single, Source, last_of_arn};
use crate::event::{Shape, Text, raw_text, text_of};

/// Invocations by a schedule. The name is that of the rule or schedule, and the payload is the `detail` of the event.
pub const SCHEDULE: &Source = &Source {
    find,
    ..Source::of("schedule")
};

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let shape = peek.shape;
    let is_schedule = raw_text(shape.detail_type?)? == "Scheduled Event"
        && matches!(&*raw_text(shape.source?)?, "aws.events" | SCHEDULER);
    if !is_schedule {
        return None;
    }
    let resources = shape
        .resources
        .and_then(|resources| serde_json::from_str::<Vec<Text<'a>>>(resources.get()).ok());
    let name = match resources.and_then(|resources| resources.into_iter().next()) {
        Some(Text(Cow::Borrowed(arn))) => Cow::Borrowed(last_of_arn(arn)),
        Some(Text(Cow::Owned(arn))) => Cow::Owned(last_of_arn(&arn).to_owned()),
        None => Cow::Borrowed(""),
    };
    Some(Found::One(with_detail(Name::One(name), peek)))
}

/// The `source` of EventBridge Scheduler.
pub(crate) const SCHEDULER: &str = "aws.scheduler";

/// Returns an event whose payload is its `detail`. For text and bytes it is the string as it was sent.
pub(super) fn with_detail<'a>(name: Name<'a>, peek: &Peek<'a>) -> Single<'a> {
    Single {
        message: peek.shape.detail.and_then(raw_text),
        ..Single::new(name, detail(peek.shape), peek.event)
    }
}

/// Returns the `detail` of an event. EventBridge Scheduler sends it as JSON in a string: `"detail": "{}"`.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html>
fn detail<'a>(shape: &Shape<'a>) -> Cow<'a, str> {
    let Some(detail) = shape.detail.map(RawValue::get) else {
        return Cow::Borrowed("null");
    };
    let is_of_scheduler = || shape.source.and_then(raw_text).as_deref() == Some(SCHEDULER);
    text_of(detail)
        .filter(|text| is_of_scheduler() && serde_json::from_str::<IgnoredAny>(text).is_ok())
        .unwrap_or(Cow::Borrowed(detail))
}
