use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    name
}

#[lambda_handler(main = false)]
async fn advised(name: String) -> String {
    name
}

#[lambda_handler(memory = 512)]
#[operation]
async fn goodbye(name: String) -> String {
    name
}

#[lambda_handler]
#[dispatch]
mod shop {
    #[super::operation]
    pub async fn price() -> u32 {
        1
    }
}
