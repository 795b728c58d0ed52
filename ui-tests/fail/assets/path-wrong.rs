//! Paths that are not those of a folder.
use gatewright::prelude::*;

#[dispatch(assets("app", "."))]
mod one {}

#[dispatch(assets("/app/{name}", "."))]
mod two {}

#[dispatch(assets("https://shop.example.com/app", "."))]
mod three {}

#[lambda_handler]
#[dispatch(interfaces(one, two, three))]
mod gateway {}
