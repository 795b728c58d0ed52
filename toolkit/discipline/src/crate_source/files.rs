//! The files of a crate, found as rustc finds them.

use super::CrateSource;
use super::keywords::{Scan, scan};
use super::out_dir;
use crate::ids::FileId;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta, Token};

/// The content of a file.
#[derive(Clone)]
pub(crate) enum Content {
    Parsed(Rc<syn::File>),
    /// Not parsed: it has no keyword, and no name leads into it.
    Skipped,
    /// Why it could not be read.
    Unreadable(String),
}

/// A file of the crate.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) content: Content,
    /// The folder of its out-of-line modules.
    children: PathBuf,
    /// The crate that it belongs to. A file of two crates is read for each, under the conditions of that crate.
    pub(crate) krate: usize,
}

/// Stands for the output directory of a build script that is not known.
const OUT_DIR: &str = "\u{0}OUT_DIR";

/// The file behind an `include!`.
pub(crate) enum Included {
    File(PathBuf),
    /// The output of a build script that has not run, by its path in `OUT_DIR`.
    Generated(String),
    /// Only the compiler can compute the path.
    Computed,
}

/// The files read so far.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) all: Vec<Source>,
    /// The file behind a `mod x;` or an `include!`, by the address of the item.
    pub(crate) of_items: HashMap<usize, FileId>,
    by_path: HashMap<(usize, PathBuf, PathBuf), FileId>,
    parse_all: bool,
    crates: Vec<CrateSource>,
    /// The crate that is being read.
    krate: usize,
}

impl Files {
    pub(crate) fn new(crates: &[CrateSource]) -> Self {
        Self {
            crates: crates.to_vec(),
            ..Self::default()
        }
    }

    /// Reads on for the crate with this index.
    pub(crate) fn enter(&mut self, krate: usize) {
        self.krate = krate;
    }

    fn build(&self) -> &CrateSource {
        &self.crates[self.krate]
    }

    /// Reads the root of each crate and the module files that it leads to. If one root has a keyword, all are parsed, because a
    /// name may lead from one crate into another.
    pub(crate) fn load_roots(&mut self) -> Vec<FileId> {
        let mut roots = Vec::new();
        for krate in 0..self.crates.len() {
            self.enter(krate);
            let root = self.build().root.clone();
            let children = root.parent().unwrap_or(Path::new("")).to_owned();
            roots.push(self.load(root, children));
        }
        let is_skipped = |id: &FileId| matches!(self.all[*id].content, Content::Skipped);
        if !roots.iter().all(is_skipped) {
            self.parse_wanted(roots.iter().copied(), false);
        }
        roots
    }

    /// Parses skipped files that are needed now; `everything` parses all of them.
    pub(crate) fn parse_wanted(
        &mut self,
        wanted: impl IntoIterator<Item = FileId>,
        everything: bool,
    ) {
        self.parse_all |= everything;
        let wanted: HashSet<FileId> = if everything {
            (0..self.all.len()).collect()
        } else {
            wanted.into_iter().collect()
        };
        for id in wanted {
            if matches!(self.all[id].content, Content::Skipped) {
                self.parse(id);
            }
        }
    }

    /// Whether a file contains this text.
    pub(crate) fn mention(&self, text: &str) -> bool {
        self.all.iter().any(|source| source.text.contains(text))
    }

    fn load(&mut self, path: PathBuf, children: PathBuf) -> FileId {
        let key = (self.krate, path.clone(), children.clone());
        if let Some(id) = self.by_path.get(&key) {
            return *id;
        }
        let (text, content) = match fs::read_to_string(&path) {
            Ok(text) => (text, Content::Skipped),
            Err(error) => (String::new(), Content::Unreadable(error.to_string())),
        };
        let id = self.all.len();
        let readable = matches!(content, Content::Skipped);
        // The name of a renamed dependency is not among the keywords.
        let renames = || {
            let mut names = self.build().renamed.iter();
            names.any(|(name, _)| text.contains(name.as_str()))
        };
        let needed = readable && (self.parse_all || scan(&text) != Scan::Nothing || renames());
        self.all.push(Source {
            path,
            text,
            content,
            children,
            krate: self.krate,
        });
        self.by_path.insert(key, id);
        if needed {
            self.parse(id);
        }
        id
    }

    fn parse(&mut self, id: FileId) {
        self.enter(self.all[id].krate);
        match syn::parse_file(&self.all[id].text) {
            Ok(file) => {
                let file = Rc::new(file);
                self.all[id].content = Content::Parsed(Rc::clone(&file));
                let source = &self.all[id];
                let here = source.path.parent().unwrap_or(Path::new("")).to_owned();
                let children = source.children.clone();
                self.follow(&file.items, &here, &children, &here);
            }
            Err(error) => self.all[id].content = Content::Unreadable(error.to_string()),
        }
    }

    /// Loads the files that `items` name. Modules are looked for in `children`, `#[path]` starts from `beside`, and `include!`
    /// starts from `here`, the folder of the file.
    fn follow(&mut self, items: &[Item], beside: &Path, children: &Path, here: &Path) {
        for item in items {
            match item {
                Item::Mod(item) if !self.build().cfg.leaves_out(&item.attrs) => {
                    self.follow_module(item, beside, children, here);
                }
                Item::Macro(item) if item.ident.is_none() && item.mac.path.is_ident("include") => {
                    if self.build().cfg.leaves_out(&item.attrs) {
                        continue;
                    }
                    if let Included::File(path) = self.included(&item.mac.tokens, here) {
                        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                        let id = self.load(path, folder);
                        self.of_items.insert(std::ptr::from_ref(item).addr(), id);
                    }
                }
                _ => {}
            }
        }
    }

    fn follow_module(&mut self, item: &ItemMod, beside: &Path, children: &Path, here: &Path) {
        use syn::ext::IdentExt as _;
        let name = item.ident.unraw().to_string();
        let told = self.path_attribute(&item.attrs);
        if let Some((_, items)) = &item.content {
            let inner = told.map_or_else(|| children.join(&name), |told| beside.join(told));
            return self.follow(items, &inner, &inner, here);
        }
        let (path, folder) = match told {
            // Modules of a file that `#[path]` names are looked for beside that file.
            Some(told) => {
                let path = beside.join(told);
                let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                (path, folder)
            }
            None => {
                let (flat, nested) = (
                    children.join(format!("{name}.rs")),
                    children.join(&name).join("mod.rs"),
                );
                let path = if !flat.exists() && nested.exists() {
                    nested
                } else {
                    flat
                };
                (path, children.join(&name))
            }
        };
        // A module under an undecided condition may belong to another target and be missing here.
        let conditional = item.attrs.iter().any(|attr| attr.path().is_ident("cfg"));
        if conditional && !path.exists() {
            return;
        }
        let id = self.load(path, folder);
        self.of_items.insert(std::ptr::from_ref(item).addr(), id);
    }

    /// `#[path = "…"]`, also in a `#[cfg_attr]` that may hold.
    fn path_attribute(&self, attrs: &[Attribute]) -> Option<String> {
        attrs.iter().find_map(|attr| self.path_meta(&attr.meta))
    }

    fn path_meta(&self, meta: &Meta) -> Option<String> {
        match meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            Meta::List(list) if list.path.is_ident("cfg_attr") => {
                let metas = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()?;
                let mut metas = metas.iter();
                let holds = metas
                    .next()
                    .is_some_and(|predicate| !self.build().cfg.is_false(predicate));
                if holds {
                    metas.find_map(|meta| self.path_meta(meta))
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// The file that `include!` names: a string, or a `concat!` of strings and `env!`s.
    pub(crate) fn included(&self, tokens: &proc_macro2::TokenStream, here: &Path) -> Included {
        let Ok(expr) = syn::parse2::<Expr>(tokens.clone()) else {
            return Included::Computed;
        };
        match self.text(&expr) {
            Some(path) if !path.contains(OUT_DIR) => Included::File(here.join(path)),
            // The output of a build script: that of this crate is known, those of others are looked for.
            Some(path) => {
                let name = path.replace(OUT_DIR, "");
                let name = name.trim_start_matches('/').to_owned();
                let given = |wanted: &str| {
                    let mut env = self.build().env.iter();
                    env.find(|(key, _)| key == wanted)
                        .map(|(_, value)| value.as_str())
                };
                let target = given("CARGO_TARGET_DIR").map(Path::new);
                let found = given("CARGO_PKG_NAME")
                    .and_then(|package| out_dir::find(package, target, &name));
                found.map_or(Included::Generated(name), Included::File)
            }
            None => Included::Computed,
        }
    }

    fn text(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            Expr::Group(inner) => self.text(&inner.expr),
            Expr::Macro(call) if call.mac.path.is_ident("concat") => {
                let parts = call
                    .mac
                    .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
                    .ok()?;
                parts.iter().map(|part| self.text(part)).collect()
            }
            Expr::Macro(call) if call.mac.path.is_ident("env") => {
                let name = call.mac.parse_body::<syn::LitStr>().ok()?.value();
                let given = self
                    .build()
                    .env
                    .iter()
                    .find(|(given, _)| *given == name)
                    .map(|(_, value)| value.clone());
                let given = given.or_else(|| std::env::var(&name).ok());
                match given {
                    Some(value) if !(name == "OUT_DIR" && value.is_empty()) => Some(value),
                    _ if name == "OUT_DIR" => Some(OUT_DIR.to_owned()),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Reads a file that an `include!` in an expression names.
    pub(crate) fn load_included(&mut self, path: PathBuf) -> FileId {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let key = (self.krate, path.clone(), folder.clone());
        if let Some(id) = self.by_path.get(&key) {
            return *id;
        }
        let (text, content) = match fs::read_to_string(&path) {
            Ok(text) => (text, Content::Skipped),
            Err(error) => (String::new(), Content::Unreadable(error.to_string())),
        };
        self.all.push(Source {
            path,
            text,
            content,
            children: folder,
            krate: self.krate,
        });
        self.by_path.insert(key, self.all.len() - 1);
        self.all.len() - 1
    }
}
