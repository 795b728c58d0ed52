use gatewright::prelude::*;

#[dispatch(concurrent = true)]
mod shop {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }
}

#[dispatch(mode = "concurrent")]
mod orders {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }
}

fn main() {
    let _ = (&shop::INTERFACE, &orders::INTERFACE);
}
