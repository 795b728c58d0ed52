use gatewright::prelude::*;

struct Settings(u8);
struct Catalog(u8);

#[lazy_module]
mod settings {
    use super::*;

    pub fn init() -> Settings {
        Settings(1)
    }
}

#[lazy_module]
mod catalog {
    use super::*;

    pub async fn init(settings: settings::Lazy) -> Result<Catalog, Error> {
        Ok(Catalog(settings.0))
    }
}

#[dispatch]
mod shop {
    use super::*;

    #[get("/count")]
    async fn count(catalog: catalog::Lazy, settings: Option<settings::Lazy>) -> Json<u8> {
        Json(catalog.0 + settings.map_or(0, |settings| settings.0))
    }
}

fn main() {
    let _ = (catalog::Lazy::of(Catalog(1)).0, settings::get(), shop::INTERFACE);
}
