//! Lazy modules that need each other, however many they are.
//!
//! The compiler finds such a circle by itself as far as it unfolds the modules, twelve of them. Here there is no end.

use super::circle::Arrows;
use super::declared::{self, is_ours};
use super::record::Step;
use crate::judge::Judge;
use crate::scope::{ScopeId, What};
use std::collections::HashSet;
use syn::{FnArg, Item, ItemMod, Type};

/// The lazy modules of a crate, and which of them take the `Lazy` of which.
#[derive(Default)]
pub(crate) struct Lazies {
    needs: Vec<Need>,
}

struct Need {
    from: ScopeId,
    /// The module that needs, as its file calls it.
    name: String,
    to: ScopeId,
    at: Step,
}

/// Modules in a circle: the names, the first of them again at the end, and where each needs the next.
pub(crate) struct Circle {
    pub(crate) names: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

impl Judge {
    /// Records what a lazy module's `init` takes.
    pub(super) fn record_lazy(&mut self, item: &ItemMod, scope: ScopeId) {
        let Some((_, items)) = item.content.as_ref().filter(|_| is_lazy(item)) else {
            return;
        };
        let inits = items.iter().filter_map(|item| match item {
            Item::Fn(item) if item.sig.ident == "init" => Some(&item.sig),
            _ => None,
        });
        for input in inits.flat_map(|sig| &sig.inputs) {
            let FnArg::Typed(input) = input else { continue };
            let Type::Path(ty) = &*input.ty else { continue };
            for end in self.traced(scope, &ty.path).ends {
                if end.what == What::Generated("Lazy".to_owned()) {
                    let at = self.step(declared::place(&ty.path));
                    self.records.lazies.needs.push(Need {
                        from: scope,
                        name: item.ident.to_string(),
                        to: end.module,
                        at,
                    });
                }
            }
        }
    }
}

impl Lazies {
    /// One circle, the shortest, of each set of modules that need each other; `name` gives a module's path, if it is known.
    pub(crate) fn circles(&self, name: impl Fn(ScopeId) -> Option<String>) -> Vec<Circle> {
        let needs = self.needs.iter().enumerate();
        let arrows = Arrows::new(needs.map(|(at, need)| (at, need.from, need.to)));
        let sets = arrows.sets();
        let mut told: HashSet<usize> = HashSet::new();
        let mut circles = Vec::new();
        for (at, need) in self.needs.iter().enumerate() {
            let (set, other) = (sets[&need.from], sets[&need.to]);
            if set != other || !told.insert(set) {
                continue;
            }
            let back = if need.from == need.to {
                Some(Vec::new())
            } else {
                arrows.shortest(need.to, need.from)
            };
            let around = std::iter::once(at).chain(back.unwrap_or_default());
            let around: Vec<&Need> = around.map(|at| &self.needs[at]).collect();
            let called = |need: &Need| name(need.from).unwrap_or_else(|| need.name.clone());
            let names = around.iter().chain([&need]).map(|need| called(need));
            circles.push(Circle {
                names: names.collect(),
                steps: around.iter().map(|need| need.at).collect(),
            });
        }
        circles
    }
}

fn is_lazy(item: &ItemMod) -> bool {
    item.attrs
        .iter()
        .any(|attr| is_ours(attr, &["lazy_module"]))
}
