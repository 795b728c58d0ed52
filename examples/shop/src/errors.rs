//! What the shop refuses, in one type for HTTP requests and direct invocations.

use std::fmt;

use gatewright::prelude::*;

use crate::products::Sku;

/// A request that is well-formed but cannot be answered.
///
/// Over HTTP, a resource that is not there is a 404; a body that makes sense but names something unknown is a 422.
#[derive(Debug, Clone, PartialEq, Eq, Problem)]
pub(crate) enum ShopError {
    /// The address names a product that does not exist.
    #[problem(status = NOT_FOUND)]
    UnknownProduct(#[problem(extend = "sku")] Sku),
    /// A line of a quote names a product that does not exist.
    #[problem(status = UNPROCESSABLE_ENTITY)]
    UnknownSku(#[problem(extend = "sku")] Sku),
    /// The total of the lines is more than a `u64` of cents holds.
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

/// For direct invocations: `errorType` is `ShopError`, `errorMessage` the text above.
impl std::error::Error for ShopError {}
