//! The attribute macros of [Gatewright](https://docs.rs/gatewright), which re-exports them. Depend on that crate, not on this one.
//!
//! Each attribute goes the same way: its folder's `parse` reads arguments and item, gathers every mistake, and makes a
//! validated `model`; `expand` turns the model into tokens and cannot fail. What is wrong is left out of the model, the
//! user's item is emitted in any case, and so are the names that other code refers to: one mistake is one message.

mod attributes;
mod discipline;
mod dispatch;
mod exempt;
mod expansion;
mod guarded;
mod handler;
mod helpers;
mod idempotent;
mod interface;
mod item;
mod krate;
mod lambda_handler;
mod lazy_module;
mod module;
mod names;
mod on_shutdown;
mod options;
mod path_params;
mod problem;
mod report;
mod spans;
mod template;
#[cfg(test)]
mod tests;
mod values;

use proc_macro::TokenStream;

/// Makes a Lambda function of an `async fn`, or of a `#[dispatch]` module.
///
/// ```text
/// #[lambda_handler(timeout = "10s", memory = 512)]
/// async fn hello(event: Greeting) -> Result<Reply, Error> { … }
/// ```
/// On a function, the whole event is the payload; one of the attributes of [`macro@dispatch`] beside it, such as `#[get("/hello")]`,
/// says otherwise. The constant `HELLO` is added, of the type `Gateway`.
///
/// ```text
/// #[lambda_handler]
/// #[dispatch]
/// mod shop { … }
/// ```
/// On a module, the constant `GATEWAY` is added to it. The two attributes may stand in either order.
///
/// `fn main` is added beside the item, so this stands in the file of the program's root. The item itself stays as it is: functions can
/// be called from tests, and `gatewright::testing::invoke(&HELLO, event)` sends a whole event.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `timeout = "29s"` | the function's timeout: 1 s to 15 min, in whole seconds | `"3s"` |
/// | `guard = "500ms"` | how long before the deadline the guard answers; shorter than the timeout | 5 % of the time there is on arrival, 100 ms to 2 s |
/// | `watchdog = false` | not to answer for what nothing can interrupt, such as a long synchronous call: Lambda kills it | `true` |
/// | `memory = 1769` | MB of memory: 128 to 10240 | 128 |
/// | `tmp = 512` | MB of `/tmp`: 512 to 10240 | 512 |
/// | `mode = "concurrent"` | on a function: several invocations at a time in one environment, on Lambda Managed Instances; the futures of handlers are `Send`. On a module it is `#[dispatch(concurrent)]`. Needs the feature `concurrent` | `"single"` |
/// | `name = "orders"` | the function's name: letters, digits, `-`, `_`, at most 64 | the package's |
/// | `description = "…"` | at most 256 characters | none |
/// | `main = false` | leaves `main` to you: `gatewright::run(&shop::GATEWAY)` | `true` |
/// | `crate = ::path` | where the crate `gatewright` is | `::gatewright` |
///
/// Durations are whole numbers with `ms`, `s` or `m`. What is out of range does not compile.
#[proc_macro_attribute]
pub fn lambda_handler(args: TokenStream, item: TokenStream) -> TokenStream {
    lambda_handler::attribute(args.into(), item.into()).into()
}

/// Makes a table of what the functions of a module answer, while the program is compiled.
///
/// ```text
/// #[dispatch]
/// mod shop {
///     use super::*;
///
///     /// One order.
///     #[get("/orders/{id}")]
///     pub async fn get_order(Path(id): Path<OrderId>, catalog: catalog::Lazy) -> Result<Json<Order>, ApiError> { … }
///
///     #[operation]
///     pub async fn reindex(job: Reindex) -> Result<Report, Error> { … }
/// }
/// ```
/// Each handler carries one attribute that says what it answers: [`macro@operation`], [`macro@get`], [`macro@post`], [`macro@put`],
/// [`macro@patch`], [`macro@delete`], [`macro@head`], [`macro@options`] or [`macro@any`];
/// for event sources [`macro@sqs`], [`macro@kinesis`], [`macro@dynamodb`], [`macro@kafka`], [`macro@sns`], [`macro@s3`],
/// [`macro@eventbridge`], [`macro@schedule`], [`macro@logs`], [`macro@websocket`], [`macro@appsync`], [`macro@cognito`],
/// [`macro@authorizer`], [`macro@event`] or [`macro@fallback`]. Functions without one are helpers. Each parameter is
/// an extractor, a `Lazy` handle, or, in an operation, the payload.
///
/// The constant `INTERFACE` is added to the module. Two handlers for one route or operation do not compile, nor do two routes
/// that differ only in the names of their parameters, a template that does not fit its `Path`, or a `GET` with a body.
///
/// The attribute stands on an inline module: in a file `orders.rs` write `#[dispatch] pub mod api { … }`.
///
/// `interfaces(…)` merges what other such modules answer, of this crate or another, and what those were merged from. A handler
/// that two of them have does not compile, wherever they stand:
///
/// ```text
/// mod orders; // in it: #[dispatch] pub mod api { … }
/// mod users;
///
/// #[lambda_handler]
/// #[dispatch(interfaces(orders::api, users::api), prefix = "/v1", triggers(http_api))]
/// mod gateway {}
/// ```
///
/// A route that is left nothing by others does not compile either: `/a/{rest+}` beside `/a/{x}` and `/a/{x}/{rest+}`. It is the only
/// case: literals never exhaust a parameter, and `#[any]` keeps the methods that have no attribute.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `interfaces(orders::api, users::api)` | the modules whose tables are merged into this one; paths as seen from where the attribute stands | none |
/// | `prefix = "/v1"` | goes before every route of this module and of its interfaces; prefixes add up. Operations keep their names | none |
/// | `triggers(http_api, rest_api(max = "60s"), function_url, alb, vpc_lattice, websocket)` | what the function stands behind: its `timeout` must not be longer than these wait (30 s; 29 s, or `max` where AWS has raised it; as long as the function runs; 29 s for a WebSocket API). With `function_url(streaming)`, `rest_api(streaming)` the trigger takes responses as they are made: see `StreamBody`; such a REST API waits 15 minutes, or `max` | those of the interfaces |
/// | `key = "operation"`, `payload = "payload"` | the members in which a direct invocation says which operation it wants, and with what. Those of the module that is the gateway count, not those of its interfaces | `"operation"`, `"payload"` |
/// | `concurrent` | the handlers serve several invocations at a time in one environment, on Lambda Managed Instances, and their futures are `Send`. The modules in `interfaces(…)` say so too. Needs the feature `concurrent` | one at a time |
/// | `layer = "gateway"`, `"interface"` or `"core"` | the layer of the module, or one that `layers` of `[package.metadata.gatewright]` names: it must not merge, nor use, a higher one | none |
/// | `name = "orders"` | the first part of the names of the module's operations | the module's name; the parent's, if the module is called `api`, `handlers`, `routes` or `gateway` |
/// | `crate = ::path` | where the crate `gatewright` is | `::gatewright` |
#[proc_macro_attribute]
pub fn dispatch(args: TokenStream, item: TokenStream) -> TokenStream {
    dispatch::attribute(args.into(), item.into()).into()
}

/// Makes a value that starts when a request first needs it, and stays for the requests after it.
///
/// ```text
/// #[lazy_module]
/// mod catalog {
///     use super::*;
///
///     pub async fn init(settings: settings::Lazy) -> Result<Catalog, Error> { … }
/// }
/// ```
/// `init` returns the value, or a `Result` of it, and may be async. Its parameters are the `Lazy` handles of other lazy modules, at
/// most 8: the modules it needs, which start first, concurrently. At most one `init` runs at a time; one that fails, panics or is
/// interrupted by the guard leaves nothing behind, and the next request tries again. Modules that need each other do not compile. The
/// value is `Send + Sync + 'static`.
///
/// Added to the module are `Lazy`, a handle that is cheap to clone, derefs to the value, and can be a parameter of any handler
/// (`Lazy::of(value)` makes one for a test), and, for everywhere else, `get().await` and `try_get()`, which is `None` until the module
/// has started.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `start = "init"` | starts in the INIT phase, before any request, together with all other such modules. Those count that a handler takes, or that one of those needs; a failure is posted to `/init/error` | `"first_use"` |
/// | `ttl = "5m"` | how old the value may get. The request that finds it older is served it all the same, and makes it anew beside its handler, while that waits; a refresh that fails, or that is not done when the handler is, changes nothing. What was made from the old value stays | the value stays |
/// | `budget = "800ms"` | a slower `init`, without those of the modules it needs, is reported in the log | none |
/// | `restore = "reset"` | the value, and those made from it, are dropped before SnapStart takes its snapshot, and made again when a request needs them: for connections, credentials and random numbers | `"keep"` |
/// | `crate = ::path` | where the crate `gatewright` is | `::gatewright` |
///
/// A module that no handler and no other module's `init` takes, and that nobody `get()`s, is a warning of rustc's at the module: the constant
/// `lazy_module_…_that_no_handler_and_no_init_takes` is never used. Take its handle, or remove it; `#[allow(dead_code)]` above the
/// attribute keeps one for later. Of a `pub` module in a library rustc cannot know.
///
/// # Environment variables
///
/// ```text
/// #[lazy_module(env)]
/// pub struct Settings {
///     table_name: String,
///     #[env(default = 20)]
///     page_size: u32,
///     #[env(name = "AWS_ENDPOINT_URL")]
///     endpoint: Option<String>,
/// }
/// ```
/// On a struct, each field is the environment variable of its name in capitals, or of `name = "…"`, read with the type's `FromStr`.
/// What is not set is `default = …` (a value of the type, or a text to be read as the variable would be), `None` for an `Option`, and
/// otherwise a fault. A module `settings` is added beside the struct, with `settings::Lazy`; the other options are its own, and it
/// starts in the INIT phase unless `start = "first_use"` says otherwise, so that every fault is known, all at once, before any request.
/// `Settings::from_variables` (trait `FromEnvironment`) reads a test's own variables. The struct stands in a module or at the top of a file,
/// not in a function's body, where the module beside it could not see it.
#[proc_macro_attribute]
pub fn lazy_module(args: TokenStream, item: TokenStream) -> TokenStream {
    lazy_module::attribute(args.into(), item.into()).into()
}

/// Makes an error an HTTP answer: implements `IntoProblem`, so that a handler can return it.
///
/// ```text
/// #[derive(Debug, Problem)]
/// pub enum ShopError {
///     #[problem(status = 404)]
///     UnknownProduct(#[problem(extend = "sku")] Sku),
///     #[problem(status = CONFLICT, type = "https://example.com/problems/sold-out", title = "Sold out")]
///     SoldOut { #[problem(extend)] left: u32 },
///     #[problem(transparent)]
///     Auth(AuthError),
/// }
/// ```
/// On an enum each variant says its status; on a struct the struct does. `detail` is what `Display` says. A status from 500 on is logged
/// too, under the name of the type.
///
/// | option, of a variant or struct | meaning | default |
/// |---|---|---|
/// | `status = 404` | 400 to 599, or a name: `NOT_FOUND` | none: it has to be said |
/// | `type = "https://…"` | a URI that names this kind of problem | `about:blank` |
/// | `title = "…"` | what this kind of problem is called | the status's phrase |
/// | `transparent` | the only field is the problem; it implements `IntoProblem` itself | |
/// | `crate = ::path`, of the whole type | where the crate `gatewright` is | `::gatewright` |
///
/// `#[problem(extend)]` on a field makes it a member of the document under its own name, `extend = "name"` under another; it implements `Serialize`.
#[proc_macro_derive(Problem, attributes(problem))]
pub fn problem(item: TokenStream) -> TokenStream {
    problem::derive(item.into()).into()
}

/// Takes several path parameters by name: `Path<OrderLine>` for `/orders/{order}/lines/{line}`.
///
/// ```text
/// #[derive(Deserialize, PathParams)]
/// pub struct OrderLine {
///     order: OrderId,
///     line: u32,
/// }
/// ```
/// Whether the names fit the template is checked when the handler is compiled. `#[serde(rename = "…")]`, `rename_all` and `skip` count; a
/// struct that is read with `flatten` cannot be checked, and is refused. Fields of a tuple struct are taken in the template's order.
///
/// `#[path_params(crate = ::path)]` says where the crate `gatewright` is.
#[proc_macro_derive(PathParams, attributes(path_params))]
pub fn path_params(item: TokenStream) -> TokenStream {
    path_params::derive(item.into()).into()
}

/// Exempts an item from one rule of the discipline, for a reason that is written down.
///
/// ```text
/// #[exempt(blocking, reason = "the vendor's library has no async interface; 5 ms at most")]
/// fn read_sensor() -> Reading { … }
/// ```
/// The reason is mandatory, and `cargo gatewright check` lists every exemption with it.
#[proc_macro_attribute]
pub fn exempt(args: TokenStream, item: TokenStream) -> TokenStream {
    exempt::attribute(args.into(), item.into()).into()
}

/// Makes the loops of a function interruptible, as those of a handler are: a loop that never awaits is left when the guard is due.
///
/// ```text
/// #[guarded]
/// fn parse(page: &str) -> Vec<Order> {
///     let mut orders = Vec::new();
///     for line in page.lines() { … }
///     orders
/// }
/// ```
/// It stands on functions with a body, async or not, with `self` or without; handlers have it already. At the head of each
/// `loop`, `while` and `for` comes a check, one load until the guard of the invocation is due. From then on it unwinds to the guard, and drops
/// what the function holds on its way. Loops in closures and async blocks have it too, those in constants, items and macros do not. A `for` whose body
/// only calculates, over a slice, a range or the like, is checked every 4,096 items, so that it stays vectorised. Nothing else
/// changes, and outside of an invocation no check ever fires: the function can be called from tests and from anywhere.
///
/// [`macro@guard`] switches it off for one loop. Where a panic aborts (`panic = "abort"`) no loop can be left.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `crate = ::path` | where the crate `gatewright` is | `::gatewright` |
#[proc_macro_attribute]
pub fn guarded(args: TokenStream, item: TokenStream) -> TokenStream {
    guarded::attribute(args.into(), item.into()).into()
}

/// `#[guard(off)]` leaves a loop as it is, with the loops in it; on a handler, all of its loops. They are not interrupted when
/// the guard is due.
///
/// ```text
/// #[guarded]
/// fn publish(pages: &[Page], out: &mut Store) {
///     // All of them or none.
///     #[guard(off)]
///     for page in pages { … }
/// }
/// ```
/// In a handler, or in a function marked [`macro@guarded`].
#[proc_macro_attribute]
pub fn guard(args: TokenStream, item: TokenStream) -> TokenStream {
    guarded::guard_attribute(args.into(), &item.into()).into()
}

/// Says what a function does when its environment ends: flush what it has gathered, close what it holds.
///
/// ```text
/// #[on_shutdown]
/// async fn flush(metrics: Option<metrics::Lazy>, deadline: Deadline) -> Result<(), Error> { … }
/// ```
/// On one function of a [`macro@dispatch`] module, async or not. Lambda sends SIGTERM, and kills half a second later; what is still
/// running after 450 ms is cut, which the log says, like an error or a panic. The parameters are `Deadline`, the moment of the
/// kill, and `Option<module::Lazy>`, which is `None` for a module that has not started: an environment that ends starts nothing.
/// It returns nothing, or `Result<(), E>`.
///
/// Lambda announces the end only to an environment with an extension, so such a function registers one, `gatewright-on-shutdown`,
/// which subscribes to nothing. A timeout, a crash and the replacement of a process that could not be interrupted run no hook.
#[proc_macro_attribute]
pub fn on_shutdown(args: TokenStream, item: TokenStream) -> TokenStream {
    on_shutdown::misplaced(&args.into(), &item.into()).into()
}

/// Answers a direct invocation: `{"operation": "shop.reindex", "payload": {…}}`.
///
/// ```text
/// #[operation]
/// pub async fn reindex(job: Reindex) -> Result<Report, Error> { … }
/// ```
/// The name is `module.function`; `#[operation("orders.rebuild")]` sets another. At most one parameter is the payload, any type that implements
/// `Deserialize`; the reply is any type that implements `Serialize`.
///
/// Work that may be longer than one invocation returns `Progress<State, Report>`, where `State` is the payload's type: what is left
/// goes out in a token, and `{"operation": "shop.reindex", "continuation": "<token>"}` goes on. With `#[operation(schema = 2)]` tokens of
/// schema 1, which is the one without it, are refused: for a state whose meaning has changed.
///
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn operation(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("operation", args.into(), &item.into()).into()
}

/// Lets a handler run once for each key, however often its event arrives: what arrives again gets the reply of the first.
///
/// ```text
/// #[lazy_module]
/// mod orders_done {
///     pub async fn init(dynamodb: dynamodb::Lazy) -> DynamoDbStore { DynamoDbStore::new(&dynamodb, "orders-done") }
/// }
///
/// #[post("/orders")]
/// #[idempotent(key = "order_id", ttl = "24h", store = orders_done)]
/// pub async fn create_order(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> { … }
/// ```
/// | option | meaning | default |
/// |---|---|---|
/// | `key = "customer.id"` | the field of the payload that tells events apart; its type implements `Display`, or is an `Option` of one that does. Fields go by their Rust names, and one that does not exist does not compile | required |
/// | `key = "header:Idempotency-Key"` | the header of a request that tells them apart | |
/// | `ttl = "24h"` | how long a key is kept, with `ms`, `s`, `m`, `h` or `d` | `"1h"` |
/// | `store = orders_done` | the lazy module whose value is the `gatewright::idempotency::Store` | required |
///
/// A key is one handler's: the same text in two handlers is two keys. What becomes of an event is in the documentation of
/// `gatewright::idempotency`.
///
/// Beside the attribute that says what the function answers: on a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn idempotent(args: TokenStream, item: TokenStream) -> TokenStream {
    idempotent::misplaced(args.into(), &item.into()).into()
}

/// Answers `GET` requests of a path, and `HEAD` ones where there is no [`macro@head`].
///
/// ```text
/// #[get("/orders/{id}")]
/// pub async fn get_order(Path(id): Path<OrderId>) -> Result<Json<Order>, ApiError> { … }
/// ```
/// In the template, `{id}` is one segment that is not empty, and `{rest+}`, at the end, all that is left. A literal goes before a parameter
/// and a parameter before a remainder, segment by segment; `/x/` is `/x`.
///
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn get(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("get", args.into(), &item.into()).into()
}

/// Answers `POST` requests of a path; the template is that of [`macro@get`].
///
/// ```text
/// #[post("/orders")]
/// pub async fn create_order(Json(order): Json<NewOrder>) -> Result<(StatusCode, Json<Order>), ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn post(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("post", args.into(), &item.into()).into()
}

/// Answers `PUT` requests of a path; the template is that of [`macro@get`].
///
/// ```text
/// #[put("/orders/{id}")]
/// pub async fn replace_order(Path(id): Path<OrderId>, Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn put(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("put", args.into(), &item.into()).into()
}

/// Answers `PATCH` requests of a path; the template is that of [`macro@get`].
///
/// ```text
/// #[patch("/orders/{id}")]
/// pub async fn change_order(Path(id): Path<OrderId>, Json(change): Json<Change>) -> Result<Json<Order>, ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn patch(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("patch", args.into(), &item.into()).into()
}

/// Answers `DELETE` requests of a path; the template is that of [`macro@get`].
///
/// ```text
/// #[delete("/orders/{id}")]
/// pub async fn delete_order(Path(id): Path<OrderId>) -> Result<StatusCode, ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn delete(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("delete", args.into(), &item.into()).into()
}

/// Answers `HEAD` requests of a path; the template is that of [`macro@get`], whose handlers answer them where there is none of these.
///
/// ```text
/// #[head("/orders/{id}")]
/// pub async fn probe_order(Path(id): Path<OrderId>) -> Result<StatusCode, ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn head(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("head", args.into(), &item.into()).into()
}

/// Answers `OPTIONS` requests of a path; the template is that of [`macro@get`]. Where a path has none of these, they are answered with 204 and
/// the methods that its routes take (`Allow`).
///
/// ```text
/// #[options("/orders")]
/// pub async fn order_options() -> (StatusCode, Headers, ()) { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn options(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("options", args.into(), &item.into()).into()
}

/// Answers requests of a path with every method that has no attribute of its own there; the template is that of [`macro@get`].
///
/// ```text
/// #[any("/legacy/{rest+}")]
/// pub async fn forward(Path(rest): Path<String>) -> Result<Json<Reply>, ApiError> { … }
/// ```
/// On a function of a [`macro@dispatch`] module, or beside [`macro@lambda_handler`].
#[proc_macro_attribute]
pub fn any(args: TokenStream, item: TokenStream) -> TokenStream {
    helpers::misplaced("any", args.into(), &item.into()).into()
}

/// Declares the attribute of each event source. Its documentation is `docs/<attribute>.md`.
macro_rules! event_source_attributes {
    ($($attribute:ident)*) => {$(
        #[doc = include_str!(concat!("../docs/", stringify!($attribute), ".md"))]
        #[proc_macro_attribute]
        pub fn $attribute(args: TokenStream, item: TokenStream) -> TokenStream {
            helpers::misplaced(stringify!($attribute), args.into(), &item.into()).into()
        }
    )*};
}

gatewright_tables::for_each_event_source!(event_source_attributes);
