//! The visitor: opens scopes, binds variables, and passes each construct to the rule that judges it.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::configuration::Origin;
use super::context::ends;
use super::files::{calls_for_each_item, is_short};
use super::loops::is_true;
use super::types::{Known, only_name};
use super::variables::{Holds, Locals};
use crate::attributes::{is_handler, is_named, of_expr, of_impl_item, of_item, of_trait_item};
use crate::scope::Space;
use proc_macro2::Ident;
use std::rc::Rc;
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, Block, Expr, ExprCall, ExprClosure, ExprForLoop, ExprLoop, ExprMethodCall,
    ExprPath, ExprWhile, Field, FieldValue, ImplItem, Item, ItemExternCrate, ItemFn, ItemImpl,
    ItemMod, ItemStatic, ItemUse, Local, Macro, Pat, Path, Signature, Stmt, TraitItem, Variant,
    VisRestricted,
};

impl Judge {
    /// Walks a function, in which the variables around it are not visible.
    fn function(
        &mut self,
        attrs: &[Attribute],
        sig: &Signature,
        body: Option<&Block>,
        walk: impl FnOnce(&mut Self),
    ) {
        let outer = std::mem::take(&mut self.cx.locals);
        let generics = self.cx.enter_generics(&sig.generics);
        let repeated = std::mem::take(&mut self.repeated);
        self.check_function_attributes(attrs, sig);
        let mut index = 0;
        for input in &sig.inputs {
            match input {
                syn::FnArg::Typed(input) => {
                    self.check_parameter(input, body);
                    if attrs.iter().any(is_handler) {
                        self.deserialized(&input.ty);
                    }
                    let handle = self.cx.is_runtime_handle_type(&input.ty);
                    let holds = if handle {
                        Holds::RuntimeHandle
                    } else {
                        Holds::Parameter(index)
                    };
                    index += 1;
                    match &*input.pat {
                        Pat::Ident(name) if name.subpat.is_none() => {
                            let ty = (Rc::new((*input.ty).clone()), self.cx.at);
                            self.cx
                                .locals
                                .bind_typed(name.ident.clone(), holds, Some(ty));
                        }
                        pat => self.cx.locals.bind(pat, &Holds::Something),
                    }
                    if let Some(name) = only_name(&input.pat) {
                        let written = self.cx.written(&input.ty);
                        self.cx.locals.know(name, Known::Written(written));
                    }
                }
                syn::FnArg::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    self.cx
                        .locals
                        .bind_typed(name.clone(), Holds::Something, None);
                    let own = self.cx.own_type.clone();
                    let written = own.map(|own| self.cx.written(&own));
                    let known = written.map_or(Known::Unknown, Known::Written);
                    self.cx.locals.know(&name, known);
                }
            }
        }
        if let Some(body) = body {
            self.made_by_function(sig, &body.stmts);
        }
        self.with_parameters(sig, |judge| judge.with_loop_checks_of(attrs, false, walk));
        self.repeated = repeated;
        self.cx.generics.truncate(generics);
        self.cx.locals = outer;
    }

    /// Walks code that binds variables.
    fn frame(&mut self, walk: impl FnOnce(&mut Self)) {
        let mark = self.cx.locals.enter();
        walk(self);
        self.cx.locals.leave(mark);
    }

    /// Walks statements in order: each sees the variables of the previous ones.
    pub(super) fn statements(&mut self, stmts: &[Stmt]) {
        let scope = self.cx.scopes.collect_block(stmts, self.cx.at);
        self.inside(scope.unwrap_or(self.cx.at), |judge| {
            let outer = judge.cx.feeding.len();
            judge.cx.feeding.extend(judge.cx.feeding(stmts));
            judge.frame(|judge| {
                let mut begins = Vec::with_capacity(stmts.len());
                for (at, stmt) in stmts.iter().enumerate() {
                    begins.push(judge.cx.locals.enter());
                    judge.as_statement(|judge| judge.statement(stmt, &stmts[at + 1..]));
                }
                judge.check_stored(stmts, &begins);
            });
            judge.cx.feeding.truncate(outer);
        });
    }

    fn statement(&mut self, stmt: &Stmt, rest: &[Stmt]) {
        match stmt {
            Stmt::Local(local) => {
                self.with_attributes(&local.attrs, |judge| {
                    let hits = judge.findings.hits.len();
                    judge.visit_local(local);
                    judge.bind_local(local, rest, hits);
                });
            }
            Stmt::Item(item) => self.visit_item(item),
            Stmt::Expr(expr, _) if self.cx.scopes.cfg.leaves_out(of_expr(expr)) => {}
            Stmt::Expr(expr, semi) => {
                self.visit_expr(expr);
                if semi.is_some() || !rest.is_empty() {
                    self.check_dropped(expr);
                }
            }
            Stmt::Macro(stmt) => {
                self.with_attributes(&stmt.attrs, |judge| judge.visit_macro(&stmt.mac));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Judge {
    fn visit_item(&mut self, item: &'ast Item) {
        self.with_attributes(of_item(item), |judge| {
            let outer = judge.findings.muted;
            judge.findings.muted |= judge.is_unused_double(item);
            judge.as_owner(item, |judge| {
                judge.as_statement(|judge| visit::visit_item(judge, item));
            });
            judge.findings.muted = outer;
        });
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        self.with_attributes(of_impl_item(item), |judge| {
            judge.as_statement(|judge| match item {
                ImplItem::Fn(method) => {
                    let callees = judge.associated_function(&method.sig);
                    let is_root = method.attrs.iter().any(is_handler);
                    judge.within(callees, is_root, |judge| {
                        judge.function(&method.attrs, &method.sig, Some(&method.block), |judge| {
                            visit::visit_impl_item(judge, item);
                        });
                    });
                }
                _ => visit::visit_impl_item(judge, item),
            });
        });
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        self.with_attributes(of_trait_item(item), |judge| {
            judge.as_statement(|judge| match item {
                TraitItem::Fn(method) => {
                    let callees = judge.associated_function(&method.sig);
                    judge.within(callees, false, |judge| {
                        judge.function(
                            &method.attrs,
                            &method.sig,
                            method.default.as_ref(),
                            |judge| {
                                visit::visit_trait_item(judge, item);
                            },
                        );
                    });
                }
                _ => visit::visit_trait_item(judge, item),
            });
        });
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let callees = self.cx.free_function(&item.sig);
        // `main` runs once, before the first invocation. It is walked only to find the handlers.
        let is_main = self.cx.scopes.is_crate_root(self.cx.at) && item.sig.ident == "main";
        let outer = self.findings.muted;
        self.findings.muted |= is_main;
        let callees = if is_main { vec![Callee::Main] } else { callees };
        let is_root = item.attrs.iter().any(is_handler) || takes_next(&item.sig);
        self.within(callees, is_root, |judge| {
            judge.function(&item.attrs, &item.sig, Some(&item.block), |judge| {
                visit::visit_item_fn(judge, item);
            });
        });
        self.findings.muted = outer;
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let scope = self
            .cx
            .scopes
            .of_module(item, self.cx.at)
            .unwrap_or(self.cx.at);
        self.record_module(item, self.cx.at, scope);
        let outer = std::mem::take(&mut self.cx.locals);
        let is_lazy = item.attrs.iter().any(|attr| is_named(attr, "lazy_module"));
        let once = if is_lazy { Once::Lazy } else { Once::No };
        let outer_once = std::mem::replace(&mut self.calls.once, once);
        if is_lazy {
            self.check_lazy_value(item, scope);
        }
        if let Some((_, items)) = &item.content {
            self.inside(scope, |judge| {
                judge.spare_imports(items);
                visit::visit_item_mod(judge, item);
            });
        } else {
            let at = (item.ident.span(), item.ident.span());
            let what = format!("module `{}`", item.ident);
            let part = self.cx.scopes.file_of(item);
            self.inside(scope, |judge| judge.walk_file_of(part, &what, at));
        }
        self.calls.once = outer_once;
        self.cx.locals = outer;
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let outer: Locals = std::mem::take(&mut self.cx.locals);
        let owner = self.cx.owner_of(&item.self_ty);
        let outer_owner = std::mem::replace(&mut self.calls.owner, owner);
        let ty = Some((Rc::new((*item.self_ty).clone()), self.cx.at));
        let outer_type = std::mem::replace(&mut self.cx.self_type, ty);
        let own = Rc::new((*item.self_ty).clone());
        let generics = self.cx.enter_generics(&item.generics);
        let outer_own = self.cx.own_type.replace(own);
        let outer_trait = std::mem::replace(&mut self.calls.in_trait, item.trait_.is_some());
        visit::visit_item_impl(self, item);
        self.calls.in_trait = outer_trait;
        self.cx.generics.truncate(generics);
        self.cx.own_type = outer_own;
        self.cx.self_type = outer_type;
        self.calls.owner = outer_owner;
        self.cx.locals = outer;
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let outer_own = self.cx.own_type.take();
        let outer_trait = std::mem::replace(&mut self.calls.in_trait, true);
        visit::visit_item_trait(self, item);
        self.calls.in_trait = outer_trait;
        self.cx.own_type = outer_own;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.item_use(item);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        self.item_extern_crate(item);
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        self.item_static(item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.visit_type(&item.ty);
        let callees = self.constant_function(&item.ident);
        self.as_pointers(callees, |judge| judge.visit_expr(&item.expr));
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.derived(item);
        visit::visit_item_struct(self, item);
    }

    fn visit_expr_struct(&mut self, expr: &'ast syn::ExprStruct) {
        self.made_as_fields(expr);
        self.note_fields(expr);
        self.check_fields(expr);
        visit::visit_expr_struct(self, expr);
    }

    fn visit_expr_field(&mut self, expr: &'ast syn::ExprField) {
        self.handles.field_is_read(&expr.member);
        visit::visit_expr_field(self, expr);
    }

    fn visit_field_pat(&mut self, pat: &'ast syn::FieldPat) {
        self.handles.field_is_read(&pat.member);
        visit::visit_field_pat(self, pat);
    }

    fn visit_expr_await(&mut self, expr: &'ast syn::ExprAwait) {
        // `.await` of a value calls the method of `IntoFuture`.
        if self.cx.scopes.defines_method("into_future") {
            self.calls.edge(&Callee::Method("into_future".to_owned()));
        }
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_reference(&mut self, expr: &'ast syn::ExprReference) {
        if let (true, Expr::Path(path)) = (expr.mutability.is_some(), &*expr.expr)
            && let Some(name) = path.path.get_ident()
        {
            self.forget_path(name);
        }
        visit::visit_expr_reference(self, expr);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.statements(&block.stmts);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        // The variables are bound afterwards, because the initialiser does not see them.
        self.visit_pat(&local.pat);
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, diverge)) = &init.diverge {
                self.visit_expr(diverge);
            }
        }
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        self.with_attributes(&arm.attrs, |judge| {
            judge.frame(|judge| {
                judge.cx.locals.bind(&arm.pat, &Holds::Something);
                visit::visit_arm(judge, arm);
            });
        });
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, expr);
        if expr
            .arms
            .iter()
            .all(|arm| matches!(arm.pat, syn::Pat::Wild(_)))
        {
            self.check_dropped(&expr.expr);
        }
    }

    fn visit_foreign_item_static(&mut self, item: &'ast syn::ForeignItemStatic) {
        visit::visit_foreign_item_static(self, item);
        self.foreign_static(item);
    }

    fn visit_foreign_item_fn(&mut self, item: &'ast syn::ForeignItemFn) {
        visit::visit_foreign_item_fn(self, item);
        self.check_foreign_function(item);
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, expr);
        // Bound to the end of the block, which is slightly longer than rustc does.
        let handle = self.cx.is_runtime_handle(&expr.expr);
        let holds = if handle {
            Holds::RuntimeHandle
        } else {
            Holds::Something
        };
        let from = self.cx.locals.enter();
        let is_constant = self.origin(&expr.expr) == Origin::Constant;
        self.cx.locals.bind(&expr.pat, &holds);
        if is_constant {
            self.cx.locals.hold_constants(from);
        }
    }

    fn visit_expr_loop(&mut self, expr: &'ast ExprLoop) {
        let keyword = expr.loop_token.span;
        self.check_spinning_loop(keyword, &expr.body);
        self.check_polling(keyword, |polls| polls.visit_block(&expr.body));
        self.check_endless_loop(
            &expr.attrs,
            expr.label.as_ref(),
            keyword,
            &expr.body,
            |judge| judge.repeatedly(true, |judge| visit::visit_expr_loop(judge, expr)),
        );
    }

    fn visit_expr_while(&mut self, expr: &'ast ExprWhile) {
        let keyword = expr.while_token.span;
        if is_true(&expr.cond) {
            self.check_endless_loop(
                &expr.attrs,
                expr.label.as_ref(),
                keyword,
                &expr.body,
                |judge| judge.repeatedly(true, |judge| visit::visit_expr_while(judge, expr)),
            );
        } else {
            self.check_spin(keyword, &expr.cond, &expr.body);
            self.check_polling(keyword, |polls| polls.visit_expr_while(expr));
            self.repeatedly(true, |judge| visit::visit_expr_while(judge, expr));
        }
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast ExprForLoop) {
        self.check_endless_for(expr);
        self.visit_expr(&expr.expr);
        let element = self.cx.known_of_element(&expr.expr);
        self.frame(|judge| {
            judge.cx.locals.bind(&expr.pat, &Holds::Something);
            if let Some(name) = only_name(&expr.pat) {
                judge.cx.locals.know(name, element);
            }
            judge.visit_pat(&expr.pat);
            judge.repeatedly(!is_short(&expr.expr), |judge| judge.visit_block(&expr.body));
        });
    }

    fn visit_expr_closure(&mut self, expr: &'ast ExprClosure) {
        let parameter = self.closure_parameter.take();
        self.frame(|judge| {
            for (at, input) in expr.inputs.iter().enumerate() {
                judge.cx.locals.bind(input, &Holds::Something);
                let known = match (input, &parameter) {
                    (syn::Pat::Type(typed), _) => Known::Written(judge.cx.written(&typed.ty)),
                    (_, Some(known)) if at == 0 => known.clone(),
                    _ => Known::Unknown,
                };
                if let Some(name) = only_name(input) {
                    judge.cx.locals.know(name, known);
                }
            }
            visit::visit_expr_closure(judge, expr);
        });
    }

    fn visit_expr_assign(&mut self, expr: &'ast syn::ExprAssign) {
        match &*expr.left {
            // A field that is only written is not read.
            Expr::Field(part) => {
                self.flows.field_is_assigned(&part.member);
                self.visit_expr(&part.base);
            }
            left => self.visit_expr(left),
        }
        self.visit_expr(&expr.right);
        if let Expr::Path(path) = &*expr.left
            && let Some(name) = path.path.get_ident()
        {
            self.forget_path(name);
        }
        self.check_assigned(expr);
    }

    fn visit_expr_call(&mut self, expr: &'ast ExprCall) {
        self.check_call(expr);
        visit::visit_expr_call(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'ast ExprMethodCall) {
        let hits = self.findings.hits.len();
        self.visit_receiver(expr);
        self.check_method(expr, hits);
        self.check_drained(expr);
        self.check_fill(expr);
        self.check_tracked(expr);
        self.check_endless_iterator(expr);
        if let Some(turbofish) = &expr.turbofish {
            self.visit_angle_bracketed_generic_arguments(turbofish);
        }
        let once = matches!(
            expr.method.to_string().as_str(),
            "get_or_init" | "get_or_try_init"
        ) && !self.is_own_cell(&expr.receiver);
        for arg in &expr.args {
            self.closure_parameter = match arg {
                Expr::Closure(_) => Some(self.cx.known_of_parameter(&expr.receiver)),
                _ => None,
            };
            let repeats = matches!(arg, Expr::Closure(_)) && calls_for_each_item(expr);
            if once {
                self.once(|judge| judge.visit_expr(arg));
            } else if repeats {
                self.repeatedly(true, |judge| judge.visit_expr(arg));
            } else {
                self.visit_expr(arg);
            }
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.with_attributes(of_expr(expr), |judge| visit::visit_expr(judge, expr));
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        // `if cfg!(windows) { … }`: one branch is not part of the build.
        match self.is_cfg(&expr.cond) {
            Some(true) => self.visit_block(&expr.then_branch),
            Some(false) => {
                if let Some((_, other)) = &expr.else_branch {
                    self.visit_expr(other);
                }
            }
            None => visit::visit_expr_if(self, expr),
        }
    }

    fn visit_pat_type(&mut self, pat: &'ast syn::PatType) {
        self.with_attributes(&pat.attrs, |judge| visit::visit_pat_type(judge, pat));
    }

    fn visit_foreign_item(&mut self, item: &'ast syn::ForeignItem) {
        let attrs = match item {
            syn::ForeignItem::Fn(item) => item.attrs.as_slice(),
            syn::ForeignItem::Static(item) => item.attrs.as_slice(),
            syn::ForeignItem::Type(item) => item.attrs.as_slice(),
            syn::ForeignItem::Macro(item) => item.attrs.as_slice(),
            _ => &[],
        };
        self.with_attributes(attrs, |judge| visit::visit_foreign_item(judge, item));
    }

    fn visit_expr_path(&mut self, expr: &'ast ExprPath) {
        if let Some(qself) = &expr.qself {
            self.visit_type(&qself.ty);
            if let Some(last) = expr.path.segments.last() {
                self.note_qualified(&qself.ty, &last.ident.to_string());
                let ty = (Rc::new((*qself.ty).clone()), self.cx.at);
                self.function_of(&ty, &last.ident.to_string(), ends(&expr.path));
            }
        } else {
            self.note_mention(&expr.path);
            self.note_constructor_value(expr);
        }
        self.whole_path(&expr.path, expr.qself.is_some(), Space::Values);
    }

    fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
        if let Some(qself) = &ty.qself {
            self.visit_type(&qself.ty);
        }
        self.whole_path(&ty.path, ty.qself.is_some(), Space::Types);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.whole_path(path, false, Space::Types);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.macro_call(mac);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(part) = self.cx.scopes.file_of(item) {
            self.walk_file_of(Some(part), "`include!`", ends(&item.mac.path));
        } else if let Some(name) = &item.ident {
            self.macro_definition(name, &item.mac);
        } else {
            self.macro_call(&item.mac);
        }
    }

    fn visit_variant(&mut self, variant: &'ast Variant) {
        self.with_attributes(&variant.attrs, |judge| visit::visit_variant(judge, variant));
    }

    fn visit_field(&mut self, field: &'ast Field) {
        self.with_attributes(&field.attrs, |judge| visit::visit_field(judge, field));
    }

    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        self.with_attributes(&field.attrs, |judge| visit::visit_field_value(judge, field));
    }

    /// The item that has an attribute reads it.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
}

/// Whether a function is a middleware, which requests call: it takes a `Next<'_>`. The `Next` of axum has no lifetime.
fn takes_next(signature: &Signature) -> bool {
    signature.inputs.iter().any(|input| {
        let syn::FnArg::Typed(input) = input else {
            return false;
        };
        let syn::Type::Path(ty) = &*input.ty else {
            return false;
        };
        let last = ty.path.segments.last();
        last.is_some_and(|last| match &last.arguments {
            syn::PathArguments::AngleBracketed(arguments) => {
                let first = arguments.args.first();
                last.ident == "Next" && matches!(first, Some(syn::GenericArgument::Lifetime(_)))
            }
            _ => false,
        })
    })
}

impl Judge {
    /// Walks the function that has a handler's attribute.
    pub(super) fn handler(&mut self, item: &ItemFn) {
        self.within(vec![Callee::Request], false, |judge| {
            for input in &item.sig.inputs {
                if let syn::FnArg::Typed(input) = input {
                    judge.deserialized(&input.ty);
                }
            }
            judge.function(&item.attrs, &item.sig, Some(&item.block), |judge| {
                judge.with_loop_checks_of(&item.attrs, true, |judge| {
                    visit::visit_item_fn(judge, item);
                });
            });
        });
    }

    fn whole_path(&mut self, path: &Path, qualified: bool, space: Space) {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        // `<T>::new` has the path `new`; its type was judged already.
        if !(qualified && path.leading_colon.is_some()) {
            self.path(&idents, path.leading_colon.is_some(), space);
        }
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }
}
