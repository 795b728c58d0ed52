//! The clients of AWS services, made once in an execution environment.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use gatewright::prelude::*;

/// Region and credentials, from where Lambda puts them.
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

/// The client of DynamoDB.
#[lazy_module]
pub(crate) mod dynamodb {
    use super::*;

    pub fn init(aws: aws::Lazy) -> Client {
        Client::new(&aws)
    }
}
