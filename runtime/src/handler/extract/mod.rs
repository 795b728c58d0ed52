//! Extractors: the types that make a handler's parameters.
//!
//! [`Extract<M>`] is implemented for wrappers ([`Path`], [`Query`], [`Json`](crate::Json), [`Headers`], …), for values that every
//! handler may take ([`Deadline`](crate::Deadline), [`Invocation`](crate::Invocation), lazy modules), and for every
//! `T: DeserializeOwned`, which is the payload. [`ExtractHttp<M>`] is implemented for the parameters of HTTP handlers.

mod accept;
mod argument;
mod arguments_fit;
mod body;
#[cfg(feature = "connections")]
mod connections;
mod context;
mod form;
mod header;
mod headers;
mod http;
mod marked;
mod message;
#[cfg(feature = "multipart")]
mod multipart;
mod path;
mod path_fit;
mod payload;
mod query;
mod rejection;
mod request_context;
mod text;
mod text_body;
mod text_form;
mod text_nested;
mod text_search;
#[cfg(feature = "validate")]
mod valid;
mod window;

pub use accept::Accept;
pub use argument::{
    Arg, Extract, FromHttp, FromOperation, How, Kind, Optional, client_arg, event_arg, field_arg,
    operation_arg, record_arg, stream_arg,
};
pub use arguments_fit::{
    Bodies, argument_fits_bodiless_method, argument_is_only_body, arguments_fit_concurrency,
    arguments_fit_event, arguments_fit_operation, arguments_fit_transformation,
    arguments_fit_window, arguments_have_no_window, arguments_have_window,
};
pub(crate) use arguments_fit::{takes_batch, takes_window};
pub use body::Body;
pub(crate) use body::read as body_of;
pub use form::Form;
pub use header::{Header, RequestHeader};
pub use headers::{Cookies, Headers};
#[cfg(feature = "concurrent")]
pub use http::{AnyExtractor, UserExtractor, extractor_future_must_be_send_in_concurrent_mode};
pub use http::{ExtractHttp, FromRequest, RequestRef, http_arg};
pub use marked::{AnyMarker, MarkerOf, marked_arg};
pub use message::{Batch, Message};
#[cfg(feature = "multipart")]
pub use multipart::{Multipart, MultipartField};
pub use path::Path;
pub use path_fit::{AnyFits, Fits, PathParams, PathShape, path_fits};
pub use payload::Event;
pub use query::Query;
pub use rejection::Rejection;
pub use request_context::{ClientCertificate, IamCaller, RequestContext};
pub use text_body::Text;
#[cfg(feature = "validate")]
pub use valid::Valid;
pub use window::Window;
