//! Triggers of Amazon Cognito user pools.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html>

use std::borrow::Cow;

use super::{Found, Name, Peek, Single, Source};
use crate::event::raw_text;

/// Triggers of user pools. The name is `triggerSource`, such as `PreSignUp_SignUp`: a trigger and an occasion. The payload is the
/// whole event, and the reply is the event with its `response` filled in.
pub const COGNITO: &Source = &Source {
    find,
    ..Source::of("cognito")
};

/// Separates trigger and occasion. The macro uses the same text.
const SEPARATOR: &str = "_";

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let (trigger, occasion) = split(raw_text(peek.shape.trigger_source?)?)?;
    let name = Name::Pair(trigger, SEPARATOR, occasion);
    let payload = Cow::Borrowed(peek.event);
    Some(Found::One(Single::new(name, payload, peek.event)))
}

fn split(source: Cow<'_, str>) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    match source {
        Cow::Borrowed(source) => {
            let (trigger, occasion) = source.split_once(SEPARATOR)?;
            Some((trigger.into(), occasion.into()))
        }
        Cow::Owned(source) => {
            let (trigger, occasion) = source.split_once(SEPARATOR)?;
            Some((trigger.to_owned().into(), occasion.to_owned().into()))
        }
    }
}
