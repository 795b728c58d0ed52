use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn orders(Path(id): Path<Missing>) -> Json<AlsoMissing> {
        let _ = id;
        Json(1)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
