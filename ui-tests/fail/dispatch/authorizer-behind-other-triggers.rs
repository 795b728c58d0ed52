use gatewright::prelude::*;

#[dispatch(triggers(rest_api), authorizer(jwt))]
pub mod jwt {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(triggers(http_api, rest_api), authorizer(cognito_user_pool))]
pub mod cognito {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(triggers(http_api), authorizer(api_key))]
pub mod api_key {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(triggers(alb), authorizer(iam))]
pub mod iam {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(triggers(function_url), authorizer(lambda(function = "check-token")))]
pub mod lambda {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(jwt))]
pub mod without_triggers {
    #[gatewright::get("/b")]
    pub async fn b() {}
}

#[dispatch(triggers(rest_api), interfaces(without_triggers))]
pub mod gateway {}

fn main() {}
