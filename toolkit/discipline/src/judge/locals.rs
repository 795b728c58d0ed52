//! The variables in scope, so that a variable is never taken for an import of the same name.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Pat, PatIdent};

/// What is known about a variable beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing that matters.
    #[default]
    Something,
    /// A task's handle that only a later mention can save.
    Task,
    /// A value that was refused where it was made: its methods are the same mistake.
    Refused,
    /// `tokio::runtime::Handle`
    RuntimeHandle,
    /// A function or closure whose result is the handle of the task that it starts; the name of what starts it.
    Starter(String),
    /// A path that is the same in every invocation.
    Path(String),
    /// A cell that is written once, of this block alone.
    OwnCell,
    /// A reference to a static that is written once.
    SharedCell,
}

/// A stack of frames, one a block.
#[derive(Debug, Default)]
pub(super) struct Locals {
    names: Vec<(Ident, Holds)>,
}

impl Locals {
    /// Marks where a block begins; hand it to [`Self::leave`].
    pub(super) fn enter(&self) -> usize {
        self.names.len()
    }

    pub(super) fn leave(&mut self, mark: usize) {
        self.names.truncate(mark);
    }

    pub(super) fn has(&self, name: &Ident) -> bool {
        self.names.iter().any(|(bound, _)| bound == name)
    }

    pub(super) fn holds(&self, name: &Ident) -> Holds {
        self.names
            .iter()
            .rev()
            .find(|(bound, _)| bound == name)
            .map_or(Holds::Something, |(_, holds)| holds.clone())
    }

    /// Binds every name of a pattern.
    pub(super) fn bind(&mut self, pat: &Pat, holds: &Holds) {
        self.names
            .extend(bound_by(pat).into_iter().map(|name| (name, holds.clone())));
    }

    pub(super) fn bind_name(&mut self, name: Ident) {
        self.names.push((name, Holds::Something));
    }
}

/// The names that a pattern binds.
pub(super) fn bound_by(pat: &Pat) -> Vec<Ident> {
    #[derive(Default)]
    struct Names(Vec<Ident>);
    impl<'p> Visit<'p> for Names {
        fn visit_pat_ident(&mut self, pat: &'p PatIdent) {
            // A capitalised name in a pattern is a constant or a variant: `None`.
            if !pat.ident.to_string().starts_with(char::is_uppercase) {
                self.0.push(pat.ident.clone());
            }
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names::default();
    names.visit_pat(pat);
    names.0
}
