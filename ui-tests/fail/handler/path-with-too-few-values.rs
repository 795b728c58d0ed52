use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}/lines/{line}")]
    pub async fn line(Path(id): Path<u32>) {
        let _ = id;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
