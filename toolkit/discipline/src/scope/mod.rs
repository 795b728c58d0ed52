//! Scopes: a tree of modules and blocks with the names that each binds.

mod collect;
mod resolve;
mod trace;

pub(crate) use collect::text_of;
pub(crate) use resolve::{Place, names_of, path_of_type};
pub(crate) use trace::{Named, Trace, TraceEnd};

use crate::cfg::CfgSet;
use crate::crate_source::{Content, CrateSource, Files};
use crate::ids::{FileId, ScopeId};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The binding of a name.
#[derive(Clone)]
pub(crate) enum Def {
    /// A `use`, followed when the name is used.
    Import(Rc<Target>),
    /// An `extern crate`, under its real name.
    Crate(Rc<str>),
    /// An inline module.
    Module(ScopeId),
    /// A module whose content is not visible: `mod x;` in the tokens of an attribute.
    Unseen,
    /// A module whose file was not parsed, because it has no keyword.
    Skipped(FileId),
    /// `type Name = …;`
    Alias(Rc<syn::Type>),
    /// A struct, enum or union, by the types of its fields.
    Fields(Rc<[syn::Type]>),
    /// A static, by its type.
    Static(Rc<syn::Type>),
    /// A constant whose value is one string.
    Text(Rc<str>),
    /// Another constant that may be a path or a function, by its value.
    Value(Rc<syn::Expr>),
    /// A function.
    Function(Rc<Function>),
    /// Any other item.
    Other,
}

/// The parts of a function's signature that matter to its callers.
pub(crate) struct Function {
    pub(crate) inputs: Vec<Input>,
    pub(crate) output: Option<syn::Type>,
    pub(crate) is_async: bool,
    /// The value, if the function has no parameters and is a single expression.
    pub(crate) value: Option<syn::Expr>,
}

/// A parameter of a function, without the receiver.
pub(crate) struct Input {
    pub(crate) ty: syn::Type,
    /// Whether the body cannot use it: `_: T`.
    pub(crate) is_ignored: bool,
}

/// A constant of an `impl`.
pub(crate) struct OwnConstant {
    /// The last name of the type that the impl is for.
    pub(crate) owner: String,
    pub(crate) value: syn::Expr,
    pub(crate) scope: ScopeId,
}

/// The path that a `use` names.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) segments: Vec<String>,
    /// Written with a leading `::`.
    pub(crate) absolute: bool,
}

/// Types and modules in one namespace, values in the other; an import binds in both.
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
    /// The enclosing scope; for a module, `super`.
    parent: Option<ScopeId>,
    is_module: bool,
    names: HashMap<String, Vec<(Space, Def)>>,
    globs: Vec<Rc<Target>>,
    /// The macros that are defined here.
    macros: HashMap<String, OwnMacro>,
}

/// `type Name = …;` in an impl.
pub(crate) struct Associated {
    /// The last name of the type that the impl is for.
    pub(crate) owner: String,
    pub(crate) ty: Rc<syn::Type>,
    pub(crate) scope: ScopeId,
}

/// The use that a macro of the user's own makes of its arguments.
#[derive(Clone, Copy)]
pub(crate) struct OwnMacro {
    /// It joins two of them to a path: `$a::$b`.
    pub(crate) joins: bool,
    /// They are text, and not code: `stringify!($code)`.
    pub(crate) quotes: bool,
}

/// A method or associated function that the code defines.
pub(crate) struct OwnMethod {
    /// The type of the `impl`; `None` in a trait.
    pub(crate) owner: Option<Rc<syn::Type>>,
    pub(crate) scope: ScopeId,
    /// Whether a trait declares it.
    pub(crate) of_trait: bool,
    pub(crate) output: Option<Rc<syn::Type>>,
    pub(crate) function: Function,
}

/// A crate that is judged together with others.
struct Crate {
    root: ScopeId,
    cfg: CfgSet,
    /// The roots of the other crates, by the names that this crate uses for them.
    externs: HashMap<String, ScopeId>,
    /// The names of renamed dependencies, and the crates that they name.
    renamed: HashMap<String, String>,
}

/// The scopes of all code that is judged together.
pub(crate) struct Scopes {
    all: Vec<Scope>,
    /// Scopes of inline modules, by the address of the item: the syntax tree does not move.
    of_items: HashMap<(usize, ScopeId), ScopeId>,
    /// The files behind `mod x;` and `include!`, by the address of the item.
    parts: HashMap<usize, (FileId, Content)>,
    /// Files that are being collected: a file that leads back to itself is not followed.
    open: Vec<FileId>,
    /// Skipped files that a name leads into.
    wanted: RefCell<HashSet<FileId>>,
    /// Cache of where the globs of a scope lead.
    glob_places: RefCell<HashMap<ScopeId, Rc<[Place]>>>,
    /// The judged crates with the scopes of their roots; empty if an item's tokens are judged alone.
    crates: Vec<Crate>,
    /// The conditions of the crate that is being read.
    pub(crate) cfg: CfgSet,
    /// Associated types of impls, by name.
    associated: HashMap<String, Vec<Associated>>,
    /// The constants of impls, by name.
    constants: HashMap<String, Vec<Rc<OwnConstant>>>,
    /// The names of a struct's fields, by the address of their types.
    field_names: HashMap<usize, Rc<[String]>>,
    /// The initialisers of statics that may be paths, by the address of the static's type.
    initialisers: HashMap<usize, Rc<syn::Expr>>,
    /// The types that implement a trait of the code, by the trait's name, with the scopes of their names.
    implementors: HashMap<String, Vec<(Rc<syn::Type>, ScopeId)>>,
    /// The last names of the types that implement `Drop`.
    dropping: HashSet<String>,
    /// Whether a struct has a field that serde makes by default.
    serde_defaults: bool,
    /// The methods and associated functions that the code defines, by name: calls of those are not taken for methods of other crates.
    methods: HashMap<String, Vec<OwnMethod>>,
    /// The types of the fields of the user's own types, by the address of the definition and the field's name.
    fields: HashMap<usize, Vec<(String, Rc<syn::Type>, ScopeId)>>,
}

impl Scopes {
    /// The scope around the judged tokens, of which nothing is known.
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
            methods: HashMap::new(),
            constants: HashMap::new(),
            field_names: HashMap::new(),
            initialisers: HashMap::new(),
            implementors: HashMap::new(),
            dropping: HashSet::new(),
            serde_defaults: false,
            fields: HashMap::new(),
        };
        scopes.add(None, true);
        scopes
    }

    /// Creates the scopes of whole crates; the root of the first is [`Self::OUTSIDE`].
    pub(crate) fn of_crates(crates: &[CrateSource], files: &Files) -> Self {
        let part = |(item, id): (&usize, &FileId)| (*item, (*id, files.all[*id].content.clone()));
        let mut scopes = Self {
            parts: files.of_items.iter().map(part).collect(),
            ..Self::new()
        };
        // One root scope a crate, in the order of the list: the index of a crate is the scope of its root.
        for _ in 1..crates.len() {
            scopes.add(None, true);
        }
        let crates = crates.iter().enumerate().map(|(root, source)| Crate {
            root,
            cfg: source.cfg.clone(),
            externs: source.dependencies.iter().cloned().collect(),
            renamed: source.renamed.iter().cloned().collect(),
        });
        scopes.crates = crates.collect();
        scopes
    }

    /// Reads on in the crate with this index, and returns the scope of its root.
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

    /// The root of the crate that holds `scope`.
    fn root_of(&self, mut scope: ScopeId) -> ScopeId {
        while let Some(parent) = self.all[scope].parent {
            scope = parent;
        }
        scope
    }

    /// The root of the judged crate that the crate of `scope` calls `name`.
    fn extern_crate(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let krate = self.crates.get(self.root_of(scope))?;
        krate.externs.get(name).copied()
    }

    /// The crate that the crate of `scope` calls `name`, if its manifest renames it.
    pub(crate) fn renamed(&self, scope: ScopeId, name: &str) -> Option<&str> {
        let krate = self.crates.get(self.root_of(scope))?;
        krate.renamed.get(name).map(String::as_str)
    }

    /// The file behind a `mod x;` or an `include!`.
    pub(crate) fn file_of<T>(&self, item: &T) -> Option<(FileId, Content)> {
        self.parts.get(&std::ptr::from_ref(item).addr()).cloned()
    }

    /// Takes the skipped files that names led into since the last call.
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

    /// `scope` and the enclosing blocks, up to and including their module.
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

    /// Whether a glob may bind names in this scope.
    pub(crate) fn has_globs(&self, scope: ScopeId) -> bool {
        self.lexical(scope).any(|id| !self.all[id].globs.is_empty())
    }

    /// Returns the user's own macro of this name.
    pub(crate) fn own_macro(&self, scope: ScopeId, name: &str) -> Option<OwnMacro> {
        let mut next = Some(scope);
        while let Some(id) = next {
            if let Some(own) = self.all[id].macros.get(name) {
                return Some(*own);
            }
            next = self.all[id].parent;
        }
        None
    }

    /// The types that impls for a type named `owner` bind to the associated type `name`.
    pub(crate) fn associated<'s>(
        &'s self,
        owner: &'s str,
        name: &str,
    ) -> impl Iterator<Item = &'s Associated> {
        let all = self.associated.get(name).map_or(&[][..], Vec::as_slice);
        all.iter()
            .filter(move |associated| associated.owner == owner)
    }

    /// Whether the code defines a method of this name.
    pub(crate) fn defines_method(&self, name: &str) -> bool {
        self.methods.contains_key(name)
    }

    /// The types that the functions and methods of the code return, with the scopes of their names.
    pub(crate) fn all_functions(&self) -> impl Iterator<Item = (&syn::Type, ScopeId)> {
        let methods = self.methods.values().flatten();
        let methods = methods.filter_map(|one| Some((one.function.output.as_ref()?, one.scope)));
        let scopes = self.all.iter().enumerate();
        let functions = scopes.flat_map(|(scope, all)| {
            let defs = all.names.values().flatten();
            defs.filter_map(move |(_, def)| match def {
                Def::Function(function) => Some((function.output.as_ref()?, scope)),
                _ => None,
            })
        });
        methods.chain(functions)
    }

    /// The constant `name` of an `impl` for a type named `owner`.
    pub(crate) fn constant(&self, owner: &str, name: &str) -> Option<&Rc<OwnConstant>> {
        let mut all = self.constants.get(name)?.iter();
        all.find(|constant| constant.owner == owner)
    }

    /// The type of a struct's field.
    pub(crate) fn field_of<'t>(
        &self,
        fields: &'t [syn::Type],
        name: &str,
    ) -> Option<&'t syn::Type> {
        match name.parse::<usize>() {
            Ok(index) => fields.get(index),
            Err(_) => {
                let names = self.field_names.get(&fields.as_ptr().addr())?;
                fields.get(names.iter().position(|field| field == name)?)
            }
        }
    }

    /// The initialiser of a static, by its type.
    pub(crate) fn initialiser(&self, ty: &Rc<syn::Type>) -> Option<&Rc<syn::Expr>> {
        self.initialisers.get(&Rc::as_ptr(ty).addr())
    }

    /// Whether a struct has a field that serde makes by default.
    pub(crate) fn has_serde_defaults(&self) -> bool {
        self.serde_defaults
    }

    /// The types that implement a trait of this name.
    pub(crate) fn implementors(&self, name: &str) -> &[(Rc<syn::Type>, ScopeId)] {
        self.implementors.get(name).map_or(&[][..], Vec::as_slice)
    }

    /// Whether a type of this name implements `Drop`.
    pub(crate) fn implements_drop(&self, name: &str) -> bool {
        self.dropping.contains(name)
    }

    /// The methods and associated functions of this name.
    pub(crate) fn methods(&self, name: &str) -> &[OwnMethod] {
        self.methods.get(name).map_or(&[][..], Vec::as_slice)
    }

    /// The type of a field of the type with this definition.
    pub(crate) fn field(&self, definition: usize, name: &str) -> Option<(Rc<syn::Type>, ScopeId)> {
        let fields = self.fields.get(&definition)?;
        let (_, ty, scope) = fields.iter().find(|(of, ..)| of == name)?;
        Some((Rc::clone(ty), *scope))
    }
}
