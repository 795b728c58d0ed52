use gatewright::prelude::*;

#[lambda_handler(provisioned_concurrency_config(provisioned_concurrent_executions = 2))]
async fn without_an_alias() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    auto_publish_alias = "live",
    provisioned_concurrency_config(provisioned_concurrent_executions = 6),
    reserved_concurrent_executions = 5
)]
async fn more_than_reserved() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    auto_publish_alias = "live",
    provisioned_concurrency_config(provisioned_concurrent_executions = 2),
    snap_start(apply_on = "PublishedVersions")
)]
async fn with_snap_start() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    mode = "concurrent",
    memory = 2048,
    auto_publish_alias = "live",
    provisioned_concurrency_config(provisioned_concurrent_executions = 2),
    capacity_provider_config(name = "shared")
)]
async fn on_managed_instances() -> u8 {
    1
}
