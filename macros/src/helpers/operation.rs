//! `#[operation]`, `#[operation("name")]` and `#[operation("name", schema = 2)]`.

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::{Attribute, LitStr, Meta};

use super::source::given;
use super::{Helper, Key};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::{Name, Schema};

pub(super) const HELPER: Helper = Helper {
    name: "operation",
    form: "#[operation]",
    signature: "pub async fn NAME(job: Job) -> Result<Report, Error>",
    read,
};

/// The options that may follow the name.
#[derive(FromMeta)]
struct Args {
    schema: Option<darling::Result<Schema>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "operation";
    const KNOWN: &'static [Known] = &[Known {
        name: "schema",
        form: "schema = 2",
        also: &["version", "schema_version", "revision"],
    }];
}

fn read(_: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form =
        Message::new("`#[operation]` takes a name in quotes, or `schema`, or both, or nothing")
            .help("#[operation(\"orders.reindex\")]");
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Key::Operation {
            name: None,
            schema: None,
        });
    };
    let mut pieces = pieces::split(arguments);
    // A name is not an option: the message for `name = "…"` shows how to write it.
    let is_option = |piece: &TokenStream| matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(pair)) if !pair.path.is_ident("name"));
    let mut errors = Errors::default();
    let name = match pieces.first() {
        Some(first) if is_option(first) => None,
        Some(first) => {
            let name: LitStr = syn::parse2(first.clone()).map_err(|_| form.at(first))?;
            pieces.remove(0);
            errors.take(Name::new(name))
        }
        None => return Err(form.at(&attribute.meta)),
    };
    let Args { schema } = options::read_pieces("#[operation]", pieces, &mut errors);
    let schema = schema.and_then(|schema| errors.take(schema));
    errors.into_result()?;
    Ok(Key::Operation { name, schema })
}
