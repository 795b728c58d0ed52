use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[get("/below/{id}")]
async fn below(Path(id): Path<u32>) -> Json<u32> {
    Json(id)
}

#[get("/above/{id}")]
#[lambda_handler(main = false)]
async fn above(Path(id): Path<u32>) -> Json<u32> {
    Json(id)
}

#[operation]
#[lambda_handler(main = false)]
async fn job(n: u32) -> u32 {
    n
}

fn main() {
    let _ = (BELOW, ABOVE, JOB);
}
