//! Ready-made middleware for entity tags and compression.

use std::io::{self, Write};
use std::mem;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::StatusCode;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, HeaderMap, HeaderValue,
};

use super::next::Next;
use super::request::Request;
use crate::handler::conditional::Preconditions;
use crate::handler::encoding::{Accepted, Coding, vary};
use crate::handler::reply::{Response, ResponseBody};

/// Answers GET and HEAD requests with an `etag`, and answers their preconditions and ranges: 304, 412, 206 and 416.
///
/// The tag is strong: a part of the SHA-256 digest of the body. An `etag` of the handler, such as
/// [`ETag::weak`](crate::ETag::weak), is kept. Responses other than 200, with `cache-control: no-store` or with a
/// [`StreamBody`](crate::StreamBody) have no tag. [`Response::conditional`] has the rules.
///
/// The handler runs for a 304 too. To save its work, a handler compares the version itself, with
/// [`Preconditions`](crate::Preconditions).
///
/// ```
/// use gatewright::middleware::etag;
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/prices")]
/// #[middleware(etag)]
/// async fn prices() -> Json<Vec<u64>> {
///     Json(vec![7, 9])
/// }
///
/// # fn main() {
/// use gatewright::testing::{TestRequest, block_on};
///
/// let first = block_on(TestRequest::new("GET", "/prices").send(&PRICES)).unwrap();
/// let tag = first.header("etag").unwrap();
/// let again = TestRequest::new("GET", "/prices").header("if-none-match", tag);
/// assert_eq!(block_on(again.send(&PRICES)).unwrap().status(), 304);
/// # }
/// ```
pub async fn etag(mut request: Request, next: Next<'_>) -> Response {
    request.settle();
    let preconditions = Preconditions::of(&request.view());
    let response = next.run(request).await;
    if !preconditions.reads() {
        return response;
    }
    response.tagged().conditional(&preconditions)
}

/// The smallest body that [`compress`] compresses, in bytes. A smaller one fits into one packet of a network anyway.
const SMALLEST: usize = 1_024;

/// Compresses bodies of at least 1,024 bytes, as the client's `accept-encoding` allows. See [`compress_from`].
pub async fn compress(request: Request, next: Next<'_>) -> Response {
    compress_from::<SMALLEST>(request, next).await
}

/// Compresses bodies of at least `LEAST` bytes, as the client's `accept-encoding` allows. Write it as `compress_from::<256>`.
///
/// The coding is gzip, or Brotli with the feature `brotli`. The client's weights decide, and Brotli comes first among equals. These
/// responses are unchanged:
///
/// - those with a `content-encoding`, a `content-range` or `cache-control: no-transform`
/// - those of a type that is compressed already: most images, audio, video, archives, PDF, `woff`
/// - those that would not become smaller
/// - those with a [`StreamBody`](crate::StreamBody)
///
/// A response that depends on `accept-encoding` has it in `vary`. A strong `etag` becomes weak, because its bytes have changed. List
/// `compress` before [`etag`], so that tags and ranges are those of the body as the handler wrote it.
///
/// Compressed bodies are binary. Triggers receive them in base64, and a REST API needs
/// [`binaryMediaTypes`](crate::docs::triggers) to decode it.
///
/// Compression can reveal a secret to an attacker who chooses another part of the same body ([BREACH](https://breachattack.com/)). Do not
/// compress pages with a secret beside text of the request.
///
/// ```
/// use gatewright::middleware::{compress, etag};
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[dispatch(middleware(compress, etag))]
/// mod shop {
///     use super::*;
///
///     #[get("/orders")]
///     pub async fn orders() -> Json<Vec<u64>> {
///         Json((0..1_000).collect())
///     }
/// }
///
/// # fn main() {
/// use gatewright::testing::{TestRequest, block_on};
///
/// let request = TestRequest::new("GET", "/orders").header("accept-encoding", "gzip");
/// let response = block_on(request.send(&shop::GATEWAY)).unwrap();
/// assert_eq!(response.header("content-encoding"), Some("gzip"));
/// assert!(response.header("etag").unwrap().starts_with("W/"));
/// # }
/// ```
pub async fn compress_from<const LEAST: usize>(mut request: Request, next: Next<'_>) -> Response {
    request.settle();
    let header = request.view().header_list("accept-encoding");
    let accepted = Accepted::of(header.as_deref());
    let response = next.run(request).await;
    compressed(response, &accepted, LEAST)
}

/// The codings that this build can write.
const CODINGS: &[Coding] = if cfg!(feature = "brotli") {
    &[Coding::Brotli, Coding::Gzip]
} else {
    &[Coding::Gzip]
};

fn compressed(mut response: Response, accepted: &Accepted, least: usize) -> Response {
    let bytes = match &response.body {
        ResponseBody::Text(text) => text.as_bytes(),
        ResponseBody::Bytes(bytes) => bytes,
        ResponseBody::Empty => return without_body(response, accepted),
        ResponseBody::Stream(_) => return response,
    };
    let media_type = match response.headers.get(CONTENT_TYPE) {
        Some(value) => value.to_str().unwrap_or_default(),
        None => response.body_type.unwrap_or_default(),
    };
    let is_large = bytes.len() >= least || accepted.refuses_identity();
    if !is_large
        || response.refused
        || is_compressed(media_type)
        || is_final(response.status, &response.headers)
    {
        return response;
    }
    let encoded = accepted
        .best(CODINGS.iter().copied())
        .and_then(|coding| Some((coding, encode(coding, bytes).ok()?)))
        .filter(|(_, encoded)| encoded.len() < bytes.len());
    vary(&mut response.headers);
    if let Some((coding, encoded)) = encoded {
        let name = HeaderValue::from_static(coding.name());
        response.headers.insert(CONTENT_ENCODING, name);
        response.headers.remove(CONTENT_LENGTH);
        response.headers.remove(ACCEPT_RANGES);
        weaken(&mut response.headers);
        drop(mem::replace(
            &mut response.body,
            ResponseBody::Bytes(Bytes::from(encoded)),
        ));
    }
    response
}

/// A 304 has the `vary` and the tag of the response that the client has (RFC 9110, 15.4.5). A weak tag names every encoding of it.
fn without_body(mut response: Response, accepted: &Accepted) -> Response {
    if response.status == StatusCode::NOT_MODIFIED {
        vary(&mut response.headers);
        if accepted.best(CODINGS.iter().copied()).is_some() {
            weaken(&mut response.headers);
        }
    }
    response
}

/// Whether the bytes of this response must not be changed.
fn is_final(status: StatusCode, headers: &HeaderMap) -> bool {
    let is_transformable = |value: &HeaderValue| {
        let mut directives = value.to_str().unwrap_or_default().split(',');
        !directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-transform"))
    };
    status == StatusCode::PARTIAL_CONTENT
        || headers.contains_key(CONTENT_ENCODING)
        || headers.contains_key(CONTENT_RANGE)
        || !headers.get_all(CACHE_CONTROL).iter().all(is_transformable)
}

/// Types of the tree `application` that are compressed, by `compressible: false` of <https://github.com/jshttp/mime-db>.
const COMPRESSED: [&str; 17] = [
    "application/epub+zip",
    "application/gzip",
    "application/java-archive",
    "application/pdf",
    "application/vnd.rar",
    "application/x-7z-compressed",
    "application/x-bzip",
    "application/x-bzip2",
    "application/x-gzip",
    "application/x-rar-compressed",
    "application/x-xz",
    "application/x-zip-compressed",
    "application/zip",
    "application/zlib",
    "application/zstd",
    "font/woff",
    "font/woff2",
];

/// Images whose formats do not compress.
const PLAIN_IMAGES: [&str; 5] = [
    "image/svg+xml",
    "image/bmp",
    "image/x-ms-bmp",
    "image/x-icon",
    "image/vnd.microsoft.icon",
];

/// Whether bodies of this type are compressed already.
fn is_compressed(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let is_of = |tree: &str| essence.starts_with(tree);
    is_of("image/") && !PLAIN_IMAGES.contains(&&*essence)
        || is_of("audio/")
        || is_of("video/")
        || is_of("application/vnd.openxmlformats-officedocument.")
        || is_of("application/vnd.oasis.opendocument.")
        || essence.ends_with("+zip")
        || essence.ends_with("+gzip")
        || COMPRESSED.contains(&&*essence)
}

/// Level 6, as zlib and tower-http.
fn encode(coding: Coding, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
            encoder.write_all(bytes)?;
            encoder.finish()
        }
        Coding::Brotli => brotli(bytes),
    }
}

/// Quality 4, as tower-http: higher ones cost more time than they save.
#[cfg(feature = "brotli")]
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 4,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut encoded, &parameters)?;
    Ok(encoded)
}

/// Not offered without the feature.
#[cfg(not(feature = "brotli"))]
fn brotli(_: &[u8]) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Makes a strong tag weak: the same tag must not name other bytes.
fn weaken(headers: &mut HeaderMap) {
    let Some(etag) = headers.get(ETAG) else {
        return;
    };
    if etag.as_bytes().starts_with(b"W/") {
        return;
    }
    let weak = [b"W/", etag.as_bytes()].concat();
    if let Ok(weak) = HeaderValue::from_bytes(&weak) {
        headers.insert(ETAG, weak);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_types_are_left_alone() {
        for media_type in [
            "image/png",
            "IMAGE/JPEG; q=1",
            "audio/mpeg",
            "video/mp4",
            "application/zip",
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/x-thing+zip",
            "font/woff2",
        ] {
            assert!(is_compressed(media_type), "{media_type}");
        }
        for media_type in [
            "",
            "text/html; charset=utf-8",
            "image/svg+xml",
            "application/json",
            "application/wasm",
            "application/octet-stream",
            "font/ttf",
        ] {
            assert!(!is_compressed(media_type), "{media_type}");
        }
    }

    #[test]
    fn strong_tags_become_weak() {
        let mut headers = HeaderMap::new();
        weaken(&mut headers);
        assert!(headers.is_empty());
        for _ in 0..2 {
            headers
                .entry(ETAG)
                .or_insert(HeaderValue::from_static("\"a\""));
            weaken(&mut headers);
            assert_eq!(headers[ETAG], "W/\"a\"");
        }
    }
}
