use std::fmt;

use gatewright::prelude::*;

#[derive(Problem)]
enum ShopError {
    #[problem(status = 200)]
    Fine,
    #[problem(status = NOT_FUND)]
    Misspelt,
    #[problem(code = 404)]
    OtherName,
    #[problem(status = 404, title = 5)]
    NoText,
    #[problem(transparent)]
    Two(u8, u8),
    #[problem(status = 404)]
    Nameless(#[problem(extend)] u8),
    #[problem(status = 404)]
    Reserved {
        #[problem(extend)]
        detail: u8,
    },
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no")
    }
}

#[lambda_handler]
#[get("/")]
async fn index() -> Result<(), ShopError> {
    Err(ShopError::Fine)
}
