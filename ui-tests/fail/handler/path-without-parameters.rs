use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn order(Path(id): Path<u32>) {
        let _ = id;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
