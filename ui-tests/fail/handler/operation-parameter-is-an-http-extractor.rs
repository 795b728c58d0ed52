use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn orders(Path(id): Path<u32>) {
        let _ = id;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
