//! Eight lazy modules that start in INIT and wait for 200 ms each, as for a parameter store or a database.

use std::time::Duration;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

const WAIT: Duration = Duration::from_millis(200);

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

#[lazy_module(start = "init")]
mod first {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod second {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod third {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod fourth {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod fifth {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod sixth {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod seventh {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

#[lazy_module(start = "init")]
mod eighth {
    use super::*;

    pub async fn init() -> usize {
        tokio::time::sleep(WAIT).await;
        1
    }
}

/// All modules in one handle, so that the handler takes a single parameter.
#[lazy_module(start = "init")]
mod all {
    use super::*;

    #[expect(clippy::too_many_arguments, reason = "the bench measures all of them")]
    pub async fn init(
        first: first::Lazy,
        second: second::Lazy,
        third: third::Lazy,
        fourth: fourth::Lazy,
        fifth: fifth::Lazy,
        sixth: sixth::Lazy,
        seventh: seventh::Lazy,
        eighth: eighth::Lazy,
    ) -> usize {
        *first + *second + *third + *fourth + *fifth + *sixth + *seventh + *eighth
    }
}

/// Greets by name, after checking that all eight modules are initialised.
#[lambda_handler]
async fn waits(event: Greeting, all: all::Lazy) -> Result<Reply, Error> {
    match *all {
        8 => Ok(Reply {
            message: format!("Hello, {}!", event.name),
        }),
        ready => Err(Error::msg(format!(
            "expected eight initialised modules, found {ready}"
        ))),
    }
}
