//! What a list of products may be asked for.

use serde::Deserialize;

use crate::products::Product;

/// The query of a list: `?category=garden&limit=5`, both optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Filter {
    /// Products of this category only.
    pub category: Option<String>,
    /// How many products at most.
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

/// 1 to 100, so that no list is longer than a client can want or a reply can carry; 20 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
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
    fn filter_that_says_nothing_asks_for_twenty_of_any_category() {
        let filter: Filter = serde_json::from_str("{}").expect("an empty filter");
        assert_eq!(filter, Filter::default());
        assert_eq!((filter.category, filter.limit.get()), (None, 20));
    }

    #[test]
    fn limit_out_of_range_is_refused_where_it_is_read() {
        let error = serde_json::from_str::<Filter>(r#"{"limit":101}"#).expect_err("101");
        assert!(error.to_string().starts_with("must be 1 to 100"), "{error}");
    }
}
