//! The values of the options of `#[dispatch]`: interfaces, prefix, layer, and the members of a direct invocation.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{LitStr, Meta, Path, PathArguments, Token};

use crate::options::pieces;
use crate::report::{Errors, Message};
use crate::template::Template;
use crate::values::{Name, text};

/// The paths of other `#[dispatch]` modules, as written, relative to the module that has the attribute.
#[derive(Debug, Default)]
pub(super) struct Interfaces(pub(super) Vec<Path>);

impl FromMeta for Interfaces {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(form().in_option(item));
        };
        let paths = pieces::paths(list.tokens.clone(), read)?;
        if paths.is_empty() {
            return Err(form().in_option(item));
        }
        Ok(Self(paths))
    }
}

fn form() -> Message {
    Message::new("`interfaces` takes paths of `#[dispatch]` modules")
        .help("interfaces(orders::api, users::api)")
}

fn read(piece: &TokenStream) -> darling::Result<Path> {
    let Ok(path) = syn::parse2::<Path>(piece.clone()) else {
        return Err(form().in_option(piece));
    };
    match path.segments.last() {
        Some(last) if last.ident == "INTERFACE" => {
            let mut module = path.clone();
            module.segments.pop();
            Err(
                Message::new("`interfaces` takes the module, not its `INTERFACE` constant")
                    .help(format!(
                        "interfaces({})",
                        pieces::written(&without_last_colons(module))
                    ))
                    .in_option(piece),
            )
        }
        _ if path
            .segments
            .iter()
            .any(|segment| !matches!(segment.arguments, PathArguments::None)) =>
        {
            Err(form().in_option(piece))
        }
        _ => Ok(path),
    }
}

fn without_last_colons(mut path: Path) -> Path {
    path.segments = path
        .segments
        .into_iter()
        .collect::<Punctuated<_, Token![::]>>();
    path
}

/// The prefix of every route: a path of literals, without a trailing slash.
#[derive(Debug)]
pub(super) struct Prefix(pub(super) LitStr);

impl FromMeta for Prefix {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let template = Template::new(text.clone())?;
        if let Some(parameter) = template.first_parameter() {
            return Err(Message::new(format!(
                "a prefix cannot have parameters, and `{parameter}` is one"
            ))
            .help("write it in the template of each route, where a `Path` parameter can take it")
            .in_option(text));
        }
        if template.is_root() {
            return Err(Message::new("the prefix `/` has no effect")
                .help("prefix = \"/v1\"")
                .in_option(text));
        }
        let path = text.value();
        Ok(Self(LitStr::new(path.trim_end_matches('/'), text.span())))
    }
}

/// The base paths of custom domains: paths of literals, without a trailing slash.
#[derive(Debug)]
pub(super) struct BasePaths(pub(super) Vec<LitStr>);

impl FromMeta for BasePaths {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Ok(Self(vec![base_path(&text(item)?)?]));
        };
        let mut paths: Vec<LitStr> = Vec::new();
        let mut errors = Vec::new();
        for piece in pieces::split(list.tokens.clone()) {
            let path = syn::parse2::<LitStr>(piece.clone())
                .map_err(|_| base_path_form().in_option(&piece))
                .and_then(|text| base_path(&text));
            match path {
                Ok(path) if paths.iter().any(|other| other.value() == path.value()) => {
                    errors.push(
                        Message::new(format!("`{}` is listed twice", path.value()))
                            .help("remove one of them")
                            .in_option(piece),
                    );
                }
                Ok(path) => paths.push(path),
                Err(error) => errors.push(error),
            }
        }
        if paths.is_empty() && errors.is_empty() {
            return Err(base_path_form().in_option(item));
        }
        if errors.is_empty() {
            Ok(Self(paths))
        } else {
            Err(darling::Error::multiple(errors))
        }
    }
}

fn base_path_form() -> Message {
    Message::new("`base_path` takes paths in quotes").help("base_path(\"/v1\", \"/orders/v2\")")
}

/// Reads one base path.
fn base_path(text: &LitStr) -> darling::Result<LitStr> {
    let template = Template::new(text.clone())?;
    if let Some(parameter) = template.first_parameter() {
        return Err(Message::new(format!(
            "a base path cannot have parameters, and `{parameter}` is one"
        ))
        .help("list every base path: base_path(\"/v1\", \"/v2\")")
        .in_option(text));
    }
    if template.is_root() {
        return Err(Message::new("the base path `/` has no effect")
            .help("base_path = \"/v1\", or remove the option")
            .note("a custom domain that is mapped without a base path needs no option")
            .in_option(text));
    }
    let path = text.value();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "$-_.+!*'()/".contains(c);
    if let Some(other) = path.chars().find(|c| !is_allowed(*c)) {
        return Err(
            Message::new(format!("a base path cannot contain `{other}`"))
                .help("base_path = \"/v1\"")
                .note(
                    "API Gateway takes letters, digits and `$-_.+!*'()/` in the path of a mapping",
                )
                .in_option(text),
        );
    }
    Ok(LitStr::new(path.trim_end_matches('/'), text.span()))
}

/// The layer of a module: one of the built-in ones, or one of the package's own, which only the check of the whole crate knows.
#[derive(Debug)]
pub(super) struct Layer(pub(super) LitStr);

/// The built-in layers, top first.
const BUILT_IN: [&str; 3] = ["gateway", "interface", "core"];

/// The similarity (Jaro-Winkler, 0 to 1) from which a name is taken for a misspelt built-in layer: `gatway`, `interfaces` and `cor`
/// are, `gate` is not.
const MISSPELT: f64 = 0.93;

impl FromMeta for Layer {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Name(text) = Name::from_meta(item)?;
        let name = text.value();
        let is_alike = |layer: &&str| strsim::jaro_winkler(layer, &name.to_lowercase()) >= MISSPELT;
        match BUILT_IN.into_iter().find(is_alike) {
            Some(meant) if meant != name => Err(Message::new(format!("unknown layer `{name}`"))
                .help(format!("layer = \"{meant}\""))
                .note("the layers are `gateway`, `interface` and `core`, and those listed as `layers` in `[package.metadata.gatewright]`; a layer of your own needs a name less similar to these three")
                .in_option(text)),
            _ => Ok(Self(text)),
        }
    }
}

/// The member that holds a continuation token, which neither option may rename something to.
const CONTINUATION: &str = "continuation";

/// The names of the two members, of which at least one was given.
#[derive(Debug)]
pub(super) struct Envelope {
    key: String,
    payload: String,
}

impl Envelope {
    /// Reads both names. The default replaces one that was not given or is invalid.
    pub(super) fn of(
        key: Option<darling::Result<Name>>,
        payload: Option<darling::Result<Name>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        if key.is_none() && payload.is_none() {
            return None;
        }
        let key = key.and_then(|key| errors.take(key));
        let payload = payload.and_then(|payload| errors.take(payload));
        let text = |name: &Option<Name>, default: &str| {
            name.as_ref()
                .map_or_else(|| default.to_owned(), |name| name.0.value())
        };
        let envelope = Self {
            key: text(&key, "operation"),
            payload: text(&payload, "payload"),
        };
        if envelope.key == envelope.payload
            && let Some(name) = payload.as_ref().or(key.as_ref())
        {
            errors.push(
                Message::new(format!(
                    "`{}` cannot be both the operation's key and its payload",
                    envelope.key
                ))
                .help("key = \"operation\", payload = \"payload\"")
                .note("a direct invocation is a JSON object with one member for each")
                .at(&name.0),
            );
        }
        for name in [&payload, &key].into_iter().flatten() {
            if name.0.value() == CONTINUATION {
                errors.push(
                    Message::new(format!("`{CONTINUATION}` is reserved for continuation tokens"))
                        .help("choose another name for the member")
                        .note("an operation that returns `Progress` is resumed with a token in this member")
                        .at(&name.0),
                );
            }
        }
        Some(envelope)
    }

    /// The runtime's `Envelope` with these names.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let Self { key, payload } = self;
        quote!(#private::Envelope::named(#key, #payload))
    }
}
