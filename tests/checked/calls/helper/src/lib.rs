//! Sends messages. Two functions use it.

/// Sends a message to the queue whose URL is in `ORDERS_QUEUE_URL`.
pub fn send(sqs: &aws_sdk_sqs::Client) {
    let url = std::env::var("ORDERS_QUEUE_URL").expect("ORDERS_QUEUE_URL is set");
    sqs.send_message_batch().queue_url(url).send();
}

/// Returns a client, whose type the caller need not name.
pub fn client() -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client
}

#[cfg(test)]
mod tests {
    #[test]
    fn sends() {
        super::client().send_message().queue_url("https://sqs/1/tests").send();
    }
}
