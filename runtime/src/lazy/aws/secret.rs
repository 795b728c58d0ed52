//! A value that is nobody's business.

use std::fmt;

/// A value that does not show itself: its `Debug` prints `Secret`, it has no `Display`, and it does not serialise, so that neither a log line
/// nor a reply can have it by mistake.
///
/// ```
/// use gatewright::Secret;
///
/// let password = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T = String>(T);

impl<T> Secret<T> {
    /// A value that does not show itself from here on.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for those who need it.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The value, which shows itself again.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
