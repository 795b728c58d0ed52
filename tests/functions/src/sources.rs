//! Handlers of Kafka, Amazon MQ, Firehose and CloudWatch Logs events, some of which fail.

use gatewright::payload::Logs;
use gatewright::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize)]
struct Order {
    id: u32,
    #[serde(default)]
    is_lost: bool,
}

/// A summary of log events.
#[derive(Serialize)]
struct Seen {
    group: String,
    lines: Vec<String>,
    /// The number of lines that are JSON with a level.
    leveled: usize,
}

#[derive(Deserialize)]
struct Leveled {
    #[allow(dead_code, reason = "only the presence of the field matters")]
    level: String,
}

/// Blocks the thread of the handler for longer than the timeout.
#[exempt(
    blocking,
    reason = "the test needs a handler that the guard cannot interrupt"
)]
fn block() {
    std::thread::sleep(Duration::from_secs(60));
}

#[lambda_handler(name = "sources", timeout = "2s")]
#[dispatch]
mod sources {
    use super::*;

    /// Logs each record, because the reply only reports failures.
    #[kafka("orders")]
    async fn order(order: Message<Option<Order>>) -> Result<(), Error> {
        let key = order.key().unwrap_or_default();
        let what = match order.body() {
            None => "is gone".to_owned(),
            Some(order) if order.is_lost => return Err(Error::msg("lost")),
            Some(order) => format!("is {}", order.id),
        };
        let (topic, partition, offset) = (order.topic(), order.partition(), order.offset());
        println!(
            "{}: {} {what} ({topic:?} {partition:?} {offset:?})",
            order.id(),
            String::from_utf8_lossy(&key)
        );
        Ok(())
    }

    /// Handles records of an event source mapping that does not report batch item failures.
    #[kafka("parcels", report_batch_item_failures = false)]
    async fn parcel(parcel: Order) -> Result<(), Error> {
        if parcel.is_lost {
            return Err(Error::msg("lost"));
        }
        Ok(())
    }

    #[mq("orders")]
    async fn of_broker(order: Message<Order>) -> Result<(), Error> {
        if order.is_lost {
            return Err(Error::msg("lost"));
        }
        println!("{} is {}", Message::id(&order), order.id);
        Ok(())
    }

    /// Transforms lines of text. Some of them never end: the guard stops `waits`, and only the watchdog can answer for `blocks`.
    #[firehose("lines")]
    async fn line(line: Message<Text>) -> Result<Transformed, Error> {
        match &*line.0 {
            "drop" => Ok(Transformed::dropped()),
            "lost" => Err(Error::msg("lost")),
            "waits" => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Ok(Transformed::dropped())
            }
            "blocks" => {
                block();
                Ok(Transformed::dropped())
            }
            text => Ok(Transformed::ok(text.to_uppercase())),
        }
    }

    #[logs("/aws/lambda/shop")]
    async fn shop(logs: Logs) -> Result<Seen, Error> {
        Ok(Seen {
            group: logs.log_group.clone(),
            lines: logs.iter().map(|event| event.message.clone()).collect(),
            leveled: logs
                .iter()
                .filter(|event| event.json::<Leveled>().is_ok())
                .count(),
        })
    }
}
