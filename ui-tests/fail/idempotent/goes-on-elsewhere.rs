use gatewright::prelude::*;
use gatewright::testing::MemoryStore;
use serde::{Deserialize, Serialize};

#[lazy_module]
mod done {
    use super::*;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

#[derive(Serialize, Deserialize)]
struct Job {
    id: String,
    at: u32,
}

#[lambda_handler]
#[dispatch]
mod jobs {
    use super::*;

    #[operation]
    #[idempotent(key = "id", store = done)]
    pub async fn walk(job: Job) -> Result<Progress<Job, u32>, Error> {
        Ok(Progress::Continue(Job { at: job.at + 1, ..job }))
    }
}
