//! The state from which an interrupted operation continues.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;

use super::step::Saved;
use crate::handler::extract::{Extract, FromOperation, How, Kind, Rejection};

/// Saves the state of an operation while it runs.
///
/// If the guard or the watchdog has to reply instead of the handler, the last state that was saved becomes the continuation, as if
/// the handler had returned [`Progress::Continue`](crate::Progress::Continue) with it.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Copy, Serialize, Deserialize)]
/// struct Copying {
///     from: u64,
///     to: u64,
/// }
///
/// #[lambda_handler(timeout = "1m", main = false)]
/// #[dispatch]
/// mod archive {
///     use super::*;
///
///     /// Each copy takes an unknown time.
///     #[operation]
///     pub async fn copy(job: Copying, checkpoint: Checkpoint<Copying>) -> Result<Progress<Copying, u64>, Error> {
///         for from in job.from..job.to {
///             copy_one(from).await?;
///             checkpoint.save(&Copying { from: from + 1, ..job });
///         }
///         Ok(Progress::Done(job.to))
///     }
///     # async fn copy_one(_: u64) -> Result<(), Error> { Ok(()) }
/// }
/// # fn main() {}
/// ```
///
/// In this example there is no `.await` and no loop between the end of a copy and `save`, so the guard cannot interrupt between them.
/// A copy that is interrupted is one that was not saved. In unit tests use `Checkpoint::default()`, and read the saved state with
/// [`last`](Self::last).
#[derive(Debug)]
pub struct Checkpoint<S> {
    saved: Saved,
    state: PhantomData<fn(S)>,
}

impl<S> Checkpoint<S> {
    fn over(saved: Saved) -> Self {
        Self {
            saved,
            state: PhantomData,
        }
    }
}

impl<S> Default for Checkpoint<S> {
    fn default() -> Self {
        Self::over(Saved::default())
    }
}

impl<S: Serialize> Checkpoint<S> {
    /// Saves the state from which the next step continues. It replaces the previous one, and costs one serialisation.
    ///
    /// # Panics
    ///
    /// If the state does not serialise, such as a map whose keys are not strings.
    #[track_caller]
    pub fn save(&self, state: &S) {
        match to_raw_value(state) {
            Ok(state) => self.saved.replace(state),
            Err(error) => panic!("the state of a checkpoint does not serialise: {error}"),
        }
    }
}

impl<S: DeserializeOwned> Checkpoint<S> {
    /// Returns the state that was saved last.
    ///
    /// # Panics
    ///
    /// If the state does not deserialise from its own serialised form.
    #[track_caller]
    pub fn last(&self) -> Option<S> {
        let saved = self.saved.last()?;
        match serde_json::from_str(saved.get()) {
            Ok(state) => Some(state),
            Err(error) => panic!("the state of a checkpoint does not deserialise: {error}"),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<S: Serialize + DeserializeOwned> Extract<FromOperation> for Checkpoint<S> {
    const KIND: Kind = Kind::Checkpoint;
    const HOW: How<Self> = How::Now(|incoming| match incoming.step {
        Some(step) => Ok(Self::over(step.checkpoint(incoming.activity.watch()))),
        None => Err(Rejection::invalid(
            "`Checkpoint` is for operations, and this event is not an operation",
        )),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_saved_state_is_kept() {
        let checkpoint = Checkpoint::default();
        assert_eq!(checkpoint.last(), None::<u32>);
        checkpoint.save(&1);
        checkpoint.save(&2);
        assert_eq!(checkpoint.last(), Some(2));
    }

    #[test]
    #[should_panic(expected = "the state of a checkpoint does not serialise: key must be a string")]
    fn state_that_does_not_serialise_panics() {
        Checkpoint::default().save(&std::collections::BTreeMap::from([((1, 2), 3)]));
    }
}
