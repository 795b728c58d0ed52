use gatewright::prelude::*;

#[dispatch(authorizer(cognito))]
pub mod of_another_name {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer = "jwt")]
pub mod as_text {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(lambda))]
pub mod without_the_function {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(lambda(function = "arn:aws:lambda:eu-west-1:123456789012:function:check")))]
pub mod with_an_arn {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(jwt, iam))]
pub mod two {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(jwt(issuer = "login.example.com", audience("a b"), scopes("orders:read"))))]
pub mod with_wrong_options {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(jwt(name = "my customers", identity_source("Authorization"))))]
pub mod with_wrong_names {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(none(name = "open")))]
pub mod none_with_options {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(auth(jwt))]
pub mod option_of_another_name {
    #[gatewright::get("/a")]
    pub async fn a() {}
}

#[dispatch(authorizer(iam))]
pub mod without_routes {
    #[gatewright::operation]
    pub async fn a() {}
}

fn main() {}
