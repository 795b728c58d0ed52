//! Reads `assets("/app", "dist", fallback = "index.html")`.

use std::path::{Component, Path};

use darling::FromMeta;
use proc_macro2::{Span, TokenStream};
use syn::{LitStr, Meta};

use super::files::{self, Asset, Limit};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::template::Template;
use crate::values::{AssetMaxAge, Name};

/// The expected form.
const FORM: &str = "assets(\"/app\", \"dist\")";

/// A valid folder, with its files.
#[derive(Debug)]
pub(crate) struct Assets {
    /// The path of the folder's route, without a trailing slash.
    pub(super) path: LitStr,
    /// The folder, relative to the package.
    pub(super) folder: LitStr,
    /// The files, sorted by name.
    pub(super) files: Vec<Asset>,
    pub(super) fallback: Option<String>,
    /// In milliseconds.
    pub(super) max_age: Option<u64>,
}

impl Assets {
    /// The position of the path, for messages about its routes.
    pub(crate) fn span(&self) -> Span {
        self.path.span()
    }

    /// Reports files that a load balancer does not pass on.
    pub(crate) fn check_for_load_balancer(&self, errors: &mut Errors) {
        let folder = self.folder.value();
        for file in &self.files {
            if let Some(message) = file.too_large(&folder, Limit::ALB) {
                errors.push(message.at(&self.folder));
            }
        }
    }
}

#[derive(FromMeta)]
struct Args {
    fallback: Option<darling::Result<Name>>,
    max_age: Option<darling::Result<AssetMaxAge>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "assets";
    const KNOWN: &'static [Known] = &[
        Known::new(
            "fallback",
            "fallback = \"index.html\"",
            &["index", "spa", "not_found", "default", "error_document"],
        ),
        Known::new(
            "max_age",
            "max_age = \"1h\"",
            &["age", "ttl", "cache", "cache_control", "maxage", "expires"],
        ),
    ];

    fn shown() -> String {
        "assets(…)".to_owned()
    }
}

impl FromMeta for Assets {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(expected().in_option(item));
        };
        let mut given = pieces::split(list.tokens.clone()).into_iter();
        let (Some(path), Some(folder)) = (given.next(), given.next()) else {
            return Err(expected().in_option(item));
        };
        let mut errors = Errors::default();
        let text = |piece: &TokenStream| {
            syn::parse2::<LitStr>(piece.clone()).map_err(|_| expected().at(piece))
        };
        let path = errors
            .take(text(&path))
            .and_then(|text| errors.take(route(&text)));
        let folder = errors.take(text(&folder));
        let Args { fallback, max_age } =
            options::read_pieces(&Args::shown(), given.collect(), &mut errors);
        let fallback = fallback.and_then(|fallback| errors.take(fallback));
        let max_age = max_age.and_then(|max_age| errors.take(max_age));
        let files = folder.as_ref().and_then(|folder| read(folder, &mut errors));
        if let (Some(folder), Some(files), Some(Name(fallback))) = (&folder, &files, &fallback)
            && !files.iter().any(|file| file.name == fallback.value())
        {
            errors.push(no_fallback(fallback, folder, files));
        }
        errors.into_result().map_err(|error| {
            darling::Error::multiple(error.into_iter().map(darling::Error::from).collect())
        })?;
        // Each was reported if it is missing.
        let (Some(path), Some(folder), Some(files)) = (path, folder, files) else {
            return Err(expected().in_option(item));
        };
        Ok(Self {
            path,
            folder,
            files,
            fallback: fallback.map(|Name(fallback)| fallback.value()),
            max_age: max_age.map(|AssetMaxAge(ms)| ms),
        })
    }
}

fn expected() -> Message {
    Message::new("`assets` takes a path and a folder, both in quotes")
        .help(FORM)
        .note("the folder is relative to the package's `Cargo.toml`")
}

/// The path of the route, as it is joined with others.
fn route(text: &LitStr) -> syn::Result<LitStr> {
    let template = Template::new(text.clone())?;
    if let Some(parameter) = template.first_parameter() {
        let path = text.value();
        let before = path.split("/{").next().unwrap_or_default();
        let path = if before.is_empty() { "/" } else { before };
        return Err(Message::new(format!(
            "the path of assets cannot have parameters, and `{parameter}` is one"
        ))
        .help(format!("assets(\"{path}\", …)"))
        .note("the paths of the files follow the path of the folder")
        .at(text));
    }
    let path = text.value();
    Ok(LitStr::new(path.trim_end_matches('/'), text.span()))
}

fn read(folder: &LitStr, errors: &mut Errors) -> Option<Vec<Asset>> {
    let name = folder.value();
    let path = Path::new(&name);
    let is_relative = path.components().all(|part| {
        matches!(
            part,
            Component::Normal(_) | Component::ParentDir | Component::CurDir
        )
    });
    if name.is_empty() || !is_relative || name.contains('\\') {
        errors.push(
            Message::new("the folder of `assets` must be a relative path with `/`")
                .help(FORM)
                .note("the folder is relative to the package's `Cargo.toml`")
                .at(folder),
        );
        return None;
    }
    match files::read(&name) {
        Ok(files) if files.is_empty() => {
            errors.push(
                Message::new(format!("the folder `{name}` has no files"))
                    .help("build the files before the function")
                    .note("files whose names begin with a dot are left out, except those in `.well-known`")
                    .at(folder),
            );
            None
        }
        Ok(files) => {
            let before = errors.count();
            for file in &files {
                if let Some(message) = file.too_large(&name, Limit::LAMBDA) {
                    errors.push(message.at(folder));
                }
            }
            (errors.count() == before).then_some(files)
        }
        Err(reason) => {
            errors.push(
                reason
                    .note("the folder is relative to the package's `Cargo.toml`")
                    .at(folder),
            );
            None
        }
    }
}

fn no_fallback(fallback: &LitStr, folder: &LitStr, files: &[Asset]) -> syn::Error {
    let wanted = fallback.value();
    let near = files
        .iter()
        .max_by(|one, other| {
            let alike = |file: &Asset| strsim::jaro_winkler(&file.name, &wanted);
            alike(one).total_cmp(&alike(other))
        })
        .map_or("index.html", |file| &file.name);
    Message::new(format!(
        "the folder `{}` has no file `{wanted}`",
        folder.value()
    ))
    .help(format!("fallback = \"{near}\""))
    .note("the fallback answers for paths without a file; its name is relative to the folder")
    .at(fallback)
}
