use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Result<Opaque, Problem> {
        Ok(Opaque)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
