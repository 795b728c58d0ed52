use gatewright::prelude::*;

#[lambda_handler(
    arch = "arm64",
    architecture = "arm64",
    env("STAGE"),
    dlq(type = "SQS", name = "failed"),
    log_retention = 14,
    provisioned_concurrency = 2,
    reserved_concurrency = 5,
    snapstart(apply_on = "PublishedVersions"),
    vpc_config(subnets("a")),
    role = "orders",
    runtime = "provided.al2023",
    triggers(http_api),
    event_invoke_config(retries = 1),
    logging_config(level = "INFO")
)]
async fn hello() -> u8 {
    1
}
