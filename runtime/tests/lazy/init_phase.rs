//! `start = "init"`: modules that start before any request.

use gatewright::prelude::*;
use gatewright::testing::{block_on, init, invoke};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

use super::Count;

macro_rules! waiting_modules {
    ($($module:ident)*) => {$(
        #[lazy_module(start = "init")]
        mod $module {
            use super::*;

            pub async fn init() -> u32 {
                sleep(Duration::from_millis(200)).await;
                1
            }
        }
    )*};
}

waiting_modules! { a b c d e f g h }

#[lambda_handler(main = false)]
#[dispatch]
mod eight {
    use super::*;

    #[operation]
    pub async fn first(a: a::Lazy, b: b::Lazy, c: c::Lazy, d: d::Lazy) -> u32 {
        *a + *b + *c + *d
    }

    #[operation]
    pub async fn second(e: e::Lazy, f: f::Lazy, g: g::Lazy, h: h::Lazy) -> u32 {
        *e + *f + *g + *h
    }
}

#[tokio::test(start_paused = true)]
async fn eight_modules_that_wait_start_concurrently() {
    let started = Instant::now();
    init(&eight::GATEWAY).await.unwrap();
    let taken = started.elapsed();
    assert!(taken >= Duration::from_millis(200), "{taken:?}");
    // Sequentially they would take 1.6 s of virtual time.
    assert!(taken < Duration::from_millis(400), "{taken:?}");
    assert_eq!(a::try_get().as_deref(), Some(&1));
    assert_eq!(h::try_get().as_deref(), Some(&1));
}

static ORDER: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());

fn note(what: &'static str) -> &'static str {
    ORDER.lock().unwrap().push(what);
    what
}

#[lazy_module(start = "init")]
mod settings {
    pub async fn init() -> &'static str {
        tokio::task::yield_now().await;
        super::note("settings")
    }
}

#[lazy_module(start = "init")]
mod client {
    use super::*;

    pub fn init(settings: settings::Lazy) -> String {
        note("client");
        format!("client of {}", *settings)
    }
}

#[lazy_module]
mod model {
    use super::*;

    pub fn init(_client: client::Lazy) -> &'static str {
        note("model")
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod ordered {
    use super::*;

    /// Takes a module that starts at first use and needs one that starts in INIT.
    #[operation]
    pub async fn both(model: model::Lazy, client: Option<client::Lazy>) -> Option<String> {
        client.map(|client| format!("{} and {}", *model, *client))
    }
}

#[test]
fn needed_modules_start_first_and_others_do_not() {
    block_on(async {
        assert!(client::try_get().is_none());
        init(&ordered::GATEWAY).await.unwrap();
        assert_eq!(*ORDER.lock().unwrap(), ["settings", "client"]);
        assert!(model::try_get().is_none());
        let reply = invoke(&ordered::GATEWAY, json!({ "operation": "ordered.both" })).await;
        assert_eq!(reply, Ok(json!("model and client of settings")));
        assert_eq!(*ORDER.lock().unwrap(), ["settings", "client", "model"]);
    });
}

static TRIES: Count = Count::new();

#[lazy_module(start = "init")]
mod database {
    use super::*;

    pub async fn init() -> Result<u32, Error> {
        match TRIES.up() {
            1 => Err(Error::msg("connection refused")),
            tries => Ok(tries),
        }
    }
}

#[lazy_module(start = "init")]
mod repository {
    use super::*;

    pub fn init(database: database::Lazy) -> u32 {
        *database
    }
}

#[lambda_handler(main = false)]
async fn count(repository: repository::Lazy) -> u32 {
    *repository
}

#[test]
fn failure_names_its_module_and_cause() {
    block_on(async {
        let error = init(&COUNT).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "lazy module `lazy::init_phase::database` could not start"
        );
        assert_eq!(error.module(), "lazy::init_phase::database");
        assert_eq!(error.cause().to_string(), "connection refused");
        assert!(repository::try_get().is_none());
        assert_eq!(invoke(&COUNT, json!({})).await, Ok(json!(2)));
    });
}
