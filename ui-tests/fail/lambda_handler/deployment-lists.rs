use gatewright::prelude::*;

#[lambda_handler(
    layers("a", "b", "c", "d", "e", "f", "g"),
    environment("STAGE", "AWS_REGION", "log-bucket", "STAGE", TABLE)
)]
async fn one() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    layers = "otel",
    environment(),
    auto_publish_alias = "5"
)]
async fn another() -> u8 {
    1
}

#[lambda_handler(main = false, layers("arn:aws:lambda:eu-west-1:123456789012:layer:otel:3"))]
async fn third() -> u8 {
    1
}
