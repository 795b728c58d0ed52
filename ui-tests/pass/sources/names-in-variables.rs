//! Each source of a resource takes the name of its resource from the environment, beside options and other handlers.

use gatewright::payload::Logs;
use gatewright::prelude::*;

#[dispatch]
mod queues {
    use super::*;

    #[sqs(env = "ORDERS_QUEUE", concurrency = 8, report_batch_item_failures = false)]
    pub async fn orders(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sqs(env = "PARCELS_QUEUE")]
    pub async fn parcels(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[sqs]
    pub async fn others(_: u32) -> Result<(), Error> {
        Ok(())
    }

    // The same variable names a resource of another kind.
    #[sns(env = "ORDERS_QUEUE")]
    pub async fn notified() {}
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(queues))]
mod worker {
    use super::*;

    #[kinesis(env = "STREAM", concurrency = 2)]
    pub async fn clicks(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb(env = "TABLE")]
    pub async fn changes(_: Event<serde_json::Value>) -> Result<(), Error> {
        Ok(())
    }

    #[kafka(env = "TOPIC")]
    pub async fn topic(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[mq(env = "BROKER_QUEUE", concurrency = 2)]
    pub async fn broker(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[firehose(env = "DELIVERY_STREAM")]
    pub async fn delivered(_: u32) -> Result<Transformed, Error> {
        Ok(Transformed::dropped())
    }

    #[s3(env = "BUCKET")]
    pub async fn stored() {}

    #[schedule(env = "RULE")]
    pub async fn nightly() {}

    #[logs(env = "LOG_GROUP")]
    pub async fn watched(_: Logs) {}

    // Names that only look unusual.
    #[mq("orders of today")]
    pub async fn of_today(_: u32) -> Result<(), Error> {
        Ok(())
    }

    #[appsync("Query.*")]
    pub async fn any_query() {}

    #[cognito("TokenGeneration_ClientCredentials")]
    pub async fn token(event: serde_json::Value) -> serde_json::Value {
        event
    }

    #[s3("Legacy_Bucket")]
    pub async fn legacy() {}

    #[eventbridge(source = "aws.ec2", detail_type = "EC2 Instance State-change Notification")]
    pub async fn instance() {}
}

#[lambda_handler(main = false)]
#[sqs(env = "ORDERS_QUEUE")]
async fn alone(_: u32) -> Result<(), Error> {
    Ok(())
}

fn main() {
    let _ = (worker::GATEWAY, ALONE);
}
