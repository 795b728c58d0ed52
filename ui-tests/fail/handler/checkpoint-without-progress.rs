use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Copying {
    from: u64,
}

#[dispatch]
mod archive {
    use super::*;

    #[operation]
    pub async fn copy(job: Copying, checkpoint: Checkpoint<Copying>) -> Result<u64, Error> {
        checkpoint.save(&job);
        Ok(job.from)
    }
}

fn main() {
    let _ = archive::INTERFACE;
}
