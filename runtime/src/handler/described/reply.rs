//! The responses of return types.

use std::any::{TypeId, type_name};
use std::borrow::Cow;
use std::marker::PhantomData;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::HeaderMap;
use serde::Serialize;

use super::problem::ProblemCase;
use super::schema::SchemaOf;
#[cfg(feature = "schema")]
use super::schema::schema_of;
use crate::handler::conditional::ETag;
use crate::handler::extract::{Body, Headers};
use crate::handler::reply::{
    AsItself, AsJson, CacheControl, ContentDisposition, Cookie, Html, Json, NoContent, Problem,
    ResponseHeaders, StreamBody, TextHeaders, TypedHeaders, WithHeaders, WithStatus,
    WithTextHeaders,
};

/// The responses of a handler.
#[derive(Clone, Copy, Debug)]
pub struct Responses {
    /// Whether it returns a `Result`.
    pub is_result: bool,
    /// Its reply, if it does not return a `Result`.
    pub plain: KnownOk,
    /// The `Ok` of its `Result`.
    pub ok: KnownOk,
    /// Whether its error becomes a problem document.
    pub is_problem: bool,
    /// The problem documents of its error.
    pub cases: Option<&'static [ProblemCase]>,
}

/// A reply that is not an error.
pub type KnownOk = (Option<fn() -> Option<ReplyShape>>, Option<SchemaOf>);

/// Status and media type of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyShape {
    /// `None` if the handler sets it.
    pub(crate) status: Option<u16>,
    /// `None` without a body.
    pub(crate) media_type: Option<&'static str>,
}

impl ReplyShape {
    const JSON: Self = Self::ok("application/json");
    const TEXT: Self = Self::ok("text/plain");
    const BYTES: Self = Self::ok("application/octet-stream");

    const fn ok(media_type: &'static str) -> Self {
        Self {
            status: Some(200),
            media_type: Some(media_type),
        }
    }

    fn with_status(self) -> Self {
        Self {
            status: None,
            ..self
        }
    }

    /// Headers often have another `content-type` for text and bytes.
    fn with_headers(self) -> Self {
        let is_json = self.media_type == Self::JSON.media_type;
        Self {
            media_type: self
                .media_type
                .map(|media_type| if is_json { media_type } else { "*/*" }),
            ..self
        }
    }
}

/// A reply with a known response. The implementations and their markers are those of [`IntoResponse`](crate::IntoResponse).
pub trait KnownReply<M> {
    /// The type of the body.
    type Body;

    /// Returns status and media type, or `None` if the type does not say.
    fn shape() -> Option<ReplyShape>;
}

/// The body of a reply that has no schema.
pub enum NotJson {}

impl<T: Serialize + 'static> KnownReply<AsJson> for T {
    type Body = T;

    fn shape() -> Option<ReplyShape> {
        let id = TypeId::of::<T>();
        let is_one_of = |ids: &[TypeId]| ids.contains(&id);
        if is_one_of(&[
            TypeId::of::<String>(),
            TypeId::of::<&'static str>(),
            TypeId::of::<Cow<'static, str>>(),
            TypeId::of::<Box<str>>(),
        ]) {
            return Some(ReplyShape::TEXT);
        }
        if is_one_of(&[
            TypeId::of::<Vec<u8>>(),
            TypeId::of::<Bytes>(),
            TypeId::of::<BytesMut>(),
            TypeId::of::<Box<[u8]>>(),
            TypeId::of::<&'static [u8]>(),
            TypeId::of::<Cow<'static, [u8]>>(),
        ]) {
            return Some(ReplyShape::BYTES);
        }
        if id == TypeId::of::<()>() {
            return Some(ReplyShape {
                status: Some(204),
                media_type: None,
            });
        }
        if id == TypeId::of::<Problem>() {
            return Some(ReplyShape {
                status: None,
                media_type: Some("application/problem+json"),
            });
        }
        let name = type_name::<T>();
        if name.starts_with("[u8;") || name.starts_with("&[u8;") {
            return Some(ReplyShape::BYTES);
        }
        // A tuple or array that may be headers: its values decide.
        let may_be_headers = name.starts_with("([") || name.starts_with("[(");
        (!may_be_headers).then_some(ReplyShape::JSON)
    }
}

impl<T: Serialize> KnownReply<AsItself> for Json<T> {
    type Body = T;

    fn shape() -> Option<ReplyShape> {
        Some(ReplyShape::JSON)
    }
}

impl<T> KnownReply<AsItself> for Html<T> {
    type Body = NotJson;

    fn shape() -> Option<ReplyShape> {
        Some(ReplyShape::ok("text/html"))
    }
}

macro_rules! without_schema {
    ($($ty:ty => $shape:expr;)*) => {$(
        impl KnownReply<AsItself> for $ty {
            type Body = NotJson;

            fn shape() -> Option<ReplyShape> {
                Some($shape)
            }
        }
    )*};
}

without_schema! {
    Body => ReplyShape::BYTES;
    StreamBody => ReplyShape::BYTES;
    StatusCode => ReplyShape { status: None, media_type: None };
    Headers => ReplyShape { status: Some(200), media_type: None };
    HeaderMap => ReplyShape { status: Some(200), media_type: None };
    Cookie => ReplyShape { status: Some(200), media_type: None };
    CacheControl => ReplyShape { status: Some(200), media_type: None };
    ContentDisposition => ReplyShape { status: Some(200), media_type: None };
    ETag => ReplyShape { status: Some(200), media_type: None };
    NoContent => ReplyShape { status: Some(204), media_type: None };
}

macro_rules! tuples {
    ($($marker:ty: ($($part:ty,)*) [$($bounds:tt)*] $with:ident;)*) => {$(
        impl<T: KnownReply<M>, M, $($bounds)*> KnownReply<$marker> for ($($part,)* T) {
            type Body = T::Body;

            fn shape() -> Option<ReplyShape> {
                T::shape().map(ReplyShape::$with)
            }
        }
    )*};
}

tuples! {
    WithStatus<M>: (StatusCode,) [] with_status;
    WithHeaders<M>: (H,) [H: TypedHeaders] with_headers;
    WithHeaders<M>: (H, I,) [H: TypedHeaders, I: ResponseHeaders] with_headers;
    WithTextHeaders<WithHeaders<M>>: (H, I,) [H: TextHeaders, I: TypedHeaders] with_headers;
}

macro_rules! tuples_with_status_and_headers {
    ($(($($headers:ident)*))*) => {$(
        impl<T: KnownReply<M>, M, $($headers: ResponseHeaders),*> KnownReply<WithStatus<M>>
            for (StatusCode, $($headers,)* T)
        {
            type Body = T::Body;

            fn shape() -> Option<ReplyShape> {
                T::shape().map(ReplyShape::with_headers).map(ReplyShape::with_status)
            }
        }
    )*};
}

tuples_with_status_and_headers!((H) (H I) (H I J));

impl<H: TextHeaders, T: KnownReply<AsItself>> KnownReply<WithTextHeaders> for (H, T) {
    type Body = T::Body;

    fn shape() -> Option<ReplyShape> {
        T::shape().map(ReplyShape::with_headers)
    }
}

impl<H: TextHeaders, I: TextHeaders, T: KnownReply<AsItself>> KnownReply<WithTextHeaders>
    for (H, I, T)
{
    type Body = T::Body;

    fn shape() -> Option<ReplyShape> {
        T::shape().map(ReplyShape::with_headers)
    }
}

/// Looks up what is known of a return type: `<OfReply<R, _>>::SHAPE`. The marker is inferred.
pub struct OfReply<R, M>(PhantomData<fn() -> (R, M)>);

impl<R: KnownReply<M>, M> OfReply<R, M> {
    /// Status and media type.
    pub const SHAPE: Option<fn() -> Option<ReplyShape>> = Some(R::shape);
}

#[cfg(feature = "schema")]
impl<R: KnownReply<M>, M> OfReply<R, M>
where
    R::Body: schemars::JsonSchema,
{
    /// The schema of the body.
    pub const SCHEMA: Option<SchemaOf> = Some(schema_of::<R::Body>);
}

/// Looks up what is known of the `Ok` of a `Result`: `<OfOk<R, _>>::SHAPE`.
pub struct OfOk<R, M>(PhantomData<fn() -> (R, M)>);

impl<T: KnownReply<M>, E, M> OfOk<Result<T, E>, M> {
    /// Status and media type.
    pub const SHAPE: Option<fn() -> Option<ReplyShape>> = Some(T::shape);
}

#[cfg(feature = "schema")]
impl<T: KnownReply<M>, E, M> OfOk<Result<T, E>, M>
where
    T::Body: schemars::JsonSchema,
{
    /// The schema of the body.
    pub const SCHEMA: Option<SchemaOf> = Some(schema_of::<T::Body>);
}

/// Gives [`OfReply`] and [`OfOk`] their constants for every other type.
pub trait AnyReply {
    /// Not known.
    const SHAPE: Option<fn() -> Option<ReplyShape>> = None;
    /// Not known.
    const SCHEMA: Option<SchemaOf> = None;
}

// With one marker only, which is then inferred.
impl<R> AnyReply for OfReply<R, ()> {}
impl<R> AnyReply for OfOk<R, ()> {}
