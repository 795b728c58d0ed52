//! An error type in which each case has a problem document.

use proc_macro2::{Ident, Span};
use syn::{Generics, LitStr, Member, Type};

use crate::crate_path::CratePath;
use crate::values::Status;

#[derive(Debug)]
pub(super) struct Model {
    pub(super) krate: CratePath,
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) cases: Vec<Case>,
    /// Whether invalid cases are missing.
    pub(super) is_partial: bool,
}

/// A variant, or a struct.
#[derive(Debug)]
pub(super) struct Case {
    /// `None` for a struct.
    pub(super) variant: Option<Ident>,
    pub(super) answer: Answer,
    /// Its doc comment.
    pub(super) docs: String,
}

#[derive(Debug)]
pub(super) enum Answer {
    /// Its own document.
    Document {
        status: Status,
        kind: Option<LitStr>,
        title: Option<LitStr>,
        /// Fields that become members of the document, with their names there.
        members: Vec<(Place, String, Type)>,
        /// Headers with values that are known.
        headers: Vec<(String, String)>,
        /// Fields that are the values of headers, with the names of these.
        header_fields: Vec<(Place, String)>,
    },
    /// The document of this field.
    Transparent(Place, Box<Type>),
}

/// A field and the position of its type, where problems with the type are reported.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) field: Member,
    pub(super) ty: Span,
}
