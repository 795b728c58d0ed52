//! The attributes of items, and Gatewright's attributes by name.

use proc_macro2::Ident;
use syn::{Attribute, Expr, ImplItem, Item, ItemStruct, LitStr, Path, TraitItem};

/// Attributes of Gatewright that judge the module or function they are on, and write items into it.
pub(crate) const JUDGING: [&str; 3] = ["dispatch", "lambda_handler", "lazy_module"];

/// Whether the attribute makes a function a handler.
pub(crate) fn is_handler(attr: &Attribute) -> bool {
    name(attr).is_some_and(|name| {
        // `#[appsync_operation]` is of the crate `lambda-appsync`.
        name == "lambda_handler"
            || name == "appsync_operation"
            || gatewright_tables::is_handler_attribute(&name.to_string())
    })
}

/// Whether the last segment of the attribute's path is `wanted`. The rest of the path does not matter.
pub(crate) fn is_named(attr: &Attribute, wanted: &str) -> bool {
    name(attr).is_some_and(|name| name == wanted)
}

fn name(attr: &Attribute) -> Option<&Ident> {
    attr.path().segments.last().map(|last| &last.ident)
}

/// The attributes of an item. Tokens that syn does not interpret have none.
pub(crate) fn of_item(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of an expression. A `match` over all kinds, because syn has no accessor.
pub(crate) fn of_expr(expr: &Expr) -> &[Attribute] {
    macro_rules! attributes {
        ($($kind:ident)*) => {
            match expr {
                $(Expr::$kind(expr) => &expr.attrs,)*
                _ => &[],
            }
        };
    }
    attributes! {
        Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop
        Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary Unsafe While Yield
    }
}

/// The attributes of an item in an `impl`.
pub(crate) fn of_impl_item(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        ImplItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of an item in a trait.
pub(crate) fn of_trait_item(item: &TraitItem) -> &[Attribute] {
    match item {
        TraitItem::Const(item) => &item.attrs,
        TraitItem::Fn(item) => &item.attrs,
        TraitItem::Type(item) => &item.attrs,
        TraitItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether `#[derive(…)]` names `wanted`.
pub(crate) fn derives(attrs: &[Attribute], wanted: &str) -> bool {
    attrs.iter().any(|attr| {
        let mut found = false;
        if attr.path().is_ident("derive") {
            let _ = attr.parse_nested_meta(|meta| {
                found |= meta
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == wanted);
                Ok(())
            });
        }
        found
    })
}

/// How serde makes a field that it does not read.
pub(crate) enum ByDefault {
    /// By the `Default` of its type.
    OfType,
    /// `#[serde(default = "path")]`
    Function(Path),
}

/// `#[serde(default)]`, `#[serde(skip)]` and `#[serde(default = "path")]`, with the path.
pub(crate) fn serde_default(attrs: &[Attribute]) -> Option<ByDefault> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let _ = attr.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let text: LitStr = value.parse()?;
                if meta.path.is_ident("default") {
                    found = Some(text.parse().map_or(ByDefault::OfType, ByDefault::Function));
                }
            } else if ["default", "skip", "skip_deserializing"]
                .iter()
                .any(|name| meta.path.is_ident(name))
                && found.is_none()
            {
                found = Some(ByDefault::OfType);
            }
            Ok(())
        });
    }
    found
}

/// Whether a struct has a field that serde does not read.
pub(crate) fn has_serde_default(item: &ItemStruct) -> bool {
    derives(&item.attrs, "Deserialize")
        && (serde_default(&item.attrs).is_some()
            || item
                .fields
                .iter()
                .any(|field| serde_default(&field.attrs).is_some()))
}
