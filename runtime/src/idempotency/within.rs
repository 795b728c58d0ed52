//! The payload inside its extractor, so that rustc speaks of the payload's type when a field is not there.

use crate::handler::extract::Message;
use crate::handler::reply::Json;

/// Asks it of a parameter: `Within(&parameter).payload()`. An inherent function goes before one of a trait.
pub struct Within<P>(pub P);

impl<'a, T> Within<&'a Json<T>> {
    /// The payload.
    pub fn payload(self) -> &'a T {
        &self.0.0
    }
}

impl<'a, T> Within<&'a Message<T>> {
    /// The payload.
    pub fn payload(self) -> &'a T {
        self.0.body()
    }
}

/// Answers for every other parameter, which is the payload itself or derefs to it.
pub trait AnyWithin {
    /// The payload.
    type Payload;

    /// The payload.
    fn payload(self) -> Self::Payload;
}

impl<P> AnyWithin for Within<P> {
    type Payload = P;

    fn payload(self) -> P {
        self.0
    }
}
