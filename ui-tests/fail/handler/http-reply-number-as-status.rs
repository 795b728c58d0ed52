use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/text")]
    pub async fn text() -> (u16, String) {
        (404, String::new())
    }

    #[get("/result")]
    pub async fn result() -> Result<(u16, [(&'static str, &'static str); 1], &'static str), Error> {
        Ok((308, [("location", "/x")], "moved"))
    }

    #[get("/json")]
    pub async fn json() -> (u16, Json<u32>) {
        (404, Json(7))
    }

    #[get("/as-json")]
    pub async fn as_json() -> Json<(u16, String)> {
        Json((404, String::new()))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
