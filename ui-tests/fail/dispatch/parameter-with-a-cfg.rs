use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(#[cfg(all())] value: String) -> String {
        value
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo(String::new());
}
