//! Everything that a value can be followed through, gathered from the syntax of each file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, FnArg, Ident, Member, Pat, ReturnType, Signature, Stmt, Token, Type};

/// A line and column, each from 1.
pub(super) type Place = (usize, usize);

#[derive(Default)]
pub(super) struct Index {
    pub(super) bodies: Vec<Body>,
    pub(super) functions: HashMap<String, Vec<usize>>,
    pub(super) constants: HashMap<String, Vec<Constant>>,
    pub(super) structs: HashMap<String, Struct>,
    /// The fields of struct literals.
    pub(super) literals: Vec<Literal>,
    pub(super) calls: HashMap<String, Vec<Called>>,
    /// The types that the `init` of lazy modules returns, by module.
    pub(super) modules: HashMap<String, String>,
}

/// A function, or the constants of a file.
pub(super) struct Body {
    pub(super) file: PathBuf,
    /// The type of `impl` around it.
    pub(super) self_type: Option<String>,
    pub(super) takes_self: bool,
    /// The parameters without `self`.
    pub(super) parameters: Vec<(String, Option<String>)>,
    pub(super) bindings: Vec<Binding>,
    pub(super) chains: Vec<Chain>,
    /// The expressions that it returns.
    pub(super) returns: Vec<Expr>,
    /// The name of the returned type.
    pub(super) output: Option<String>,
}

/// A value of a local variable.
pub(super) struct Binding {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) ty: Option<String>,
    pub(super) value: Expr,
    /// Whether it adds a value to an earlier binding.
    pub(super) is_assignment: bool,
}

/// `root.first(…).second(…)`.
pub(super) struct Chain {
    /// The variable at its start, or an empty string.
    pub(super) root: String,
    /// The place of its start.
    pub(super) place: Place,
    /// The arguments of the function that it starts with.
    pub(super) arguments: Vec<Expr>,
    pub(super) links: Vec<Link>,
    /// The variable that its value is bound to.
    pub(super) bound_to: Option<String>,
}

pub(super) struct Link {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) arguments: Vec<Expr>,
}

pub(super) struct Constant {
    pub(super) body: usize,
    /// The module or type around it: the last segment of a path to it.
    pub(super) parent: String,
    pub(super) value: Expr,
}

#[derive(Default)]
pub(super) struct Struct {
    /// The fields with the name of their type.
    pub(super) fields: HashMap<String, Option<String>>,
    /// The environment variables of the fields of a `#[lazy_module(env)]` struct.
    pub(super) variables: HashMap<String, String>,
}

pub(super) struct Literal {
    pub(super) of: String,
    pub(super) field: String,
    pub(super) value: Expr,
    pub(super) body: usize,
}

/// A call of a function or method.
pub(super) struct Called {
    /// The type in `Type::function(…)`.
    pub(super) on: Option<String>,
    /// The value in `value.method(…)`.
    pub(super) receiver: Option<Expr>,
    pub(super) arguments: Vec<Expr>,
    pub(super) body: usize,
}

impl Index {
    /// Adds a file. One that cannot be parsed adds nothing: the compiler reports it.
    pub(super) fn read(&mut self, file: &Path) {
        let Some(parsed) = std::fs::read_to_string(file)
            .ok()
            .and_then(|text| syn::parse_file(&text).ok())
        else {
            return;
        };
        let stem = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let parent = match stem {
            "mod" => file
                .parent()
                .and_then(|folder| folder.file_name()?.to_str())
                .unwrap_or_default(),
            other => other,
        };
        let mut reader = Reader {
            body: self.bodies.len(),
            file: file.to_owned(),
            parents: vec![parent.to_owned()],
            self_type: None,
            index: self,
        };
        reader.open(None);
        reader.visit_file(&parsed);
    }
}

struct Reader<'i> {
    index: &'i mut Index,
    file: PathBuf,
    /// The modules and types around the item.
    parents: Vec<String>,
    self_type: Option<String>,
    /// The body that expressions belong to.
    body: usize,
}

impl Reader<'_> {
    /// Adds a body and makes it the current one.
    fn open(&mut self, signature: Option<&Signature>) -> usize {
        let outer = self.body;
        self.body = self.index.bodies.len();
        let inputs = signature.into_iter().flat_map(|one| &one.inputs);
        let parameters = inputs.filter_map(|input| match input {
            FnArg::Typed(typed) => Some((
                pattern_name(&typed.pat).unwrap_or_default(),
                type_name(&typed.ty),
            )),
            FnArg::Receiver(_) => None,
        });
        let output = signature.and_then(|one| match &one.output {
            ReturnType::Type(_, ty) => type_name(ty),
            ReturnType::Default => None,
        });
        self.index.bodies.push(Body {
            file: self.file.clone(),
            self_type: self.self_type.clone(),
            takes_self: signature.is_some_and(|one| one.receiver().is_some()),
            parameters: parameters.collect(),
            bindings: Vec::new(),
            chains: Vec::new(),
            returns: Vec::new(),
            output,
        });
        outer
    }

    fn function(&mut self, signature: &Signature, block: &syn::Block) {
        let outer = self.open(Some(signature));
        let name = signature.ident.to_string();
        if name == "init" {
            let output = self.index.bodies[self.body].output.clone();
            if let (Some(module), Some(output)) = (self.parents.last(), output) {
                self.index.modules.insert(module.clone(), output);
            }
        }
        self.index
            .functions
            .entry(name)
            .or_default()
            .push(self.body);
        self.visit_block(block);
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
            self.current().returns.push(tail.clone());
        }
        self.body = outer;
    }

    fn current(&mut self) -> &mut Body {
        &mut self.index.bodies[self.body]
    }

    fn constant(&mut self, name: &Ident, value: &Expr) {
        let constant = Constant {
            body: self.body,
            parent: self.parents.last().cloned().unwrap_or_default(),
            value: value.clone(),
        };
        self.index
            .constants
            .entry(name.to_string())
            .or_default()
            .push(constant);
    }

    fn bind(&mut self, pattern: &Pat, value: &Expr, place: Place) {
        let (pattern, ty) = match pattern {
            Pat::Type(typed) => (&*typed.pat, type_name(&typed.ty)),
            other => (other, None),
        };
        // `let Some(table) = …`, `Ok(table)`
        let name = match pattern {
            Pat::TupleStruct(tuple) if tuple.elems.len() == 1 => {
                tuple.elems.first().and_then(pattern_name)
            }
            other => pattern_name(other),
        };
        if let Some(name) = name {
            self.current().bindings.push(Binding {
                name,
                place,
                ty,
                value: value.clone(),
                is_assignment: false,
            });
        }
    }

    /// Adds a chain of methods with its value's variable.
    fn chain(&mut self, expression: &Expr, bound_to: Option<String>) {
        let mut links = Vec::new();
        let mut rest = expression;
        loop {
            rest = match rest {
                Expr::MethodCall(call) => {
                    links.push(Link {
                        name: call.method.to_string(),
                        place: place(&call.method),
                        arguments: call.args.iter().cloned().collect(),
                    });
                    &call.receiver
                }
                Expr::Await(awaited) => &awaited.base,
                Expr::Try(tried) => &tried.expr,
                Expr::Paren(inner) => &inner.expr,
                Expr::Group(inner) => &inner.expr,
                _ => break,
            };
        }
        links.reverse();
        let (start, arguments) = match rest {
            Expr::Call(call) => (&*call.func, call.args.iter().cloned().collect()),
            other => (other, Vec::new()),
        };
        if links.is_empty() && arguments.is_empty() && !matches!(rest, Expr::Call(_)) {
            return;
        }
        let root = match rest {
            Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
            _ => None,
        };
        let chain = Chain {
            root: root.unwrap_or_default(),
            place: place(start),
            arguments,
            links,
            bound_to,
        };
        self.current().chains.push(chain);
    }

    fn literal(&mut self, literal: &syn::ExprStruct) {
        let name = literal
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        let of = match name.as_deref() {
            Some("Self") => self.self_type.clone(),
            _ => name,
        };
        let Some(of) = of else { return };
        for field in &literal.fields {
            if let Member::Named(name) = &field.member {
                self.index.literals.push(Literal {
                    of: of.clone(),
                    field: name.to_string(),
                    value: field.expr.clone(),
                    body: self.body,
                });
            }
        }
    }

    fn called(&mut self, name: String, called: Called) {
        self.index.calls.entry(name).or_default().push(called);
    }

    /// The expressions of a macro's input, if it is a list of expressions or statements: `vec!`, `tokio::join!`.
    fn tokens(&mut self, tokens: &proc_macro2::TokenStream) {
        let list = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(list) = list.parse2(tokens.clone()) {
            for expression in &list {
                self.visit_expr(expression);
            }
        } else if let Ok(statements) = syn::Block::parse_within.parse2(tokens.clone()) {
            for statement in &statements {
                self.visit_stmt(statement);
            }
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item(&mut self, item: &'a syn::Item) {
        let attributes = match item {
            syn::Item::Fn(one) => &one.attrs,
            syn::Item::Mod(one) => &one.attrs,
            syn::Item::Impl(one) => &one.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        self.parents.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.parents.pop();
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let name = type_name(&item.self_ty);
        let outer = std::mem::replace(&mut self.self_type, name.clone());
        self.parents.push(name.unwrap_or_default());
        visit::visit_item_impl(self, item);
        self.parents.pop();
        self.self_type = outer;
    }

    fn visit_item_trait(&mut self, item: &'a syn::ItemTrait) {
        let outer = self.self_type.take();
        self.parents.push(item.ident.to_string());
        visit::visit_item_trait(self, item);
        self.parents.pop();
        self.self_type = outer;
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.constant(&item.ident, &item.expr);
        visit::visit_item_const(self, item);
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        self.constant(&item.ident, &item.expr);
        visit::visit_item_static(self, item);
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        self.constant(&item.ident, &item.expr);
    }

    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        let is_environment = item.attrs.iter().any(is_environment);
        let mut found = Struct::default();
        for field in &item.fields {
            let Some(name) = field.ident.as_ref().map(plain) else {
                continue;
            };
            if is_environment {
                let given = field.attrs.iter().find_map(given_name);
                let variable = given.unwrap_or_else(|| name.to_uppercase());
                found.variables.insert(name.clone(), variable);
            }
            found.fields.insert(name, type_name(&field.ty));
        }
        if is_environment {
            let module = super::super::actions::snake(&item.ident.to_string());
            self.index.modules.insert(module, item.ident.to_string());
        }
        // Structs of one name in several modules share their fields.
        let known = self
            .index
            .structs
            .entry(item.ident.to_string())
            .or_default();
        known.fields.extend(found.fields);
        known.variables.extend(found.variables);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init {
            let value = &init.expr;
            self.bind(&local.pat, value, place(local));
            let name = match &local.pat {
                Pat::Type(typed) => pattern_name(&typed.pat),
                other => pattern_name(other),
            };
            self.chain(value, name);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_let(&mut self, binding: &'a syn::ExprLet) {
        self.bind(&binding.pat, &binding.expr, place(binding));
        visit::visit_expr_let(self, binding);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::MethodCall(call) => {
                self.chain(expression, None);
                let called = Called {
                    on: None,
                    receiver: Some((*call.receiver).clone()),
                    arguments: call.args.iter().cloned().collect(),
                    body: self.body,
                };
                self.called(call.method.to_string(), called);
            }
            Expr::Call(call) => {
                self.chain(expression, None);
                if let Expr::Path(path) = &*call.func {
                    let mut segments = path.path.segments.iter().rev();
                    let name = segments.next().map(|segment| segment.ident.to_string());
                    let on = segments.next().map(|segment| segment.ident.to_string());
                    let self_type = self.self_type.clone();
                    let called = Called {
                        on: on.map(|on| {
                            if on == "Self" {
                                self_type.unwrap_or(on)
                            } else {
                                on
                            }
                        }),
                        receiver: None,
                        arguments: call.args.iter().cloned().collect(),
                        body: self.body,
                    };
                    self.called(name.unwrap_or_default(), called);
                }
            }
            Expr::Struct(literal) => self.literal(literal),
            Expr::Assign(assigned) => {
                let name = match &*assigned.left {
                    Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
                    _ => None,
                };
                if let Some(name) = name {
                    // A builder that is assigned to its own variable.
                    self.chain(&assigned.right, Some(name.clone()));
                    self.current().bindings.push(Binding {
                        name,
                        place: place(expression),
                        ty: None,
                        value: (*assigned.right).clone(),
                        is_assignment: true,
                    });
                }
            }
            Expr::Return(returned) => {
                if let Some(value) = &returned.expr {
                    self.current().returns.push((**value).clone());
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expression);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.tokens(&call.tokens);
    }
}

pub(super) fn place(spanned: &impl Spanned) -> Place {
    let start = spanned.span().start();
    (start.line, start.column + 1)
}

/// A name without `r#`.
fn plain(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn pattern_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.to_string()),
        Pat::Reference(reference) => pattern_name(&reference.pat),
        Pat::Paren(inner) => pattern_name(&inner.pat),
        _ => None,
    }
}

/// The name of a type without references and smart pointers. The handle `settings::Lazy` of a module has the module's name and `Lazy`.
pub(super) fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => type_name(&reference.elem),
        Type::Paren(inner) => type_name(&inner.elem),
        Type::Group(inner) => type_name(&inner.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let name = last.ident.to_string();
            if name == "Lazy" && path.path.segments.len() > 1 {
                let module = &path.path.segments[path.path.segments.len() - 2];
                return Some(format!("{}::Lazy", module.ident));
            }
            if [
                "Arc", "Rc", "Box", "Result", "Option", "State", "LazyLock", "OnceCell", "OnceLock",
            ]
            .contains(&name.as_str())
                && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
                && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
            {
                return type_name(inner);
            }
            Some(name)
        }
        _ => None,
    }
}

/// `#[cfg(test)]` and `#[test]`, also of other crates.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") {
            return attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"));
        }
        path.segments
            .last()
            .is_some_and(|segment| segment.ident == "test")
    })
}

/// `#[lazy_module(env, …)]`
fn is_environment(attribute: &Attribute) -> bool {
    let path = attribute.path();
    let is_lazy = path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "lazy_module");
    let options = attribute.parse_args_with(Punctuated::<syn::Meta, Token![,]>::parse_terminated);
    is_lazy && options.is_ok_and(|options| options.iter().any(|one| one.path().is_ident("env")))
}

/// The name in `#[env(name = "TABLE")]`.
fn given_name(attribute: &Attribute) -> Option<String> {
    if !attribute.path().is_ident("env") {
        return None;
    }
    let options = attribute
        .parse_args_with(Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated)
        .ok()?;
    options.into_iter().find_map(|option| match option.value {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(name),
            ..
        }) if option.path.is_ident("name") => Some(name.value()),
        _ => None,
    })
}
