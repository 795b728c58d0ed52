//! Bodies that are forms.

use std::borrow::Cow;
use std::str;

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::body::{has_media_type, unreadable, unsupported_media_type};
use super::query::{self, Pair};
use super::rejection::Rejection;
use super::text::TextError;
use crate::event::{HttpRequest, QueryText};

/// The type of a form's body.
const FORM: &str = "application/x-www-form-urlencoded";

/// A form as the body of a request: `application/x-www-form-urlencoded`, as browsers send it.
///
/// Values, repeated names and names with brackets are read as those of a [`Query`](crate::Query).
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Signup {
///     email: String,
///     #[serde(default)]
///     topics: Vec<String>,
/// }
///
/// #[lambda_handler(main = false)]
/// #[post("/signup")]
/// async fn signup(Form(signup): Form<Signup>) -> String {
///     format!("{} reads {} topics", signup.email, signup.topics.len())
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let request = TestRequest::new("POST", "/signup")
///     .header("content-type", "application/x-www-form-urlencoded")
///     .text("email=ada%40example.com&topics=tea&topics=rust");
/// assert_eq!(block_on(request.send(&SIGNUP)).unwrap().text(), "ada@example.com reads 2 topics");
/// # }
/// ```
///
/// | request | status |
/// |---|---|
/// | another content type, or none | 415 |
/// | a name or value that is not percent-encoded UTF-8 | 400 |
/// | a field that is missing or of another type | 422 |
///
/// These are axum's. A form with files is [`Multipart`](crate::docs::bodies#multipart).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> Extract<FromHttp> for Form<T> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        let form = form_text(incoming.request()?)?;
        let pairs = pairs(&form)?;
        query::read(pairs, |fields| T::deserialize(fields))
            .map(Form)
            .map_err(|error| rejection(&error))
    });
}

/// `None` without a body.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Form<T>> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        if incoming.request()?.body().is_none() {
            return Ok(None);
        }
        present(incoming)
    });
}

fn rejection(error: &TextError) -> Rejection {
    Rejection::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "InvalidPayload",
        error.in_words("form field"),
    )
}

/// The text of a form. A form without a body has no fields.
pub(super) fn form_text<'a>(request: &HttpRequest<'a>) -> Result<QueryText<'a>, Rejection> {
    let content_type = request.header("content-type");
    if !content_type
        .as_deref()
        .is_some_and(|found| has_media_type(found, FORM))
    {
        return Err(unsupported_media_type(FORM, content_type.as_deref()));
    }
    let bytes = match request.body() {
        None => Cow::Borrowed(&[][..]),
        Some(Err(error)) => return Err(unreadable(&error)),
        Some(Ok(bytes)) => bytes,
    };
    // A line break at the end is not a part of the form: `curl --data-binary @file` sends it.
    let text = match bytes {
        Cow::Borrowed(bytes) => str::from_utf8(bytes).map(|text| Cow::Borrowed(text.trim_end())),
        Cow::Owned(bytes) => {
            str::from_utf8(&bytes).map(|text| Cow::Owned(text.trim_end().to_owned()))
        }
    };
    text.map(QueryText::Text)
        .map_err(|error| Rejection::invalid(format!("body: not UTF-8: {error}")))
}

/// The names and values of a form.
pub(super) fn pairs<'q>(form: &'q QueryText<'_>) -> Result<Vec<Pair<'q>>, Rejection> {
    query::pairs(form).map_err(|error| Rejection::invalid(error.in_words("form field")))
}
