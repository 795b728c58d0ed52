//! A module counts as used if a handler or another `init` takes it, if a body asks for it, or if the warning is silenced.
#![deny(dead_code)]

use gatewright::prelude::*;

#[lazy_module]
mod settings {
    pub fn init() -> u32 {
        7
    }
}

#[lazy_module]
mod catalog {
    use super::*;

    pub fn init(settings: settings::Lazy) -> u32 {
        *settings
    }
}

#[lazy_module]
mod got {
    pub fn init() -> u32 {
        7
    }
}

#[lazy_module]
mod tried {
    pub fn init() -> u32 {
        7
    }
}

#[allow(dead_code)]
#[lazy_module]
mod for_later {
    pub fn init() -> u32 {
        7
    }
}

#[lambda_handler(main = false)]
async fn shop(catalog: Option<catalog::Lazy>) -> Result<u32, Error> {
    let tried = tried::try_get().map_or(0, |tried| *tried);
    Ok(*got::get().await? + tried + catalog.map_or(0, |catalog| *catalog))
}

fn main() {
    let _ = &SHOP;
}
