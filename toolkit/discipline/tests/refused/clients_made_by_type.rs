//# a derived default of the user's own type
#[derive(Default)]
struct Api { http: reqwest::Client, retries: u8 }
//                 ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
#[get("/")]
async fn handler() { let api = Api::default(); api.http.get("x").send().await; }

//# a derived default inside another, by the annotation of a variable
#[derive(Default)]
struct Inner { http: Box<reqwest::Client> }
//                       ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
#[derive(Default)]
struct Outer { inner: Inner }
#[get("/")]
async fn handler() { let outer: Outer = Default::default(); }

//# the rest of a struct by default
#[derive(Default)]
struct Api { http: reqwest::Client, retries: u8 }
//                 ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
#[get("/")]
async fn handler() { let api = Api { retries: 3, ..Default::default() }; }

//# an option that falls back to a client
#[get("/")]
async fn handler(given: Option<reqwest::Client>) {
    let http: reqwest::Client = given.unwrap_or_default();
//                                    ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
}

//# a conversion into a repository
struct Repo(aws_sdk_dynamodb::Client);
impl From<&Config> for Repo {
    fn from(config: &Config) -> Self { Repo(aws_sdk_dynamodb::Client::new(config)) }
//                                          ^ client_per_invocation: `aws_sdk_dynamodb::Client::new` builds a client in every invocation
}
#[get("/")]
async fn handler(config: Config) { let repo: Repo = (&config).into(); }

//# a conversion by the type that a function returns
struct Repo(redis::Client);
impl From<&str> for Repo {
    fn from(url: &str) -> Self { Repo(redis::Client::open(url).unwrap()) }
//                                    ^ client_per_invocation: `redis::Client::open` builds a client in every invocation
}
fn repo(url: &str) -> Repo { url.into() }
#[get("/")]
async fn handler() { repo("redis://x"); }

//# a conversion by the parameter of a function
struct Repo(redis::Client);
impl From<&str> for Repo {
    fn from(url: &str) -> Self { Repo(redis::Client::open(url).unwrap()) }
//                                    ^ client_per_invocation: `redis::Client::open` builds a client in every invocation
}
fn ping(repo: Repo) {}
#[get("/")]
async fn handler(url: &str) { ping(url.into()); }

//# a trait's function that the type of a variable chooses
trait Connect { fn connect() -> Self; }
struct Repo(reqwest::Client);
impl Connect for Repo { fn connect() -> Self { Repo(reqwest::Client::new()) } }
//                                                  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { let repo: Repo = Connect::connect(); }

//# a trait's function that a qualified path chooses
trait Connect { fn connect() -> Self; }
struct Repo(reqwest::Client);
impl Connect for Repo { fn connect() -> Self { Repo(reqwest::Client::new()) } }
//                                                  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { let repo = <Repo as Connect>::connect(); }

//# a generic function with the type as its argument
trait Connect { fn connect() -> Self; }
struct Repo(reqwest::Client);
impl Connect for Repo { fn connect() -> Self { Repo(reqwest::Client::new()) } }
//                                                  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
fn make<C: Connect>() -> C { C::connect() }
#[get("/")]
async fn handler() { let repo = make::<Repo>(); }

//# a generic function that returns a default
fn make<T: Default>() -> T { T::default() }
#[get("/")]
async fn handler() {
    let http = make::<reqwest::Client>();
//             ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
}

//# text that is parsed into a repository
struct Repo(redis::Client);
impl std::str::FromStr for Repo {
    type Err = redis::RedisError;
    fn from_str(url: &str) -> Result<Self, Self::Err> { redis::Client::open(url).map(Repo) }
//                                                      ^ client_per_invocation: `redis::Client::open` builds a client in every invocation
}
#[get("/")]
async fn handler(url: String) -> Result<(), redis::RedisError> { let repo: Repo = url.parse()?; Ok(()) }

//# a field of an event that serde makes by default
#[derive(serde::Deserialize)]
struct Order { id: String, #[serde(skip)] http: reqwest::Client }
//                                              ^ client_per_invocation: `reqwest::Client::default` builds a client in every invocation
#[sqs("orders")]
async fn handler(order: Order) { order.http.get(&order.id).send().await; }

//# a field of an event that a function of the crate makes
#[derive(serde::Deserialize)]
struct Order { id: String, #[serde(default = "http", skip_deserializing)] http: reqwest::Client }
fn http() -> reqwest::Client { reqwest::Client::new() }
//                             ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[sqs("orders")]
async fn handler(orders: Vec<Order>) {}

//# a constant pointer to a constructor
const MAKE: fn() -> reqwest::Client = reqwest::Client::new;
//                                    ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { MAKE().get("x").send().await; }

//# a static struct with a pointer to a constructor
struct Factory { make: fn() -> reqwest::Client }
static FACTORY: Factory = Factory { make: reqwest::Client::new };
//                                        ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { (FACTORY.make)().get("x").send().await; }

//# a macro of the crate that expands to a constructor
macro_rules! http { () => { reqwest::Client::new() }; }
//                          ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
#[get("/")]
async fn handler() { http!().get("x").send().await; }

//# a macro in a function that a handler calls
macro_rules! database { ($url:expr) => { redis::Client::open($url) }; }
//                                       ^ client_per_invocation: `redis::Client::open` builds a client in every invocation
fn database(url: &str) { let db = database!(url); }
#[get("/")]
async fn handler() { database("redis://x"); }
