use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[operation(schema = 0)]
    pub async fn reindex(from: u64) -> Progress<u64, u64> {
        Progress::Continue(from)
    }

    #[operation("shop.recount", version = 2)]
    pub async fn recount(from: u64) -> Progress<u64, u64> {
        Progress::Continue(from)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
