//! HTTP methods.

/// An HTTP method that a route can name, or another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// A method that has no attribute of its own; only `#[any]` routes answer it.
    Other,
}

impl Method {
    /// Those with an attribute, in the order in which an `Allow` header names them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];
    pub(crate) const COUNT: usize = Self::ALL.len() + 1;

    /// Method names are case-sensitive (RFC 9110, 9.1).
    pub(crate) fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == name)
            .unwrap_or(Self::Other)
    }

    /// The name, in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Other => "another method",
        }
    }
}
