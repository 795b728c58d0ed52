//! Constructors that an execution environment should run once: clients, pools, configuration, and expensive values.

use super::{KnownPath, Meaning};

const fn client(path: &'static str) -> KnownPath {
    KnownPath {
        path,
        meaning: Meaning::Client { config: false },
    }
}

const fn config(path: &'static str) -> KnownPath {
    KnownPath {
        path,
        meaning: Meaning::Client { config: true },
    }
}

pub(super) const CLIENTS: &[KnownPath] = &[
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
    client("reqwest::ClientBuilder::default"),
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

// Only constructors that are slow by nature belong here, as their documentation or data shows. They read or download a large
// file, unpack compiled-in tables, compile something, or start a program. Clients that only open connections do not belong here:
// `client_per_invocation` asks for one per environment, and a write-once static is enough for that.

const fn heavy(path: &'static str, does: &'static str) -> KnownPath {
    KnownPath {
        path,
        meaning: Meaning::Heavy { does },
    }
}

/// Weights of tens of megabytes or more, and a graph that is optimised before its first run.
const MODEL: &str = "loads a model";
/// A vocabulary of tens of thousands of entries, parsed from JSON or from compiled-in base64 text.
const VOCABULARY: &str = "builds a vocabulary";
/// Dictionaries with hundreds of thousands of entries.
const DICTIONARY: &str = "loads a dictionary";
/// One automaton for all expressions. The documentation of `regex` says that compiling is costly and should be done once.
const EXPRESSIONS: &str = "compiles a set of regular expressions";
/// Machine code for a module, or an isolate of a JavaScript engine.
const ENGINE: &str = "starts an engine that compiles code";
/// All syntaxes or themes, unpacked from a compiled-in dump.
const SYNTAXES: &str = "unpacks syntaxes or themes";
/// A whole file in memory, or the segments of an index.
const DATABASE: &str = "opens a database file";
/// The documentation of `rustls-native-certs` says that it may read and parse some 300 kB of certificates.
const CERTIFICATES: &str = "reads the system's certificates";
/// Every file that matches a pattern, parsed.
const TEMPLATES: &str = "parses every template";
/// A process of a few hundred megabytes.
const BHEAVYER: &str = "starts a browser";

pub(super) const HEAVY: &[KnownPath] = &[
    heavy("ort::session::Session::builder", MODEL),
    heavy("ort::Session::builder", MODEL),
    heavy("tract_onnx::onnx", MODEL),
    heavy("candle_core::safetensors::load", MODEL),
    heavy("candle_nn::VarBuilder::from_*", MODEL),
    heavy("candle_nn::var_builder::VarBuilder::from_*", MODEL),
    heavy("fastembed::*Embedding::try_new", MODEL),
    heavy("fastembed::TextRerank::try_new", MODEL),
    heavy("rust_bert::pipelines::*::*Model::new", MODEL),
    heavy("whisper_rs::WhisperContext::new_with_params", MODEL),
    heavy("llama_cpp_2::model::LlamaModel::load_from_file", MODEL),
    heavy("lingua::LanguageDetectorBuilder::from_*", MODEL),
    heavy("tokenizers::Tokenizer::from_*", VOCABULARY),
    heavy("tokenizers::tokenizer::Tokenizer::from_*", VOCABULARY),
    heavy("tiktoken_rs::cl100k_base", VOCABULARY),
    heavy("tiktoken_rs::o200k_base", VOCABULARY),
    heavy("tiktoken_rs::p50k_base", VOCABULARY),
    heavy("tiktoken_rs::r50k_base", VOCABULARY),
    heavy("tiktoken_rs::get_bpe_from_model", VOCABULARY),
    heavy("jieba_rs::Jieba::new", DICTIONARY),
    heavy("lindera::dictionary::load_*", DICTIONARY),
    heavy("regex::RegexSet::new", EXPRESSIONS),
    heavy("regex::RegexSetBuilder::new", EXPRESSIONS),
    heavy("regex::bytes::RegexSet::new", EXPRESSIONS),
    heavy("regex::bytes::RegexSetBuilder::new", EXPRESSIONS),
    heavy("wasmtime::Module::new", ENGINE),
    heavy("wasmtime::Module::from_*", ENGINE),
    heavy("wasmtime::component::Component::new", ENGINE),
    heavy("wasmtime::component::Component::from_*", ENGINE),
    heavy("wasmer::Module::new", ENGINE),
    heavy("wasmer::Module::from_*", ENGINE),
    heavy("deno_core::JsRuntime::new", ENGINE),
    heavy("syntect::parsing::SyntaxSet::load_*", SYNTAXES),
    heavy("syntect::highlighting::ThemeSet::load_*", SYNTAXES),
    heavy("maxminddb::Reader::open_readfile", DATABASE),
    heavy("maxminddb::Reader::from_source", DATABASE),
    heavy("tantivy::Index::open*", DATABASE),
    heavy("tantivy::index::Index::open*", DATABASE),
    heavy("rustls_native_certs::load_native_certs", CERTIFICATES),
    heavy("tera::Tera::new", TEMPLATES),
    heavy("headless_chrome::Browser::new", BHEAVYER),
    heavy("headless_chrome::Browser::default", BHEAVYER),
];
