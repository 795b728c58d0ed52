//! The options of an attribute, `name = value, …`: read one by one, so that one mistake hides no other.

mod known;
pub(crate) mod pieces;

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::TokenStream;
use syn::Meta;

pub(crate) use self::known::{Known, unknown_name};
use crate::report::{Errors, Message};

/// A darling struct of an attribute's options. Each field is an `Option<darling::Result<…>>`, so that a bad value leaves the others standing.
pub(crate) trait Options: FromMeta {
    /// The attribute's name.
    const ATTRIBUTE: &'static str;
    /// The attribute as messages show it.
    fn shown() -> String {
        format!("#[{}]", Self::ATTRIBUTE)
    }

    /// Every option.
    const KNOWN: &'static [Known];
}

/// Reads the options, reporting what is not `name = value`, not known, or given twice; the first of two counts.
pub(crate) fn read<T: Options>(args: TokenStream, errors: &mut Errors) -> T {
    read_pieces(&T::shown(), pieces::split(args), errors)
}

/// The same for an attribute that shares its options with others, and after arguments that are no options.
pub(crate) fn read_pieces<T: Options>(
    shown: &str,
    pieces: Vec<TokenStream>,
    errors: &mut Errors,
) -> T {
    let mut metas = Vec::new();
    for piece in pieces {
        match syn::parse2::<NestedMeta>(piece.clone()) {
            Ok(NestedMeta::Meta(meta)) => metas.push(meta),
            _ => errors.push(malformed::<T>(shown).at(piece)),
        }
    }
    metas.retain(|meta| match known::lookup(T::KNOWN, meta.path()) {
        Some(_) => true,
        None => {
            errors
                .push(known::unknown_name(shown, "option", T::KNOWN, meta.path()).at(meta.path()));
            false
        }
    });
    let once = without_repeated(metas, errors);
    T::from_list(&once).expect("every field is optional, known, and keeps its own error")
}

fn without_repeated(metas: Vec<Meta>, errors: &mut Errors) -> Vec<NestedMeta> {
    let mut once: Vec<(Meta, bool)> = Vec::new();
    for meta in metas {
        let Some((first, is_reported)) = once
            .iter_mut()
            .find(|(first, _)| first.path() == meta.path())
        else {
            once.push((meta, false));
            continue;
        };
        let name = known::name_of(meta.path());
        if !*is_reported {
            errors.push(
                Message::new(format!("`{name}` is given more than once: here first"))
                    .help("keep one of them")
                    .at(first.path()),
            );
            *is_reported = true;
        }
        errors.push(
            Message::new(format!("`{name}` is given again"))
                .help("keep one of them")
                .at(meta.path()),
        );
    }
    once.into_iter()
        .map(|(meta, _)| NestedMeta::Meta(meta))
        .collect()
}

fn malformed<T: Options>(shown: &str) -> Message {
    let forms: Vec<_> = T::KNOWN.iter().map(|known| known.form).collect();
    Message::new(format!(
        "`{shown}` takes options of the form `name = value`"
    ))
    .help(forms.join(", "))
}
