//! Responses that browsers know: redirects, pages, and no content.

use http::StatusCode;
use http::header::LOCATION;

use super::{AsItself, IntoResponse, Response, ResponseBody};

/// A redirect to another location, as in axum.
///
/// | constructor | status | the client repeats the request |
/// |---|---|---|
/// | [`to`](Self::to) | 303 See Other | as a GET, for example after a form |
/// | [`temporary`](Self::temporary) | 307 Temporary Redirect | with the same method and body |
/// | [`permanent`](Self::permanent) | 308 Permanent Redirect | with the same method and body, also in the future |
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Note {
///     text: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[post("/notes")]
/// async fn create(Form(note): Form<Note>) -> Redirect {
///     Redirect::to(format!("/notes/{}", note.text.len()))
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let request = TestRequest::new("POST", "/notes")
///     .header("content-type", "application/x-www-form-urlencoded")
///     .text("text=tea");
/// let response = block_on(request.send(&CREATE)).unwrap();
/// assert_eq!((response.status(), response.header("location")), (303, Some("/notes/3")));
/// # }
/// ```
///
/// The location is a URI, absolute or relative. Spaces and characters outside of ASCII are percent-encoded. With a control character, such
/// as a line break, the response becomes a 500, and the error (`InvalidHeader`) is logged. A location from a client leads anywhere: compare
/// it with a list of your own first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a redirect is sent only if the handler returns it"]
pub struct Redirect {
    status: StatusCode,
    location: String,
}

impl Redirect {
    /// Creates a redirect with status 303: the client gets the location.
    pub fn to(location: impl Into<String>) -> Self {
        Self::new(StatusCode::SEE_OTHER, location.into())
    }

    /// Creates a redirect with status 307: the client repeats the request at the location.
    pub fn temporary(location: impl Into<String>) -> Self {
        Self::new(StatusCode::TEMPORARY_REDIRECT, location.into())
    }

    /// Creates a redirect with status 308: the client repeats this request and later ones at the location.
    pub fn permanent(location: impl Into<String>) -> Self {
        Self::new(StatusCode::PERMANENT_REDIRECT, location.into())
    }

    fn new(status: StatusCode, location: String) -> Self {
        Self { status, location }
    }

    /// Returns the status.
    pub fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Returns the location, as it was given.
    pub fn location(&self) -> &str {
        &self.location
    }
}

impl IntoResponse<AsItself> for Redirect {
    fn into_response(self) -> Response {
        let location = uri(self.location);
        Response::new(self.status).with_header(LOCATION, location)
    }
}

/// Percent-encodes what a URI cannot contain, as RFC 3987, 3.1 converts an IRI.
fn uri(location: String) -> String {
    let is_kept = |byte: u8| byte.is_ascii() && byte != b' ';
    if location.bytes().all(is_kept) {
        return location;
    }
    let mut encoded = String::with_capacity(location.len() + 16);
    for byte in location.bytes() {
        if is_kept(byte) {
            encoded.push(char::from(byte));
        } else {
            super::headers::push_percent_encoded(&mut encoded, byte);
        }
    }
    encoded
}

/// A page: a body of type `text/html; charset=utf-8`, as in axum.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/")]
/// async fn page() -> Html<&'static str> {
///     Html("<!doctype html><title>Notes</title>")
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let response = block_on(TestRequest::new("GET", "/").send(&PAGE)).unwrap();
/// assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
/// # }
/// ```
///
/// `T` is any type that converts to a [`ResponseBody`], such as a `String`. Nothing is escaped: text from a client goes through the
/// template engine first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a page is sent only if the handler returns it"]
pub struct Html<T>(pub T);

impl<T: Into<ResponseBody>> IntoResponse<AsItself> for Html<T> {
    fn into_response(self) -> Response {
        Response {
            body_type: Some("text/html; charset=utf-8"),
            body: self.0.into(),
            ..Response::new(StatusCode::OK)
        }
    }
}

/// A response with status 204 and without a body, as in axum.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[delete("/notes/{id}")]
/// async fn remove(Path(id): Path<u64>) -> Result<NoContent, StatusCode> {
///     if id == 7 { Ok(NoContent) } else { Err(StatusCode::NOT_FOUND) }
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// assert_eq!(block_on(TestRequest::new("DELETE", "/notes/7").send(&REMOVE)).unwrap().status(), 204);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a response is sent only if the handler returns it"]
pub struct NoContent;

impl IntoResponse<AsItself> for NoContent {
    fn into_response(self) -> Response {
        Response::new(StatusCode::NO_CONTENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// <https://docs.rs/axum/0.8/axum/response/struct.Redirect.html>
    #[test]
    fn redirects_have_the_statuses_of_axum() {
        for (redirect, status) in [
            (Redirect::to("/a"), 303),
            (Redirect::temporary("/a"), 307),
            (Redirect::permanent("/a"), 308),
        ] {
            assert_eq!(
                (redirect.status_code().as_u16(), redirect.location()),
                (status, "/a")
            );
            let response = redirect.into_response();
            assert_eq!(
                (response.status().as_u16(), response.header("location")),
                (status, Some("/a"))
            );
            assert!(matches!(response.body(), ResponseBody::Empty));
        }
    }

    /// RFC 3987, 3.1: `http://www.example.org/red%09ros&#xE9;#red` becomes `http://www.example.org/red%09ros%C3%A9#red`.
    #[test]
    fn location_is_an_ascii_uri() {
        let location = |location: &str| {
            let response = Redirect::to(location).into_response();
            response.header("location").map(str::to_owned)
        };
        assert_eq!(
            location("http://www.example.org/red%09rosé#red").as_deref(),
            Some("http://www.example.org/red%09ros%C3%A9#red")
        );
        assert_eq!(location("/a b?c=d").as_deref(), Some("/a%20b?c=d"));
    }

    #[test]
    fn line_break_in_a_location_is_not_sent() {
        let response = Redirect::to("/a\r\nset-cookie: b=1").into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.header("location"), None);
        assert_eq!(response.error.unwrap().error_type(), "InvalidHeader");
    }

    #[test]
    fn page_is_html_and_no_content_is_204() {
        let page = Html(String::from("<p>")).into_response();
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(matches!(page.body(), ResponseBody::Text(text) if text == "<p>"));
        assert_eq!(NoContent.into_response().status(), StatusCode::NO_CONTENT);
        let (status, headers) = (StatusCode::NOT_FOUND, [("x-a", "b")]);
        let page = (status, headers, Html("<p>")).into_response();
        assert_eq!((page.status(), page.header("x-a")), (status, Some("b")));
    }
}
