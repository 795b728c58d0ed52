//! Cuts an argument list at its commas, so that one piece that does not parse leaves the others readable.

use proc_macro2::{TokenStream, TokenTree};

/// The pieces between the commas of the outermost level; an empty piece (a trailing comma) is left out.
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
