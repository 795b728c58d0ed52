//! A function that counts, and has neither records nor built-in metrics.

use gatewright::prelude::*;

#[lambda_handler(name = "metric-alone")]
#[dispatch]
mod alone {
    use super::*;

    #[operation]
    pub async fn count(numbers: Vec<f64>) -> Result<usize, Error> {
        for number in &numbers {
            metric!("Number", *number, Count);
        }
        Ok(numbers.len())
    }
}
