use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn create(Form(form): Form<Vec<u8>>, Json(json): Json<u8>) -> String {
        format!("{form:?} {json}")
    }

    #[get("/orders")]
    pub async fn orders(Form(form): Form<Vec<u8>>) -> String {
        format!("{form:?}")
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
