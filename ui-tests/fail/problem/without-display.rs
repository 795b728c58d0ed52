use gatewright::prelude::*;

#[derive(Problem)]
#[problem(status = 404)]
struct Unknown;

#[lambda_handler]
#[get("/")]
async fn index() -> Result<(), Unknown> {
    Err(Unknown)
}
