//! Deserialises texts in one form after another, until the types fit.

use super::text::{Field, TextError};
use super::text_form::{Form, Found, Mismatch};
use super::text_nested;
use crate::error::Cut;

/// Deserialises `T` with `deserialise`, which is called again with other forms of the fields where serde had to guess. The fields are
/// those that were sent, and the same within others.
pub(super) fn read<'f, T>(
    sent: &'f [Field<'f>],
    tree: &'f [Field<'f>],
    mut deserialise: impl FnMut() -> Result<T, TextError>,
) -> Result<T, TextError> {
    Mismatch::forget();
    let first = deserialise();
    let read = [tree, sent].into_iter().find(|fields| is_buffered(fields));
    match read {
        Some(fields) => search(&text_nested::leaves(fields), first, &mut deserialise),
        None => first,
    }
}

fn is_buffered(fields: &[Field<'_>]) -> bool {
    fields.iter().any(|field| match field.fields() {
        Some(fields) => is_buffered(fields),
        None => field.is_buffered.get(),
    })
}

/// How far an attempt came. The error of the one that came farthest names the field that is wrong, and not one that only has not been
/// read as a number yet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A value was read in a form that does not fit.
    WrongForm,
    /// A text may fit in another form. The number is that of fields in another form already.
    Open(usize),
    /// No form of a value fits.
    Unfit(usize),
    /// All types fit, so the error is the real one: a missing field.
    TypesFit,
    Done,
}

impl Rank {
    fn of<T>(result: &Result<T, TextError>, changed: usize) -> Self {
        let Err(error) = result else {
            return Self::Done;
        };
        match &error.mismatch {
            None => Self::TypesFit,
            Some(mismatch) => match &mismatch.found {
                Found::Text(text) if mismatch.may_be_number(text) || mismatch.expects_list() => {
                    Self::Open(changed)
                }
                Found::Text(_) | Found::List => Self::Unfit(changed),
                Found::Number | Found::Other => Self::WrongForm,
            },
        }
    }
}

/// The maximum number of attempts to deserialise a value, and of mismatches that an attempt looks at. A client chooses the parameters,
/// and must not choose the time that they take.
const ATTEMPTS: usize = 64;

/// The maximum number of fields that all attempts read together. With more fields there are fewer attempts.
const READ_FIELDS: usize = 16_384;

/// The fields that an attempt reads in another form than text, in the order of their places.
type Forms = Vec<(usize, Form)>;

/// Deserialises with other forms of the buffered fields, until no value is of another type than expected. If there is no such
/// assignment, the result with the fewest mismatches is taken; in case of a tie, the earlier one.
fn search<T>(
    fields: &[&Field<'_>],
    first: Result<T, TextError>,
    deserialise: &mut dyn FnMut() -> Result<T, TextError>,
) -> Result<T, TextError> {
    let mismatches = Mismatch::take_all();
    if mismatches.is_empty() {
        return first;
    }
    let attempts = (READ_FIELDS / fields.len()).clamp(2, ATTEMPTS);
    let mut open = next_assignments(fields, &Forms::new(), &mismatches);
    let mut best_rank = Rank::of(&first, 0);
    let mut best = (first, mismatches.len());
    for _ in 1..attempts {
        let Some(forms) = open.pop() else { break };
        for (at, form) in &forms {
            fields[*at].form.set(*form);
        }
        let result = deserialise();
        let mismatches = Mismatch::take_all();
        open.extend(next_assignments(fields, &forms, &mismatches));
        for (at, _) in &forms {
            fields[*at].form.set(Form::Text);
        }
        let rank = Rank::of(&result, forms.len());
        let is_better = match (&result, &best) {
            (Ok(_), (Ok(_), fewest)) => mismatches.len() < *fewest,
            _ => rank > best_rank,
        };
        if is_better {
            best_rank = rank;
            best = (result, mismatches.len());
            if best.0.is_ok() && best.1 == 0 {
                break;
            }
        }
    }
    best.0.map_err(|error| in_its_field(error, fields))
}

/// Returns the assignments that read one more field in another form, because its text was found where another type was expected. The
/// one to try first is last.
fn next_assignments(fields: &[&Field<'_>], forms: &Forms, mismatches: &[Mismatch]) -> Vec<Forms> {
    let mut next: Vec<Forms> = Vec::new();
    for mismatch in mismatches.iter().take(ATTEMPTS) {
        let Found::Text(text) = &mismatch.found else {
            continue;
        };
        if next.len() == ATTEMPTS {
            break;
        }
        for (at, field) in fields.iter().enumerate() {
            if !field.is_buffered.get()
                || !field.texts().iter().any(|value| has(field, value, text))
            {
                continue;
            }
            let is_number = mismatch.may_be_number(text);
            let is_list = field.form.get().is_list() || field.texts().len() > 1;
            let form = match field.form.get() {
                Form::Text if mismatch.expects_list() && !is_list => Form::List,
                Form::Text if is_number && !is_list => Form::Number,
                Form::Text | Form::List if is_number && is_list => Form::ListOfNumbers,
                _ => continue,
            };
            let mut assignment = forms.clone();
            match assignment.binary_search_by_key(&at, |(changed, _)| *changed) {
                Ok(place) => assignment[place].1 = form,
                Err(place) => assignment.insert(place, (at, form)),
            }
            if !next.contains(&assignment) {
                next.push(assignment);
            }
            if next.len() == ATTEMPTS {
                break;
            }
        }
    }
    next.reverse();
    next
}

/// Whether the field's value is the text, or a list with the text.
fn has(field: &Field<'_>, value: &str, text: &str) -> bool {
    value == text || field.splits && value.contains(text)
}

/// Names the field of an error that serde reports without one, because it had buffered the value.
fn in_its_field(error: TextError, fields: &[&Field<'_>]) -> TextError {
    let Some(mismatch) = &error.mismatch else {
        return error;
    };
    let mut having = fields.iter().filter(|field| match &mismatch.found {
        Found::Text(text) => field.texts().iter().any(|value| value == text),
        Found::List => field.texts().len() > 1,
        Found::Number | Found::Other => false,
    });
    let (Some(field), None) = (having.next(), having.next()) else {
        return error;
    };
    let expected = &mismatch.expected;
    let message = match &mismatch.found {
        Found::Text(text) => format!("expected {expected}, found `{}`", Cut::value(text)),
        _ => format!("expected one value, found {}", field.texts().len()),
    };
    TextError {
        message,
        mismatch: None,
        ..error
    }
    .in_field(field.name())
}
