use gatewright::Problem;
use std::fmt;

#[derive(Debug, Problem)]
pub enum ShopError {
    #[problem(status = 401, header = "www-authenticate")]
    NoValue,
    #[problem(status = 429, header = 5)]
    NoText,
    #[problem(status = 429, header = "retry after: 5")]
    NoName,
    #[problem(status = 429, header = ["a: 1", "b: 2\r\nc: 3"])]
    TwoLines,
    #[problem(status = 429)]
    Field(#[problem(header = "retry after")] u32),
    #[problem(status = 429)]
    Twice(#[problem(header = "retry-after", header = "x-retry")] u32),
    #[problem(transparent, header = "a: 1")]
    Inner(gatewright::Problem),
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed")
    }
}

fn main() {}
