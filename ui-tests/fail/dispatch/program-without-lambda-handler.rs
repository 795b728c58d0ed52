use gatewright::prelude::*;

#[dispatch]
mod stock {
    use super::*;

    #[operation]
    pub async fn count() -> u32 {
        1
    }
}

#[dispatch(interfaces(stock))]
mod shop {}
