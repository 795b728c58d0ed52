use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(doors(http_api, rest_api(max = "60s")))]
mod shop {
    #[get("/")]
    async fn index() -> String {
        String::new()
    }
}
