use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn orders() -> Result<StreamBody, Error> {
        Err(Error::msg("none"))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
