use gatewright::prelude::*;

struct Shelf(std::cell::Cell<u32>);
unsafe impl Sync for Shelf {}

type Shared<T> = std::sync::OnceLock<T>;

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    static SHELF: Shelf = Shelf(std::cell::Cell::new(1));
    static KEPT: Shared<Shelf> = Shared::new();

    #[operation]
    pub async fn count() -> u32 {
        SHELF.0.get() + KEPT.get().map_or(0, |shelf| shelf.0.get())
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
