//# by default with a type
#[get("/")]
async fn handler() { let client: reqwest::Client = Default::default(); }
//                                                 ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation

//# by default through the trait
#[get("/")]
async fn handler() { let client = <reqwest::Client as Default>::default(); }
//                                                    ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation

//# one request without a client
#[get("/")]
async fn handler() { reqwest::get("http://x").await.unwrap(); }
//                   ^ client_per_invocation: `reqwest::get` builds a client in every invocation

//# by its qualified type
#[get("/")]
async fn handler(config: &aws_config::SdkConfig) { <aws_sdk_s3::Client>::new(config); }
//                                                                       ^ client_per_invocation: `aws_sdk_s3::Client::new` builds a client in every invocation

//# the crate under another name
use aws_sdk_dynamodb as ddb;
#[post("/")]
async fn handler(config: &aws_config::SdkConfig) { ddb::Client::new(config); }
//                                                 ^ client_per_invocation: `aws_sdk_dynamodb::Client::new` builds a client in every invocation

//# from a configuration of its own
#[sqs]
async fn handler(config: &aws_config::SdkConfig) { aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(config).build()); }
//                                                 ^ client_per_invocation: `aws_sdk_s3::Client::from_conf` builds a client in every invocation

//# a constructor taken as a value
#[get("/")]
async fn handler(config: Option<&aws_config::SdkConfig>) { config.map(aws_sdk_s3::Client::new); }
//                                                                    ^ client_per_invocation: `aws_sdk_s3::Client::new` builds a client in every invocation

//# in a cell that lives as long as the request
#[get("/")]
async fn handler(config: &aws_config::SdkConfig) { let cell = std::cell::OnceCell::new(); cell.get_or_init(|| aws_sdk_s3::Client::new(config)); }
//                                                                                                            ^ client_per_invocation: `aws_sdk_s3::Client::new` builds a client in every invocation

//# the loader by hand
#[operation]
async fn handler() { let c = aws_config::ConfigLoader::default().load().await; }
//                           ^ client_per_invocation: `aws_config::ConfigLoader::default` loads configuration in every invocation

//# a pool that connects later
#[get("/")]
async fn handler() { let pool = sqlx::postgres::PgPoolOptions::new().connect_lazy("postgres://x").unwrap(); }
//                              ^ client_per_invocation: `sqlx::postgres::PgPoolOptions::new` builds a client in every invocation

//# a single connection
#[get("/")]
async fn handler() { let db = mongodb::Client::with_uri_str("mongodb://x").await; }
//                            ^ client_per_invocation: `mongodb::Client::with_uri_str` builds a client in every invocation

//# object storage
#[s3]
async fn handler() { let store = object_store::aws::AmazonS3Builder::from_env().build().unwrap(); }
//                               ^ client_per_invocation: `object_store::aws::AmazonS3Builder::from_env` builds a client in every invocation

//# redis by its manager
#[get("/")]
async fn handler() { let c = redis::Client::open("redis://x").unwrap(); }
//                           ^ client_per_invocation: `redis::Client::open` builds a client in every invocation

//# in an associated function that the handler calls
struct Repo(aws_sdk_s3::Client);
impl Repo { async fn connect(config: &aws_config::SdkConfig) -> Self { Self(aws_sdk_s3::Client::new(config)) } }
//                                                                          ^ client_per_invocation: `aws_sdk_s3::Client::new` builds a client in every invocation
#[get("/")]
async fn handler(config: &aws_config::SdkConfig) { Repo::connect(config).await; }

//# in the default of the user's own type
struct Repo(reqwest::Client);
impl Default for Repo { fn default() -> Self { Repo(reqwest::Client::new()) } }
//                                                  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { let repo = Repo::default(); }

//# in a helper of a helper in another module
mod a { pub fn make() -> reqwest::Client { super::b::make() } }
mod b { pub fn make() -> reqwest::Client { reqwest::Client::new() } }
//                                         ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { a::make(); }

//# in a helper passed as a value
fn make() -> reqwest::Client { reqwest::Client::new() }
//                             ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { None.unwrap_or_else(make); }

//# a struct's method as lambda_runtime's handler
#[tokio::main]
async fn main() { lambda_runtime::run(lambda_runtime::service_fn(App::handle)).await; }
struct App;
impl App { async fn handle(event: lambda_runtime::LambdaEvent<u8>) { reqwest::Client::new(); } }
//                                                                   ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation

//# a hyper client
#[get("/")]
async fn handler() { let c = hyper_util::client::legacy::Client::builder(exec).build_http::<u8>(); }
//                           ^ client_per_invocation: `hyper_util::client::legacy::Client::builder` builds a client in every invocation
