//! An environment variable that has the name of a resource: `#[sqs(env = "ORDERS_QUEUE")]`.

use std::sync::OnceLock;

/// An environment variable with the name of a resource.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Returns the cell of its handler.
    pub cell: fn() -> &'static VariableCell,
}

/// The name of a resource, once it has been read.
pub struct VariableCell(pub(super) OnceLock<Box<str>>);

impl VariableCell {
    /// Creates a cell without a name.
    #[expect(
        clippy::new_without_default,
        reason = "only generated code creates one, in a static"
    )]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }
}

impl Variable {
    /// Returns the name, once it has been read.
    pub(super) fn resource(&self) -> Option<&'static str> {
        (self.cell)().0.get().map(|name| &**name)
    }
}
