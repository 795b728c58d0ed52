//! The options of an attribute, `name = value, …`. Each is read separately, so that one mistake does not hide another.

pub(crate) mod pieces;

use std::borrow::Borrow;

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{MacroDelimiter, Meta, Path};

use crate::report::{Errors, Message};
use crate::settings::{Property, Settings};
use crate::type_to_string::tokens_to_string;

/// A darling struct of an attribute's options. Each field is an `Option<darling::Result<…>>`, so that a bad value leaves the others
/// readable.
pub(crate) trait Options: FromMeta {
    /// The attribute's name.
    const ATTRIBUTE: &'static str;

    /// Every option.
    const KNOWN: &'static [Known];

    /// Former names of options.
    const RENAMED: &'static [Renamed] = &[];

    /// Options of AWS that are not options here, and where they belong.
    const ELSEWHERE: &'static [Elsewhere] = &[];

    /// The attribute as messages show it.
    fn shown() -> String {
        format!("#[{}]", Self::ATTRIBUTE)
    }
}

/// Reads the options. Reports arguments that are not `name = value`, unknown or repeated; the first of two counts.
pub(crate) fn read<T: Options>(args: TokenStream, errors: &mut Errors) -> T {
    read_pieces(&T::shown(), pieces::split(args), errors)
}

/// Reads options that several attributes share, or that follow other arguments.
pub(crate) fn read_pieces<T: Options>(
    shown: &str,
    pieces: Vec<TokenStream>,
    errors: &mut Errors,
) -> T {
    read_with_settings(shown, pieces, &[], errors).0
}

/// Reads options, and settings of the deployment among them.
pub(crate) fn read_with_settings<T: Options>(
    shown: &str,
    pieces: Vec<TokenStream>,
    properties: &[Property],
    errors: &mut Errors,
) -> (T, Settings) {
    let known: Vec<_> = T::KNOWN.iter().chain(known_of(properties)).collect();
    let mut metas = well_formed(pieces, errors, || malformed(shown, T::KNOWN));
    metas.retain(|meta| {
        let is_known = lookup(&known, meta.path()).is_some();
        if !is_known {
            let elsewhere = T::ELSEWHERE.iter().find(|elsewhere| {
                elsewhere
                    .names
                    .iter()
                    .any(|name| meta.path().is_ident(name))
            });
            let message = match (renamed(T::RENAMED, meta.path()), elsewhere) {
                (Some(renamed), _) => renamed.message(&with_name(meta, renamed.new)),
                (None, Some(elsewhere)) => elsewhere.message(shown, meta.path()),
                (None, None) => unknown_name(shown, "option", &known, meta.path()),
            };
            errors.push(message.at(meta.path()));
        }
        is_known
    });
    let once = without_repeated(metas, errors);
    let settings = Settings::read(properties, &once, errors);
    let own: Vec<_> = once
        .into_iter()
        .filter(|meta| lookup(T::KNOWN, meta.path()).is_some())
        .map(NestedMeta::Meta)
        .collect();
    let options =
        T::from_list(&own).expect("every field is optional, known, and keeps its own error");
    (options, settings)
}

/// Reads the options of a list of settings. Reports those that are not among the properties, and those that are given more than once.
pub(crate) fn metas(
    shown: &str,
    pieces: Vec<TokenStream>,
    properties: &[Property],
    errors: &mut Errors,
) -> Vec<Meta> {
    let known: Vec<_> = known_of(properties).collect();
    let mut metas = well_formed(pieces, errors, || malformed(shown, known.iter().copied()));
    metas.retain(|meta| {
        let is_known = lookup(&known, meta.path()).is_some();
        if !is_known {
            errors.push(unknown_name(shown, "option", &known, meta.path()).at(meta.path()));
        }
        is_known
    });
    without_repeated(metas, errors)
}

fn known_of(properties: &[Property]) -> impl Iterator<Item = &Known> {
    properties.iter().map(|property| &property.known)
}

fn well_formed(
    pieces: Vec<TokenStream>,
    errors: &mut Errors,
    malformed: impl Fn() -> Message,
) -> Vec<Meta> {
    let mut metas = Vec::new();
    for piece in pieces {
        match syn::parse2::<NestedMeta>(piece.clone()) {
            Ok(NestedMeta::Meta(meta)) => metas.push(meta),
            _ => errors.push(malformed().at(piece)),
        }
    }
    metas
}

fn without_repeated(metas: Vec<Meta>, errors: &mut Errors) -> Vec<Meta> {
    let mut once: Vec<(Meta, bool)> = Vec::new();
    for meta in metas {
        let Some((first, is_reported)) = once
            .iter_mut()
            .find(|(first, _)| first.path() == meta.path())
        else {
            once.push((meta, false));
            continue;
        };
        let name = name_of(meta.path());
        if !*is_reported {
            errors.push(
                Message::new(format!("`{name}` is given more than once"))
                    .help("remove one of them")
                    .at(first.path()),
            );
            *is_reported = true;
        }
        errors.push(
            Message::new(format!("`{name}` is given again"))
                .help("remove one of them")
                .at(meta.path()),
        );
    }
    once.into_iter().map(|(meta, _)| meta).collect()
}

fn malformed<'a>(shown: &str, known: impl IntoIterator<Item = &'a Known>) -> Message {
    let forms: Vec<_> = known.into_iter().map(|known| known.form).collect();
    Message::new(format!(
        "`{shown}` takes options of the form `name = value`"
    ))
    .help(forms.join(", "))
}

/// The option as written, under another name.
fn with_name(meta: &Meta, name: &str) -> String {
    match meta {
        Meta::Path(_) => name.to_owned(),
        Meta::List(list) => {
            let arguments = tokens_to_string(list.tokens.clone());
            match list.delimiter {
                MacroDelimiter::Paren(_) => format!("{name}({arguments})"),
                MacroDelimiter::Bracket(_) => format!("{name}[{arguments}]"),
                MacroDelimiter::Brace(_) => format!("{name}{{{arguments}}}"),
            }
        }
        Meta::NameValue(pair) => {
            format!(
                "{name} = {}",
                tokens_to_string(pair.value.to_token_stream())
            )
        }
    }
}

/// One option of an attribute.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name.
    pub(crate) name: &'static str,
    /// How it is written, with an example value.
    pub(crate) form: &'static str,
    /// Names that others use for it, in AWS's templates and in similar frameworks.
    pub(crate) also: &'static [&'static str],
}

impl Known {
    pub(crate) const fn new(
        name: &'static str,
        form: &'static str,
        also: &'static [&'static str],
    ) -> Self {
        Self { name, form, also }
    }
}

/// The similarity (Jaro-Winkler, 0 to 1) from which a name is suggested. One typo in a short word is above it.
const NEAR: f64 = 0.8;

/// The option of this name.
fn lookup<'a, K: Borrow<Known>>(known: &'a [K], path: &Path) -> Option<&'a Known> {
    let name = name_of(path);
    known
        .iter()
        .map(Borrow::borrow)
        .find(|option| option.name == name)
}

/// The path as source text.
fn name_of(path: &Path) -> String {
    let segments: Vec<_> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    segments.join("::")
}

/// The message for an unknown name. `taker` is the attribute or item that takes the names, and `kind` is the kind of thing that they name.
pub(crate) fn unknown_name<K: Borrow<Known>>(
    taker: &str,
    kind: &str,
    known: &[K],
    path: &Path,
) -> Message {
    let known: Vec<&Known> = known.iter().map(Borrow::borrow).collect();
    let name = name_of(path);
    let message = Message::new(format!("`{taker}` has no {kind} `{name}`"));
    let all: Vec<_> = known
        .iter()
        .map(|option| format!("`{}`", option.name))
        .collect();
    let note = match all.as_slice() {
        [only] => format!("its only {kind} is {only}"),
        _ => format!("its {kind}s are {}", all.join(", ")),
    };
    match meant(&known, &name) {
        Some(option) => message.help(option.form),
        None => message,
    }
    .note(note)
}

fn meant<'a>(known: &[&'a Known], name: &str) -> Option<&'a Known> {
    let lower = name.to_lowercase();
    let score = |option: &Known| {
        let names = std::iter::once(&option.name).chain(option.also);
        names
            .map(|name| strsim::jaro_winkler(name, &lower))
            .fold(0.0, f64::max)
    };
    known
        .iter()
        .map(|option| (score(option), *option))
        .filter(|(score, _)| *score >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, option)| option)
}

/// An option under a former name.
#[derive(Debug)]
pub(crate) struct Renamed {
    /// The former name.
    pub(crate) old: &'static str,
    /// Its present name.
    pub(crate) new: &'static str,
}

impl Renamed {
    /// The message for the former name; `form` is how the user's own arguments are written now.
    pub(crate) fn message(&self, form: &str) -> Message {
        Message::new(format!("`{}` is now called `{}`", self.old, self.new)).help(form)
    }
}

/// Options that belong elsewhere.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    /// Their names.
    pub(crate) names: &'static [&'static str],
    /// What to do instead.
    pub(crate) instead: &'static str,
    /// Why.
    pub(crate) reason: &'static str,
}

impl Elsewhere {
    fn message(&self, taker: &str, path: &Path) -> Message {
        Message::new(format!("`{taker}` has no option `{}`", name_of(path)))
            .help(self.instead)
            .note(self.reason)
    }
}

/// The renamed option of this former name.
pub(crate) fn renamed<'a>(renamed: &'a [Renamed], path: &Path) -> Option<&'a Renamed> {
    renamed.iter().find(|renamed| path.is_ident(renamed.old))
}
