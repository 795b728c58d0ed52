//! One gateway on two event loops: that of Gatewright, or with `ENGINE=lambda_runtime` that of AWS.

use std::process::ExitCode;

use gatewright::prelude::*;
use serde_json::Value;

#[lambda_handler(main = false)]
#[dispatch]
mod engines {
    use super::*;

    #[operation]
    pub async fn echo(payload: Value) -> Value {
        payload
    }

    /// Replies with all that an invocation says about itself.
    #[operation]
    pub async fn describe(invocation: Invocation) -> Result<Vec<String>, Error> {
        let client: Option<Value> = invocation.client_context()?;
        let variable = std::env::var("_X_AMZN_TRACE_ID");
        Ok(vec![
            invocation.request_id().to_owned(),
            invocation.function_arn().to_owned(),
            invocation.function_name().to_owned(),
            invocation.trace_id().unwrap_or("none").to_owned(),
            invocation.tenant_id().unwrap_or("none").to_owned(),
            invocation.context().deadline.to_string(),
            format!("{:?}", invocation.cognito_identity()?),
            // AWS's loop adds members to the others.
            client.unwrap_or_default()["custom"].to_string(),
            variable.unwrap_or_else(|_| "none".to_owned()),
        ])
    }

    #[operation]
    pub async fn fail(message: String) -> Result<(), Error> {
        Err(Error::with_type("Planned", message))
    }

    #[operation]
    pub async fn panic(message: String) {
        panic!("{message}")
    }

    #[get("/echo/{text}")]
    pub async fn get(Path(text): Path<String>) -> String {
        text
    }

    #[post("/echo")]
    pub async fn post(Body(body): Body) -> gatewright::Bytes {
        body
    }

    #[sqs("orders")]
    pub async fn order(order: Value) -> Result<(), Error> {
        match order.as_u64() {
            Some(number) if number % 3 == 0 => Err(Error::msg("three")),
            _ => Ok(()),
        }
    }
}

/// Sets no variable. Replies with its value.
#[lambda_handler(main = false, trace_variable = false)]
async fn untraced() -> Option<String> {
    std::env::var("_X_AMZN_TRACE_ID").ok()
}

fn main() -> ExitCode {
    match std::env::var("ENGINE").as_deref() {
        Ok("lambda_runtime") => {}
        Ok("untraced") => return gatewright::run(&UNTRACED),
        _ => return gatewright::run(&engines::GATEWAY),
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a Tokio runtime");
    let service = gatewright::lambda_runtime::service(&engines::GATEWAY);
    match runtime.block_on(lambda_runtime::run(service)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
