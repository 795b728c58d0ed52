//! Bodies that are forms with files.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::stream::once;
use http::StatusCode;
use http::header::HeaderMap;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::body::{self, has_media_type, unsupported_media_type};
use super::rejection::Rejection;
use crate::error::Cut;
use crate::event::HttpRequest;

/// The type of a form with files.
const MULTIPART: &str = "multipart/form-data";

/// The longest boundary (RFC 2046, 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// The largest body that reaches a function: a synchronous invocation has at most 6 MB.
const LAMBDA_LIMIT: usize = gatewright_tables::limits::REQUEST_BYTES;

/// A form with files as the body of a request: `multipart/form-data` (RFC 7578). It needs the feature `multipart`.
///
/// Lambda passes a request as a whole, so all fields are read before the handler runs.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::Rejection;
///
/// #[lambda_handler(main = false)]
/// #[post("/photos")]
/// async fn upload(form: Multipart) -> Result<String, Rejection> {
///     let (title, photo) = (form.text("title")?, form.file("photo")?);
///     Ok(format!("{title}: {} bytes of {}", photo.bytes().len(), photo.file_name().unwrap_or("a file")))
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// # let body = "--b\r\ncontent-disposition: form-data; name=\"title\"\r\n\r\nTea\r\n--b\r\n\
/// #     content-disposition: form-data; name=\"photo\"; filename=\"tea.png\"\r\ncontent-type: image/png\r\n\r\n\u{89}PNG\r\n--b--\r\n";
/// # let request = TestRequest::new("POST", "/photos").header("content-type", "multipart/form-data; boundary=b").bytes(body);
/// # assert_eq!(block_on(request.send(&UPLOAD)).unwrap().text(), "Tea: 5 bytes of tea.png");
/// # }
/// ```
///
/// `for field in form` visits the fields in the order in which they were sent.
///
/// # Limits
///
/// `Multipart` takes at most 100 fields. `Multipart<10, 1_000_000>` takes at most 10 fields of at most 1,000,000 bytes each. Lambda limits the
/// whole event to 6 MB, and bytes arrive in base64, so files have at most about 4.5 MB together.
///
/// | request | status |
/// |---|---|
/// | another content type, or none | 415 |
/// | a boundary that is missing, malformed or does not occur; a part that is incomplete or has no name; a part that is multipart itself | 400 |
/// | more or larger fields | 413 |
///
/// A REST API decodes bytes only for the types in its `binaryMediaTypes`. Add `multipart/form-data` there, or bytes that are not UTF-8 are lost before
/// they reach the function. The function answers such a request with 400.
#[derive(Clone, Debug, Default)]
pub struct Multipart<const FIELDS: usize = 100, const BYTES: usize = LAMBDA_LIMIT> {
    fields: Vec<MultipartField>,
}

/// A field of a [`Multipart`]: a text, or a file.
#[derive(Clone, Debug)]
pub struct MultipartField {
    name: String,
    file_name: Option<String>,
    headers: HeaderMap,
    bytes: Bytes,
}

impl MultipartField {
    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the file, without the folders that some clients send.
    pub fn file_name(&self) -> Option<&str> {
        let name = self.file_name.as_deref()?;
        name.rsplit(['/', '\\']).next()
    }

    /// Returns the media type that the client declares. It may lie.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get("content-type")?.to_str().ok()
    }

    /// Returns all headers of the part.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the content.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the content alone.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// Returns the content as text.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8, which the standard prescribes (RFC 7578, 5.1.2): 400.
    pub fn text(&self) -> Result<&str, Rejection> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            Rejection::invalid(format!(
                "form field `{}`: not UTF-8 text: {error}",
                Cut::name(&self.name)
            ))
        })
    }
}

impl<const FIELDS: usize, const BYTES: usize> Multipart<FIELDS, BYTES> {
    /// Returns all fields, in the order in which they were sent.
    pub fn fields(&self) -> &[MultipartField] {
        &self.fields
    }

    /// Returns the first field of this name.
    pub fn field(&self, name: &str) -> Option<&MultipartField> {
        self.all(name).next()
    }

    /// Returns the fields of this name, such as those of an input for several files.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &MultipartField> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// Returns the text of the first field of this name.
    ///
    /// # Errors
    ///
    /// If there is no such field, or if it is not UTF-8: 400.
    pub fn text(&self, name: &str) -> Result<&str, Rejection> {
        self.field(name).ok_or_else(|| missing(name))?.text()
    }

    /// Returns the fields in the order of the body.
    pub fn iter(&self) -> std::slice::Iter<'_, MultipartField> {
        self.fields.iter()
    }

    /// Returns the first field of this name that is a file.
    ///
    /// # Errors
    ///
    /// If there is no such field: 400.
    pub fn file(&self, name: &str) -> Result<&MultipartField, Rejection> {
        self.all(name)
            .find(|field| field.file_name.is_some())
            .ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> Rejection {
    Rejection::invalid(format!("form field `{}`: missing", Cut::name(name)))
}

impl<const FIELDS: usize, const BYTES: usize> IntoIterator for Multipart<FIELDS, BYTES> {
    type Item = MultipartField;
    type IntoIter = std::vec::IntoIter<MultipartField>;

    fn into_iter(self) -> Self::IntoIter {
        self.fields.into_iter()
    }
}

impl<'m, const FIELDS: usize, const BYTES: usize> IntoIterator for &'m Multipart<FIELDS, BYTES> {
    type Item = &'m MultipartField;
    type IntoIter = std::slice::Iter<'m, MultipartField>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<const FIELDS: usize, const BYTES: usize> Extract<FromHttp> for Multipart<FIELDS, BYTES> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        let fields = read(incoming.request()?, FIELDS, BYTES)?;
        Ok(Self { fields })
    });
}

/// `None` without a body.
impl<const FIELDS: usize, const BYTES: usize> Extract<Optional<FromHttp>>
    for Option<Multipart<FIELDS, BYTES>>
{
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Body(|incoming| {
        if incoming.request()?.body().is_none() {
            return Ok(None);
        }
        present(incoming)
    });
}

fn read(
    request: &HttpRequest<'_>,
    most_fields: usize,
    most_bytes: usize,
) -> Result<Vec<MultipartField>, Rejection> {
    let content_type = request.header("content-type");
    let Some(content_type) = content_type.filter(|found| has_media_type(found, MULTIPART)) else {
        let found = request.header("content-type");
        return Err(unsupported_media_type(MULTIPART, found.as_deref()));
    };
    let boundary = multer::parse_boundary(&*content_type).ok();
    let boundary = boundary.filter(|boundary| (1..=LONGEST_BOUNDARY).contains(&boundary.len()));
    let Some(boundary) = boundary else {
        return Err(Rejection::invalid(
            "content-type: expected `multipart/form-data; boundary=…` with a boundary of 1 to 70 characters",
        ));
    };
    let body = body::read(request)?.unwrap_or_default().0;
    let whole = once(std::future::ready(Ok::<_, Infallible>(body)));
    let limit = multer::SizeLimit::new().per_field(most_bytes as u64);
    let constraints = multer::Constraints::new().size_limit(limit);
    let mut parts = multer::Multipart::with_constraints(whole, boundary, constraints);
    let mut fields = Vec::new();
    while let Some(part) = at_once(parts.next_field())? {
        if fields.len() == most_fields {
            return Err(too_large(format!(
                "body: expected at most {most_fields} fields, found more"
            )));
        }
        fields.push(field(part)?);
    }
    Ok(fields)
}

fn field(part: multer::Field<'_>) -> Result<MultipartField, Rejection> {
    let Some(name) = part.name().map(str::to_owned) else {
        return Err(Rejection::invalid(
            "body: expected `content-disposition: form-data; name=\"…\"` in each part, found a part without a name",
        ));
    };
    let is_multipart = part
        .content_type()
        .is_some_and(|found| found.type_() == "multipart");
    if is_multipart {
        return Err(Rejection::invalid(format!(
            "form field `{}`: a part cannot be multipart itself; send each file in a part of its own (RFC 7578, 4.3)",
            Cut::name(&name)
        )));
    }
    let file_name = part.file_name().map(str::to_owned);
    let headers = part.headers().clone();
    let bytes = at_once(part.bytes())?;
    Ok(MultipartField {
        name,
        file_name,
        headers,
        bytes,
    })
}

/// Takes the result of a future that is ready, because the body is there as a whole.
fn at_once<T>(future: impl Future<Output = multer::Result<T>>) -> Result<T, Rejection> {
    let incomplete = || Err(multer::Error::IncompleteStream);
    future
        .now_or_never()
        .unwrap_or_else(incomplete)
        .map_err(|error| rejection(&error))
}

/// The message of `multer` repeats only names of fields.
fn rejection(error: &multer::Error) -> Rejection {
    match error {
        multer::Error::FieldSizeExceeded { limit, field_name } => {
            let name = Cut::name(field_name.as_deref().unwrap_or_default());
            too_large(format!(
                "form field `{name}`: expected at most {limit} bytes, found more"
            ))
        }
        multer::Error::DecodeHeaderName { .. } => {
            Rejection::invalid("body: a part has a header with an invalid name")
        }
        multer::Error::IncompleteFieldData { field_name } => {
            let name = Cut::name(field_name.as_deref().unwrap_or_default());
            Rejection::invalid(format!(
                "form field `{name}`: the boundary after it is missing"
            ))
        }
        multer::Error::IncompleteStream => Rejection::invalid(
            "body: expected parts between lines with the boundary of the content type, found other content",
        ),
        error => Rejection::invalid(format!("body: {error}")),
    }
}

fn too_large(message: String) -> Rejection {
    Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "InvalidPayload", message)
}
