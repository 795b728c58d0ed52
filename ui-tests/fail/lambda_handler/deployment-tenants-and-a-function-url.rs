use gatewright::prelude::*;

#[lambda_handler(
    tenancy_config(tenant_isolation_mode = "PER_TENANT"),
    function_url_config(auth_type = "AWS_IAM")
)]
async fn hello() -> u8 {
    1
}
