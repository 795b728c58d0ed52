use gatewright::payload::{DynamoDb, EventBridge, Logs, S3, Sns};
use gatewright::prelude::*;
use gatewright::{Text, Transformed};
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

    #[kafka("orders")]
    async fn of_topic(order: Message<Option<Order>>, _: Invocation) -> Done {
        let _ = (order.key(), order.partition(), order.offset());
        Ok(())
    }

    #[kafka("shop.parcels-v2", concurrency = 4, report_batch_item_failures = false)]
    async fn several(_: Option<Order>) -> Done {
        Ok(())
    }

    #[mq("orders", concurrency = 2)]
    async fn of_broker(order: Message<Order>) -> Done {
        let _ = order.attribute("redelivered");
        Ok(())
    }

    #[mq]
    async fn of_other_queues(_: Message<Body>, _: Deadline) -> Result<(), Error> {
        Ok(())
    }

    #[firehose("clicks", concurrency = 8)]
    async fn clean(line: Message<Text>) -> Result<Transformed, std::fmt::Error> {
        Ok(Transformed::ok(line.trim().to_owned()))
    }

    #[firehose]
    async fn of_other_streams(order: Order) -> Transformed {
        let _ = order;
        Transformed::dropped()
    }

    #[kafka]
    async fn of_other_topics(_: Batch<Order>) -> Failures {
        Failures::default()
    }

    #[logs("/aws/lambda/shop")]
    async fn watch(logs: Logs) -> usize {
        logs.iter().filter_map(|event| event.json::<Order>().ok()).count()
    }

    #[logs]
    async fn other_groups(_: Event<Order>, _: Deadline) {}

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
