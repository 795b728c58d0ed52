use gatewright::prelude::*;

#[dispatch]
mod archive {
    use super::*;

    #[eventbridge(source = "archive")]
    pub async fn copy(from: u64) -> Result<Progress<u64, ()>, Error> {
        Ok(Progress::Continue(from + 1))
    }

    #[get("/copies")]
    pub async fn copies() -> Progress<u64, u64> {
        Progress::Done(0)
    }
}

fn main() {
    let _ = archive::INTERFACE;
}
