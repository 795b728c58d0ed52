use gatewright::prelude::*;

#[lambda_handler(
    memory = 2048,
    capacity_provider_config(name = "shared"),
    function_url_config(auth_type = "AWS_IAM")
)]
#[dispatch(triggers(http_api))]
mod shop {
    #[gatewright::get("/")]
    pub async fn home() -> &'static str {
        ""
    }
}

#[lambda_handler(main = false, tenancy_config(tenant_isolation_mode = "PER_TENANT"))]
#[dispatch(triggers(function_url))]
mod tenants {
    #[gatewright::get("/")]
    pub async fn home() -> &'static str {
        ""
    }
}

#[lambda_handler(main = false, snap_start(apply_on = "PublishedVersions"))]
#[dispatch(concurrent)]
mod concurrent {
    #[gatewright::get("/")]
    pub async fn home() -> &'static str {
        ""
    }
}
