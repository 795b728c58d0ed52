use gatewright::payload::{AppSync, DynamoDb, EventBridge, Gzip, Logs, S3, Sns, WebSocket};
use gatewright::prelude::*;
use gatewright::{Text, Transformed};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub struct Order {
    id: u32,
}

#[derive(Default, Deserialize, Serialize)]
pub struct Total {
    total: u64,
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

    #[sqs("lines")]
    async fn line(_: Text, _: Deadline) -> Done {
        Ok(())
    }

    #[sqs("line-batches")]
    async fn lines(lines: Batch<Text>) -> Failures {
        let _ = lines.len();
        Failures::default()
    }

    #[kinesis("logs")]
    async fn log_events(_: Message<Logs>) -> Done {
        Ok(())
    }

    #[kinesis("compressed")]
    async fn compressed(_: Message<Gzip<Order>>) -> Done {
        Ok(())
    }

    #[kinesis("windows")]
    async fn window(_: Batch<Order>, mut window: Window<Total>) -> Result<Window<Total>, Error> {
        window.state.total += 1;
        Ok(window)
    }

    #[dynamodb("windows", report_batch_item_failures = false)]
    async fn reported(window: Window<Total>, _: Deadline, _: Batch<DynamoDb<Order>>) -> (Window<Total>, Failures) {
        (window, Failures::default())
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

    #[sns("alarms")]
    async fn alarm(alarm: Sns<Text>) -> usize {
        alarm.len()
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

    #[websocket("say")]
    async fn say(message: WebSocket<Order>) -> String {
        format!("{} {}", message.connection_id, message.id)
    }

    #[websocket("shout")]
    async fn shout(_: Text) {}

    #[appsync("Product.comments")]
    async fn comments(products: Batch<AppSync<(), Order>>) -> Result<Vec<u32>, Error> {
        Ok(products.iter().map(|product| product.source.id).collect())
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
