//! Static assets: files that are embedded in the function.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderValue, LOCATION, VARY};

use crate::error::Cut;
use crate::event::HttpRequest;
use crate::handler::conditional::Preconditions;
use crate::handler::described::{Described, KnownReplies, ProblemCase, ReplyShape, Responses};
use crate::handler::encoding::{Accepted, Coding};
use crate::handler::endpoint::{Call, Handler};
use crate::handler::extract::Rejection;
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Problem, Refusal, Reply, Response, ResponseBody};
use crate::lazy::AnyModule;
use crate::table::percent_decoded;

/// The file that answers for its folder.
const INDEX: &str = "index.html";

/// A folder of files. It answers two routes: that of the folder itself, and that of every path below it.
///
/// Files are found by their exact names. A path never reaches the file system.
pub struct Assets {
    /// The files, sorted by their names.
    pub files: &'static [Asset],
    /// The file that answers for paths without one.
    pub fallback: Option<&'static str>,
}

/// An embedded file.
pub struct Asset {
    /// Its path in the folder, with `/`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// The value of `cache-control`.
    pub cache_control: Option<&'static str>,
    /// The file as it is.
    pub plain: Encoded,
    /// The file in gzip, if that is smaller.
    pub gzip: Option<Encoded>,
    /// The file in Brotli, if that is smaller.
    pub brotli: Option<Encoded>,
}

/// One encoding of a file. Its tag is strong: each encoding has bytes and a tag of its own.
pub struct Encoded {
    /// The tag, with its quotes.
    pub etag: &'static str,
    /// The bytes.
    pub bytes: &'static [u8],
}

impl Handler for Assets {
    fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a> {
        Box::pin(async move {
            match self.answer(incoming) {
                Ok(response) => Ok(Reply::Http(response)),
                Err(rejection) => Err(Refusal::Rejected(rejection)),
            }
        })
    }

    fn modules(&self, _: &mut dyn FnMut(&'static dyn AnyModule)) {}
}

/// What a path names.
enum Found<'a> {
    File(&'a Asset),
    /// A folder without the slash, with which relative links in its page resolve.
    Folder,
    Nothing,
}

impl Assets {
    /// What the routes of assets describe in the manifest.
    pub const DESCRIBED: Described = Described {
        parameters: &[],
        responses: Some(&Responses {
            is_result: false,
            plain: (
                Some(|| {
                    Some(ReplyShape {
                        status: Some(200),
                        media_type: Some("*/*"),
                    })
                }),
                None,
            ),
            ok: (None, None),
            is_problem: false,
            cases: Some(&[ProblemCase::Own {
                status: 404,
                kind: None,
                title: None,
                docs: "There is no file with this path.",
                members: &[],
            }]),
        }),
        known: KnownReplies::Conditional,
    };

    fn answer(&self, incoming: &HandlerInput<'_>) -> Result<Response, Rejection> {
        let request = incoming.request()?;
        let rest = incoming.captures.iter().next().unwrap_or_default();
        let name = if request.path_is_encoded {
            percent_decoded(rest)
        } else {
            Some(Cow::Borrowed(rest))
        };
        // The router has refused a malformed path already.
        let name = name.unwrap_or_default();
        // Behind a stage, the path of the root may be empty.
        let has_slash = request.path.is_empty() || request.path.ends_with('/');
        Ok(match self.find(&name, has_slash) {
            Found::File(file) => file.response(request),
            Found::Folder => to_folder(request),
            Found::Nothing => match self.fallback_for(&name) {
                Some(file) => file.response(request),
                None => not_found(request),
            },
        })
    }

    fn named(&self, name: &str) -> Option<&'static Asset> {
        let place = self.files.binary_search_by(|file| file.name.cmp(name));
        place.ok().map(|place| &self.files[place])
    }

    fn find(&self, name: &str, has_slash: bool) -> Found<'static> {
        if !has_slash && let Some(file) = self.named(name) {
            return Found::File(file);
        }
        let index = match name {
            "" => self.named(INDEX),
            name => self.named(&format!("{name}/{INDEX}")),
        };
        match index {
            Some(index) if has_slash => Found::File(index),
            Some(_) => Found::Folder,
            None => Found::Nothing,
        }
    }

    /// The fallback is for the pages of an application, and not for a file that is missing, such as `app.js`.
    fn fallback_for(&self, name: &str) -> Option<&'static Asset> {
        let last = name.rsplit('/').next().unwrap_or_default();
        let fallback = self.fallback.filter(|_| !last.contains('.'))?;
        self.named(fallback)
    }
}

impl Asset {
    fn response(&'static self, request: &HttpRequest<'_>) -> Response {
        let mut headers = HeaderMap::with_capacity(5);
        let mut encoded = &self.plain;
        if self.gzip.is_some() || self.brotli.is_some() {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
            let accepted = Accepted::of(request.header_list("accept-encoding").as_deref());
            let brotli = self.brotli.as_ref().map(|_| Coding::Brotli);
            let gzip = self.gzip.as_ref().map(|_| Coding::Gzip);
            let coding = accepted.best(brotli.into_iter().chain(gzip));
            let variant = match coding {
                Some(Coding::Brotli) => self.brotli.as_ref(),
                Some(Coding::Gzip) => self.gzip.as_ref(),
                None => None,
            };
            if let Some((coding, variant)) = coding.zip(variant) {
                encoded = variant;
                let name = HeaderValue::from_static(coding.name());
                headers.insert(CONTENT_ENCODING, name);
            }
        }
        headers.insert(ETAG, HeaderValue::from_static(encoded.etag));
        if let Some(cache_control) = self.cache_control {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
        }
        let response = Response {
            body_type: Some(self.content_type),
            headers,
            body: ResponseBody::Bytes(Bytes::from_static(encoded.bytes)),
            ..Response::new(StatusCode::OK)
        };
        response.conditional(&Preconditions::of(request))
    }
}

fn not_found(request: &HttpRequest<'_>) -> Response {
    let path = Cut::name(&request.path);
    Problem::new(StatusCode::NOT_FOUND)
        .detail(format!("no asset for `{path}`"))
        .into_response()
}

/// Redirects from `/docs` to `/docs/`, as `ServeDir` of tower-http does. The location is relative, because the path that the client
/// knows may begin with a stage or a base path.
fn to_folder(request: &HttpRequest<'_>) -> Response {
    let last = request.path.rsplit('/').next().unwrap_or_default();
    let mut location = "./".to_owned();
    encode(last, request.path_is_encoded, &mut location);
    location.push('/');
    let is_encoded = request.query.is_encoded();
    let mut separator = '?';
    request.query.each(|name, value| {
        location.push(separator);
        separator = '&';
        encode(&name, is_encoded, &mut location);
        location.push('=');
        encode(&value, is_encoded, &mut location);
    });
    let mut response = Response::new(StatusCode::TEMPORARY_REDIRECT);
    // Only visible ASCII characters are left.
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers.insert(LOCATION, location);
    }
    response
}

/// Writes a part of a URL. Text that the client encoded is kept.
fn encode(text: &str, is_encoded: bool, url: &mut String) {
    for byte in text.bytes() {
        let is_plain = if is_encoded {
            byte.is_ascii_graphic()
        } else {
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
        };
        if is_plain {
            url.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn asset(name: &'static str) -> Asset {
        Asset {
            name,
            content_type: "text/plain",
            cache_control: None,
            plain: Encoded {
                etag: "\"a\"",
                bytes: b"a",
            },
            gzip: None,
            brotli: None,
        }
    }

    static FILES: Assets = Assets {
        files: &[
            asset("a b.txt"),
            asset("css/app.css"),
            asset("docs/index.html"),
            asset("index.html"),
        ],
        fallback: Some("index.html"),
    };

    fn found(name: &str, has_slash: bool) -> &'static str {
        match FILES.find(name, has_slash) {
            Found::File(file) => file.name,
            Found::Folder => "folder",
            Found::Nothing => FILES.fallback_for(name).map_or("nothing", |_| "fallback"),
        }
    }

    #[test]
    fn files_are_found_by_exact_name() {
        for (name, expected) in [
            ("css/app.css", "css/app.css"),
            ("a b.txt", "a b.txt"),
            ("docs", "folder"),
            ("", "folder"),
            ("css/../css/app.css", "nothing"),
            ("../Cargo.toml", "nothing"),
            ("/css/app.css", "nothing"),
            ("css//app.css", "nothing"),
            ("css\\app.css", "nothing"),
            ("CSS/app.css", "nothing"),
            ("css/app.css\0", "nothing"),
            ("css", "fallback"),
            ("orders/7", "fallback"),
            ("orders.v2/7", "fallback"),
            ("missing.js", "nothing"),
        ] {
            assert_eq!(found(name, false), expected, "{name}");
        }
    }

    #[test]
    fn index_answers_for_its_folder() {
        assert_eq!(found("", true), "index.html");
        assert_eq!(found("docs", true), "docs/index.html");
        // `ServeDir` answers 404 too.
        assert_eq!(found("css/app.css", true), "nothing");
    }

    #[test]
    fn parts_of_urls_are_encoded_once() {
        let encoded = |text, is_encoded| {
            let mut url = String::new();
            encode(text, is_encoded, &mut url);
            url
        };
        assert_eq!(encoded("a%20b", true), "a%20b");
        assert_eq!(encoded("a\r\n\u{e4}", true), "a%0D%0A%C3%A4");
        assert_eq!(encoded("a b/%?", false), "a%20b%2F%25%3F");
    }
}
