use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    id: u32,
}

pub struct Parcel;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
        drop(order.id);
        Ok(())
    }

    #[sqs("parcels")]
    pub async fn send(_: Message<Parcel>) -> Result<(), Error> {
        Ok(())
    }
}
