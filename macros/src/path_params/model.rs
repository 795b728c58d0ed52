//! A struct that takes path parameters.

use proc_macro2::Ident;
use syn::Generics;

use crate::krate::Krate;

#[derive(Debug)]
pub(super) struct Model {
    pub(super) krate: Krate,
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) takes: Takes,
}

#[derive(Debug)]
pub(super) enum Takes {
    /// So many, in the template's order.
    Count(usize),
    /// Those of these names.
    Names(Vec<String>),
    /// Something was wrong with it, and has been said: no template is compared with it.
    Unknown,
}
