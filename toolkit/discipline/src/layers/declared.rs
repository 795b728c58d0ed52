//! The layers that there are, and how a module says to which it belongs.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// The layers of a team that has not named its own, top first.
const OURS: [&str; 3] = ["gateway", "interface", "core"];

/// One layer: its name, and the modules that belong to it beside those whose `#[dispatch(layer = "…")]` says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// As `#[dispatch(layer = "…")]` and messages write it.
    pub name: String,
    /// Paths of modules from the crate's root, `orders::store`; what is below them belongs to them.
    pub modules: Vec<String>,
}

/// The layers of a package, top first: a layer may use those below it, and not those above.
///
/// Between two layers that are not neighbours stands an interface: the upper one uses the lower one through it, wherever
/// a module of the crate belongs to a layer in between.
///
/// ```
/// use gatewright_discipline::{Layer, Layers};
/// let layers = Layers::new(vec![
///     Layer { name: "web".to_owned(), modules: vec![] },
///     Layer { name: "store".to_owned(), modules: vec!["orders::table".to_owned()] },
/// ])?;
/// assert_eq!(layers.names().collect::<Vec<_>>(), ["web", "store"]);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers(Vec<Layer>);

impl Default for Layers {
    /// `gateway`, `interface`, `core`, with no modules.
    fn default() -> Self {
        let named = |name: &str| Layer {
            name: name.to_owned(),
            modules: Vec::new(),
        };
        Self(OURS.map(named).to_vec())
    }
}

impl Layers {
    /// Takes the layers of a package, top first.
    ///
    /// # Errors
    ///
    /// What is wrong, in one sentence: no layer at all, two of one name, a name that is empty, or a module in two of them.
    pub fn new(layers: Vec<Layer>) -> Result<Self, String> {
        if layers.is_empty() {
            return Err(
                "`layers` is empty: remove the key to use `gateway`, `interface` and `core`"
                    .to_owned(),
            );
        }
        for (at, layer) in layers.iter().enumerate() {
            if layer.name.trim().is_empty() {
                return Err("a layer has an empty name".to_owned());
            }
            if layers[..at].iter().any(|other| other.name == layer.name) {
                return Err(format!("two layers have the name `{}`", layer.name));
            }
            for (nth, module) in layer.modules.iter().enumerate() {
                let twice = layer.modules[..nth]
                    .iter()
                    .any(|other| plain(other) == plain(module));
                let elsewhere = layers[..at].iter().find(|other| {
                    other
                        .modules
                        .iter()
                        .any(|other| plain(other) == plain(module))
                });
                match elsewhere {
                    Some(other) => {
                        return Err(format!(
                            "the module `{module}` is listed in two layers, `{}` and `{}`",
                            other.name, layer.name
                        ));
                    }
                    None if twice => {
                        return Err(format!(
                            "the layer `{}` lists the module `{module}` twice",
                            layer.name
                        ));
                    }
                    None => {}
                }
            }
        }
        Ok(Self(layers))
    }

    /// Their names, top first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|layer| layer.name.as_str())
    }

    /// The place of a layer, 0 for the topmost.
    pub(super) fn rank(&self, name: &str) -> Option<usize> {
        self.names().position(|known| known == name)
    }

    /// The layer that lists this module.
    pub(super) fn listing(&self, module: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|layer| layer.modules.iter().any(|listed| plain(listed) == module))
    }

    /// Every module that is listed.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|layer| layer.modules.iter().map(|module| plain(module)))
    }
}

/// `crate::orders` is `orders`.
fn plain(module: &str) -> &str {
    module.strip_prefix("crate::").unwrap_or(module)
}

/// What a `#[dispatch(…)]` says of its module.
#[derive(Default)]
pub(super) struct Dispatch {
    /// `layer = "…"`, and where it is written.
    pub(super) layer: Option<(String, (Span, Span))>,
    /// The paths in `interfaces(…)`, as seen from around the module.
    pub(super) interfaces: Vec<syn::Path>,
}

/// Reads the `#[dispatch(…)]` among these attributes; what is malformed is the attribute's own to report.
pub(super) fn dispatch(attrs: &[Attribute]) -> Option<Dispatch> {
    let attr = attrs.iter().find(|attr| is_ours(attr, &["dispatch"]))?;
    let mut dispatch = Dispatch::default();
    let Meta::List(list) = &attr.meta else {
        return Some(dispatch);
    };
    let args = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    for arg in args.into_iter().flatten() {
        match arg {
            Meta::NameValue(pair) if pair.path.is_ident("layer") => {
                if let Expr::Lit(ExprLit {
                    lit: Lit::Str(name),
                    ..
                }) = &pair.value
                {
                    dispatch.layer = Some((name.value(), (name.span(), name.span())));
                }
            }
            Meta::List(list) if list.path.is_ident("interfaces") => {
                let paths =
                    list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
                dispatch.interfaces.extend(paths.into_iter().flatten());
            }
            _ => {}
        }
    }
    Some(dispatch)
}

/// Whether the attribute is one of ours, by its last segment.
pub(super) fn is_ours(attr: &Attribute, names: &[&str]) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Where a path begins and ends.
pub(super) fn place(path: &syn::Path) -> (Span, Span) {
    let end = path
        .segments
        .last()
        .map_or_else(|| path.span(), |last| last.ident.span());
    let start = path
        .segments
        .first()
        .map_or(end, |first| first.ident.span());
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(name: &str, modules: &[&str]) -> Layer {
        Layer {
            name: name.to_owned(),
            modules: modules.iter().map(|&module| module.to_owned()).collect(),
        }
    }

    #[test]
    fn a_list_of_layers_that_says_two_things_is_refused() {
        let refusal = |layers: Vec<Layer>| Layers::new(layers).unwrap_err();
        assert_eq!(
            refusal(vec![]),
            "`layers` is empty: remove the key to use `gateway`, `interface` and `core`"
        );
        assert_eq!(refusal(vec![layer(" ", &[])]), "a layer has an empty name");
        assert_eq!(
            refusal(vec![layer("a", &[]), layer("a", &[])]),
            "two layers have the name `a`"
        );
        assert_eq!(
            refusal(vec![layer("a", &["x"]), layer("b", &["crate::x"])]),
            "the module `crate::x` is listed in two layers, `a` and `b`"
        );
        assert_eq!(
            refusal(vec![layer("a", &["x", "x"])]),
            "the layer `a` lists the module `x` twice"
        );
    }

    #[test]
    fn the_attribute_is_read_beside_its_other_options() {
        let module: syn::ItemMod = syn::parse_quote! {
            #[gatewright::dispatch(prefix = "/v1", layer = "core", doors(rest_api(max = "60s")), interfaces(orders::api, self::b))]
            mod shop {}
        };
        let found = dispatch(&module.attrs).unwrap();
        assert_eq!(found.layer.unwrap().0, "core");
        assert_eq!(found.interfaces.len(), 2);
    }
}
