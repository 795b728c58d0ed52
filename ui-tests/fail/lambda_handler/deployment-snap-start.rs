use gatewright::prelude::*;

#[lambda_handler(tmp = 1024, snap_start(apply_on = "PublishedVersions"))]
async fn with_large_tmp() -> u8 {
    1
}

#[lambda_handler(main = false, mode = "concurrent", snap_start(apply_on = "PublishedVersions"))]
async fn concurrent() -> u8 {
    1
}

#[lambda_handler(
    main = false,
    snap_start(apply_on = "PublishedVersions"),
    tenancy_config(tenant_isolation_mode = "PER_TENANT")
)]
async fn with_tenants() -> u8 {
    1
}
