use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(triggers(lattice))]
mod shop {
    use super::*;

    #[get("/")]
    async fn index() -> String {
        String::new()
    }
}
