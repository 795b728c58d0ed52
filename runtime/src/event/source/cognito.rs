//! Triggers of Amazon Cognito user pools.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html>

use std::borrow::Cow;

use super::{Found, Name, Peek, Source};
use crate::event::raw_text;

/// Triggers of user pools; the name is `triggerSource`, such as `PreSignUp_SignUp`, whose first part is the trigger and whose second is
/// the occasion. The payload is the whole event, and the reply is the event with its `response` filled in.
pub const COGNITO: &Source = &Source {
    find,
    ..Source::of("cognito")
};

/// What stands between trigger and occasion; the macro writes the same.
const BETWEEN: &str = "_";

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let (trigger, occasion) = split(raw_text(peek.shape.trigger_source?)?)?;
    Some(Found::One {
        name: Name::Pair(trigger, BETWEEN, occasion),
        payload: Cow::Borrowed(peek.event),
    })
}

fn split(source: Cow<'_, str>) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    match source {
        Cow::Borrowed(source) => {
            let (trigger, occasion) = source.split_once(BETWEEN)?;
            Some((trigger.into(), occasion.into()))
        }
        Cow::Owned(source) => {
            let (trigger, occasion) = source.split_once(BETWEEN)?;
            Some((trigger.to_owned().into(), occasion.to_owned().into()))
        }
    }
}
