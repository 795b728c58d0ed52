use gatewright::Transformed;
use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[sqs("orders")]
    pub async fn record(_order: Message<u32>) -> Result<(), StatusCode> {
        Ok(())
    }

    #[sqs("returns")]
    pub async fn batch(_orders: Batch<u32>) -> Result<Failures, Box<dyn std::error::Error>> {
        Ok(Failures::default())
    }

    #[firehose("clicks")]
    pub async fn transformed(_click: Message<u32>) -> Result<Transformed, (StatusCode, String)> {
        Ok(Transformed::dropped())
    }

    #[schedule("nightly")]
    pub async fn event() -> Result<(), StatusCode> {
        Ok(())
    }

    #[on_shutdown]
    pub async fn last() -> Result<(), Box<dyn std::error::Error>> {
        Ok(())
    }

    /// What the message advises.
    #[sqs("advised")]
    pub async fn advised(order: Message<u32>) -> Result<(), gatewright::Error> {
        let checked = match *order.body() {
            0 => Err(StatusCode::BAD_REQUEST),
            _ => Ok(()),
        };
        checked.map_err(|error| gatewright::Error::msg(error))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
