use gatewright::prelude::*;

mod stock {
    pub struct Shelf(pub std::cell::Cell<u32>);
    unsafe impl Sync for Shelf {}
}

#[dispatch]
mod shop {
    use super::*;

    static SHELF: stock::Shelf = stock::Shelf(std::cell::Cell::new(1));

    #[operation]
    pub async fn count() -> u32 {
        SHELF.0.get()
    }
}

fn main() {}
