//! The filter of a product list.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::products::Product;

/// The query string of a list: `?category=garden&limit=5`. Both parameters are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct Filter {
    /// Restricts the list to this category.
    pub category: Option<String>,
    /// The largest number of products to return.
    #[serde(default)]
    pub limit: Limit,
}

impl Filter {
    pub(crate) fn admits(&self, product: &Product) -> bool {
        self.category
            .as_ref()
            .is_none_or(|category| *category == product.category)
    }
}

/// The length of a list, 1 to 100 and 20 by default. The maximum bounds the size of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(extend("minimum" = 1, "maximum" = Self::MAX))]
pub(crate) struct Limit(u8);

impl Limit {
    const MAX: u8 = 100;

    pub(crate) fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(limit: u32) -> Result<Self, Self::Error> {
        match u8::try_from(limit) {
            Ok(limit @ 1..=Self::MAX) => Ok(Self(limit)),
            _ => Err("must be 1 to 100"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_is_1_to_100() {
        for limit in [1, 20, 100] {
            let expected = usize::try_from(limit).expect("a small number");
            assert_eq!(Limit::try_from(limit).map(Limit::get), Ok(expected));
        }
        for limit in [0, 101, 256, 257, u32::MAX] {
            assert_eq!(Limit::try_from(limit), Err("must be 1 to 100"), "{limit}");
        }
    }

    #[test]
    fn empty_filter_selects_twenty_of_any_category() {
        let filter: Filter = serde_json::from_str("{}").expect("an empty filter");
        assert_eq!(filter, Filter::default());
        assert_eq!((filter.category, filter.limit.get()), (None, 20));
    }

    #[test]
    fn limit_out_of_range_does_not_deserialise() {
        let error = serde_json::from_str::<Filter>(r#"{"limit":101}"#).expect_err("101");
        assert!(error.to_string().starts_with("must be 1 to 100"), "{error}");
    }
}
