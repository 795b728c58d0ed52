//! CORS policies beside `tower_http::cors::CorsLayer`: the same headers for the same requests.
//!
//! The differences, which are in the guide to middleware as well:
//!
//! - `CorsLayer` sends `Vary` always, with three names. Here it is `origin`, and only where the response depends on it.
//! - `CorsLayer` takes every OPTIONS request for a preflight request. Here that needs `Origin` and `Access-Control-Request-Method`.

use std::convert::Infallible;
use std::time::Duration;

use gatewright::http::header::{self, HeaderMap, HeaderName};
use gatewright::http::{HeaderValue, Method, Request, Response};
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke, read_names};
use serde_json::{Value, json};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer, ExposeHeaders};

const APP: &str = "https://app.example.com";
const OTHER: &str = "http://localhost:5173";

/// A function with one policy for each configuration of `CorsLayer`.
macro_rules! policies {
    ($($name:ident: ($($policy:tt)*) = $layer:expr;)*) => {
        $(
            #[lambda_handler(main = false)]
            #[dispatch(cors($($policy)*))]
            mod $name {
                use super::*;

                #[get("/orders/{id}")]
                pub async fn order(Path(id): Path<u64>) -> Json<u64> {
                    Json(id)
                }

                #[put("/orders/{id}")]
                pub async fn replace(Path(id): Path<u64>) -> ([(&'static str, &'static str); 2], StatusCode) {
                    let _ = id;
                    // What the handler says itself is replaced, by both.
                    ([("access-control-allow-origin", "https://handler.example"), ("vary", "accept")], StatusCode::ACCEPTED)
                }

                #[get("/fails")]
                pub async fn fails() -> Result<String, Error> {
                    Err(Error::msg("the database is gone"))
                }
            }
        )*

        fn policies() -> Vec<(&'static str, &'static Gateway, CorsLayer)> {
            vec![$((stringify!($name), &$name::GATEWAY, $layer)),*]
        }
    };
}

fn list(origins: &[&'static str]) -> AllowOrigin {
    AllowOrigin::list(
        origins
            .iter()
            .map(|origin| HeaderValue::from_static(origin)),
    )
}

fn names(names: &[&'static str]) -> Vec<HeaderName> {
    names
        .iter()
        .map(|name| HeaderName::from_static(name))
        .collect()
}

policies! {
    any: (origins(any), methods(GET, PUT)) = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::PUT]);
    everything: (origins(any), methods(any), headers(any), expose(any)) = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(Any)
        .allow_headers(Any)
        .expose_headers(Any);
    one: (origins("https://app.example.com"), methods(GET)) =
        CorsLayer::new().allow_origin(list(&[APP])).allow_methods([Method::GET]);
    two: (origins("https://app.example.com", "http://localhost:5173"), methods(GET, POST, PUT, DELETE), headers("Authorization", "content-type"), expose("x-request-id", "etag"), max_age = "1h") =
        CorsLayer::new()
            .allow_origin(list(&[APP, OTHER]))
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers(AllowHeaders::list(names(&["authorization", "content-type"])))
            .expose_headers(ExposeHeaders::list(names(&["x-request-id", "etag"])))
            .max_age(Duration::from_secs(3_600));
    with_credentials: (origins("https://app.example.com"), methods(PUT), headers("x-a"), credentials, max_age = "0s") =
        CorsLayer::new()
            .allow_origin(list(&[APP]))
            .allow_methods([Method::PUT])
            .allow_headers(AllowHeaders::list(names(&["x-a"])))
            .allow_credentials(true)
            .max_age(Duration::ZERO);
    other_methods: (origins(any), methods(PURGE, GET), max_age = "24h") = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::list([Method::from_bytes(b"PURGE").unwrap(), Method::GET]))
        .max_age(Duration::from_secs(86_400));
    from_environment: (origins(env = "CORS_ORIGINS"), methods(GET)) =
        CorsLayer::new().allow_origin(list(&[OTHER, APP])).allow_methods([Method::GET]);
}

/// A request, with a method, a path and headers.
#[derive(Debug)]
struct Sent {
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, &'static str)>,
}

impl Sent {
    fn generated(random: &mut fastrand::Rng) -> Self {
        let method = *random
            .choice(&[
                "GET", "PUT", "POST", "DELETE", "OPTIONS", "OPTIONS", "PURGE",
            ])
            .unwrap();
        let path = *random
            .choice(&["/orders/7", "/orders/x", "/fails", "/nothing", "/"])
            .unwrap();
        let origin = random.choice(&[
            None,
            Some(APP),
            Some(OTHER),
            Some("null"),
            Some("https://evil.example"),
            Some("https://app.example.com:8443"),
            Some("HTTPS://APP.EXAMPLE.COM"),
            Some(""),
        ]);
        let asked = random.choice(&[None, Some("GET"), Some("PUT"), Some("PATCH"), Some("PURGE")]);
        let wanted = random.choice(&[None, Some("authorization"), Some("x-a, content-type")]);
        let headers = [
            ("origin", *origin.unwrap()),
            ("access-control-request-method", *asked.unwrap()),
            ("access-control-request-headers", *wanted.unwrap()),
        ];
        Self {
            method,
            path,
            headers: headers
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
        }
    }

    /// Whether `CorsLayer` takes it for a preflight request although it is not one.
    fn is_mistaken(&self) -> bool {
        let has = |name: &str| self.headers.iter().any(|(header, _)| *header == name);
        self.method == "OPTIONS" && !(has("origin") && has("access-control-request-method"))
    }

    fn event(&self) -> Value {
        let headers: Value = self
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({
            "httpMethod": self.method, "path": self.path, "headers": headers, "requestContext": {"stage": "prod"},
        })
    }
}

/// The status of a preflight request, and the CORS headers of any response. Each name has its values, sorted, so that the order of
/// lists makes no difference.
fn compared(
    status: u64,
    is_preflight: bool,
    headers: &[(String, String)],
) -> (Option<u64>, Vec<(String, Vec<String>)>) {
    let mut of_cors: Vec<(String, Vec<String>)> = headers
        .iter()
        .filter(|(name, _)| name.starts_with("access-control-"))
        .map(|(name, value)| {
            let mut words: Vec<String> = value
                .split(',')
                .map(|word| word.trim().to_owned())
                .collect();
            words.sort();
            (name.clone(), words)
        })
        .collect();
    of_cors.sort();
    (is_preflight.then_some(status), of_cors)
}

fn of_gatewright(gateway: &Gateway, sent: &Sent) -> (u64, Vec<(String, String)>) {
    let reply = block_on(invoke(gateway, sent.event())).unwrap();
    let headers = reply["multiValueHeaders"].as_object().unwrap();
    let pairs = headers.iter().flat_map(|(name, values)| {
        let values = values.as_array().unwrap().iter();
        values.map(|value| (name.clone(), value.as_str().unwrap().to_owned()))
    });
    (reply["statusCode"].as_u64().unwrap(), pairs.collect())
}

fn of_tower_http(layer: &CorsLayer, sent: &Sent) -> (u64, Vec<(String, String)>) {
    let service = service_fn(|_: Request<String>| async {
        let mut response = Response::new(String::new());
        let headers: &mut HeaderMap = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("https://handler.example"),
        );
        Ok::<_, Infallible>(response)
    });
    let mut request = Request::builder().method(sent.method).uri(sent.path);
    for (name, value) in &sent.headers {
        request = request.header(*name, *value);
    }
    let request = request.body(String::new()).unwrap();
    let response = block_on(layer.layer(service).oneshot(request)).unwrap();
    let headers = response.headers().iter();
    let pairs = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (u64::from(response.status().as_u16()), pairs.collect())
}

#[test]
fn generated_requests_get_the_headers_of_tower_http() {
    let origins = format!("{OTHER},{APP}");
    read_names(&from_environment::GATEWAY, &|name| {
        (name == "CORS_ORIGINS").then(|| origins.clone())
    })
    .unwrap();
    let mut random = fastrand::Rng::with_seed(21);
    let (mut preflights, mut others) = (0, 0);
    for (name, gateway, layer) in policies() {
        for _ in 0..500 {
            let sent = Sent::generated(&mut random);
            if sent.is_mistaken() {
                continue;
            }
            let is_preflight = sent.method == "OPTIONS";
            *(if is_preflight {
                &mut preflights
            } else {
                &mut others
            }) += 1;
            let (status, mut ours) = of_gatewright(gateway, &sent);
            let (expected, mut theirs) = of_tower_http(&layer, &sent);
            // The handler of `tower-http` says this itself. Ours removes what the policy does not allow.
            for headers in [&mut ours, &mut theirs] {
                headers.retain(|(_, value)| value != "https://handler.example");
            }
            assert_eq!(
                compared(status, is_preflight, &ours),
                compared(expected, is_preflight, &theirs),
                "{name}: {sent:?}"
            );
        }
    }
    assert!(preflights > 300 && others > 1_000, "{preflights} {others}");
}

#[test]
fn vary_names_the_origin_where_the_response_depends_on_it() {
    let mut random = fastrand::Rng::with_seed(22);
    let origins = format!("{OTHER},{APP}");
    read_names(&from_environment::GATEWAY, &|name| {
        (name == "CORS_ORIGINS").then(|| origins.clone())
    })
    .unwrap();
    for (name, gateway, _) in policies() {
        let depends = !matches!(name, "any" | "everything" | "other_methods");
        for _ in 0..100 {
            let sent = Sent::generated(&mut random);
            let (_, headers) = of_gatewright(gateway, &sent);
            let vary: Vec<&str> = headers
                .iter()
                .filter(|(name, _)| name == "vary")
                .map(|(_, value)| &**value)
                .collect();
            assert_eq!(
                vary.contains(&"origin"),
                depends,
                "{name}: {sent:?}: {vary:?}"
            );
        }
    }
}
