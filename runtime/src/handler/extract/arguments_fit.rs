//! Whether the parameters of a handler fit one another: checked when the function is compiled.

use super::argument::Kind;

/// Whether a handler with these parameters takes all records of an event at once.
pub(crate) const fn takes_batch(kinds: &[Kind]) -> bool {
    count(kinds, Kind::Batch) > 0
}

/// Whether a handler with these parameters takes the window of a stream.
pub(crate) const fn takes_window(kinds: &[Kind]) -> bool {
    count(kinds, Kind::Window) > 0
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

/// What the parameters of a handler that read a body are, as far as their types are spelled.
#[derive(Clone, Copy)]
pub enum Bodies {
    /// `Json<T>` only.
    Json,
    /// `Form<T>` only.
    Form,
    /// One is a `Multipart`.
    Multipart,
    /// Others.
    Other,
}

/// Checks that no parameter before the one with this index reads the body too.
///
/// # Panics
///
/// At compile time, if one does.
#[track_caller]
pub const fn argument_is_only_body(kinds: &[Kind], index: usize, bodies: Bodies) {
    let mut at = 0;
    while at <= index {
        // `at` is the first parameter that reads the body.
        if kinds[at] as u8 == Kind::Body as u8 {
            break;
        }
        at += 1;
    }
    if at >= index || kinds[index] as u8 != Kind::Body as u8 {
        return;
    }
    match bodies {
        Bodies::Json => panic!(
            "two parameters read the request's body\nhelp: take one `Json<T>`, with the fields of both\nnote: a request has one body, and it is parsed once"
        ),
        Bodies::Form => panic!(
            "two parameters read the request's body\nhelp: take one `Form<T>`, with the fields of both\nnote: a request has one body, and it is parsed once"
        ),
        Bodies::Multipart => panic!(
            "two parameters read the request's body\nhelp: take the `Multipart` alone: `form.text(\"title\")?` is a field beside its files\nnote: a request has one body, and it is parsed once"
        ),
        Bodies::Other => panic!(
            "two parameters read the request's body\nhelp: take one of them: `Json<T>` for JSON, `Form<T>` for a form, `Text` or `Body` for what you parse yourself\nnote: a request has one body, and it is parsed once"
        ),
    }
}

/// Checks that a parameter of a handler for `GET` or `HEAD` does not read the body.
///
/// # Panics
///
/// At compile time, if it does.
#[track_caller]
pub const fn argument_fits_bodiless_method(kind: Kind) {
    assert!(
        kind as u8 != Kind::Body as u8,
        "this parameter reads a body, but a GET or HEAD request has none\nhelp: take the values from `Path<T>` or `Query<T>`, or make it a `#[post(…)]`\nnote: content in a GET request has no defined meaning, and triggers and proxies may drop it (RFC 9110, 9.3.1)"
    );
}

/// Checks that an operation has at most one payload, and takes a `Checkpoint` only if it can continue from one.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn arguments_fit_operation(kinds: &[Kind], continues: bool) {
    assert!(
        count(kinds, Kind::Payload) <= 1,
        "two parameters are read from the payload\nhelp: take one type with the fields of both\nnote: an invocation has one payload, and it is parsed once"
    );
    assert!(
        continues || count(kinds, Kind::Checkpoint) == 0,
        "this operation takes a `Checkpoint` but does not return `Progress`\nhelp: -> Result<Progress<State, Report>, Error>\nnote: when time runs out, the last checkpoint is returned as a continuation token; the return type tells callers that they may get one"
    );
}

/// Checks that a handler with `concurrency` does not take all records at once.
///
/// # Panics
///
/// At compile time, if it does.
#[track_caller]
pub const fn arguments_fit_concurrency(kinds: &[Kind]) {
    assert!(
        !takes_batch(kinds),
        "this handler takes all records at once, so `concurrency` has no effect\nhelp: take one record, a `Message<T>`, or remove `concurrency`\nnote: `concurrency = n` runs the handler of one record for up to n records of a batch at a time"
    );
}

/// Checks that a handler of records or events has at most one payload, and finishes in one step.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn arguments_fit_event(kinds: &[Kind], continues: bool) {
    assert!(
        count(kinds, Kind::Payload) + count(kinds, Kind::Batch) <= 1,
        "two parameters are read from the event\nhelp: take one: `Message<T>` has the payload and the service's attributes, `Event<T>` the whole event\nnote: an event or record is parsed once"
    );
    assert!(
        !continues,
        "the handler of an event returns `Progress`, but no caller receives its continuation\nhelp: make the work an `#[operation]`, or let this handler send the rest to a queue\nnote: a caller that invokes a function directly gets its reply and can resume from the token in it; a service that sends events discards replies"
    );
}

/// Checks that a handler that takes the window of a stream takes all records with it, and returns it.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn arguments_fit_window(kinds: &[Kind], returns_window: bool) {
    let windows = count(kinds, Kind::Window);
    assert!(
        windows <= 1,
        "two parameters are the window of the stream\nhelp: take one `Window<S>`, with the fields of both in `S`\nnote: a window has one state"
    );
    assert!(
        windows == 0 || takes_batch(kinds),
        "this handler takes a `Window` but not all records of its events\nhelp: take a `Batch<T>` beside the `Window<S>`\nnote: the state of a window is passed on once for each event, and the last event of a window may have no record"
    );
    assert!(
        windows == 0 || returns_window,
        "this handler takes a `Window` but does not return it\nhelp: -> Result<Window<State>, Error>\nnote: Lambda passes the state that the function returns to the next event of the window, and treats a reply without one as a failed invocation"
    );
    assert!(
        windows == 1 || !returns_window,
        "this handler returns a `Window` but does not take it\nhelp: take `mut window: Window<State>` as a parameter, and return it\nnote: the state of a window continues from the state of its previous event"
    );
}

/// Checks that a handler whose mapping has a tumbling window takes the window.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn arguments_have_window(kinds: &[Kind]) {
    assert!(
        takes_window(kinds),
        "this handler has `tumbling_window_in_seconds` but does not take a `Window`\nhelp: take `Batch<T>` and `mut window: Window<State>`, and return `Result<Window<State>, Error>`, or remove the option\nnote: Lambda passes the state that the function returns to the next event of the window, and treats a reply without one as a failed invocation"
    );
}

/// Checks that a handler whose mapping has options, but no tumbling window, does not take a window.
///
/// # Panics
///
/// At compile time, if it does.
#[track_caller]
pub const fn arguments_have_no_window(kinds: &[Kind]) {
    assert!(
        !takes_window(kinds),
        "this handler takes a `Window`, but its options have no `tumbling_window_in_seconds`\nhelp: add the option: tumbling_window_in_seconds = 60\nnote: without the option, the events of the mapping have no window and no state"
    );
}

/// Checks that a handler that answers each record takes one record at a time.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn arguments_fit_transformation(kinds: &[Kind]) {
    assert!(
        !takes_batch(kinds),
        "a handler of `#[firehose]` takes one record, not a `Batch<T>`\nhelp: take a `Message<T>` and return `Result<Transformed, Error>`\nnote: Firehose wants a result for each record; `concurrency = n` runs the handler for up to n records at a time"
    );
}
