//! Prices of orders.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::ShopError;
use crate::products::{Catalog, Sku};

/// The body of `POST /quotes`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct QuoteRequest {
    pub lines: Vec<Line>,
}

/// A quantity of one product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct Line {
    pub sku: Sku,
    pub quantity: Quantity,
}

/// A number of pieces, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(extend("minimum" = 1))]
pub(crate) struct Quantity(u32);

impl TryFrom<u32> for Quantity {
    type Error = &'static str;

    fn try_from(quantity: u32) -> Result<Self, Self::Error> {
        match quantity {
            0 => Err("a quantity must be at least 1"),
            _ => Ok(Self(quantity)),
        }
    }
}

impl Quantity {
    pub(crate) fn get(self) -> u32 {
        self.0
    }
}

/// The total and the price of each line, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Quote {
    pub total_cents: u64,
    pub lines: Vec<QuotedLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct QuotedLine {
    pub sku: Sku,
    pub quantity: Quantity,
    /// The price of one piece.
    pub price_cents: u32,
    pub total_cents: u64,
}

/// The reply of the operation `shop.price`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Price {
    pub total_cents: u64,
}

/// Prices one line.
pub(crate) fn price(line: Line, catalog: &Catalog) -> Result<QuotedLine, ShopError> {
    let Line { sku, quantity } = line;
    let Some(product) = catalog.product(&sku) else {
        return Err(ShopError::UnknownSku(sku));
    };
    Ok(QuotedLine {
        sku,
        quantity,
        price_cents: product.price_cents,
        // The product of two `u32` always fits a `u64`.
        total_cents: u64::from(product.price_cents) * u64::from(quantity.0),
    })
}

/// Prices all lines. Fails on the first line that cannot be priced.
pub(crate) fn quote(request: QuoteRequest, catalog: &Catalog) -> Result<Quote, ShopError> {
    let mut total_cents = 0_u64;
    let mut lines = Vec::with_capacity(request.lines.len());
    for line in request.lines {
        let line = price(line, catalog)?;
        total_cents = total_cents
            .checked_add(line.total_cents)
            .ok_or(ShopError::TotalTooLarge)?;
        lines.push(line);
    }
    Ok(Quote { total_cents, lines })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::Product;

    fn catalog() -> Catalog {
        let product = |sku: &str, price_cents| Product {
            sku: Sku::from(sku),
            name: String::from("Mug, white"),
            category: String::from("kitchen"),
            price_cents,
        };
        Catalog::new(vec![
            product("B-131", 1190),
            product("B-132", 5),
            product("X-999", u32::MAX),
        ])
    }

    fn line(sku: &str, quantity: u32) -> Line {
        Line {
            sku: Sku::from(sku),
            quantity: Quantity(quantity),
        }
    }

    fn quote_of(lines: &[Line]) -> Result<Quote, ShopError> {
        let request = QuoteRequest {
            lines: lines.to_vec(),
        };
        quote(request, &catalog())
    }

    #[test]
    fn quote_adds_up_its_lines_in_their_order() {
        let quoted = quote_of(&[line("B-132", 3), line("B-131", 2), line("B-132", 1)]);
        let quoted_line = |sku: &str, quantity, price_cents, total_cents| QuotedLine {
            sku: Sku::from(sku),
            quantity: Quantity(quantity),
            price_cents,
            total_cents,
        };
        assert_eq!(
            quoted,
            Ok(Quote {
                total_cents: 2400,
                lines: vec![
                    quoted_line("B-132", 3, 5, 15),
                    quoted_line("B-131", 2, 1190, 2380),
                    quoted_line("B-132", 1, 5, 5),
                ],
            })
        );
    }

    #[test]
    fn quote_of_nothing_costs_nothing() {
        assert_eq!(
            quote_of(&[]),
            Ok(Quote {
                total_cents: 0,
                lines: vec![]
            })
        );
    }

    #[test]
    fn unknown_sku_is_named() {
        assert_eq!(
            quote_of(&[line("B-131", 1), line("Z-999", 1)]),
            Err(ShopError::UnknownSku(Sku::from("Z-999")))
        );
    }

    #[test]
    fn largest_line_is_priced_exactly() {
        let priced = price(line("X-999", u32::MAX), &catalog());
        assert_eq!(
            priced.map(|line| line.total_cents),
            Ok(18_446_744_065_119_617_025)
        );
    }

    #[test]
    fn total_beyond_64_bits_is_an_error_and_never_wraps() {
        let largest = line("X-999", u32::MAX);
        assert_eq!(
            quote_of(&[largest.clone(), largest]),
            Err(ShopError::TotalTooLarge)
        );
    }

    #[test]
    fn quantity_is_at_least_one_and_a_whole_number() {
        let parse = |quantity: &str| {
            let json = format!(r#"{{"sku":"B-131","quantity":{quantity}}}"#);
            serde_json::from_str::<Line>(&json).map_err(|error| error.to_string())
        };
        assert_eq!(parse("1"), Ok(line("B-131", 1)));
        assert_eq!(
            parse("0"),
            Err(String::from(
                "a quantity must be at least 1 at line 1 column 28"
            ))
        );
        for quantity in ["-1", "1.5", "4294967296", "\"1\"", "null"] {
            assert!(parse(quantity).is_err(), "{quantity}");
        }
    }
}
