use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/io")]
    pub async fn io() -> Result<String, std::io::Error> {
        std::fs::read_to_string("/tmp/orders")
    }

    #[get("/text")]
    pub async fn text() -> Result<String, String> {
        Err("nothing left".to_owned())
    }

    #[get("/not-send")]
    pub async fn not_send() -> Result<String, Box<dyn std::error::Error>> {
        Err("nothing left".into())
    }

    /// What the message advises.
    #[get("/advised")]
    pub async fn advised() -> Result<String, gatewright::Error> {
        Ok(std::fs::read_to_string("/tmp/orders")?)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
