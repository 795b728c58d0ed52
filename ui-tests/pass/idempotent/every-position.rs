use gatewright::idempotency::{Claim, Record, Store};
use gatewright::prelude::*;
use serde::Deserialize;

/// A custom store behind an `Arc`, in a nested module.
mod stores {
    pub mod own {
        pub use super::super::Own;

        #[gatewright::lazy_module]
        pub mod done {
            use super::Own;

            pub fn init() -> std::sync::Arc<Own> {
                std::sync::Arc::new(Own)
            }
        }
    }
}

pub struct Own;

impl Store for Own {
    async fn claim(&self, _: &Record) -> Result<Claim, Error> {
        Ok(Claim::Granted)
    }

    async fn complete(&self, _: &Record, reply: &str) -> Result<(), Error> {
        assert_eq!(reply, r#"{"json":"granted"}"#);
        Ok(())
    }

    async fn release(&self, record: &Record) -> Result<(), Error> {
        panic!("{record:?}")
    }
}

#[derive(Deserialize)]
struct Job {
    r#type: Kind,
    payload: Option<u64>,
    customer: Customer,
}

#[derive(Deserialize)]
struct Kind(String);

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize)]
struct Customer {
    id: u64,
}

#[lambda_handler(main = false)]
#[dispatch(name = "jobs")]
mod jobs {
    use super::*;

    /// A field whose name is a keyword, with a custom type.
    #[operation]
    #[idempotent(key = "type", store = stores::own::done)]
    async fn by_keyword(job: Job) -> &'static str {
        let _ = job.customer.id;
        "granted"
    }

    #[operation]
    #[idempotent(key = "payload", ttl = "30d", store = crate::stores::own::done)]
    async fn by_option(deadline: Deadline, job: Job) -> &'static str {
        let _ = (deadline, job.payload);
        "granted"
    }

    #[gatewright::operation]
    #[gatewright::idempotent(key = "customer.id", ttl = "1s", store = super::stores::own::done,)]
    #[allow(clippy::too_many_arguments)]
    async fn nested(
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        _: Deadline,
        job: Job,
    ) -> &'static str {
        let _ = job.customer.id;
        "granted"
    }

    #[cfg(any())]
    #[operation]
    #[idempotent(key = "nothing.of.this", store = is_there)]
    async fn absent(job: Job) {}
}

#[idempotent(key = customer.id, store = stores::own::done)]
#[operation]
#[lambda_handler(main = false)]
async fn above(job: Job) -> &'static str {
    let _ = job.payload;
    "granted"
}

#[lambda_handler(main = false)]
#[idempotent(key = "customer.id", store = stores::own::done)]
async fn whole_event(job: Job) -> &'static str {
    let _ = job.r#type;
    "granted"
}

fn main() {
    use gatewright::testing::{block_on, invoke};
    let job = serde_json::json!({"type": "a", "payload": 1, "customer": {"id": 7}});
    for name in ["by_keyword", "by_option", "nested"] {
        let event = serde_json::json!({"operation": format!("jobs.{name}"), "payload": job});
        assert_eq!(block_on(invoke(&jobs::GATEWAY, event)), Ok("granted".into()));
    }
    let event = serde_json::json!({"operation": "above", "payload": job});
    assert_eq!(block_on(invoke(&ABOVE, event)), Ok("granted".into()));
    assert_eq!(block_on(invoke(&WHOLE_EVENT, job)), Ok("granted".into()));
}
