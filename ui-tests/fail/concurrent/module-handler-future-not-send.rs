use std::cell::Cell;

use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch(concurrent)]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn get_order(Path(id): Path<u64>) -> String {
        let count = Cell::new(id);
        let counted = &count;
        pause().await;
        counted.get().to_string()
    }

    #[operation]
    pub async fn fine(id: u64) -> Result<u64, Error> {
        pause().await;
        Ok(id)
    }

    async fn pause() {}
}

fn main() {
    let _ = &shop::GATEWAY;
}
