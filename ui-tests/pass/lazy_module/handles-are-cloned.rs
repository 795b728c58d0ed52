//! A handle is cloned whatever `init` returns, and the value need not be `Clone`.

use gatewright::prelude::*;

struct Catalog(String);

type Fallible<T> = Result<T, Error>;

#[lazy_module]
mod plain {
    use super::*;

    pub fn init() -> Catalog {
        Catalog("plain".to_owned())
    }
}

#[lazy_module]
mod in_result {
    use super::*;

    pub fn init() -> Result<Catalog, Error> {
        Ok(Catalog("in a result".to_owned()))
    }
}

#[lazy_module]
mod in_alias {
    use super::Fallible as Result;
    use super::*;

    pub async fn init(of: in_result::Lazy) -> Result<Catalog> {
        Ok(Catalog(of.clone().0.clone()))
    }
}

#[lazy_module(env)]
struct Settings {
    #[env(default = "orders")]
    table: String,
}

#[lambda_handler(main = false)]
#[dispatch(name = "handlers")]
mod handlers {
    use super::*;

    #[operation]
    async fn names(
        plain: plain::Lazy,
        in_result: in_result::Lazy,
        in_alias: in_alias::Lazy,
        settings: settings::Lazy,
    ) -> Vec<String> {
        let again = (plain.clone(), in_result.clone(), in_alias.clone(), settings.clone());
        vec![
            again.0.0.clone(),
            again.1.0.clone(),
            again.2.0.clone(),
            again.3.table.clone(),
        ]
    }
}

fn main() {
    let event = serde_json::json!({"operation": "handlers.names"});
    let reply = gatewright::testing::block_on(gatewright::testing::invoke(&handlers::GATEWAY, event));
    let names = ["plain", "in a result", "in a result", "orders"];
    assert_eq!(reply, Ok(serde_json::json!(names)));
}
