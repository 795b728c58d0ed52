//! A function for `SnapStart`, whose values say in the log when they are made and when they are dropped.
//!
//! `FAULT` makes the connection fail: `first` before the snapshot, `again` when it is made for the second time, which the file
//! `CONNECTED` tells.

use std::fs;

use gatewright::prelude::*;

/// A value with a name.
struct Logged(&'static str);

impl Logged {
    fn new(name: &'static str) -> Self {
        eprintln!("{name} made");
        Self(name)
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        eprintln!("{} dropped", self.0);
    }
}

/// Does not survive a snapshot.
#[lazy_module(start = "init", restore = "reset")]
mod connection {
    use super::*;

    pub fn init() -> Result<Logged, Error> {
        let fault = std::env::var("FAULT").unwrap_or_default();
        if fault == "first" {
            return Err(Error::msg("the database is not there"));
        }
        let connected = std::env::var("CONNECTED")?;
        if fault == "again" && fs::exists(&connected)? {
            return Err(Error::msg("the database is gone"));
        }
        fs::write(connected, "")?;
        Ok(Logged::new("connection"))
    }
}

/// Would survive one, but holds what does not.
#[lazy_module(start = "init")]
mod statements {
    use super::*;

    pub fn init(connection: connection::Lazy) -> (Logged, connection::Lazy) {
        (Logged::new("statements"), connection)
    }
}

/// Survives it.
#[lazy_module(start = "init", restore = "keep")]
mod model {
    use super::*;

    pub fn init() -> Logged {
        Logged::new("model")
    }
}

/// Says in the log that it runs.
#[lambda_handler(name = "snap-start")]
async fn served(statements: statements::Lazy, model: model::Lazy) -> String {
    let (statements, connection) = &*statements;
    let served = format!("{} {} {}", connection.0, statements.0, model.0);
    eprintln!("served");
    served
}
