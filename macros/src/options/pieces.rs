//! Splits an argument list at its commas, so that one invalid piece leaves the others readable.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use crate::report::Message;

/// The pieces between top-level commas. Empty pieces, as after a trailing comma, are left out.
pub(crate) fn split(args: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    for token in args {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => pieces.push(TokenStream::new()),
            token => pieces
                .last_mut()
                .expect("there is always one")
                .extend([token]),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Reads a list of paths, each of which may be in it once.
pub(crate) fn paths<P: PartialEq + ToTokens>(
    args: TokenStream,
    read: impl Fn(&TokenStream) -> darling::Result<P>,
) -> darling::Result<Vec<P>> {
    let mut paths: Vec<P> = Vec::new();
    let mut errors = Vec::new();
    for piece in split(args) {
        match read(&piece) {
            Ok(path) if paths.contains(&path) => {
                let text = written(&path);
                errors.push(
                    Message::new(format!("`{text}` is listed twice"))
                        .help("remove one of them")
                        .in_option(piece),
                );
            }
            Ok(path) => paths.push(path),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(paths)
    } else {
        Err(darling::Error::multiple(errors))
    }
}

/// A path as source text.
pub(crate) fn written(path: &impl ToTokens) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
