use gatewright::prelude::*;

#[dispatch]
mod archive {
    use super::*;

    #[post("/copies")]
    pub async fn copy(checkpoint: Checkpoint<u64>) -> StatusCode {
        checkpoint.save(&1);
        StatusCode::ACCEPTED
    }

    #[sqs("copies")]
    pub async fn copy_one(number: u64, checkpoint: Checkpoint<u64>) -> Result<(), Error> {
        checkpoint.save(&number);
        Ok(())
    }
}

fn main() {
    let _ = archive::INTERFACE;
}
