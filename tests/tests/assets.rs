//! Embedded assets beside `tower_http::services::ServeDir`, and compression beside `CompressionLayer`.
//!
//! The differences, which are in the guide to assets as well:
//!
//! - `ServeDir` answers 416 for a malformed `Range` and for several ranges. Here the whole body is sent, which RFC 9110, 14.2, allows too.
//! - `ServeDir` applies a `Range` to HEAD. RFC 9110, 14.2, defines it for GET only.
//! - `ServeDir` skips empty segments and `.`. Here a path must be exactly that of a file.
//! - `CompressionLayer` does not know `*` in `Accept-Encoding`.

use std::convert::Infallible;
use std::future::Future;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::read::GzDecoder;
use gatewright::http::{Request, Response};
use gatewright::middleware::compress;
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/tests/assets/site");

#[lambda_handler(main = false)]
#[dispatch(assets("/app", "../runtime/tests/assets/site"))]
mod site {}

#[lambda_handler(main = false)]
#[dispatch(middleware(compress))]
mod texts {
    #[get("/text")]
    pub async fn text() -> String {
        super::text()
    }
}

fn text() -> String {
    "a text that becomes smaller. ".repeat(200)
}

/// What is compared of a response.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: u64,
    content_type: Option<String>,
    content_range: Option<String>,
    content_encoding: Option<String>,
    vary: Option<String>,
    body: Vec<u8>,
}

/// `ServeDir` reads files on the threads of a runtime.
fn wait<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

async fn seen_of_tower<B>(response: Response<B>) -> Seen
where
    B: http_body::Body,
    B::Error: std::fmt::Debug,
{
    let (parts, body) = response.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    Seen {
        status: u64::from(parts.status.as_u16()),
        content_type: header("content-type"),
        content_range: header("content-range"),
        content_encoding: header("content-encoding"),
        vary: header("vary"),
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

fn seen(gateway: &Gateway, method: &str, path: &str, headers: &[(&str, &str)]) -> Seen {
    let headers: Value = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let reply = block_on(invoke(
        gateway,
        json!({
            "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": {
                "domainName": "x.lambda-url.eu-west-1.on.aws",
                "http": {"method": method, "path": path},
            },
        }),
    ))
    .unwrap();
    let header = |name: &str| reply["headers"][name].as_str().map(str::to_owned);
    let body = reply["body"].as_str().unwrap_or_default();
    Seen {
        status: reply["statusCode"].as_u64().unwrap(),
        content_type: header("content-type"),
        content_range: header("content-range"),
        content_encoding: header("content-encoding"),
        vary: header("vary"),
        body: if reply["isBase64Encoded"] == true {
            BASE64.decode(body).unwrap()
        } else {
            body.as_bytes().to_vec()
        },
    }
}

#[test]
fn generated_requests_get_the_files_of_serve_dir() {
    let mut random = fastrand::Rng::with_seed(21);
    let mut statuses = std::collections::BTreeMap::new();
    for _ in 0..2_000 {
        let method = *random.choice(&["GET", "GET", "GET", "HEAD"]).unwrap();
        let path = *random
            .choice(&[
                "/index.html",
                "/app.js",
                "/data.bin",
                "/large.txt",
                "/with%20space.txt",
                "/%6Carge.txt",
                "/docs/",
                "/docs/index.html",
                "/docs",
                "/",
                "/missing.txt",
                "/.well-known/security.txt",
                "/../Cargo.toml",
                "/%2e%2e/Cargo.toml",
                "/..%2fCargo.toml",
            ])
            .unwrap();
        let (first, last) = (random.u32(0..120), random.u32(0..120));
        let range = match random.u32(0..6) {
            0 => format!("bytes={first}-{}", first.max(last)),
            1 => format!("bytes={first}-"),
            // A suffix that is longer than the file is the whole file (RFC 9110, 14.1.2). `ServeDir` answers it with 416.
            2 => format!("bytes=-{}", last % 5 + 1),
            _ => String::new(),
        };
        let mut headers = Vec::new();
        if !range.is_empty() && method == "GET" {
            headers.push(("range", &*range));
        }
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::<gatewright::Bytes>::default()).unwrap();
        let mut theirs = wait(async {
            let response = ServeDir::new(SITE).oneshot(request).await.unwrap();
            seen_of_tower(response).await
        });
        let mut ours = seen(&site::GATEWAY, method, &format!("/app{path}"), &headers);
        for seen in [&mut ours, &mut theirs] {
            *statuses.entry(seen.status).or_insert(0) += 1;
            // Ours depends on `Accept-Encoding`, and text has a `charset`.
            seen.vary = None;
            seen.content_type = seen
                .content_type
                .take()
                .map(|name| name.split(';').next().unwrap().to_owned());
            // Errors have different bodies.
            if seen.status >= 300 {
                seen.body.clear();
                seen.content_type = None;
            }
        }
        assert_eq!(ours, theirs, "{method} {path} {headers:?}");
    }
    // `ServeDir` serves a file under its name with a slash too.
    assert_eq!(
        seen(&site::GATEWAY, "GET", "/app/large.txt/", &[]).status,
        404
    );
    for status in [200, 206, 307, 404, 416] {
        assert!(statuses[&status] > 50, "{statuses:?}");
    }
}

#[test]
fn generated_weights_choose_the_coding_of_tower_http() {
    let mut random = fastrand::Rng::with_seed(22);
    let mut compressed = 0;
    for _ in 0..2_000 {
        let mut names = ["gzip", "identity", "deflate", "compress", "X-Gzip"];
        random.shuffle(&mut names);
        // Both names of gzip would be two weights of one coding.
        let mut entries: Vec<String> = Vec::new();
        for name in names.iter().take(random.usize(0..4)) {
            if name.to_ascii_lowercase().ends_with("gzip")
                && entries
                    .iter()
                    .any(|entry| entry.to_ascii_lowercase().contains("gzip"))
            {
                continue;
            }
            let weight = *random
                .choice(&[
                    "",
                    ";q=0",
                    ";q=1",
                    ";q=0.5",
                    "; q=0.501",
                    ";Q=0.000",
                    ";q=1.0",
                    ";q=2",
                    ";q=.5",
                    ";q=0.1234",
                    ";x",
                ])
                .unwrap();
            entries.push(format!("{name}{weight}"));
        }
        let header = entries.join(*random.choice(&[",", ", ", " , "]).unwrap());
        let ours = seen(
            &texts::GATEWAY,
            "GET",
            "/text",
            &[("accept-encoding", &header)],
        );
        let theirs = wait(async {
            let service = service_fn(|_: Request<()>| async {
                let response =
                    Response::builder().header("content-type", "text/plain; charset=utf-8");
                let body = Full::new(gatewright::Bytes::from(text()));
                Ok::<_, Infallible>(response.body(body).unwrap())
            });
            let request = Request::get("/text").header("accept-encoding", &header);
            let layer = CompressionLayer::new().layer(service);
            let response = layer.oneshot(request.body(()).unwrap()).await.unwrap();
            seen_of_tower(response).await
        });
        let unzipped = |mut seen: Seen| {
            if seen.content_encoding.is_some() {
                let mut bytes = Vec::new();
                GzDecoder::new(&*seen.body).read_to_end(&mut bytes).unwrap();
                seen.body = bytes;
            }
            seen
        };
        let ours = unzipped(ours);
        compressed += usize::from(ours.content_encoding.is_some());
        assert_eq!(ours, unzipped(theirs), "{header}");
    }
    assert!((300..1_700).contains(&compressed), "{compressed}");
}
