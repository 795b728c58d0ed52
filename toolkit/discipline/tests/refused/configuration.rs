//# a cell filled from a parameter that one caller fills from a request
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn keep(tenant: &str) { TENANT.set(tenant.to_owned()).ok(); }
//                      ^ shared_state: `TENANT` keeps data of one request for later requests
fn main() { keep("default"); }
#[get("/{tenant}")]
async fn handler(tenant: String) { keep(&tenant); }

//# a cell filled from a parameter of a function that is passed as a value
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn keep(tenant: String) { TENANT.set(tenant).ok(); }
//                        ^ shared_state: `TENANT` keeps data of one request for later requests
fn handler(tenant: Option<String>) { keep(String::new()); tenant.map(keep); }

//# a cell filled through a method from a request
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
struct Keeper;
impl Keeper { fn keep(&self, tenant: String) { TENANT.set(tenant).ok(); } }
//                                             ^ shared_state: `TENANT` keeps data of one request for later requests
fn handler(keeper: Keeper, tenant: String) { keeper.keep("a".into()); keeper.keep(tenant); }
