//! Reads items into scopes, which bind each name to its meaning.

use super::resolve::path_of_type;
use super::{
    Associated, Def, Function, Input, OwnConstant, OwnMacro, OwnMethod, Scopes, Space, Target,
};
use crate::attributes::{has_serde_default, of_impl_item, of_item};
use crate::crate_source::Content;
use crate::ids::{FileId, ScopeId};
use proc_macro2::{TokenStream, TokenTree};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{
    Block, Expr, ExprBlock, ExprLit, Fields, FnArg, ImplItem, Item, ItemImpl, ItemMod, Lit, Pat,
    ReturnType, Signature, Stmt, TraitItem, Type, UseTree,
};

impl Scopes {
    /// Binds the names of `items` in `scope`, and the names in their inline modules in scopes of those.
    pub(crate) fn collect<'i>(
        &mut self,
        items: impl IntoIterator<Item = &'i Item>,
        scope: ScopeId,
    ) {
        for item in items {
            self.collect_item(item, scope);
        }
    }

    /// Creates a scope for the items of a block; returns `None` if it has no items.
    pub(crate) fn collect_block(&mut self, stmts: &[Stmt], parent: ScopeId) -> Option<ScopeId> {
        let items = || {
            stmts.iter().filter_map(|stmt| {
                if let Stmt::Item(item) = stmt {
                    Some(item)
                } else {
                    None
                }
            })
        };
        items().next()?;
        let scope = self.add(Some(parent), false);
        self.collect(items(), scope);
        Some(scope)
    }

    pub(super) fn bind(&mut self, scope: ScopeId, name: String, space: Space, def: Def) {
        self.all[scope]
            .names
            .entry(name)
            .or_default()
            .push((space, def));
    }

    /// Binds a static that a macro declares: `lazy_static!`.
    pub(crate) fn bind_static(&mut self, scope: ScopeId, name: &syn::Ident, ty: &Type) {
        self.bind(
            scope,
            name.unraw().to_string(),
            Space::Values,
            Def::Static(Rc::new(ty.clone())),
        );
    }

    fn collect_item(&mut self, item: &Item, scope: ScopeId) {
        if self.cfg.leaves_out(of_item(item)) {
            return;
        }
        let name = |ident: &syn::Ident| ident.unraw().to_string();
        match item {
            Item::Use(item) => {
                self.collect_use(
                    &item.tree,
                    &mut Vec::new(),
                    item.leading_colon.is_some(),
                    scope,
                );
            }
            Item::ExternCrate(item) => {
                let bound = item
                    .rename
                    .as_ref()
                    .map_or(&item.ident, |(_, rename)| rename);
                let def = if item.ident == "self" {
                    Def::Import(Rc::new(Target {
                        segments: vec!["crate".to_owned()],
                        absolute: false,
                    }))
                } else {
                    Def::Crate(name(&item.ident).into())
                };
                self.bind(scope, name(bound), Space::Types, def);
            }
            Item::Mod(item) => {
                let def = self.collect_module(item, scope);
                self.bind(scope, name(&item.ident), Space::Types, def);
            }
            Item::Type(_) | Item::Struct(_) | Item::Enum(_) | Item::Union(_) => {
                self.collect_type(item, scope);
            }
            Item::Static(item) => {
                let ty = Rc::new((*item.ty).clone());
                if may_be_text(&item.expr) {
                    let value = Rc::new((*item.expr).clone());
                    self.initialisers.insert(Rc::as_ptr(&ty).addr(), value);
                }
                self.bind(scope, name(&item.ident), Space::Values, Def::Static(ty));
            }
            Item::Const(item) => {
                let def = match text_of(&item.expr) {
                    Some(text) => Def::Text(text.into()),
                    None if is_value(&item.expr) => Def::Value(Rc::new((*item.expr).clone())),
                    None => Def::Other,
                };
                self.bind(scope, name(&item.ident), Space::Values, def);
            }
            Item::Fn(item) => {
                let def = Def::Function(Rc::new(function(&item.sig, Some(&item.block))));
                self.bind(scope, name(&item.sig.ident), Space::Values, def);
            }
            Item::Trait(item) => {
                self.bind(scope, name(&item.ident), Space::Types, Def::Other);
                for inner in &item.items {
                    if let TraitItem::Fn(method) = inner
                        && !self.cfg.leaves_out(&method.attrs)
                    {
                        self.add_method(&method.sig, method.default.as_ref(), None, true, scope);
                    }
                }
            }
            Item::TraitAlias(item) => self.bind(scope, name(&item.ident), Space::Types, Def::Other),
            Item::Impl(item) => {
                self.collect_impl(item, scope);
            }
            Item::Macro(item) => {
                if let Some((id, Content::Parsed(file))) = self.file_of(item) {
                    self.collect_file(id, &file, scope);
                }
                if let Some(ident) = &item.ident {
                    let facts = OwnMacro {
                        joins: joins_arguments(&item.mac.tokens),
                        quotes: only_quotes(&item.mac.tokens),
                    };
                    self.all[scope].macros.insert(name(ident), facts);
                }
            }
            _ => {}
        }
    }

    fn collect_module(&mut self, item: &ItemMod, scope: ScopeId) -> Def {
        let part = if item.content.is_some() {
            None
        } else {
            self.file_of(item)
        };
        match part {
            Some((_, Content::Unreadable(_))) => return Def::Unseen,
            Some((id, Content::Skipped)) => return Def::Skipped(id),
            None if item.content.is_none() => return Def::Unseen,
            _ => {}
        }
        let inner = self.add(Some(scope), true);
        self.of_items
            .insert((std::ptr::from_ref(item).addr(), scope), inner);
        if let Some((_, items)) = &item.content {
            self.collect(items, inner);
        } else if let Some((id, Content::Parsed(file))) = part {
            self.collect_file(id, &file, inner);
        }
        Def::Module(inner)
    }

    fn collect_file(&mut self, id: FileId, file: &syn::File, scope: ScopeId) {
        if self.open.contains(&id) || self.cfg.leaves_out(&file.attrs) {
            return;
        }
        self.open.push(id);
        self.collect(&file.items, scope);
        self.open.pop();
    }

    fn collect_impl(&mut self, item: &ItemImpl, scope: ScopeId) {
        let owner = path_of_type(&item.self_ty).and_then(|(mut names, _)| names.pop());
        let of_trait = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last());
        if let Some(of) = of_trait {
            let ty = Rc::new((*item.self_ty).clone());
            self.implementors
                .entry(of.ident.unraw().to_string())
                .or_default()
                .push((ty, scope));
        }
        if let Some(owner) = &owner
            && of_trait.is_some_and(|of| of.ident == "Drop")
        {
            self.dropping.insert(owner.clone());
        }
        let ty = Rc::new((*item.self_ty).clone());
        for inner in &item.items {
            if self.cfg.leaves_out(of_impl_item(inner)) {
                continue;
            }
            match inner {
                ImplItem::Fn(method) => {
                    let of_trait = item.trait_.is_some();
                    let owner = Some(Rc::clone(&ty));
                    self.add_method(&method.sig, Some(&method.block), owner, of_trait, scope);
                }
                ImplItem::Const(inner) => {
                    let name = inner.ident.unraw().to_string();
                    let constant = OwnConstant {
                        owner: owner.clone().unwrap_or_default(),
                        value: inner.expr.clone(),
                        scope,
                    };
                    self.constants
                        .entry(name)
                        .or_default()
                        .push(Rc::new(constant));
                }
                ImplItem::Type(inner) => {
                    let name = inner.ident.unraw().to_string();
                    self.associated.entry(name).or_default().push(Associated {
                        owner: owner.clone().unwrap_or_default(),
                        ty: Rc::new(inner.ty.clone()),
                        scope,
                    });
                }
                _ => {}
            }
        }
    }

    fn add_method(
        &mut self,
        sig: &Signature,
        body: Option<&Block>,
        owner: Option<Rc<Type>>,
        of_trait: bool,
        scope: ScopeId,
    ) {
        let output = match &sig.output {
            ReturnType::Type(_, ty) => Some(Rc::new((**ty).clone())),
            ReturnType::Default => None,
        };
        let method = OwnMethod {
            owner,
            scope,
            of_trait,
            output,
            function: function(sig, body),
        };
        let name = sig.ident.unraw().to_string();
        self.methods.entry(name).or_default().push(method);
    }

    fn collect_type(&mut self, item: &Item, scope: ScopeId) {
        let cfg = &self.cfg;
        let types = |fields: &Fields| -> Vec<Type> {
            let fields = fields.iter().filter(|field| !cfg.leaves_out(&field.attrs));
            fields.map(|field| field.ty.clone()).collect()
        };
        let mut named = Vec::new();
        let (ident, space, def) = match item {
            Item::Type(item) => {
                let ty = Rc::new((*item.ty).clone());
                (&item.ident, Space::Types, Def::Alias(ty))
            }
            Item::Struct(item) => {
                self.serde_defaults |= has_serde_default(item);
                let mut fields = types(&item.fields);
                let members = item.fields.members().zip(&item.fields);
                named.extend(members.map(|(member, field)| {
                    let name = match member {
                        syn::Member::Named(name) => name.unraw().to_string(),
                        syn::Member::Unnamed(index) => index.index.to_string(),
                    };
                    (name, Rc::new(field.ty.clone()), scope)
                }));
                // `struct Slot<T = RefCell<u8>>(T)`: a use without the argument has the default.
                let defaults = item
                    .generics
                    .type_params()
                    .filter_map(|parameter| Some(parameter.default.as_ref()?.1.clone()));
                fields.extend(defaults);
                let fields: Rc<[Type]> = fields.into();
                let names = item.fields.iter().filter_map(|field| field.ident.as_ref());
                let names: Rc<[String]> = names.map(|name| name.unraw().to_string()).collect();
                self.field_names.insert(fields.as_ptr().addr(), names);
                (&item.ident, Space::Both, Def::Fields(fields))
            }
            Item::Enum(item) => {
                let fields: Vec<Type> = item
                    .variants
                    .iter()
                    .filter(|variant| !cfg.leaves_out(&variant.attrs))
                    .flat_map(|variant| types(&variant.fields))
                    .collect();
                (&item.ident, Space::Types, Def::Fields(fields.into()))
            }
            Item::Union(item) => {
                let fields: Vec<Type> = item
                    .fields
                    .named
                    .iter()
                    .filter(|field| !cfg.leaves_out(&field.attrs))
                    .map(|field| field.ty.clone())
                    .collect();
                (&item.ident, Space::Types, Def::Fields(fields.into()))
            }
            _ => return,
        };
        if let (Def::Fields(fields), false) = (&def, named.is_empty()) {
            self.fields.insert(fields.as_ptr().addr(), named);
        }
        self.bind(scope, ident.unraw().to_string(), space, def);
    }
}

/// `use` trees: each leaf is a binding, each `*` a glob.
impl Scopes {
    pub(super) fn collect_use(
        &mut self,
        tree: &UseTree,
        prefix: &mut Vec<String>,
        absolute: bool,
        scope: ScopeId,
    ) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.unraw().to_string());
                self.collect_use(&path.tree, prefix, absolute, scope);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.collect_use(tree, prefix, absolute, scope);
                }
            }
            UseTree::Glob(_) => {
                let target = Target {
                    segments: prefix.clone(),
                    absolute,
                };
                self.all[scope].globs.push(Rc::new(target));
            }
            UseTree::Name(leaf) => self.import(&leaf.ident, None, prefix, absolute, scope),
            UseTree::Rename(leaf) => {
                self.import(&leaf.ident, Some(&leaf.rename), prefix, absolute, scope);
            }
        }
    }

    fn import(
        &mut self,
        leaf: &syn::Ident,
        rename: Option<&syn::Ident>,
        prefix: &[String],
        absolute: bool,
        scope: ScopeId,
    ) {
        let segments = path_of_leaf(leaf, prefix);
        let bound = match rename {
            Some(rename) if rename == "_" => return,
            Some(rename) => rename.unraw().to_string(),
            None => match segments.last() {
                Some(last) => last.clone(),
                None => return,
            },
        };
        // `use {tokio};` and `use tokio;` bind the crate's own name to itself; resolution handles that.
        self.bind(
            scope,
            bound,
            Space::Both,
            Def::Import(Rc::new(Target { segments, absolute })),
        );
    }
}

/// The full path that a leaf of a `use` tree names; `self` names the prefix.
pub(crate) fn path_of_leaf(leaf: &syn::Ident, prefix: &[String]) -> Vec<String> {
    let mut segments = prefix.to_vec();
    if leaf != "self" || prefix.is_empty() {
        segments.push(leaf.unraw().to_string());
    }
    segments
}

/// The value of an expression that is a string literal.
pub(crate) fn text_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        Expr::Reference(inner) => text_of(&inner.expr),
        Expr::Paren(inner) => text_of(&inner.expr),
        Expr::Group(inner) => text_of(&inner.expr),
        _ => None,
    }
}

/// The parts of a signature that matter to callers.
fn function(sig: &Signature, body: Option<&Block>) -> Function {
    let inputs = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(Input {
            ty: (*input.ty).clone(),
            is_ignored: matches!(&*input.pat, Pat::Wild(_)),
        }),
        FnArg::Receiver(_) => None,
    });
    let value = match body.map(|body| body.stmts.as_slice()) {
        Some([Stmt::Expr(value, None)]) if sig.inputs.is_empty() && may_be_text(value) => {
            Some(value.clone())
        }
        // `let mut path = …; path.push(…); path`
        Some(
            [
                first @ Stmt::Local(_),
                rest @ ..,
                Stmt::Expr(Expr::Path(last), None),
            ],
        ) if sig.inputs.is_empty() && rest.len() < 8 => {
            let stmts = std::iter::once(first).chain(rest).cloned();
            let tail = Stmt::Expr(Expr::Path(last.clone()), None);
            Some(Expr::Block(ExprBlock {
                attrs: Vec::new(),
                label: None,
                block: Block {
                    brace_token: body.map(|body| body.brace_token).unwrap_or_default(),
                    stmts: stmts.chain([tail]).collect(),
                },
            }))
        }
        _ => None,
    };
    Function {
        inputs: inputs.collect(),
        output: match &sig.output {
            ReturnType::Type(_, ty) => Some((**ty).clone()),
            ReturnType::Default => None,
        },
        is_async: sig.asyncness.is_some(),
        value,
    }
}

/// Whether an expression may be a constant text: `"…"`, `concat!(…)`, `PathBuf::from(…)`, `LazyLock::new(|| …)`.
fn may_be_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => matches!(lit, Lit::Str(_)),
        Expr::Reference(inner) => may_be_text(&inner.expr),
        Expr::Paren(inner) => may_be_text(&inner.expr),
        Expr::Path(_) | Expr::Macro(_) => true,
        Expr::Call(call) => call.args.len() <= 1,
        Expr::MethodCall(call) => call.args.len() <= 1,
        _ => false,
    }
}

/// Whether the value of a constant matters: it may be a text or a function.
fn is_value(expr: &Expr) -> bool {
    may_be_text(expr) || matches!(expr, Expr::Closure(_))
}

/// Whether the rules of a macro contain `$a::$b`, a path that only the caller can complete.
fn joins_arguments(tokens: &TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let punct = |at: usize, wanted: char| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == wanted);
    let ident =
        |at: usize| matches!(trees.get(at), Some(TokenTree::Ident(name)) if name != "crate");
    trees.iter().enumerate().any(|(at, tree)| match tree {
        TokenTree::Group(group) => joins_arguments(&group.stream()),
        TokenTree::Punct(_) => {
            punct(at, '$')
                && ident(at + 1)
                && punct(at + 2, ':')
                && punct(at + 3, ':')
                && punct(at + 4, '$')
        }
        _ => false,
    })
}

/// Macros that turn their arguments into text.
const QUOTING: [&str; 3] = ["stringify", "concat", "include_str"];

/// Whether the rules of a macro use their arguments as text only: `stringify!($($code)*)`.
fn only_quotes(rules: &TokenStream) -> bool {
    let mut trees = rules.clone().into_iter();
    let mut variables = 0;
    while let Some(tree) = trees.next() {
        let is_arrow = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '>');
        if is_arrow && let Some(TokenTree::Group(body)) = trees.next() {
            match quoted(&body.stream()) {
                Some(count) => variables += count,
                None => return false,
            }
        }
    }
    variables > 0
}

/// The number of variables in text; `None` if there is one elsewhere.
fn quoted(body: &TokenStream) -> Option<usize> {
    let trees: Vec<TokenTree> = body.clone().into_iter().collect();
    let mut count = 0;
    for (at, tree) in trees.iter().enumerate() {
        let is_quoted = at >= 2
            && matches!(&trees[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!')
            && matches!(&trees[at - 2], TokenTree::Ident(name) if QUOTING.iter().any(|quoting| name == quoting));
        match tree {
            TokenTree::Group(_) if is_quoted => count += 1,
            TokenTree::Group(group) => count += quoted(&group.stream())?,
            TokenTree::Punct(punct) if punct.as_char() == '$' => {
                let is_crate =
                    matches!(trees.get(at + 1), Some(TokenTree::Ident(name)) if name == "crate");
                if !is_crate {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(count)
}
