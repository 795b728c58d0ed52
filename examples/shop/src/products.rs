//! Products and the catalogue that holds them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::listing::Filter;

/// A stock-keeping unit, the shop's identifier of a product: a letter and a number, such as `A-100`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Sku(String);

impl From<&str> for Sku {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One product, both in `data/catalog.json` and in replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Product {
    pub sku: Sku,
    pub name: String,
    pub category: String,
    pub price_cents: u32,
}

/// All products, in the order of their SKUs.
#[derive(Debug)]
pub(crate) struct Catalog {
    products: Vec<Product>,
}

impl Catalog {
    pub(crate) fn new(mut products: Vec<Product>) -> Self {
        products.sort_unstable_by(|a, b| a.sku.cmp(&b.sku));
        Self { products }
    }

    /// Parses a JSON array of products in any order.
    pub(crate) fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json).map(Self::new)
    }

    pub(crate) fn product(&self, sku: &Sku) -> Option<&Product> {
        let found = self
            .products
            .binary_search_by(|product| product.sku.cmp(sku));
        found.ok().map(|index| &self.products[index])
    }

    /// Returns at most `limit` products after the first `from`, and whether they are the last.
    pub(crate) fn page(&self, from: usize, limit: usize) -> (&[Product], bool) {
        let rest = self.products.get(from..).unwrap_or_default();
        (&rest[..rest.len().min(limit)], rest.len() <= limit)
    }

    /// Returns the first products that match the filter, up to its limit.
    pub(crate) fn select(&self, filter: &Filter) -> impl Iterator<Item = &Product> {
        self.products
            .iter()
            .filter(|product| filter.admits(product))
            .take(filter.limit.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Limit;

    fn committed() -> Catalog {
        Catalog::from_json(include_str!("../data/catalog.json")).expect("the committed catalogue")
    }

    fn skus(catalog: &Catalog, filter: &Filter) -> Vec<String> {
        catalog
            .select(filter)
            .map(|product| product.sku.to_string())
            .collect()
    }

    #[test]
    fn committed_catalog_has_a_thousand_distinct_skus() {
        let catalog = committed();
        assert_eq!(catalog.products.len(), 1000);
        assert!(
            catalog.products.is_sorted_by(|a, b| a.sku < b.sku),
            "two products share a SKU"
        );
    }

    #[test]
    fn every_product_is_found_by_its_sku() {
        let catalog = committed();
        for product in &catalog.products {
            assert_eq!(catalog.product(&product.sku), Some(product));
        }
        assert_eq!(
            catalog
                .product(&Sku::from("A-100"))
                .map(|p| p.name.as_str()),
            Some("Desk lamp, matt black")
        );
    }

    #[test]
    fn sku_lookup_is_exact_and_case_sensitive() {
        let catalog = committed();
        for sku in ["", "A", "A-10", "A-1000", "a-100", "A-100 ", "Z-100"] {
            assert_eq!(catalog.product(&Sku::from(sku)), None, "{sku:?}");
        }
    }

    #[test]
    fn products_are_sorted_by_sku() {
        let product = |sku: &str| Product {
            sku: Sku::from(sku),
            name: String::from("Mug, white"),
            category: String::from("kitchen"),
            price_cents: 1190,
        };
        let catalog = Catalog::new(vec![product("B-131"), product("A-100"), product("B-130")]);
        assert_eq!(
            skus(&catalog, &Filter::default()),
            ["A-100", "B-130", "B-131"]
        );
    }

    #[test]
    fn filter_takes_the_first_products_of_its_category() {
        let filter = Filter {
            category: Some(String::from("garden")),
            limit: Limit::try_from(3).expect("3 is a limit"),
        };
        assert_eq!(skus(&committed(), &filter), ["C-100", "C-101", "C-102"]);
    }

    #[test]
    fn filter_without_a_category_takes_twenty_products_of_any() {
        let selected = skus(&committed(), &Filter::default());
        assert_eq!(selected.len(), 20);
        assert_eq!(selected[19], "A-119");
    }

    #[test]
    fn unknown_category_selects_nothing() {
        let filter = Filter {
            category: Some(String::from("cars")),
            ..Filter::default()
        };
        assert!(skus(&committed(), &filter).is_empty());
    }

    #[test]
    fn malformed_catalog_error_has_its_position() {
        let error = Catalog::from_json("[{\"sku\":\"A-100\"").expect_err("a truncated file");
        assert_eq!((error.line(), error.column()), (1, 15));
    }
}
