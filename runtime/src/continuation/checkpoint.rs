//! The state to go on from when there is no time left to say so.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::step::Step;
use crate::guard::watchdog::FallbackReply;
use crate::handler::extract::{Extract, FromOperation, How, Kind, Rejection};

/// Where an operation saves how far it is. If the guard has to answer in its place, or the watchdog, the last state that was saved
/// goes out as the continuation, as if the handler had returned [`Progress::Continue`](crate::Progress::Continue) of it.
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
///     /// Copies what has no length of its own: nobody knows how long one takes.
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
/// Between the end of a piece of work and `save` there is no `.await` and no loop in this example, so nothing comes between them: an
/// interrupted piece of work is one that was not saved. `Checkpoint::default()` is one for unit tests, and [`last`](Self::last) shows
/// what a handler saved.
#[derive(Debug)]
pub struct Checkpoint<S> {
    saved: Saved,
    state: PhantomData<fn(S)>,
}

/// The last state that was saved, as JSON. The handler, the guard and the watchdog's thread share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Saved(Arc<Mutex<Option<Box<RawValue>>>>);

impl Saved {
    fn replace(&self, state: Box<RawValue>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
    }

    pub(super) fn last(&self) -> Option<Box<RawValue>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
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
    /// Saves the state from which the next step would go on; the one before is forgotten. It costs what it costs to serialise it.
    ///
    /// # Panics
    ///
    /// If the state does not serialise, such as a map whose keys are no strings: it would not go out in a token either.
    #[track_caller]
    pub fn save(&self, state: &S) {
        match to_raw_value(state) {
            Ok(state) => self.saved.replace(state),
            Err(error) => panic!("the state of a checkpoint does not serialise: {error}"),
        }
    }
}

impl<S: DeserializeOwned> Checkpoint<S> {
    /// The state that was saved last.
    ///
    /// # Panics
    ///
    /// If the state does not deserialise from what it serialised to.
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
        Some(step) => Ok(Self::over(step.checkpoint(incoming.progress.watch()))),
        None => Err(Rejection::invalid(
            "a checkpoint is of an operation, and this event asks for none",
        )),
    });
}

impl Step<'_> {
    /// Where the handler saves; from now on the watchdog answers with what it finds there.
    fn checkpoint(&self, watch: &crate::guard::watchdog::Watch) -> Saved {
        let saved = self.saved.get_or_init(Saved::default).clone();
        let (saves, work) = (saved.clone(), self.owned());
        watch.answer_with(Box::new(move |_| {
            work.continuation(&saves.last()?)
                .ok()
                .map(FallbackReply::Json)
        }));
        saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_state_counts() {
        let checkpoint = Checkpoint::default();
        assert_eq!(checkpoint.last(), None::<u32>);
        checkpoint.save(&1);
        checkpoint.save(&2);
        assert_eq!(checkpoint.last(), Some(2));
    }

    #[test]
    #[should_panic(expected = "the state of a checkpoint does not serialise: key must be a string")]
    fn a_state_that_is_no_json_is_a_panic() {
        Checkpoint::default().save(&std::collections::BTreeMap::from([((1, 2), 3)]));
    }
}
