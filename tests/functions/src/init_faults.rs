//! A function whose INIT goes wrong as the environment variable `FAULT` says.

use std::time::Duration;

use gatewright::prelude::*;

/// Longer than INIT may take.
const TOO_LONG: Duration = Duration::from_secs(60);

/// A module that is to start in INIT.
#[lazy_module(start = "init")]
mod settings {
    use super::*;

    #[exempt(blocking, reason = "that it blocks is what the test is about")]
    pub async fn init() -> Result<String, Error> {
        let fault = std::env::var("FAULT")?;
        match &*fault {
            "fails" => return Err(Error::msg("the table is not there")),
            "panics" => panic!("the table is not there"),
            "awaits" => tokio::time::sleep(TOO_LONG).await,
            "blocks" => std::thread::sleep(TOO_LONG),
            _ => {}
        }
        Ok(fault)
    }
}

/// Replies with the fault.
#[lambda_handler(name = "init-faults")]
async fn fault(settings: settings::Lazy) -> Result<String, Error> {
    Ok(settings.to_string())
}
