use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn boxed() -> Result<u32, Box<dyn std::error::Error>> {
        Err("nothing left".into())
    }

    /// What the message advises.
    #[operation]
    pub async fn advised() -> Result<u32, gatewright::Error> {
        super::boxed().map_err(|error| gatewright::Error::msg(error))
    }

    /// What the message advises.
    #[operation]
    pub async fn advised_box() -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
        Err("nothing left".into())
    }
}

fn boxed() -> Result<u32, Box<dyn std::error::Error>> {
    Err("nothing left".into())
}

fn main() {
    let _ = shop::INTERFACE;
}
