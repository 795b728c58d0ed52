//! Every option of a deployment, also through `macro_rules!`.

use gatewright::prelude::*;

#[lambda_handler(
    main = false,
    architectures = "x86_64",
    layers("otel", "insights"),
    tracing = "PassThrough",
    reserved_concurrent_executions = 0,
    auto_publish_alias = "live-1",
    dead_letter_queue(type = "SNS", name = "orders-dlq"),
    event_invoke_config(
        maximum_event_age_in_seconds = 21_600,
        maximum_retry_attempts = 2,
        destination_config(
            on_success(type = "Lambda", name = "next"),
            on_failure(type = "EventBridge", name = "aws.partner/example.com/orders"),
        ),
    ),
    logging_config(
        log_format = "JSON",
        application_log_level = "FATAL",
        system_log_level = "DEBUG",
        log_group = "/aws/lambda/shop",
        retention_in_days = 3653,
    ),
    function_url_config(auth_type = "NONE"),
    environment("STAGE"),
)]
#[dispatch(
    triggers(http_api, function_url),
    authorizer(jwt(
        name = "Customers",
        issuer = "https://login.example.com",
        audience("shop"),
        authorization_scopes("orders:read", "orders:write"),
        identity_source("$request.header.Authorization"),
    ))
)]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Json<Vec<u64>> {
        Json(Vec::new())
    }
}

#[lambda_handler(
    main = false,
    auto_publish_alias = "live",
    reserved_concurrent_executions = 2,
    provisioned_concurrency_config(provisioned_concurrent_executions = 2),
    snap_start(apply_on = "None"),
    tmp = 1024
)]
async fn provisioned() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    mode = "concurrent",
    memory = 2048,
    capacity_provider_config(
        name = "shared",
        per_execution_environment_max_concurrency = 1600,
        execution_environment_memory_gib_per_vcpu = 8,
    )
)]
async fn managed() -> u8 {
    1
}

#[lambda_handler(main = false, memory = 4096, capacity_provider_config(name = "shared"))]
#[dispatch(concurrent, triggers(rest_api), authorizer(api_key))]
mod managed_module {
    #[get("/")]
    pub async fn home() -> &'static str {
        ""
    }
}

#[lambda_handler(main = false, tenancy_config(tenant_isolation_mode = "PER_TENANT"))]
#[dispatch(triggers(http_api, rest_api), authorizer(iam))]
mod tenants {
    #[get("/")]
    pub async fn home() -> &'static str {
        ""
    }
}

macro_rules! function {
    ($name:ident, $architecture:expr, $days:expr, $queue:literal) => {
        #[lambda_handler(
            main = false,
            architectures = $architecture,
            logging_config(retention_in_days = $days),
            dead_letter_queue(type = "SQS", name = $queue),
            layers($queue),
        )]
        async fn $name() -> u8 {
            1
        }
    };
}

function!(from_a_macro, "arm64", 14, "failed");

fn main() {
    let manifest = FROM_A_MACRO_MANIFEST.to_json();
    assert!(manifest.contains("\"retention_in_days\": 14"));
    assert!(shop::MANIFEST.to_json().contains("\"Customers\""));
}
