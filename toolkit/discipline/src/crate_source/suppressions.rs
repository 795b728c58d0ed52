//! Where rules are suppressed: below `#[exempt]`, and in `main`.

use super::{Content, Files};
use crate::attributes::{is_named, of_impl_item, of_item, of_trait_item};
use crate::cfg::CfgSet;
use crate::ids::FileId;
use crate::rule::Rule;
use proc_macro2::Span;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprLit, ImplItem, Item, Lit, Macro, Meta, Token, TraitItem};

/// An `#[exempt(…)]` in the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exemption {
    /// The file.
    pub file: PathBuf,
    /// The attribute's line, from 1.
    pub line: usize,
    /// The rules that it silences.
    pub rules: Vec<Rule>,
    /// The reason; empty if it gives none, which is a finding.
    pub reason: String,
}

/// Lines on which a rule is suppressed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Suppression {
    /// The file.
    pub file: PathBuf,
    /// The lines, from 1.
    pub lines: RangeInclusive<usize>,
    /// The rule; `None` for all rules, in `main`, which runs once before the first invocation.
    pub rule: Option<Rule>,
}

/// Finds the exemptions and the suppressed lines of the crate with this root.
pub(crate) fn of_crate(
    files: &Files,
    root: FileId,
    cfg: &CfgSet,
) -> (Vec<Exemption>, Vec<Suppression>) {
    let mut finder = SuppressionFinder {
        files,
        cfg,
        file: root,
        depth: 0,
        open: Vec::new(),
        exempt: Vec::new(),
        exemptions: Vec::new(),
        suppressions: Vec::new(),
    };
    finder.file(root);
    (finder.exemptions, finder.suppressions)
}

struct SuppressionFinder<'f> {
    files: &'f Files,
    cfg: &'f CfgSet,
    file: FileId,
    /// The number of modules and blocks around this place: only a `main` at depth 0 is the program's.
    depth: usize,
    /// Files around this place: a file that leads back to itself is not followed.
    open: Vec<FileId>,
    /// Rules that are exempt here.
    exempt: Vec<Rule>,
    exemptions: Vec<Exemption>,
    suppressions: Vec<Suppression>,
}

impl SuppressionFinder<'_> {
    fn file(&mut self, id: FileId) {
        let Content::Parsed(file) = self.files.all[id].content.clone() else {
            return;
        };
        if self.open.contains(&id) {
            return;
        }
        let outer = std::mem::replace(&mut self.file, id);
        self.open.push(id);
        let last = self.files.all[id].text.lines().count().max(1);
        for rule in self.exempt.clone() {
            self.silence(1..=last, Some(rule));
        }
        self.around(&file.attrs, 1..=last, |finder| {
            file.items.iter().for_each(|item| finder.visit_item(item));
        });
        self.open.pop();
        self.file = outer;
    }

    fn silence(&mut self, lines: RangeInclusive<usize>, rule: Option<Rule>) {
        let file = self.files.all[self.file].path.clone();
        self.suppressions.push(Suppression { file, lines, rule });
    }

    /// Looks at an item or statement with these attributes.
    fn around(
        &mut self,
        attrs: &[Attribute],
        lines: RangeInclusive<usize>,
        walk: impl FnOnce(&mut Self),
    ) {
        if self.cfg.leaves_out(attrs) {
            return;
        }
        let outer = self.exempt.len();
        for attr in attrs {
            if is_named(attr, "exempt") {
                let exemption = self.exemption(attr);
                for rule in &exemption.rules {
                    self.silence(lines.clone(), Some(*rule));
                    self.exempt.push(*rule);
                }
                self.exemptions.push(exemption);
            }
        }
        walk(self);
        self.exempt.truncate(outer);
    }

    fn exemption(&self, attr: &Attribute) -> Exemption {
        let args = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        let mut exemption = Exemption {
            file: self.files.all[self.file].path.clone(),
            line: attr.span().start().line,
            rules: Vec::new(),
            reason: String::new(),
        };
        for arg in args.into_iter().flatten() {
            match arg {
                Meta::Path(path) => {
                    let name = path.get_ident().map(ToString::to_string);
                    exemption
                        .rules
                        .extend(name.and_then(|name| Rule::from_id(&name)));
                }
                Meta::NameValue(pair) if pair.path.is_ident("reason") => {
                    if let Expr::Lit(ExprLit {
                        lit: Lit::Str(text),
                        ..
                    }) = pair.value
                    {
                        text.value().trim().clone_into(&mut exemption.reason);
                    }
                }
                _ => {}
            }
        }
        exemption
    }

    fn deeper(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        walk(self);
        self.depth -= 1;
    }
}

fn lines_of(span: Span) -> RangeInclusive<usize> {
    span.start().line..=span.end().line
}

impl<'ast> Visit<'ast> for SuppressionFinder<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let lines = lines_of(item.span());
        self.around(of_item(item), lines.clone(), |finder| {
            if let Item::Fn(function) = item
                && finder.depth == 0
                && function.sig.ident == "main"
            {
                finder.silence(lines, None);
            }
            let behind = finder
                .files
                .of_items
                .get(&match item {
                    Item::Mod(item) => std::ptr::from_ref(item).addr(),
                    Item::Macro(item) => std::ptr::from_ref(item).addr(),
                    _ => 0,
                })
                .copied();
            let in_module = matches!(item, Item::Macro(_));
            match behind {
                // `include!` puts its items in its own place.
                Some(id) if in_module => finder.file(id),
                Some(id) => finder.deeper(|finder| finder.file(id)),
                None => finder.deeper(|finder| visit::visit_item(finder, item)),
            }
        });
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        self.around(of_impl_item(item), lines_of(item.span()), |finder| {
            visit::visit_impl_item(finder, item);
        });
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        self.around(of_trait_item(item), lines_of(item.span()), |finder| {
            visit::visit_trait_item(finder, item);
        });
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.around(&local.attrs, lines_of(local.span()), |finder| {
            visit::visit_local(finder, local);
        });
    }

    fn visit_expr_block(&mut self, expr: &'ast syn::ExprBlock) {
        self.around(&expr.attrs, lines_of(expr.span()), |finder| {
            visit::visit_expr_block(finder, expr);
        });
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.around(&arm.attrs, lines_of(arm.span()), |finder| {
            visit::visit_arm(finder, arm);
        });
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.around(&field.attrs, lines_of(field.span()), |finder| {
            visit::visit_field(finder, field);
        });
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.around(&variant.attrs, lines_of(variant.span()), |finder| {
            visit::visit_variant(finder, variant);
        });
    }

    /// Tokens that parse as statements are looked at, as the rules do.
    fn visit_macro(&mut self, mac: &'ast Macro) {
        if let Ok(stmts) = Block::parse_within.parse2(mac.tokens.clone()) {
            self.deeper(|finder| stmts.iter().for_each(|stmt| finder.visit_stmt(stmt)));
        }
    }
}
