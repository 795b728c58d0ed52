//! Splits an argument list at its commas, so that one invalid piece leaves the others readable.

use proc_macro2::{TokenStream, TokenTree};

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
