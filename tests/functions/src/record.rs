//! A function with records and without built-in metrics.

use gatewright::prelude::*;

#[lambda_handler(name = "record", record)]
async fn record(names: Vec<String>) -> Result<usize, Error> {
    if names.is_empty() {
        return Err(Error::with_type("NoNames", "there are no names"));
    }
    Ok(names.len())
}
