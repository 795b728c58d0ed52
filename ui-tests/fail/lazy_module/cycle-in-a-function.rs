use gatewright::prelude::*;

#[lazy_module]
mod one {
    use super::*;

    pub async fn init(two: two::Lazy) -> u8 {
        *two
    }
}

#[lazy_module]
mod two {
    use super::*;

    pub async fn init(one: one::Lazy) -> u8 {
        *one
    }
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn count(one: one::Lazy) -> u8 {
        *one
    }
}
