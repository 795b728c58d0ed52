//! The call graph, as far as paths and names of methods show it.

use super::Judge;
use super::context::{Context, names};
use super::types::Core;
use crate::scope::{Def, Place, Space, path_of_type};
use proc_macro2::Ident;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{ExprMethodCall, Path, Signature, Type};

/// Names in scope everywhere that are not type parameters.
const NOT_PARAMETERS: [&str; 9] = [
    "Self", "String", "Vec", "Option", "Result", "Box", "Some", "Default", "Arc",
];

/// How many aliases of aliases are followed.
const ALIASES: usize = 16;

/// Methods that types of many crates have: if the type of the receiver is unknown, a call is not taken for one of the user's own.
const COMMON: [&str; 24] = [
    "build", "lock", "spawn", "join", "wait", "read", "write", "clone", "clear", "insert",
    "remove", "push", "pop", "len", "iter", "next", "map", "with", "into", "from", "default",
    "as_ref", "set", "finish",
];

/// A function of the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Callee {
    /// By the address of its definition.
    Function(usize),
    /// By the address of its type's definition, and its name.
    Associated(usize, String),
    /// By its name alone, because a method call does not show the type.
    Method(String),
    /// By its name, as a method of a trait.
    OfTrait(String),
    /// The caller of handlers.
    Request,
    /// The initialiser of a static or of a write-once cell.
    Static,
    /// The program's `main`.
    Main,
}

/// Code that runs once for an execution environment.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Once {
    /// Not such code.
    #[default]
    No,
    /// A lazy module's `init`.
    Lazy,
    /// An initialiser that fills a static.
    Static,
    /// An initialiser of pointers to functions, which runs nothing.
    Pointer,
}

/// Which functions call which.
#[derive(Default)]
pub(super) struct CallGraph {
    /// The functions that the walked code belongs to. An associated function is also a method.
    pub(super) within: Vec<Callee>,
    /// Whether the walked code runs once for an execution environment.
    pub(super) once: Once,
    edges: HashMap<Callee, HashSet<Callee>>,
    /// The associated functions that generic functions call on their type parameters: `T::default()`.
    parameters: HashMap<Callee, Vec<String>>,
    /// The type that the walked `impl` is for, by the address of its definition.
    pub(super) owner: Option<usize>,
    /// Whether the walked code is in a trait or its `impl`.
    pub(super) in_trait: bool,
}

impl CallGraph {
    /// Adds a call of `to` by the walked code.
    pub(super) fn edge(&mut self, to: &Callee) {
        for from in self.callers().to_vec() {
            self.edges.entry(from).or_default().insert(to.clone());
        }
    }

    /// Records that the walked function makes a value of a type that its callers choose.
    pub(super) fn made_by_parameter(&mut self, name: &str) {
        for from in &self.within {
            let names = self.parameters.entry(from.clone()).or_default();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }

    /// The associated functions that a generic function calls on its type parameters.
    pub(super) fn made_by(&self, function: &Callee) -> Option<Vec<String>> {
        self.parameters.get(function).cloned()
    }

    /// The callers of a function that the walked code mentions. A lazy module has none: it may do expensive work.
    pub(super) fn callers(&self) -> &[Callee] {
        match self.once {
            Once::No | Once::Pointer => &self.within,
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
    /// The names by which a free function is called.
    pub(super) fn free_function(&self, sig: &Signature) -> Vec<Callee> {
        let name = [sig.ident.unraw().to_string()];
        match self.scopes.resolve(self.at, &name, false, Space::Values) {
            Place::Own(Def::Function(function), _) => {
                vec![Callee::Function(Rc::as_ptr(&function).addr())]
            }
            _ => vec![Callee::Method(format!("{}()", sig.ident))],
        }
    }

    /// The type that an `impl` is for, by the address of its definition.
    pub(super) fn owner_of(&self, ty: &Type) -> Option<usize> {
        let (names, absolute) = path_of_type(ty)?;
        self.identity(
            &self.scopes.resolve(self.at, &names, absolute, Space::Types),
            ALIASES,
        )
    }

    /// The address of a type's definition, through aliases. `depth` ends an alias of itself.
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
    /// Walks the body of a function; `is_root` if requests call it.
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

    /// Walks the initialiser of a static, unless it is in a lazy module.
    pub(super) fn once(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.calls.once;
        if outer == Once::No {
            self.calls.once = Once::Static;
        }
        walk(self);
        self.calls.once = outer;
    }

    /// The names by which a function of an `impl` is called.
    pub(super) fn associated_function(&self, sig: &Signature) -> Vec<Callee> {
        let name = sig.ident.unraw().to_string();
        let mut callees = Vec::new();
        if sig.receiver().is_some() {
            callees.push(Callee::Method(name.clone()));
        }
        if self.calls.in_trait {
            callees.push(Callee::OfTrait(name.clone()));
        }
        if let Some(owner) = self.calls.owner {
            callees.push(Callee::Associated(owner, name));
        }
        callees
    }

    /// Records that the walked code mentions a function.
    pub(super) fn note_mention(&mut self, path: &Path) {
        match self.own_callee(path) {
            Some(callee) => self.calls.edge(&callee),
            None => self.note_parameter(path),
        }
        self.note_named(path);
    }

    /// The function of the user's own that a path names.
    pub(super) fn own_callee(&self, path: &Path) -> Option<Callee> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if let [only] = idents.as_slice()
            && self.cx.locals.has(only)
        {
            return None;
        }
        let names = names(&idents);
        let absolute = path.leading_colon.is_some();
        match self
            .cx
            .scopes
            .resolve(self.cx.at, &names, absolute, Space::Values)
        {
            Place::Own(Def::Function(function), _) => {
                return Some(Callee::Function(Rc::as_ptr(&function).addr()));
            }
            // A constant or a static that may hold a function.
            Place::Own(Def::Value(value), _) => {
                return Some(Callee::Function(Rc::as_ptr(&value).addr()));
            }
            Place::Own(Def::Static(ty), _) => {
                return Some(Callee::Function(Rc::as_ptr(&ty).addr()));
            }
            _ => {}
        }
        if let Some((name, owner)) = names.split_last()
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
            return own.map(|own| Callee::Associated(own, name.clone()));
        }
        None
    }

    /// Records `T::default`, where `T` is a type parameter.
    fn note_parameter(&mut self, path: &Path) {
        let mut segments = path.segments.iter();
        let (Some(parameter), Some(function), None) =
            (segments.next(), segments.next(), segments.next())
        else {
            return;
        };
        let name = [parameter.ident.unraw().to_string()];
        if !NOT_PARAMETERS.contains(&name[0].as_str())
            && name[0].starts_with(char::is_uppercase)
            && matches!(
                self.cx
                    .scopes
                    .resolve(self.cx.at, &name, false, Space::Types),
                Place::Unknown
            )
        {
            self.calls
                .made_by_parameter(&function.ident.unraw().to_string());
        }
    }

    /// Records the associated function in `<Api as Connect>::connect`.
    pub(super) fn note_qualified(&mut self, ty: &Type, name: &str) {
        if let Some(owner) = self.cx.owner_of(ty) {
            self.calls.edge(&Callee::Associated(owner, name.to_owned()));
        }
    }

    /// The names by which code calls the function in a constant, or in a static that holds no cell.
    pub(super) fn constant_function(&self, name: &Ident) -> Vec<Callee> {
        let name = [name.unraw().to_string()];
        match self
            .cx
            .scopes
            .resolve(self.cx.at, &name, false, Space::Values)
        {
            Place::Own(Def::Value(value), _) => vec![Callee::Function(Rc::as_ptr(&value).addr())],
            Place::Own(Def::Static(ty), _) => vec![Callee::Function(Rc::as_ptr(&ty).addr())],
            _ => Vec::new(),
        }
    }

    /// Records a method call, as far as the type of its receiver is known.
    pub(super) fn note_method_call(&mut self, call: &ExprMethodCall, name: &str) {
        if !self.cx.scopes.defines_method(name) {
            return;
        }
        let named = name.to_owned();
        match self.cx.core_of(&call.receiver) {
            Core::Own(id) if self.cx.method_of(id, name).is_some() => {
                self.calls.edge(&Callee::Associated(id, named));
            }
            // A default of a trait, or an extension of another crate's type.
            Core::Own(_) | Core::Foreign | Core::Abstract | Core::Outside => {
                self.calls.edge(&Callee::OfTrait(named));
            }
            // The standard library and other crates have methods of these names too.
            Core::Unknown if COMMON.contains(&name) => {}
            Core::Unknown => self.calls.edge(&Callee::Method(named)),
        }
    }
}
