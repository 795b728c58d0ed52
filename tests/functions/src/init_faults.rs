//! A function whose INIT fails. The environment variable `FAULT` selects how.

use std::time::Duration;

use gatewright::prelude::*;

/// Longer than the 10 s that INIT may take.
const TOO_LONG: Duration = Duration::from_secs(60);

/// A lazy module that is initialised in INIT.
#[lazy_module(start = "init")]
mod settings {
    use super::*;

    #[exempt(blocking, reason = "the test needs a blocking call")]
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
