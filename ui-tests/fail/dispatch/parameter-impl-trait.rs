use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(value: impl ToString) -> String {
        value.to_string()
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo(1);
}
