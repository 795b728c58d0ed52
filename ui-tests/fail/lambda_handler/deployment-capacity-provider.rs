use gatewright::prelude::*;

#[lambda_handler(memory = 2048, capacity_provider_config(name = "shared"))]
async fn single() -> u8 {
    1
}

#[lambda_handler(main = false, mode = "concurrent", capacity_provider_config(name = "shared"))]
async fn small() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    mode = "concurrent",
    memory = 2048,
    capacity_provider_config(per_execution_environment_max_concurrency = 8)
)]
async fn unnamed() -> u8 {
    1
}
