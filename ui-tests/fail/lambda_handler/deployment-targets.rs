use gatewright::prelude::*;

#[lambda_handler(
    dead_letter_queue(name = "failed"),
    event_invoke_config(destination_config(
        on_success(type = "S3", name = "done"),
        on_failure(type = "SQS", arn = "arn:aws:sqs:eu-west-1:123456789012:failed")
    ))
)]
async fn one() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    dead_letter_queue(type = "SQS", name = "arn:aws:sqs:eu-west-1:123456789012:failed"),
    event_invoke_config(destination_config(
        on_success(type = "Lambda", name = "on success"),
        on_failure(type = "SNS", name = "failed.fifo")
    ))
)]
async fn another() -> u8 {
    1
}

#[lambda_handler(main = false, dead_letter_queue = "failed", event_invoke_config())]
async fn third() -> u8 {
    1
}
