//! A Lambda function that returns its event.

use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler(timeout = "3s", memory = 128, architectures = "arm64")]
async fn handle(event: Value) -> Result<Value, Error> {
    Ok(event)
}

#[cfg(test)]
mod tests {
    use gatewright::testing::{block_on, invoke};

    use super::*;

    #[test]
    fn reply_is_the_event() {
        let event = include_str!("../events/event.json");
        let event: Value = serde_json::from_str(event).expect("an event in JSON");
        assert_eq!(block_on(invoke(&HANDLE, event.clone())), Ok(event));
    }
}
