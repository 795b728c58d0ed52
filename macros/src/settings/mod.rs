//! Settings of the deployment: options with the names of SAM's properties in `snake_case`.
//!
//! A table of [`Property`]s says which settings an attribute takes, `read` reads them, and [`Settings::value`] writes them as the tree of
//! constants that the manifest prints. Values need no type of their own, because nothing but the manifest reads them.

mod names;
mod property;
mod read;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

pub(crate) use self::names::{refuse_layer, refuse_log_group, refuse_variable};
pub(crate) use self::property::{Property, Takes};

/// The settings that were given, in the order of the table.
#[derive(Debug, Default)]
pub(crate) struct Settings(Vec<Setting>);

/// A setting and its places, which messages underline.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    /// The whole option as written.
    pub(crate) written: TokenStream,
    /// The value as written, or the whole option if it is a list.
    pub(crate) value_at: TokenStream,
}

/// A valid value.
#[derive(Debug)]
pub(crate) enum Value {
    Text(LitStr),
    Number(u32),
    Flag(bool),
    Texts(Vec<LitStr>),
    Map(Settings),
}

impl Settings {
    /// Whether no setting was given, or none was valid.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the setting at this path: `event_invoke_config.maximum_retry_attempts`.
    pub(crate) fn get(&self, path: &str) -> Option<&Setting> {
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let setting = self.0.iter().find(|setting| setting.name == name)?;
        match (rest, &setting.value) {
            (None, _) => Some(setting),
            (Some(rest), Value::Map(inner)) => inner.get(rest),
            (Some(_), _) => None,
        }
    }

    /// Returns the text at this path.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        match &self.get(path)?.value {
            Value::Text(text) => Some(text.value()),
            _ => None,
        }
    }

    /// Returns the number at this path.
    pub(crate) fn number(&self, path: &str) -> Option<u32> {
        match self.get(path)?.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the list of texts at this path. It is empty if the setting was not given.
    pub(crate) fn texts(&self, path: &str) -> &[LitStr] {
        match self.get(path).map(|setting| &setting.value) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Removes and returns a setting that is not in the settings of the manifest.
    pub(crate) fn take(&mut self, name: &str) -> Option<Setting> {
        let at = self.0.iter().position(|setting| setting.name == name)?;
        Some(self.0.remove(at))
    }

    /// The runtime's tree: an expression of the type `&'static [Setting]`.
    pub(crate) fn value(&self, private: &TokenStream) -> TokenStream {
        let settings = self.0.iter().map(|setting| {
            let name = setting.name;
            let value = setting.value.value(private);
            quote!(#private::Setting { name: #name, value: #private::SettingValue::#value })
        });
        quote!(&[#(#settings),*])
    }
}

impl Value {
    /// A variant of the runtime's `SettingValue`, without the path of the type.
    fn value(&self, private: &TokenStream) -> TokenStream {
        match self {
            Self::Text(text) => quote!(Text(#text)),
            Self::Number(number) => quote!(Number(#number)),
            Self::Flag(flag) => quote!(Flag(#flag)),
            Self::Texts(texts) => {
                let texts = texts.iter().map(ToTokens::to_token_stream);
                quote!(Texts(&[#(#texts),*]))
            }
            Self::Map(settings) => {
                let settings = settings.value(private);
                quote!(Map(#settings))
            }
        }
    }
}
