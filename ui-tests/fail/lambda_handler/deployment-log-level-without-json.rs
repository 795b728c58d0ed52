use gatewright::prelude::*;

#[lambda_handler(logging_config(application_log_level = "INFO", retention_in_days = 14))]
async fn one() -> u8 {
    1
}

#[lambda_handler(main = false, logging_config(log_format = "Text", system_log_level = "WARN"))]
async fn another() -> u8 {
    1
}
