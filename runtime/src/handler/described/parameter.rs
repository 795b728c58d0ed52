//! The parts of a request that parameters are read from.

use std::marker::PhantomData;

use super::problem::ProblemCase;
use super::schema::SchemaOf;
#[cfg(feature = "schema")]
use super::schema::schema_of;
use crate::handler::conditional::Preconditions;
use crate::handler::extract::{Body, Form, FromRequest, Path, Query, Text};
use crate::handler::middleware::{Extension, ExtensionId, Provided};
use crate::handler::reply::{IntoProblem, Json};

/// A parameter of a route.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What it is read from. `None` if its type does not say.
    pub role: Option<Role>,
    /// The schema of its value.
    pub schema: Option<SchemaOf>,
    /// The type that a middleware must provide.
    pub extension: Option<ExtensionId>,
    /// The problem documents of its rejections, beside those of the role. `None` if they are not known.
    pub refusals: Option<&'static [ProblemCase]>,
}

/// The part of a request that a parameter is read from.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    pub(crate) name: &'static str,
    /// Whether a request without this part is accepted.
    pub(crate) is_optional: bool,
    /// Whether its value is validated, and answered with 422 if it is not valid.
    pub(crate) is_validated: bool,
}

impl Role {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            is_optional: false,
            is_validated: false,
        }
    }
}

/// An extractor of a known part of a request.
pub trait RequestPart {
    /// The type of the value.
    type Value;
    /// The part.
    const ROLE: Role;
}

/// The value of a part that has no schema.
pub enum Bytes {}

impl<T> RequestPart for Path<T> {
    type Value = T;
    const ROLE: Role = Role::new("path");
}

impl<T> RequestPart for Query<T> {
    type Value = T;
    const ROLE: Role = Role::new("query");
}

impl<T> RequestPart for Json<T> {
    type Value = T;
    const ROLE: Role = Role::new("json");
}

impl<T> RequestPart for Form<T> {
    type Value = T;
    const ROLE: Role = Role::new("form");
}

#[cfg(feature = "multipart")]
impl<const FIELDS: usize, const BYTES: usize> RequestPart
    for crate::handler::extract::Multipart<FIELDS, BYTES>
{
    type Value = Bytes;
    const ROLE: Role = Role::new("multipart");
}

#[cfg(feature = "validate")]
impl<P: RequestPart> RequestPart for crate::handler::extract::Valid<P> {
    type Value = P::Value;
    const ROLE: Role = Role {
        is_validated: true,
        ..P::ROLE
    };
}

impl RequestPart for Text {
    type Value = String;
    const ROLE: Role = Role::new("text");
}

impl RequestPart for Body {
    type Value = Bytes;
    const ROLE: Role = Role::new("bytes");
}

impl<P: RequestPart> RequestPart for Option<P> {
    type Value = P::Value;
    const ROLE: Role = Role {
        is_optional: true,
        ..P::ROLE
    };
}

/// Looks up what is known of a parameter's type: `<OfParameter<P>>::ROLE`.
pub struct OfParameter<P>(PhantomData<fn() -> P>);

impl<P: RequestPart> OfParameter<P> {
    /// The part of the request.
    pub const ROLE: Option<Role> = Some(P::ROLE);
}

impl<T: Provided> OfParameter<Extension<T>> {
    /// The type that a middleware must provide.
    pub const EXTENSION: Option<ExtensionId> = Some(T::ID);
}

#[cfg(feature = "schema")]
impl<P: RequestPart> OfParameter<P>
where
    P::Value: schemars::JsonSchema,
{
    /// The schema of the value.
    pub const SCHEMA: Option<SchemaOf> = Some(schema_of::<P::Value>);
}

impl<T: FromRequest> OfParameter<T> {
    /// The problem documents of its rejections.
    pub const REFUSALS: Option<&'static [ProblemCase]> = <T::Error as IntoProblem>::CASES;
}

impl OfParameter<Preconditions> {
    /// The problem documents of its rejections.
    pub const REFUSALS: Option<&'static [ProblemCase]> = Some(&[ProblemCase::without_detail(
        412,
        "A precondition of the request failed.",
    )]);
}

/// Gives [`OfParameter`] its constants for every other type.
pub trait AnyParameter {
    /// Not known.
    const REFUSALS: Option<&'static [ProblemCase]> = None;
    /// Not known.
    const ROLE: Option<Role> = None;
    /// Not known.
    const SCHEMA: Option<SchemaOf> = None;
    /// Nothing.
    const EXTENSION: Option<ExtensionId> = None;
}

impl<P> AnyParameter for OfParameter<P> {}
