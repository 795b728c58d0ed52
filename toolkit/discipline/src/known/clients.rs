//! Constructors of clients and pools, and loads of configuration: what an execution environment does once.

use super::{Known, Meaning};

const fn client(path: &'static str) -> Known {
    Known {
        path,
        meaning: Meaning::Client { config: false },
    }
}

const fn config(path: &'static str) -> Known {
    Known {
        path,
        meaning: Meaning::Client { config: true },
    }
}

pub(super) const ROWS: &[Known] = &[
    config("aws_config::load_from_env"),
    config("aws_config::load_defaults"),
    config("aws_config::from_env"),
    config("aws_config::defaults"),
    config("aws_config::ConfigLoader::default"),
    client("aws_sdk_*::Client::new"),
    client("aws_sdk_*::Client::from_conf"),
    client("rusoto_*::*Client::new"),
    client("reqwest::Client::new"),
    client("reqwest::Client::builder"),
    client("reqwest::Client::default"),
    client("reqwest::ClientBuilder::new"),
    client("reqwest::get"),
    client("hyper::Client::new"),
    client("hyper::Client::builder"),
    client("hyper_util::client::legacy::Client::builder"),
    client("octocrab::Octocrab::builder"),
    client("sqlx::*Pool::connect"),
    client("sqlx::*Pool::connect_lazy"),
    client("sqlx::*Pool::connect_with"),
    client("sqlx::Pool::connect"),
    client("sqlx::Pool::connect_with"),
    client("sqlx::*::*PoolOptions::new"),
    client("sqlx::pool::PoolOptions::new"),
    client("sqlx::*Connection::connect"),
    client("sqlx::*::*Connection::connect"),
    client("sea_orm::Database::connect"),
    client("deadpool_postgres::Config::new"),
    client("deadpool_postgres::Pool::builder"),
    client("deadpool_redis::Config::from_url"),
    client("deadpool::managed::Pool::builder"),
    client("bb8::Pool::builder"),
    client("r2d2::Pool::builder"),
    client("r2d2::Pool::new"),
    client("tokio_postgres::connect"),
    client("mongodb::Client::with_uri_str"),
    client("mongodb::Client::with_options"),
    client("redis::Client::open"),
    client("fred::clients::*Client::new"),
    client("object_store::*::*Builder::new"),
    client("object_store::*::*Builder::from_env"),
    client("elasticsearch::Elasticsearch::new"),
    client("opensearch::OpenSearch::new"),
    client("lapin::Connection::connect"),
    client("rdkafka::config::ClientConfig::new"),
    client("rdkafka::ClientConfig::new"),
    client("async_nats::connect"),
    client("rumqttc::AsyncClient::new"),
    client("tonic::transport::Channel::from_static"),
    client("tonic::transport::Endpoint::from_static"),
    client("google_cloud_storage::client::Client::new"),
    client("meilisearch_sdk::client::Client::new"),
    client("qdrant_client::Qdrant::from_url"),
    client("lettre::*SmtpTransport::relay"),
];
