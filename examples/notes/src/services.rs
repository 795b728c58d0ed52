//! Clients of AWS services. Each is made on first use, once in each execution environment.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use gatewright::prelude::*;

/// Region and credentials from the environment, and the HTTPS stack that all clients share.
#[lazy_module]
pub(crate) mod aws {
    use super::*;

    pub async fn init() -> SdkConfig {
        let https = aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        aws_config::defaults(BehaviorVersion::latest())
            .http_client(https)
            .load()
            .await
    }
}

/// The DynamoDB client.
#[lazy_module]
pub(crate) mod dynamodb {
    use super::*;

    pub fn init(aws: aws::Lazy) -> Client {
        Client::new(&aws)
    }
}
