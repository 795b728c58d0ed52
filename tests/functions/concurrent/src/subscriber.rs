//! A function that names its subscriber. `SUBSCRIBER` selects what the function of `subscriber` does.

use gatewright::prelude::*;
use tracing::subscriber::SetGlobalDefaultError;

/// Sets a subscriber, sets a second one, fails before it sets one, or panics.
fn init_logs() -> Result<(), String> {
    let set = || {
        let subscriber = tracing_subscriber::fmt().json().finish();
        tracing::subscriber::set_global_default(subscriber)
            .map_err(|error: SetGlobalDefaultError| error.to_string())
    };
    match std::env::var("SUBSCRIBER").as_deref() {
        Ok("twice") => set().and_then(|()| set()),
        Ok("fails") => Err("no subscriber".to_owned()),
        Ok("panics") => panic!("no subscriber"),
        _ => set(),
    }
}

#[lambda_handler(subscriber = init_logs)]
async fn hello(name: String) -> Result<String, Error> {
    tracing::info!(name, "greeting");
    if name.is_empty() {
        return Err(Error::with_type("NoName", "nobody to greet"));
    }
    Ok(format!("Hello, {name}!"))
}
