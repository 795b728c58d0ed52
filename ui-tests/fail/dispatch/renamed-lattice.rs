use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(triggers(lattice))]
mod shop {
    #[get("/")]
    async fn index() -> String {
        String::new()
    }
}
