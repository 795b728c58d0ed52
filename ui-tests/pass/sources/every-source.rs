use gatewright::payload::{DynamoDb, EventBridge, S3, Sns};
use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub struct Order {
    id: u32,
}

type Done = Result<(), std::fmt::Error>;

#[lambda_handler(main = false)]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("orders")]
    async fn fulfil(order: Message<Order>, _: Deadline, _: Invocation) -> Done {
        let _ = order.id;
        Ok(())
    }

    #[sqs]
    async fn other(_: Order) -> Result<(), Error> {
        Ok(())
    }

    #[sqs("parcels")]
    async fn parcels(parcels: Batch<Order>) -> Failures {
        let _ = parcels.len();
        Failures::default()
    }

    #[kinesis]
    async fn clicks(clicks: Batch<Order>) -> Result<Failures, Error> {
        drop(clicks);
        Ok(Failures::default())
    }

    #[dynamodb("stock")]
    async fn stock(_: DynamoDb<Order>) -> Done {
        Ok(())
    }

    #[sns("orders")]
    async fn notify(order: Sns<Order>) -> u32 {
        order.id
    }

    #[s3("invoices")]
    async fn invoice(_: S3) {}

    #[eventbridge(detail_type = "Order Placed", source = "shop")]
    async fn placed(event: Event<EventBridge<Order>>) -> Result<Order, Error> {
        Ok(event.0.detail)
    }

    #[schedule("nightly")]
    async fn nightly() {}

    #[websocket("$connect")]
    async fn connect() -> StatusCode {
        StatusCode::OK
    }

    #[appsync("Query.order")]
    async fn order(order: Order) -> Order {
        order
    }

    #[cognito("PreSignUp")]
    async fn confirm(order: Order) -> Order {
        order
    }

    #[authorizer]
    async fn decide(_: Event<Order>) -> bool {
        true
    }

    #[event]
    async fn event(_: Event<Order>) {}

    #[fallback]
    async fn fallback() {}
}

fn main() {}
