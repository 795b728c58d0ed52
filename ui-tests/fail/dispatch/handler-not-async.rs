use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[get("/orders")]
    pub fn orders() -> String {
        String::new()
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders();
}
