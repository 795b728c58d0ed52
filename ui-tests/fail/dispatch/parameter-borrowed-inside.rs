use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn echo(Json(value): Json<&str>) -> String {
        value.to_owned()
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo(Json(""));
}
