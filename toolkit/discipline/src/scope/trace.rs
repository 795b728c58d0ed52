//! Follows a path through the modules that re-export it.
//!
//! [`Scopes::resolve`] returns the item that a path names. For layers, the way matters too: a name that an interface re-exports
//! is used through the interface.

use super::{Def, Place, ScopeId, Scopes, Space};

/// The item that a path names in the last module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// The module itself.
    Module,
    /// An item that is written there.
    Item(String),
    /// A name that is not visible in the module, because a macro generates it.
    Generated(String),
}

/// One end of a path.
#[derive(Clone, Debug)]
pub(crate) struct TraceEnd {
    /// The modules that re-export the name, in order.
    pub(crate) through: Vec<ScopeId>,
    pub(crate) module: ScopeId,
    pub(crate) what: Named,
}

/// Every end of a path within the crate. One name may be a type and a value, or several items under different `cfg`s.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) ends: Vec<TraceEnd>,
    /// Whether it also leads into another crate.
    pub(crate) leaves: bool,
}

impl Scopes {
    /// Traces `segments` from `scope`; `binds` is the name that a `use` binds.
    pub(crate) fn trace(
        &self,
        scope: ScopeId,
        segments: &[String],
        absolute: bool,
        space: Space,
        binds: Option<&str>,
    ) -> Trace {
        let mut tracer = Tracer {
            scopes: self,
            trail: binds
                .map(|name| (scope, name.to_owned()))
                .into_iter()
                .collect(),
            leaves: false,
        };
        let ends = if absolute {
            tracer.in_crate(scope, segments, space, &[])
        } else {
            tracer.path(scope, segments, space, &[])
        };
        Trace {
            ends,
            leaves: tracer.leaves,
        }
    }

    /// The module that holds this scope.
    pub(crate) fn home(&self, scope: ScopeId) -> ScopeId {
        self.module_around(scope)
    }

    /// Whether `outer` is `inner`, or a scope around it.
    pub(crate) fn holds(&self, outer: ScopeId, inner: ScopeId) -> bool {
        let around = |scope: &ScopeId| self.all[*scope].parent;
        std::iter::successors(Some(inner), around).any(|scope| scope == outer)
    }

    /// The scope around a module.
    pub(crate) fn parent(&self, module: ScopeId) -> Option<ScopeId> {
        self.all[module].parent
    }
}

struct Tracer<'s> {
    scopes: &'s Scopes,
    /// Names that are being followed, because a name cannot be defined by itself.
    trail: Vec<(ScopeId, String)>,
    leaves: bool,
}

impl Tracer<'_> {
    fn path(
        &mut self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Vec<TraceEnd> {
        let Some((first, rest)) = segments.split_first() else {
            return Vec::new();
        };
        let home = self.scopes.module_around(scope);
        match first.as_str() {
            "crate" => self.in_module(self.scopes.root_of(scope), rest, space, through),
            "Self" => Vec::new(),
            "self" => self.in_module(home, rest, space, through),
            "super" => {
                let ups = segments.iter().take_while(|name| *name == "super").count();
                let above = (0..ups).try_fold(home, |module, _| {
                    let parent = self.scopes.all[module].parent?;
                    Some(self.scopes.module_around(parent))
                });
                above.map_or_else(Vec::new, |module| {
                    self.in_module(module, &segments[ups..], space, through)
                })
            }
            _ => {
                let scopes = self.scopes;
                for id in scopes.lexical(scope) {
                    if let Some(ends) = self.in_scope(id, segments, space, through) {
                        return ends;
                    }
                }
                self.in_crate(scope, segments, space, through)
            }
        }
    }

    /// Follows `segments` from the name of another crate, if that crate is judged too.
    fn in_crate(
        &mut self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Vec<TraceEnd> {
        let Some((name, rest)) = segments.split_first() else {
            return Vec::new();
        };
        if let Some(root) = self.scopes.extern_crate(scope, name) {
            return self.in_module(root, rest, space, through);
        }
        self.leaves |= !rest.is_empty();
        Vec::new()
    }

    fn in_module(
        &mut self,
        module: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Vec<TraceEnd> {
        let end = |what| TraceEnd {
            through: through.to_vec(),
            module,
            what,
        };
        match segments.first() {
            None => vec![end(Named::Module)],
            Some(name) => self
                .in_scope(module, segments, space, through)
                .unwrap_or_else(|| vec![end(Named::Generated(name.clone()))]),
        }
    }

    /// Follows `segments` from a name that this scope binds, directly or by a glob; `None` if it does not.
    fn in_scope(
        &mut self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Option<Vec<TraceEnd>> {
        let (name, rest) = segments.split_first()?;
        let followed = (scope, name.clone());
        if self.trail.contains(&followed) {
            return None;
        }
        self.trail.push(followed);
        let wanted = if rest.is_empty() { space } else { Space::Types };
        let scopes = self.scopes;
        let defs = scopes.all[scope]
            .names
            .get(name)
            .map_or(&[][..], Vec::as_slice);
        let mut found = None;
        for (_, def) in defs.iter().filter(|(bound, _)| bound.meets(wanted)) {
            let ends = self.follow(def, scope, segments, space, through);
            found.get_or_insert_with(Vec::new).extend(ends);
        }
        let found = found.or_else(|| self.in_globs(scope, segments, space, through));
        self.trail.pop();
        found
    }

    fn in_globs(
        &mut self,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Option<Vec<TraceEnd>> {
        let through = self.handed_on(through, scope);
        let places = self.scopes.glob_places(scope);
        places.iter().find_map(|place| match place {
            Place::Own(Def::Module(module), _) => self.in_scope(*module, segments, space, &through),
            _ => None,
        })
    }

    fn follow(
        &mut self,
        def: &Def,
        scope: ScopeId,
        segments: &[String],
        space: Space,
        through: &[ScopeId],
    ) -> Vec<TraceEnd> {
        let (name, rest) = (&segments[0], &segments[1..]);
        match def {
            Def::Import(target) => {
                let wanted = if rest.is_empty() { space } else { Space::Types };
                let through = self.handed_on(through, scope);
                let ends = if target.absolute {
                    self.in_crate(scope, &target.segments, wanted, &through)
                } else {
                    self.path(scope, &target.segments, wanted, &through)
                };
                ends.into_iter()
                    .flat_map(|end| match end.what {
                        Named::Module => self.in_module(end.module, rest, space, &end.through),
                        _ => vec![end],
                    })
                    .collect()
            }
            Def::Module(module) => self.in_module(*module, rest, space, through),
            Def::Crate(krate) => {
                let path: Vec<String> = std::iter::once(krate.to_string())
                    .chain(rest.iter().cloned())
                    .collect();
                self.in_crate(scope, &path, space, through)
            }
            Def::Skipped(file) => {
                self.scopes.wanted.borrow_mut().insert(*file);
                Vec::new()
            }
            Def::Unseen => Vec::new(),
            _ => vec![TraceEnd {
                through: through.to_vec(),
                module: self.scopes.module_around(scope),
                what: Named::Item(name.clone()),
            }],
        }
    }

    fn handed_on(&self, through: &[ScopeId], scope: ScopeId) -> Vec<ScopeId> {
        let mut through = through.to_vec();
        through.push(self.scopes.module_around(scope));
        through
    }
}
