use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(value: &str) -> String {
        value.to_owned()
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo("");
}
