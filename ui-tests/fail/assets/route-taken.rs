//! A route of a handler is a route of the files too.
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(assets("/app", ".", fallback = "Cargo.toml"))]
mod shop {
    use super::*;

    #[get("/app/{rest+}")]
    pub async fn rest(Path(rest): Path<String>) -> String {
        rest
    }
}
