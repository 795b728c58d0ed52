//! Which functions call which, as far as paths and names of methods tell.

use super::Judge;
use super::context::{Context, names};
use crate::scope::{Def, Place, Space, path_of_type};
use proc_macro2::Ident;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{Path, Signature, Type};

/// Aliases of aliases that are followed.
const ALIASES: usize = 16;

/// A function of the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Callee {
    /// By the address of its definition.
    Function(usize),
    /// By the address of its type's definition, and its name.
    Associated(usize, String),
    /// By its name alone: a method call does not say whose it is.
    Method(String),
    /// Whatever calls into the program.
    Request,
    /// The initialiser of a static, or of a cell that is written once.
    Static,
    /// The program's own `main`.
    Main,
}

/// What runs once for an environment.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Once {
    /// Nothing of the kind.
    #[default]
    No,
    /// A lazy module's `init`, when a request first needs it.
    Lazy,
    /// An initialiser that fills a static.
    Static,
}

/// Who calls whom, as far as paths and names of methods tell.
#[derive(Default)]
pub(super) struct CallGraph {
    /// The functions that the code being walked belongs to: an associated function is also a method.
    pub(super) within: Vec<Callee>,
    /// Inside of what runs once for an environment.
    pub(super) once: Once,
    edges: HashMap<Callee, HashSet<Callee>>,
    /// The definition that the `impl` being walked is for.
    pub(super) owner: Option<usize>,
}

impl CallGraph {
    /// Notes that the code being walked mentions a function.
    pub(super) fn edge(&mut self, to: &Callee) {
        for from in self.callers().to_vec() {
            self.edges.entry(from).or_default().insert(to.clone());
        }
    }

    /// Whose call it is that is being walked; nobody's in a lazy module, which may do whatever takes long.
    pub(super) fn callers(&self) -> &[Callee] {
        match self.once {
            Once::No => &self.within,
            Once::Lazy => &[],
            Once::Static => &[Callee::Static],
        }
    }

    /// The functions that are reached from `roots`.
    pub(super) fn reached(&self, roots: &'static [Callee]) -> HashSet<&Callee> {
        let mut reached = HashSet::new();
        let mut next: Vec<&Callee> = roots.iter().collect();
        while let Some(callee) = next.pop() {
            if reached.insert(callee) {
                next.extend(self.edges.get(callee).into_iter().flatten());
            }
        }
        reached
    }
}

impl Context {
    /// What a free function is called by.
    pub(super) fn free_function(&self, sig: &Signature) -> Vec<Callee> {
        let name = [sig.ident.unraw().to_string()];
        match self.scopes.resolve(self.at, &name, false, Space::Values) {
            Place::Own(Def::Function(function), _) => {
                vec![Callee::Function(Rc::as_ptr(&function).addr())]
            }
            _ => vec![Callee::Method(format!("{}()", sig.ident))],
        }
    }

    /// The definition that an `impl` is for.
    pub(super) fn owner_of(&self, ty: &Type) -> Option<usize> {
        let (names, absolute) = path_of_type(ty)?;
        self.identity(
            &self.scopes.resolve(self.at, &names, absolute, Space::Types),
            ALIASES,
        )
    }

    /// The definition of a type, through aliases; `depth` ends one that leads back to itself.
    fn identity(&self, place: &Place, depth: usize) -> Option<usize> {
        match place {
            Place::Own(Def::Fields(fields), _) => Some(fields.as_ptr().addr()),
            Place::Own(Def::Alias(ty), home) if depth > 0 => {
                let (names, absolute) = path_of_type(ty)?;
                let aliased = self.scopes.resolve(*home, &names, absolute, Space::Types);
                self.identity(&aliased, depth - 1)
            }
            _ => None,
        }
    }
}

impl Judge {
    /// Runs `walk` as the body of a function; `is_root` when requests call it.
    pub(super) fn within(
        &mut self,
        callees: Vec<Callee>,
        is_root: bool,
        walk: impl FnOnce(&mut Self),
    ) {
        if is_root {
            let outer = std::mem::replace(&mut self.calls.within, vec![Callee::Request]);
            for callee in &callees {
                self.calls.edge(callee);
            }
            self.calls.within = outer;
        }
        let outer = std::mem::replace(&mut self.calls.within, callees);
        walk(self);
        self.calls.within = outer;
    }

    /// Runs `walk` as what fills a static, unless a lazy module does it.
    pub(super) fn once(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.calls.once;
        if outer == Once::No {
            self.calls.once = Once::Static;
        }
        walk(self);
        self.calls.once = outer;
    }

    /// What a function of an `impl` is called by.
    pub(super) fn associated_function(&self, sig: &Signature) -> Vec<Callee> {
        let name = sig.ident.unraw().to_string();
        let mut callees = Vec::new();
        if sig.receiver().is_some() {
            callees.push(Callee::Method(name.clone()));
        }
        if let Some(owner) = self.calls.owner {
            callees.push(Callee::Associated(owner, name));
        }
        callees
    }

    /// Notes that the code being walked mentions a function.
    pub(super) fn mentions(&mut self, path: &Path) {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if let [only] = idents.as_slice()
            && self.cx.locals.has(only)
        {
            return;
        }
        let names = names(&idents);
        let absolute = path.leading_colon.is_some();
        if let Place::Own(Def::Function(function), _) =
            self.cx
                .scopes
                .resolve(self.cx.at, &names, absolute, Space::Values)
        {
            self.calls
                .edge(&Callee::Function(Rc::as_ptr(&function).addr()));
        } else if let Some((name, owner)) = names.split_last()
            && !owner.is_empty()
        {
            let own = if owner == ["Self"] {
                self.calls.owner
            } else {
                self.cx.identity(
                    &self
                        .cx
                        .scopes
                        .resolve(self.cx.at, owner, absolute, Space::Types),
                    ALIASES,
                )
            };
            if let Some(own) = own {
                self.calls.edge(&Callee::Associated(own, name.clone()));
            }
        }
    }

    /// Notes a method call.
    pub(super) fn mentions_method(&mut self, name: &str) {
        if self.cx.scopes.defines_method(name) {
            self.calls.edge(&Callee::Method(name.to_owned()));
        }
    }
}
