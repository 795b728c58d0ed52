//! Which names are bound where: a tree of modules and blocks over the tokens that can be read.

mod collect;
mod resolve;
mod trace;

pub(crate) use collect::text_of;
pub(crate) use resolve::{Place, names_of, path_of_type};
pub(crate) use trace::{Reached, Trace, What};

use crate::cfg::CfgSet;
use crate::crate_source::{Content, CrateSource, Files};
use crate::ids::{FileId, ScopeId};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// What a name is bound to.
#[derive(Clone)]
pub(crate) enum Def {
    /// A `use`, followed when the name is used.
    Import(Rc<Target>),
    /// An `extern crate`, under its real name.
    Crate(Rc<str>),
    /// An inline module.
    Module(ScopeId),
    /// Something whose content these tokens do not show: `mod x;`.
    Unseen,
    /// A module whose file was not parsed, because no rule is about any word of it.
    Skipped(FileId),
    /// `type Name = …;`
    Alias(Rc<syn::Type>),
    /// A struct, enum or union, by the types of its fields.
    Fields(Rc<[syn::Type]>),
    /// A static, by its type.
    Static(Rc<syn::Type>),
    /// A constant whose value is one string.
    Text(Rc<str>),
    /// A function.
    Function(Rc<Function>),
    /// Anything else of the user's own.
    Other,
}

/// What a caller sees of a function.
pub(crate) struct Function {
    pub(crate) output: Option<syn::Type>,
    pub(crate) is_async: bool,
}

/// The path that a `use` names.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) segments: Vec<String>,
    /// Written with a leading `::`.
    pub(crate) absolute: bool,
}

/// Types and modules on one side, values on the other; an import binds in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Types,
    Values,
    Both,
}

impl Space {
    fn meets(self, other: Self) -> bool {
        self == other || self == Self::Both || other == Self::Both
    }
}

struct Scope {
    /// The scope that holds this one; for a module this is where `super` leads.
    parent: Option<ScopeId>,
    is_module: bool,
    names: HashMap<String, Vec<(Space, Def)>>,
    globs: Vec<Rc<Target>>,
    /// Macros defined here, and whether one joins two of its arguments to a path (`$a::$b`).
    macros: HashMap<String, bool>,
}

/// `type Name = …;` in an impl.
pub(crate) struct Associated {
    /// The last name of the type that the impl is for.
    pub(crate) owner: String,
    pub(crate) ty: Rc<syn::Type>,
    pub(crate) scope: ScopeId,
}

/// A crate among those that are judged together.
struct Crate {
    root: ScopeId,
    cfg: CfgSet,
    /// The roots of the other crates, by the names that this one knows them by.
    externs: HashMap<String, ScopeId>,
}

/// Every scope of the tokens that are judged together.
pub(crate) struct Scopes {
    all: Vec<Scope>,
    /// Scopes of inline modules, by the address of the item; the tree does not move while it is judged.
    of_items: HashMap<(usize, ScopeId), ScopeId>,
    /// The files behind `mod x;` and `include!`, by the address of the item.
    parts: HashMap<usize, (FileId, Content)>,
    /// Files that are being collected: one that leads back to itself is not followed.
    open: Vec<FileId>,
    /// Skipped files that a name leads into.
    wanted: RefCell<HashSet<FileId>>,
    /// Where the globs of a scope lead, once somebody has asked.
    glob_places: RefCell<HashMap<ScopeId, Rc<[Place]>>>,
    /// The crates that are judged, each with the scope of its root; none when tokens are judged alone.
    crates: Vec<Crate>,
    /// The conditions of the crate that is being read.
    pub(crate) cfg: CfgSet,
    /// Associated types of impls, by their own name, with the last name of the type they belong to.
    associated: HashMap<String, Vec<Associated>>,
    /// Names of the methods that the tokens define: those are never guessed to be another crate's.
    methods: HashSet<String>,
}

impl Scopes {
    /// What surrounds the judged tokens: a module of which nothing is known.
    pub(crate) const OUTSIDE: ScopeId = 0;

    pub(crate) fn new() -> Self {
        let mut scopes = Self {
            all: Vec::new(),
            of_items: HashMap::new(),
            parts: HashMap::new(),
            open: Vec::new(),
            wanted: RefCell::default(),
            glob_places: RefCell::default(),
            crates: Vec::new(),
            cfg: CfgSet::undecided(),
            associated: HashMap::new(),
            methods: HashSet::new(),
        };
        scopes.add(None, true);
        scopes
    }

    /// Scopes of whole crates; the root of the first is [`Self::OUTSIDE`].
    pub(crate) fn of_crates(crates: &[CrateSource], files: &Files) -> Self {
        let part = |(item, id): (&usize, &FileId)| (*item, (*id, files.all[*id].content.clone()));
        let mut scopes = Self {
            parts: files.of_items.iter().map(part).collect(),
            ..Self::new()
        };
        // One scope a crate, in the order of the list: an index of the list is the scope of that crate's root.
        for _ in 1..crates.len() {
            scopes.add(None, true);
        }
        let crates = crates.iter().enumerate().map(|(root, source)| Crate {
            root,
            cfg: source.cfg.clone(),
            externs: source.dependencies.iter().cloned().collect(),
        });
        scopes.crates = crates.collect();
        scopes
    }

    /// Reads from here on in the crate with this index, whose root it hands over.
    pub(crate) fn enter(&mut self, krate: usize) -> ScopeId {
        self.cfg = self.crates[krate].cfg.clone();
        self.crates[krate].root
    }

    /// Whether these are the scopes of whole crates.
    pub(crate) fn is_whole(&self) -> bool {
        !self.crates.is_empty()
    }

    /// Whether this scope is the root of a crate.
    pub(crate) fn is_crate_root(&self, scope: ScopeId) -> bool {
        scope < self.crates.len()
    }

    /// The root of the crate that `scope` is in.
    fn root_of(&self, mut scope: ScopeId) -> ScopeId {
        while let Some(parent) = self.all[scope].parent {
            scope = parent;
        }
        scope
    }

    /// The root of the judged crate that the crate around `scope` knows as `name`.
    fn extern_crate(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let krate = self.crates.get(self.root_of(scope))?;
        krate.externs.get(name).copied()
    }

    /// The file behind a `mod x;` or an `include!`.
    pub(crate) fn part<T>(&self, item: &T) -> Option<(FileId, Content)> {
        self.parts.get(&std::ptr::from_ref(item).addr()).cloned()
    }

    /// The skipped files that names led into since the last call.
    pub(crate) fn take_wanted(&self) -> HashSet<FileId> {
        self.wanted.take()
    }

    fn add(&mut self, parent: Option<ScopeId>, is_module: bool) -> ScopeId {
        self.all.push(Scope {
            parent,
            is_module,
            names: HashMap::new(),
            globs: Vec::new(),
            macros: HashMap::new(),
        });
        self.all.len() - 1
    }

    /// The scope that `collect` made for an inline module.
    pub(crate) fn of_module(&self, item: &syn::ItemMod, parent: ScopeId) -> Option<ScopeId> {
        self.of_items
            .get(&(std::ptr::from_ref(item).addr(), parent))
            .copied()
    }

    /// `scope` and the blocks around it, up to the module that holds them.
    fn lexical(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        let mut next = Some(scope);
        std::iter::from_fn(move || {
            let id = next?;
            next = if self.all[id].is_module {
                None
            } else {
                self.all[id].parent
            };
            Some(id)
        })
    }

    fn module_around(&self, scope: ScopeId) -> ScopeId {
        self.lexical(scope).last().unwrap_or(scope)
    }

    /// Whether a name that is bound nowhere may come from a glob.
    pub(crate) fn has_globs(&self, scope: ScopeId) -> bool {
        self.lexical(scope).any(|id| !self.all[id].globs.is_empty())
    }

    /// The user's own macro of this name, and whether it joins its arguments to a path.
    pub(crate) fn own_macro(&self, scope: ScopeId, name: &str) -> Option<bool> {
        let mut next = Some(scope);
        while let Some(id) = next {
            if let Some(joins) = self.all[id].macros.get(name) {
                return Some(*joins);
            }
            next = self.all[id].parent;
        }
        None
    }

    /// What impls bind the associated type `name` of a type whose last name is `owner` to.
    pub(crate) fn associated<'s>(
        &'s self,
        owner: &'s str,
        name: &str,
    ) -> impl Iterator<Item = &'s Associated> {
        let all = self.associated.get(name).map_or(&[][..], Vec::as_slice);
        all.iter()
            .filter(move |associated| associated.owner == owner)
    }

    /// Whether the tokens define a method of this name.
    pub(crate) fn defines_method(&self, name: &str) -> bool {
        self.methods.contains(name)
    }
}
