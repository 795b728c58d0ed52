//! The type of a text where serde does not know it in advance.
//!
//! For `#[serde(flatten)]`, and for untagged and internally tagged enums, serde buffers values of any type before it knows what they
//! are for. A query is text throughout, so `page=2` is buffered as a text, which is not a number. Serde then reports which text it
//! found and what it expected. This file reads the text in another form and tries again.

use std::cell::RefCell;
use std::mem;

use serde::de::{Expected, Unexpected};

use super::text::{Field, TextError, in_its_field};

/// The form in which the values of a field are buffered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    /// Numbers and `true` and `false` where the text is one.
    Number,
    List,
    ListOfNumbers,
}

impl Form {
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::List | Self::ListOfNumbers)
    }

    pub(super) fn is_of_numbers(self) -> bool {
        matches!(self, Self::Number | Self::ListOfNumbers)
    }
}

/// A text as a number or as a `bool`.
pub(super) enum Number {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl Number {
    pub(super) fn guessed(text: &str) -> Option<Self> {
        if let Ok(value) = text.parse() {
            return Some(Self::Bool(value));
        }
        if let Ok(value) = text.parse() {
            return Some(Self::Unsigned(value));
        }
        if let Ok(value) = text.parse() {
            return Some(Self::Signed(value));
        }
        let float: f64 = text.parse().ok()?;
        float.is_finite().then_some(Self::Float(float))
    }
}

/// A value of another type than expected.
#[derive(Clone, Debug)]
pub(super) struct Mismatch {
    pub(super) found: Found,
    pub(super) expected: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Text(String),
    Number,
    List,
    Other,
}

thread_local! {
    /// The mismatches of the current attempt. Serde drops some errors: those of the variants of an untagged enum before the one that
    /// fits, and those of a flattened `Option`.
    static MISMATCHES: RefCell<Vec<Mismatch>> = const { RefCell::new(Vec::new()) };
}

impl Mismatch {
    pub(super) fn recorded(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match unexpected {
            Unexpected::Str(text) => Found::Text(text.to_owned()),
            Unexpected::Bool(_)
            | Unexpected::Unsigned(_)
            | Unexpected::Signed(_)
            | Unexpected::Float(_) => Found::Number,
            Unexpected::Seq => Found::List,
            _ => Found::Other,
        };
        let mismatch = Self {
            found,
            expected: expected.to_string(),
        };
        MISMATCHES.with_borrow_mut(|all| all.push(mismatch.clone()));
        mismatch
    }

    pub(super) fn forget() {
        MISMATCHES.with_borrow_mut(Vec::clear);
    }

    fn take_all() -> Vec<Self> {
        MISMATCHES.with_borrow_mut(mem::take)
    }

    /// Whether the text fits the expected type as a number. Serde would make an infinity of a number that is too large for an `f32`.
    fn may_be_number(&self, text: &str) -> bool {
        match Number::guessed(text) {
            Some(Number::Float(_)) if self.expected == "f32" => {
                text.parse().is_ok_and(f32::is_finite)
            }
            guessed => guessed.is_some(),
        }
    }

    fn expects_list(&self) -> bool {
        ["sequence", "tuple", "array"]
            .iter()
            .any(|list| self.expected.contains(list))
    }
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
    fn of<T>(result: &Result<T, TextError>, forms: &[Form]) -> Self {
        let changed = || forms.iter().filter(|form| **form != Form::Text).count();
        let Err(error) = result else {
            return Self::Done;
        };
        match &error.mismatch {
            None => Self::TypesFit,
            Some(mismatch) => match &mismatch.found {
                Found::Text(text) if mismatch.may_be_number(text) || mismatch.expects_list() => {
                    Self::Open(changed())
                }
                Found::Text(_) | Found::List => Self::Unfit(changed()),
                Found::Number | Found::Other => Self::WrongForm,
            },
        }
    }
}

/// The maximum number of attempts to deserialise a value. A client chooses the parameters, and must not choose the time that they take.
const ATTEMPTS: usize = 64;

/// Deserialises with other forms of the buffered fields, until no value is of another type than expected. If there is no such
/// assignment, the result with the fewest mismatches is taken; in case of a tie, the earlier one.
pub(super) fn search<'f, T>(
    fields: &'f [Field<'f>],
    first: Result<T, TextError>,
    deserialise: &mut dyn FnMut(&'f [Field<'f>]) -> Result<T, TextError>,
) -> Result<T, TextError> {
    let mismatches = Mismatch::take_all();
    if mismatches.is_empty() {
        return first;
    }
    let mut open = next_assignments(fields, &vec![Form::Text; fields.len()], &mismatches);
    let mut best_rank = Rank::of(&first, &[]);
    let mut best = (first, mismatches.len());
    for _ in 1..ATTEMPTS {
        let Some(forms) = open.pop() else { break };
        for (field, form) in fields.iter().zip(&forms) {
            field.form.set(*form);
        }
        let result = deserialise(fields);
        let mismatches = Mismatch::take_all();
        open.extend(next_assignments(fields, &forms, &mismatches));
        let rank = Rank::of(&result, &forms);
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
fn next_assignments(
    fields: &[Field<'_>],
    forms: &[Form],
    mismatches: &[Mismatch],
) -> Vec<Vec<Form>> {
    let mut next = Vec::new();
    for mismatch in mismatches.iter().take(ATTEMPTS) {
        let Found::Text(text) = &mismatch.found else {
            continue;
        };
        for (at, field) in fields.iter().enumerate() {
            if !field.is_buffered.get()
                || !field.texts().iter().any(|value| has(field, value, text))
            {
                continue;
            }
            let is_number = mismatch.may_be_number(text);
            let is_list = forms[at].is_list() || field.texts().len() > 1;
            let form = match forms[at] {
                Form::Text if mismatch.expects_list() && !is_list => Form::List,
                Form::Text if is_number && !is_list => Form::Number,
                Form::Text | Form::List if is_number && is_list => Form::ListOfNumbers,
                _ => continue,
            };
            let mut assignment = forms.to_vec();
            assignment[at] = form;
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
