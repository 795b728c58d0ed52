//! The error type of the shop, for HTTP requests and direct invocations alike.

use std::fmt;

use gatewright::prelude::*;

use crate::products::Sku;

/// A well-formed request that cannot be fulfilled.
///
/// Over HTTP, a path to a missing resource is a 404; a valid body that names something unknown is a 422.
#[derive(Debug, Clone, PartialEq, Eq, Problem)]
pub(crate) enum ShopError {
    /// The request path names a product that does not exist.
    #[problem(status = NOT_FOUND)]
    UnknownProduct(#[problem(extend = "sku")] Sku),
    /// A line of a quote names a product that does not exist.
    #[problem(status = UNPROCESSABLE_ENTITY)]
    UnknownSku(#[problem(extend = "sku")] Sku),
    /// The total of the lines does not fit a `u64` of cents.
    #[problem(status = UNPROCESSABLE_ENTITY)]
    TotalTooLarge,
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProduct(sku) | Self::UnknownSku(sku) => {
                write!(f, "there is no product `{sku}`")
            }
            Self::TotalTooLarge => f.write_str("the total is too large"),
        }
    }
}

/// Needed by direct invocations: their reply has the `errorType` `ShopError` and the text above as its `errorMessage`.
impl std::error::Error for ShopError {}
