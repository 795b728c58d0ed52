//! The type of a text where serde does not know it in advance.
//!
//! For `#[serde(flatten)]`, and for untagged and internally tagged enums, serde buffers values of any type before it knows what they
//! are for. A query is text throughout, so `page=2` is buffered as a text, which is not a number. Serde then reports which text it
//! found and what it expected. This file reads the text in another form and tries again.

use std::cell::RefCell;
use std::mem;

use serde::de::{Expected, Unexpected};

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

    pub(super) fn take_all() -> Vec<Self> {
        MISMATCHES.with_borrow_mut(mem::take)
    }

    /// Whether the text fits the expected type as a number. Serde would make an infinity of a number that is too large for an `f32`.
    pub(super) fn may_be_number(&self, text: &str) -> bool {
        match Number::guessed(text) {
            Some(Number::Float(_)) if self.expected == "f32" => {
                text.parse().is_ok_and(f32::is_finite)
            }
            guessed => guessed.is_some(),
        }
    }

    pub(super) fn expects_list(&self) -> bool {
        ["sequence", "tuple", "array"]
            .iter()
            .any(|list| self.expected.contains(list))
    }
}
