use gatewright::prelude::*;

/// `lambda_runtime::LambdaEvent`.
pub struct LambdaEvent<T> {
    pub payload: T,
}

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn total(event: LambdaEvent<Vec<u32>>) -> u32 {
        event.payload.iter().sum()
    }

    /// What the message advises.
    #[operation]
    pub async fn advised(payload: Vec<u32>, invocation: Invocation) -> u32 {
        eprintln!("{}", invocation.request_id());
        payload.iter().sum()
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
