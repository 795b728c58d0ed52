use std::sync::LazyLock;

use gatewright::prelude::*;
use regex::RegexSet;

static PATTERNS: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(["red", "blue"]).expect("they are expressions"));

#[lambda_handler]
async fn colours(text: String) -> usize {
    PATTERNS.matches(&text).iter().count()
}
