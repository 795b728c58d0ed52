use gatewright::prelude::*;

struct Inner;

#[derive(Problem)]
enum Outer {
    #[problem(transparent)]
    Inner(Inner),
}

#[lambda_handler]
#[get("/")]
async fn index() -> Result<(), Outer> {
    Err(Outer::Inner(Inner))
}
