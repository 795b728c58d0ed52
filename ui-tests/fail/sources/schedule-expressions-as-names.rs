use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[schedule("rate(5 minutes)")]
    pub async fn f0() {}

    #[schedule("cron(0 12 * * ? *)")]
    pub async fn f1() {}

    #[schedule("at(2026-11-29T12:00:00)")]
    pub async fn f2() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
