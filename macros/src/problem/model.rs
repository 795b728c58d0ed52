//! An error whose every case knows its document.

use proc_macro2::{Ident, Span};
use syn::{Generics, LitStr, Member};

use crate::krate::Krate;
use crate::values::Status;

#[derive(Debug)]
pub(super) struct Model {
    pub(super) krate: Krate,
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) cases: Vec<Case>,
    /// Whether cases are missing, because something was wrong with them.
    pub(super) is_partial: bool,
}

/// A variant, or a struct.
#[derive(Debug)]
pub(super) struct Case {
    /// `None` is a struct.
    pub(super) variant: Option<Ident>,
    pub(super) answer: Answer,
}

#[derive(Debug)]
pub(super) enum Answer {
    /// A document of its own.
    Document {
        status: Status,
        kind: Option<LitStr>,
        title: Option<LitStr>,
        /// Fields that are members of the document, and their names there.
        members: Vec<(Place, String)>,
    },
    /// This field's document.
    Transparent(Place),
}

/// A field, and where its type stands: what is wrong with the type is said there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) field: Member,
    pub(super) ty: Span,
}
