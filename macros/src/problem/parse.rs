//! Parses the item into its model.

use proc_macro2::{Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, LitStr, Meta, Token, Type, Variant};

use super::args::Args;
use super::model::{Answer, Case, Model, Place};
use crate::attributes::documentation;
use crate::crate_path::CratePath;
use crate::expansion::Parsed;
use crate::names;
use crate::options;
use crate::report::{Errors, Message};
use crate::values::header_name;

/// The standard members of a problem document (RFC 9457, section 3.1).
const RESERVED: [&str; 5] = ["type", "title", "status", "detail", "instance"];

pub(super) fn parse(_: TokenStream, item: TokenStream, errors: &mut Errors) -> Parsed<Model> {
    let Some(input) = errors.take(syn::parse2::<DeriveInput>(item)) else {
        return Parsed::Refused(TokenStream::new());
    };
    let before = errors.count();
    let (krate, cases) = match &input.data {
        Data::Enum(data) => {
            let args = args(&input.attrs, errors);
            only_crate(&args, &input.attrs, errors);
            let cases = data
                .variants
                .iter()
                .filter_map(|item| variant(item, errors));
            let cases = cases.collect();
            (take_crate(args, errors), cases)
        }
        Data::Struct(data) => {
            let mut args = args(&input.attrs, errors);
            let krate = args.krate.take();
            let case = Named {
                name: &input.ident,
                variant: None,
                fields: &data.fields,
                docs: documentation(&input.attrs),
                is_read: errors.count() == before,
            };
            let case = case.read(args, errors);
            let krate = krate.and_then(|krate| errors.take(krate));
            (krate.unwrap_or_default(), case.into_iter().collect())
        }
        Data::Union(data) => {
            errors.push(
                Message::new("`#[derive(Problem)]` must be on an enum or a struct, not on a union")
                    .at(data.union_token),
            );
            return Parsed::Refused(TokenStream::new());
        }
    };
    Parsed::Model(Model {
        krate,
        name: input.ident,
        generics: input.generics,
        cases,
        is_partial: errors.count() != before,
    })
}

/// The options in all `#[problem(…)]` of an item.
fn args(attributes: &[Attribute], errors: &mut Errors) -> Args {
    let mut tokens = TokenStream::new();
    for attribute in problem_attributes(attributes) {
        match &attribute.meta {
            Meta::List(list) => {
                let list = &list.tokens;
                tokens.extend(quote::quote!(#list,));
            }
            other => errors.push(
                Message::new("the options of `#[problem]` must be in parentheses")
                    .help("#[problem(status = 404)]")
                    .at(other),
            ),
        }
    }
    options::read(tokens, errors)
}

fn problem_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("problem"))
}

fn take_crate(args: Args, errors: &mut Errors) -> CratePath {
    let krate = args.krate.and_then(|krate| errors.take(krate));
    krate.unwrap_or_default()
}

fn only_crate(args: &Args, attributes: &[Attribute], errors: &mut Errors) {
    let is_said = args.status.is_some()
        || args.kind.is_some()
        || args.title.is_some()
        || args.header.is_some()
        || args.transparent.is_present();
    if let (true, Some(attribute)) = (is_said, problem_attributes(attributes).next()) {
        errors.push(
            Message::new("these options belong on each variant, not on the enum")
                .help("#[problem(status = 404)] above each variant")
                .at(attribute),
        );
    }
}

fn variant(item: &Variant, errors: &mut Errors) -> Option<Case> {
    let before = errors.count();
    let mut args = args(&item.attrs, errors);
    let is_read = errors.count() == before;
    if args.krate.take().is_some() {
        errors.push(
            Message::new("`crate` belongs on the enum, not on a variant")
                .help("#[problem(crate = ::gatewright)] above the enum")
                .at(&item.ident),
        );
    }
    let case = Named {
        name: &item.ident,
        variant: Some(item.ident.clone()),
        fields: &item.fields,
        docs: documentation(&item.attrs),
        is_read,
    };
    case.read(args, errors)
}

/// A case whose options have not been checked.
struct Named<'a> {
    name: &'a Ident,
    variant: Option<Ident>,
    fields: &'a Fields,
    docs: String,
    /// Whether its options could be read. If not, a status that seems to be missing may be among the unreadable ones.
    is_read: bool,
}

impl Named<'_> {
    fn read(self, args: Args, errors: &mut Errors) -> Option<Case> {
        let Args {
            status,
            kind,
            title,
            header,
            transparent,
            krate: _,
        } = args;
        let (members, header_fields) = members(self.fields, errors);
        let answer = if transparent.is_present() {
            let is_alone =
                status.is_none() && kind.is_none() && title.is_none() && header.is_none();
            let (place, ty) = self.only_field(is_alone, transparent.span(), errors)?;
            Answer::Transparent(place, Box::new(ty))
        } else {
            let Some(status) = status else {
                if self.is_read {
                    errors.push(self.without_status());
                }
                return None;
            };
            let kind = kind.and_then(|kind| errors.take(kind));
            let title = title.and_then(|title| errors.take(title));
            let header = header.and_then(|header| errors.take(header));
            Answer::Document {
                status: errors.take(status)?,
                kind: kind.map(|kind| kind.0),
                title: title.map(|title| title.0),
                members,
                headers: header.unwrap_or_default().0,
                header_fields,
            }
        };
        Some(Case {
            variant: self.variant,
            answer,
            docs: self.docs,
        })
    }

    fn without_status(&self) -> syn::Error {
        let what = if self.variant.is_some() {
            "variant"
        } else {
            "struct"
        };
        Message::new(format!("the {what} `{}` has no status", self.name))
            .help(format!("#[problem(status = {})]", likely_status(self.name)))
            .note("HTTP clients receive the status; choose one from 400 to 599")
            .at(self.name)
    }

    fn only_field(&self, is_alone: bool, span: Span, errors: &mut Errors) -> Option<(Place, Type)> {
        if !is_alone {
            errors.push(
                Message::new(format!(
                    "`{}` is `transparent` and cannot have other options",
                    self.name
                ))
                .help("#[problem(transparent)]")
                .note("the field's own problem document provides status, type, title and headers")
                .at_span(span),
            );
            return None;
        }
        let types = self.fields.iter().map(|field| field.ty.clone());
        let mut fields = places(self.fields).zip(types);
        match (fields.next(), fields.next()) {
            (Some(only), None) => Some(only),
            _ => {
                errors.push(
                    Message::new(format!(
                        "`{}` is `transparent` and must have exactly one field",
                        self.name
                    ))
                    .help(format!(
                        "{}(Inner), where `Inner` implements `IntoProblem`",
                        self.name
                    ))
                    .at_span(span),
                );
                None
            }
        }
    }
}

/// The most common status for a name like this, for the help.
fn likely_status(name: &Ident) -> u16 {
    let name = names::plain(name).to_lowercase();
    let likely = [
        ("unauthori", 401),
        ("forbidden", 403),
        ("denied", 403),
        ("notfound", 404),
        ("unknown", 404),
        ("missing", 404),
        ("conflict", 409),
        ("exists", 409),
        ("toolarge", 413),
        ("invalid", 422),
        ("toomany", 429),
        ("unavailable", 503),
        ("timeout", 504),
        ("internal", 500),
    ];
    likely
        .into_iter()
        .find_map(|(part, status)| name.contains(part).then_some(status))
        .unwrap_or(400)
}

fn places(fields: &Fields) -> impl Iterator<Item = Place> {
    let all = fields.members().zip(fields);
    all.map(|(field, with_type)| Place {
        field,
        ty: with_type.ty.span(),
    })
}

/// The members of the document, and the fields that are headers.
type Members = (Vec<(Place, String, Type)>, Vec<(Place, String)>);

fn members(fields: &Fields, errors: &mut Errors) -> Members {
    let (mut members, mut headers) = (Vec::new(), Vec::new());
    for (place, field) in places(fields).zip(fields) {
        for attribute in problem_attributes(&field.attrs) {
            let metas = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let Some(metas) = errors.take(metas.map_err(|_| form().at(attribute))) else {
                continue;
            };
            if metas.is_empty() {
                errors.push(form().at(attribute));
            }
            for meta in &metas {
                if meta.path().is_ident("header") {
                    let is_header = |(other, _): &(Place, String)| other.field == place.field;
                    if headers.iter().any(is_header) {
                        errors.push(
                            Message::new("a field is the value of one header")
                                .help("remove one of them")
                                .at(meta),
                        );
                    } else if let Some(name) = errors.take(header(meta)) {
                        headers.push((place.clone(), name));
                    }
                } else if let Some(name) = errors.take(member(meta, field)) {
                    members.push((place.clone(), name, field.ty.clone()));
                }
            }
        }
    }
    (members, headers)
}

fn form() -> Message {
    Message::new("`#[problem]` on a field makes it a member of the document or a header").help(
        "#[problem(extend)], #[problem(extend = \"name\")], or #[problem(header = \"retry-after\")]",
    )
}

/// The header whose value a field is.
fn header(meta: &Meta) -> syn::Result<String> {
    let Meta::NameValue(pair) = meta else {
        return Err(form().at(meta));
    };
    let value = &pair.value;
    let name: LitStr = syn::parse2(quote::quote!(#value)).map_err(|_| form().at(value))?;
    header_name(&name.value(), &name)
}

/// The name of a field in the document.
fn member(meta: &Meta, field: &Field) -> syn::Result<String> {
    if !meta.path().is_ident("extend") {
        return Err(form().at(meta.path()));
    }
    let (name, at) = match (meta, &field.ident) {
        (Meta::Path(_), Some(ident)) => (names::plain(ident), quote::quote!(#ident)),
        (Meta::Path(path), None) => {
            return Err(
                Message::new("a field of a tuple needs a name in the document")
                    .help("#[problem(extend = \"name\")]")
                    .at(path),
            );
        }
        (Meta::NameValue(pair), _) => {
            let value = &pair.value;
            let name: LitStr = syn::parse2(quote::quote!(#value)).map_err(|_| form().at(value))?;
            (name.value(), quote::quote!(#name))
        }
        (Meta::List(list), _) => return Err(form().at(list)),
    };
    if RESERVED.contains(&name.as_str()) {
        return Err(Message::new(format!(
            "`{name}` is a standard member of problem documents"
        ))
        .help("#[problem(extend = \"another_name\")]")
        .note("RFC 9457 defines `type`, `title`, `status`, `detail` and `instance`")
        .at(at));
    }
    Ok(name)
}
