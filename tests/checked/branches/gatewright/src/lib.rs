use proc_macro::TokenStream;

#[proc_macro_attribute]
pub fn lazy_module(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
