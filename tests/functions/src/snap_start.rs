//! A function for `SnapStart`, whose values write to the log when they are made and dropped.
//!
//! `FAULT` makes the connection fail: `first` before the snapshot, `again` after it. The existence of the file `CONNECTED`
//! tells the second connection from the first.

use std::fs;

use gatewright::prelude::*;

/// A named value that logs its creation and its drop.
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

/// A value that must be made again after a snapshot.
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

/// A value that could be kept, but depends on one that is reset.
#[lazy_module(start = "init")]
mod statements {
    use super::*;

    pub fn init(connection: connection::Lazy) -> (Logged, connection::Lazy) {
        (Logged::new("statements"), connection)
    }
}

/// A value that is kept.
#[lazy_module(start = "init", restore = "keep")]
mod model {
    use super::*;

    pub fn init() -> Logged {
        Logged::new("model")
    }
}

/// Logs that it runs.
#[lambda_handler(name = "snap-start")]
async fn served(statements: statements::Lazy, model: model::Lazy) -> String {
    let (statements, connection) = &*statements;
    let served = format!("{} {} {}", connection.0, statements.0, model.0);
    eprintln!("served");
    served
}
