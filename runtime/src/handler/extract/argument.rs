//! A parameter as data: what it takes, and the functions that take it.

use super::{Extract, ExtractFn, ExtractHttp, ForEvent, ForOperation, ForRecord, Rejection};
use crate::event::Method;
use crate::handler::input::HandlerInput;
use crate::lazy::AnyModule;
use crate::platform::threads::Boxed;

/// What a parameter takes from the event, for checks across the parameters of one handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing of the event itself.
    Context,
    /// The path's parameters.
    Path,
    /// The path's parameters, if the template has some.
    OptionalPath,
    /// The query or the headers.
    Request,
    /// The body.
    Body,
    /// The payload of an operation, an event or a record.
    Payload,
    /// All records of an event.
    Batch,
    /// Where the operation saves how far it is.
    Checkpoint,
}

/// How a parameter is taken.
pub enum How<P> {
    /// At once.
    Now(ExtractFn<P>),
    /// By code of the user's, after those that are taken at once.
    Own(for<'a> fn(&'a HandlerInput<'a>) -> Waiting<'a, P>),
    /// After the others, so that a refused request never pays for it.
    Later {
        /// The lazy module whose handle it is.
        module: &'static dyn AnyModule,
        /// Takes it if it is there already.
        ready: fn() -> Option<P>,
        /// Waits for it.
        wait: for<'a> fn(&'a HandlerInput<'a>) -> Waiting<'a, P>,
    },
}

/// A parameter that is being made.
pub type Waiting<'a, P> = Boxed<'a, Result<P, Rejection>>;

impl<P> Clone for How<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for How<P> {}

/// A parameter of type `P`. Its marker is forgotten here, so that only [`http_arg`] and its like carry a
/// bound, and a wrong parameter is one error.
pub struct Arg<P> {
    kind: Kind,
    how: How<P>,
}

impl<P> Clone for Arg<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Arg<P> {}

impl<P> Arg<P> {
    /// What the parameter takes.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The lazy module whose handle the parameter is.
    pub(crate) fn module(&self) -> Option<&'static dyn AnyModule> {
        match self.how {
            How::Now(_) | How::Own(_) => None,
            How::Later { module, .. } => Some(module),
        }
    }

    /// The parameter, if it is to be taken at once.
    pub(crate) fn now(&self, incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match self.how {
            How::Now(extract) => extract(incoming).map(Some),
            How::Own(_) | How::Later { .. } => Ok(None),
        }
    }

    /// The parameter being made, if it is the user's code that makes it.
    pub(crate) fn own<'a>(&self, incoming: &'a HandlerInput<'a>) -> Option<Waiting<'a, P>> {
        match self.how {
            How::Own(wait) => Some(wait(incoming)),
            How::Now(_) | How::Later { .. } => None,
        }
    }

    /// The parameter, waiting for it if need be.
    pub(crate) async fn take<'a>(&self, incoming: &'a HandlerInput<'a>) -> Result<P, Rejection> {
        match self.how {
            How::Now(extract) => extract(incoming),
            How::Own(wait) => wait(incoming).await,
            How::Later { ready, wait, .. } => match ready() {
                Some(value) => Ok(value),
                None => wait(incoming).await,
            },
        }
    }
}

/// A parameter of an HTTP handler.
pub const fn http_arg<P: ExtractHttp<M>, M>() -> Arg<P> {
    Arg {
        kind: P::KIND,
        how: P::HOW,
    }
}

/// A parameter of an operation.
pub const fn operation_arg<P: Extract<M>, M: ForOperation>() -> Arg<P> {
    Arg {
        kind: P::KIND,
        how: P::HOW,
    }
}

/// A parameter of a handler of records.
pub const fn record_arg<P: Extract<M>, M: ForRecord>() -> Arg<P> {
    Arg {
        kind: P::KIND,
        how: P::HOW,
    }
}

/// A parameter of a handler of other events.
pub const fn event_arg<P: Extract<M>, M: ForEvent>() -> Arg<P> {
    Arg {
        kind: P::KIND,
        how: P::HOW,
    }
}

/// Whether a handler with these parameters takes all records of an event at once.
pub(crate) const fn takes_batch(kinds: &[Kind]) -> bool {
    count(kinds, Kind::Batch) > 0
}

const fn count(kinds: &[Kind], wanted: Kind) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < kinds.len() {
        if kinds[at] as u8 == wanted as u8 {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Fails to compile when an HTTP handler reads two bodies, or a body that its method does not have.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn arguments_fit_method(method: Option<Method>, kinds: &[Kind]) {
    let bodies = count(kinds, Kind::Body);
    assert!(
        bodies <= 1,
        "two parameters read the request's body\nhelp: take one `Json<T>`, with the fields of both\nnote: a request has one body, and it is parsed once"
    );
    let bodiless = matches!(method, Some(Method::Get | Method::Head));
    assert!(
        !(bodiless && bodies > 0),
        "this handler reads a body, and a GET or HEAD request has none\nhelp: take the values from `Path<T>` or `Query<T>`, or make it a `#[post(…)]`\nnote: content in a GET request has no defined meaning, and triggers and proxies may drop it (RFC 9110, 9.3.1)"
    );
}

/// Fails to compile when an operation has two payloads, or saves checkpoints although it does not go on from one.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn arguments_fit_operation(kinds: &[Kind], continues: bool) {
    assert!(
        count(kinds, Kind::Payload) <= 1,
        "two parameters are read from the payload\nhelp: take one type with the fields of both\nnote: an invocation has one payload, and it is parsed once"
    );
    assert!(
        continues || count(kinds, Kind::Checkpoint) == 0,
        "this operation takes a `Checkpoint` and does not return `Progress`\nhelp: -> Result<Progress<State, Report>, Error>\nnote: when time runs out, the last checkpoint is the reply, as a token to go on from; the return type tells callers that they may get one"
    );
}

/// Fails to compile when a handler that takes all records at once is to take several at a time.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn arguments_fit_concurrency(kinds: &[Kind]) {
    assert!(
        !takes_batch(kinds),
        "this handler takes all records at once, so `concurrency` has nothing to do\nhelp: take one record, a `Message<T>`, or leave `concurrency` out\nnote: `concurrency = n` runs the handler of one record for up to n records of a batch at a time"
    );
}

/// Fails to compile when a handler that has to answer each record takes all of them at once.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn arguments_fit_transformation(kinds: &[Kind]) {
    assert!(
        !takes_batch(kinds),
        "a handler of `#[firehose]` takes one record, not a `Batch<T>`\nhelp: take a `Message<T>` and return `Result<Transformed, Error>`\nnote: Firehose wants a result for each record; `concurrency = n` runs the handler for up to n records at a time"
    );
}

/// Fails to compile when a handler of records or events has two payloads, or its work takes several steps.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn arguments_fit_event(kinds: &[Kind], continues: bool) {
    assert!(
        count(kinds, Kind::Payload) + count(kinds, Kind::Batch) <= 1,
        "two parameters are read from the event\nhelp: take one: `Message<T>` has the payload and what the service says of it, `Event<T>` the whole event\nnote: an event or record is parsed once"
    );
    assert!(
        !continues,
        "the handler of an event returns `Progress`, and nobody reads its continuation\nhelp: make the work an `#[operation]`, or let this handler send what is left to a queue\nnote: who invokes a function directly gets its reply and can go on from the token in it; a service that sends events throws replies away"
    );
}
