use gatewright::prelude::*;

#[lambda_handler(
    reserved_concurrent_executions = -1,
    provisioned_concurrency_config(provisioned_concurrent_executions = 0),
    event_invoke_config(maximum_event_age_in_seconds = 30, maximum_retry_attempts = 3),
    logging_config(retention_in_days = 10),
    capacity_provider_config(
        name = "shared",
        per_execution_environment_max_concurrency = "64",
        execution_environment_memory_gib_per_vcpu = 3
    )
)]
async fn hello() -> u8 {
    1
}

#[lambda_handler(main = false, reserved_concurrent_executions = 4294967295)]
async fn too_many() -> u8 {
    1
}
