//# a derived default that a lazy module makes
#[derive(Default)]
struct Api { http: reqwest::Client }
#[lazy_module]
mod api { pub async fn init() -> super::Api { super::Api::default() } }
#[get("/")]
async fn handler(api: api::Lazy) { api.http.get("x").send().await; }

//# a derived default that nobody makes
#[derive(Default)]
struct Api { http: reqwest::Client }
#[get("/")]
async fn handler() { let settings: Settings = Default::default(); }

//# a derived default whose client is optional
#[derive(Default)]
struct Api { http: Option<reqwest::Client>, retries: u8 }
#[get("/")]
async fn handler() { let api = Api::default(); }

//# a generic function that makes another type
#[derive(Default)]
struct Api { http: reqwest::Client }
#[derive(Default)]
struct Page { limit: u8 }
fn make<T: Default>() -> T { T::default() }
static API: std::sync::LazyLock<Api> = std::sync::LazyLock::new(make::<Api>);
#[get("/")]
async fn handler() { let page = make::<Page>(); API.http.get("x").send().await; }

//# a conversion of another type
struct Repo(redis::Client);
impl From<&str> for Repo { fn from(url: &str) -> Self { Repo(redis::Client::open(url).unwrap()) } }
#[get("/")]
async fn handler(name: &str) { let name: String = name.into(); }

//# a trait's function of another type
trait Connect { fn connect() -> Self; }
struct Repo(reqwest::Client);
struct Fake;
impl Connect for Repo { fn connect() -> Self { Repo(reqwest::Client::new()) } }
impl Connect for Fake { fn connect() -> Self { Fake } }
#[get("/")]
async fn handler() { let repo: Fake = Connect::connect(); let other = <Fake as Connect>::connect(); }

//# an event whose fields serde makes by default
#[derive(serde::Deserialize)]
struct Order { id: String, #[serde(default)] lines: Vec<String>, #[serde(skip)] seen: bool }
#[sqs("orders")]
async fn handler(order: Order) {}

//# a pointer to a constructor that a lazy static calls
static HTTP: std::sync::LazyLock<reqwest::Client> = std::sync::LazyLock::new(MAKE);
const MAKE: fn() -> reqwest::Client = reqwest::Client::new;
#[get("/")]
async fn handler() { HTTP.get("x").send().await; }

//# a macro with a constructor that a lazy module calls
macro_rules! http { () => { reqwest::Client::new() }; }
#[lazy_module]
mod api { pub async fn init() -> reqwest::Client { http!() } }
#[get("/")]
async fn handler(api: api::Lazy) { api.get("x").send().await; }
