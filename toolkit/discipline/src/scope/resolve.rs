//! Follows a path to the item that it names.

use super::{Def, ScopeId, Scopes, Space, Target};
use crate::known;
use std::rc::Rc;

/// The end of a path.
#[derive(Clone)]
pub(crate) enum Place {
    /// In another crate. `seen` if an import or alias on the way is refused: the finding is reported there.
    Foreign { path: Vec<String>, seen: bool },
    /// An item of the user's own, and the scope that binds it.
    Own(Def, ScopeId),
    /// Not visible.
    Unknown,
}

impl Place {
    /// Whether both are the same module or path, as far as globs need to know.
    fn leads_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Foreign { path, .. }, Self::Foreign { path: others, .. }) => path == others,
            (Self::Own(Def::Module(one), _), Self::Own(Def::Module(another), _)) => one == another,
            (Self::Own(..), Self::Own(..)) | (Self::Unknown, Self::Unknown) => true,
            _ => false,
        }
    }
}

/// How often the globs of a scope are followed: the longest chain of globs that bind each other's first names, and one.
const GLOB_ROUNDS: usize = 6;

/// Names that are being followed, because a name cannot be defined by itself.
type Trail = Vec<(ScopeId, String)>;

impl Scopes {
    /// Follows `segments` from `scope`.
    pub(crate) fn resolve(
        &self,
        scope: ScopeId,
        segments: &[String],
        absolute: bool,
        space: Space,
    ) -> Place {
        self.follow_path(scope, segments, absolute, space, &mut Trail::new())
    }

    /// Follows the path of a `use`. The name that it binds is not followed, because a `use` does not name itself.
    pub(crate) fn resolve_import(
        &self,
        scope: ScopeId,
        segments: &[String],
        absolute: bool,
        binds: Option<&str>,
    ) -> Place {
        let mut trail: Trail = binds
            .map(|name| (scope, name.to_owned()))
            .into_iter()
            .collect();
        self.follow_path(scope, segments, absolute, Space::Both, &mut trail)
    }

    fn follow_path(
        &self,
        scope: ScopeId,
        segments: &[String],
        absolute: bool,
        space: Space,
        trail: &mut Trail,
    ) -> Place {
        let Some(first) = segments.first() else {
            return Place::Unknown;
        };
        if absolute {
            return match self.extern_crate(scope, first) {
                Some(root) => self.in_module(root, &segments[1..], space, trail),
                None => foreign(segments.to_vec(), false),
            };
        }
        match first.as_str() {
            "crate" if self.is_whole() => {
                self.in_module(self.root_of(scope), &segments[1..], space, trail)
            }
            "crate" | "Self" => Place::Unknown,
            "self" => self.in_module(self.module_around(scope), &segments[1..], space, trail),
            "super" => {
                let mut module = self.module_around(scope);
                let ups = segments
                    .iter()
                    .take_while(|segment| *segment == "super")
                    .count();
                for _ in 0..ups {
                    match self.all[module].parent {
                        Some(parent) => module = self.module_around(parent),
                        None => return Place::Unknown,
                    }
                }
                self.in_module(module, &segments[ups..], space, trail)
            }
            name => {
                for id in self.lexical(scope) {
                    if let Some(place) = self.in_scope(id, segments, space, trail) {
                        return place;
                    }
                }
                if let Some(root) = self.extern_crate(scope, name) {
                    self.in_module(root, &segments[1..], space, trail)
                } else if known::is_crate(name) || matches!(name, "core" | "alloc") {
                    foreign(segments.to_vec(), false)
                } else if segments.len() == 1 && name == "drop" {
                    foreign(["std", "mem", "drop"].map(str::to_owned).to_vec(), false)
                } else if segments.len() > 1 {
                    // An unknown name may be a crate that re-exports a known one.
                    Place::Foreign {
                        path: segments.to_vec(),
                        seen: false,
                    }
                } else {
                    Place::Unknown
                }
            }
        }
    }

    fn in_module(
        &self,
        module: ScopeId,
        segments: &[String],
        space: Space,
        trail: &mut Trail,
    ) -> Place {
        if segments.is_empty() {
            return Place::Own(Def::Module(module), module);
        }
        self.in_scope(module, segments, space, trail)
            .unwrap_or(Place::Unknown)
    }

    /// Follows `segments` from a name that this scope binds; `None` if it does not.
    fn in_scope(
        &self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        trail: &mut Trail,
    ) -> Option<Place> {
        let (name, rest) = segments.split_first()?;
        if trail
            .iter()
            .any(|(at, followed)| *at == scope && followed == name)
        {
            return None;
        }
        trail.push((scope, name.clone()));
        let wanted = if rest.is_empty() { space } else { Space::Types };
        let defs = self.all[scope]
            .names
            .get(name)
            .map_or(&[][..], Vec::as_slice);
        let mut found = None;
        for (_, def) in defs.iter().filter(|(bound, _)| bound.meets(wanted)) {
            let place = self.follow(def, scope, rest, space, trail);
            // Of two definitions under different `cfg`s, the refused one counts.
            let decisive =
                matches!(&place, Place::Foreign { path, .. } if known::lookup(path).is_some());
            if decisive || found.is_none() {
                found = Some(place);
            }
        }
        let found = found.or_else(|| self.in_globs(scope, segments, space, trail));
        trail.pop();
        found
    }

    fn in_globs(
        &self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        trail: &mut Trail,
    ) -> Option<Place> {
        self.glob_places(scope)
            .iter()
            .find_map(|place| match place.clone() {
                Place::Foreign { mut path, seen } => {
                    // A refused glob is reported at the `use`. Of others, only names in the table matter.
                    if seen || refused(&path) {
                        return None;
                    }
                    // `use gatewright::prelude::*` does not stand between `reqwest::Client` and the crate of that name.
                    if segments.len() > 1 && known::is_crate(&segments[0]) {
                        return None;
                    }
                    path.extend_from_slice(segments);
                    known::lookup(&path).map(|_| Place::Foreign { path, seen })
                }
                Place::Own(Def::Skipped(file), _) => {
                    self.wanted.borrow_mut().insert(file);
                    None
                }
                Place::Own(Def::Module(module), _) => self.in_scope(module, segments, space, trail),
                _ => None,
            })
    }

    /// Returns where the globs of a scope lead. One glob may bind the first name of another. So all are followed repeatedly, each
    /// time with the previous results of the others, until nothing changes. Following each glob through the others would take
    /// exponential time.
    pub(super) fn glob_places(&self, scope: ScopeId) -> Rc<[Place]> {
        if let Some(places) = self.glob_places.borrow().get(&scope) {
            return Rc::clone(places);
        }
        let globs = &self.all[scope].globs;
        let mut places: Rc<[Place]> = globs.iter().map(|_| Place::Unknown).collect();
        for _ in 0..GLOB_ROUNDS {
            // The results so far are the answer while it is computed.
            self.glob_places
                .borrow_mut()
                .insert(scope, Rc::clone(&places));
            let again: Rc<[Place]> = globs
                .iter()
                .map(|glob| self.follow_target(glob, scope, &mut Trail::new()))
                .collect();
            let settled = places
                .iter()
                .zip(again.iter())
                .all(|(one, other)| one.leads_as(other));
            places = again;
            if settled {
                break;
            }
        }
        self.glob_places
            .borrow_mut()
            .insert(scope, Rc::clone(&places));
        places
    }

    fn follow_target(&self, target: &Target, scope: ScopeId, trail: &mut Trail) -> Place {
        self.follow_path(scope, &target.segments, target.absolute, Space::Both, trail)
    }

    fn follow(
        &self,
        def: &Def,
        scope: ScopeId,
        rest: &[String],
        space: Space,
        trail: &mut Trail,
    ) -> Place {
        match def {
            Def::Import(target) => {
                let wanted = if rest.is_empty() { space } else { Space::Types };
                match self.follow_path(scope, &target.segments, target.absolute, wanted, trail) {
                    Place::Foreign { path, seen } => beyond(path, seen, rest),
                    Place::Own(def, at) => self.follow(&def, at, rest, space, trail),
                    Place::Unknown => Place::Unknown,
                }
            }
            Def::Crate(name) => match self.extern_crate(scope, name) {
                Some(root) => self.in_module(root, rest, space, trail),
                None => beyond(vec![name.to_string()], false, rest),
            },
            Def::Module(module) => self.in_module(*module, rest, space, trail),
            Def::Alias(ty) if !rest.is_empty() => match path_of_type(ty) {
                Some((segments, absolute)) => {
                    match self.follow_path(scope, &segments, absolute, Space::Types, trail) {
                        Place::Foreign { path, seen } => beyond(path, seen, rest),
                        Place::Own(def, at) => self.follow(&def, at, rest, space, trail),
                        Place::Unknown => Place::Unknown,
                    }
                }
                None => Place::Own(def.clone(), scope),
            },
            Def::Unseen => Place::Unknown,
            Def::Skipped(file) if !rest.is_empty() => {
                self.wanted.borrow_mut().insert(*file);
                Place::Unknown
            }
            _ => Place::Own(def.clone(), scope),
        }
    }
}

/// The names of a path's segments.
pub(crate) fn names_of(path: &syn::Path) -> Vec<String> {
    use syn::ext::IdentExt as _;
    let segments = path.segments.iter();
    segments
        .map(|segment| segment.ident.unraw().to_string())
        .collect()
}

/// The segments of a type that is a plain path, and whether it begins with `::`.
pub(crate) fn path_of_type(ty: &syn::Type) -> Option<(Vec<String>, bool)> {
    match ty {
        syn::Type::Path(ty) if ty.qself.is_none() => {
            Some((names_of(&ty.path), ty.path.leading_colon.is_some()))
        }
        syn::Type::Paren(inner) => path_of_type(&inner.elem),
        syn::Type::Group(inner) => path_of_type(&inner.elem),
        _ => None,
    }
}

fn refused(path: &[String]) -> bool {
    known::lookup(path).is_some_and(|found| found.known.rule().is_some())
}

/// A path in another crate; `core` and `alloc` are parts of `std`.
fn foreign(mut path: Vec<String>, seen: bool) -> Place {
    if matches!(path.first().map(String::as_str), Some("core" | "alloc")) {
        "std".clone_into(&mut path[0]);
    }
    Place::Foreign { path, seen }
}

/// `rest` below the path of an import or alias. A refused import is reported at the `use`.
fn beyond(path: Vec<String>, seen: bool, rest: &[String]) -> Place {
    let seen = seen || refused(&path);
    let mut path = path;
    path.extend_from_slice(rest);
    foreign(path, seen)
}
