//! What the shop refuses, in one type for HTTP requests and direct invocations.

use std::fmt;

use gatewright::prelude::*;

use crate::products::Sku;

/// A request that is well-formed but cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ShopError {
    /// The address names a product that does not exist.
    UnknownProduct(Sku),
    /// A line of a quote names a product that does not exist.
    UnknownSku(Sku),
    /// The total of the lines is more than a `u64` of cents holds.
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

/// For HTTP: a resource that is not there is a 404; a body that makes sense but names something unknown is a 422.
impl IntoProblem for ShopError {
    fn into_problem(self) -> Problem {
        let detail = self.to_string();
        match self {
            Self::UnknownProduct(sku) => Problem::new(StatusCode::NOT_FOUND)
                .detail(detail)
                .with("sku", sku),
            Self::UnknownSku(sku) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY)
                .detail(detail)
                .with("sku", sku),
            Self::TotalTooLarge => Problem::new(StatusCode::UNPROCESSABLE_ENTITY).detail(detail),
        }
    }
}
