mod shop {
    use gatewright::prelude::*;

    #[lambda_handler]
    pub async fn hello(name: String) -> String {
        name
    }
}
