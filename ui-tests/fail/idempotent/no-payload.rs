use gatewright::prelude::*;
use gatewright::testing::MemoryStore;

#[lazy_module]
mod done {
    use super::*;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders/{id}")]
    #[idempotent(key = "id", store = done)]
    pub async fn post(Path(id): Path<String>) -> String {
        id
    }
}
