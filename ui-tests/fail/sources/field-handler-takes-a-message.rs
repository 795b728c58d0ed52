use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod fields {
    use super::*;

    #[appsync("Product.comments")]
    pub async fn comments(product: Message<u64>) -> Vec<u64> {
        vec![*product]
    }
}
