//! `use` trees: each leaf is a binding, each `*` a glob.

use super::{Def, ScopeId, Scopes, Space, Target};
use std::rc::Rc;
use syn::UseTree;
use syn::ext::IdentExt as _;

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
        // `use {tokio};` and `use tokio;` bind the crate's own name to itself, which resolution sees through.
        self.bind(
            scope,
            bound,
            Space::Both,
            Def::Import(Rc::new(Target { segments, absolute })),
        );
    }
}

/// The whole path that a leaf of a `use` tree names; `self` names the prefix.
pub(crate) fn path_of_leaf(leaf: &syn::Ident, prefix: &[String]) -> Vec<String> {
    let mut segments = prefix.to_vec();
    if leaf != "self" || prefix.is_empty() {
        segments.push(leaf.unraw().to_string());
    }
    segments
}
