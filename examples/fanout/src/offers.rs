//! Offers and the choice of the best one.

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

/// The product to buy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Wanted {
    pub sku: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Offer {
    pub supplier: u32,
    pub price_cents: u32,
}

/// The reply of the operation.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    /// The offer with the lowest price, and among equals that of the first supplier. `null` without any offer.
    pub best: Option<Offer>,
    /// The number of suppliers that made an offer.
    pub offers: usize,
    /// The errors of the other suppliers.
    pub failures: Vec<String>,
}

impl Answer {
    pub(crate) fn of(asked: Vec<Result<Offer, Error>>) -> Self {
        let (mut offers, mut failures) = (Vec::new(), Vec::new());
        for result in asked {
            match result {
                Ok(offer) => offers.push(offer),
                Err(error) => failures.push(error.to_string()),
            }
        }
        Self {
            best: offers.iter().copied().min_by_key(|offer| offer.price_cents),
            offers: offers.len(),
            failures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(supplier: u32, price_cents: u32) -> Offer {
        Offer {
            supplier,
            price_cents,
        }
    }

    #[test]
    fn best_offer_is_the_first_with_the_lowest_price() {
        let answer = Answer::of(
            [(1, 900), (2, 700), (3, 700)]
                .map(|(supplier, price)| Ok(offer(supplier, price)))
                .into(),
        );
        assert_eq!(answer.best, Some(offer(2, 700)));
        assert_eq!((answer.offers, answer.failures.len()), (3, 0));
    }

    #[test]
    fn failed_supplier_is_listed_and_other_offers_count() {
        let answer = Answer::of(vec![
            Err(Error::msg("closed on Sundays")),
            Ok(offer(2, 700)),
        ]);
        assert_eq!(answer.best, Some(offer(2, 700)));
        assert_eq!(
            (answer.offers, &*answer.failures),
            (1, &["closed on Sundays".to_owned()][..])
        );
    }

    #[test]
    fn best_offer_is_none_without_offers() {
        let answer = Answer::of(vec![Err(Error::msg("closed"))]);
        assert_eq!((answer.best, answer.offers), (None, 0));
    }
}
