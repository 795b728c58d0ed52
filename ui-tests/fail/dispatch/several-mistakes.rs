use gatewright::prelude::*;

#[dispatch(nme = "x")]
mod shop {
    #[get("orders")]
    pub fn orders(name: &str) -> String {
        name.to_owned()
    }

    #[operation("a b")]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders("");
}
