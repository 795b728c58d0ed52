use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo() -> impl serde::Serialize {
        1
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo();
}
