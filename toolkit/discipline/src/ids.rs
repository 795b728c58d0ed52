//! Indices that name things across modules.

/// Index of a file in [`Files`](crate::crate_source::Files).
pub(crate) type FileId = usize;

/// Index of a scope in [`Scopes`](crate::scope::Scopes).
pub(crate) type ScopeId = usize;
