//! A path or a folder that is missing or is not text, and options that do not exist.
use gatewright::prelude::*;

#[dispatch(assets)]
mod one {}

#[dispatch(assets("/app"))]
mod two {}

#[dispatch(assets(app, "."))]
mod three {}

#[dispatch(assets("/app", dist))]
mod four {}

#[dispatch(assets("/app", ".", index = "Cargo.toml"))]
mod five {}

#[dispatch(assets("/app", ".", max_age = 60))]
mod six {}

#[dispatch(assets("/app", ".", max_age = "2000d"))]
mod seven {}

#[dispatch(assets("/app", ".", max_age = "1500ms"))]
mod eight {}

#[dispatch(static_files("/app", "."))]
mod nine {
    #[get("/nine")]
    pub async fn root() {}
}

#[lambda_handler]
#[dispatch(interfaces(one, two, three, four, five, six, seven, eight, nine))]
mod gateway {}
