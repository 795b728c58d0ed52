use gatewright::prelude::*;

#[lambda_handler(
    architectures = "ARM64",
    tracing = Active,
    logging_config(log_format = "json", application_log_level = "information"),
    snap_start(apply_on = "Versions"),
    function_url_config(auth_type = "IAM")
)]
async fn hello() -> u8 {
    1
}
