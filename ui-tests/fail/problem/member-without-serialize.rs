use std::fmt;

use gatewright::prelude::*;

struct Sku;

#[derive(Problem)]
#[problem(status = 404)]
struct Unknown {
    #[problem(extend)]
    sku: Sku,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no")
    }
}

#[lambda_handler]
#[get("/")]
async fn index() -> Result<(), Unknown> {
    Err(Unknown { sku: Sku })
}
