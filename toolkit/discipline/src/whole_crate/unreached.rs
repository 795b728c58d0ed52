//! The modules of libraries that only another binary of the package reaches.

use super::walk;
use crate::crate_source::{Content, CrateSource, Suppression};
use crate::judge::CrateWalk;
use crate::layers::Node;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Item, ItemImpl, ItemMod, Type};

/// A module of a library that a function does not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Its path, such as `shop_core::import`.
    pub module: String,
    /// Its file.
    pub file: PathBuf,
    /// Its lines, from 1.
    pub lines: std::ops::RangeInclusive<usize>,
    /// The program that reaches it, as an index in the list of other programs.
    pub program: usize,
}

impl Unreached {
    /// Whether the module holds this line.
    pub fn holds(&self, file: &Path, line: usize) -> bool {
        self.file == file && self.lines.contains(&line)
    }

    /// The lines on which no rule applies to the function.
    pub fn suppression(&self) -> Suppression {
        Suppression {
            file: self.file.clone(),
            lines: self.lines.clone(),
            rule: None,
        }
    }
}

/// Returns the modules of libraries that one of the programs `others` reaches and `function` does not.
///
/// Each program is a list of crates, as for [`judge_crates`](crate::judge_crates), with the binary first. A module is reached if a
/// reached module names something in it. All modules of the binary are reached.
///
/// A module with methods or a trait implementation for a type of another module is not returned: that code runs without its module
/// being named.
pub fn unreached_modules(function: &[CrateSource], others: &[Vec<CrateSource>]) -> Vec<Unreached> {
    let _own_tokens = super::OwnTokens::new();
    if others.is_empty() || function.len() < 2 {
        return Vec::new();
    }
    let own = Program::of(function);
    let mut reached_by: HashMap<(PathBuf, usize), usize> = HashMap::new();
    for (at, other) in others.iter().enumerate() {
        let other = Program::of(other);
        for node in &other.reached {
            reached_by.entry(other.key(*node)).or_insert(at);
        }
    }
    let nodes = 0..own.walked.map.nodes.len();
    let unreached = nodes.filter(|node| !own.reached.contains(node));
    let mut found: Vec<Unreached> = Vec::new();
    for node in unreached {
        let Some(program) = reached_by.get(&own.key(node)) else {
            continue;
        };
        // Modules come after those that hold them.
        let new = own.unreached(node, *program);
        let is_held = |new: &Unreached| {
            found
                .iter()
                .any(|one| one.holds(&new.file, *new.lines.start()))
        };
        found.extend(new.filter(|new| !is_held(new)));
    }
    found
}

struct Program {
    walked: CrateWalk,
    /// The modules that are reached from the first crate, as indices in the map.
    reached: HashSet<usize>,
}

impl Program {
    fn of(crates: &[CrateSource]) -> Self {
        let (walked, _) = walk(crates, &[], true);
        let map = &walked.map;
        let mut uses: HashMap<usize, Vec<usize>> = HashMap::new();
        for edge in &map.edges {
            uses.entry(edge.from).or_default().push(edge.to);
        }
        let is_own = |node: &usize| map.nodes[*node].krate == 0;
        let mut next: Vec<usize> = (0..map.nodes.len()).filter(is_own).collect();
        let mut reached: HashSet<usize> = next.iter().copied().collect();
        while let Some(node) = next.pop() {
            let used = uses.get(&node).into_iter().flatten();
            next.extend(used.filter(|used| reached.insert(**used)));
        }
        Self { walked, reached }
    }

    fn node(&self, node: usize) -> &Node {
        &self.walked.map.nodes[node]
    }

    /// Two programs that share a library have the same keys for its modules.
    fn key(&self, node: usize) -> (PathBuf, usize) {
        let node = self.node(node);
        (self.walked.files.all[node.file].path.clone(), node.line)
    }

    fn unreached(&self, at: usize, program: usize) -> Option<Unreached> {
        let node = self.node(at);
        let source = &self.walked.files.all[node.file];
        let Content::Parsed(file) = &source.content else {
            return None;
        };
        // The root of a library holds its modules, so its lines are not those of one module.
        if node.path == self.root_of(node.krate) {
            return None;
        }
        let is_inline = node.line > 1 || self.shares_its_file(at);
        let (items, lines) = if is_inline {
            let mut finder = ModuleFinder {
                line: node.line,
                found: None,
            };
            finder.visit_file(file);
            let module = finder.found?;
            let (_, items) = module.content.as_ref()?;
            let lines = module.span().start().line..=module.span().end().line;
            (items.as_slice(), lines)
        } else {
            let last = source.text.lines().count().max(1);
            (file.items.as_slice(), 1..=last)
        };
        let shows = items.iter().any(|item| adds_to_another_module(item, items));
        // An inline module inside may be reached although this one is not.
        let holds_reached = self.reached.iter().any(|other| {
            let other = self.node(*other);
            other.file == node.file && lines.contains(&other.line)
        });
        (!shows && !holds_reached).then(|| Unreached {
            module: node.path.clone(),
            file: source.path.clone(),
            lines,
            program,
        })
    }

    fn root_of(&self, krate: usize) -> &str {
        let mut nodes = self.walked.map.nodes.iter();
        let root = nodes.find(|node| node.krate == krate);
        root.map_or("", |root| &root.path)
    }

    /// Whether an inline module begins on the first line of its file.
    fn shares_its_file(&self, at: usize) -> bool {
        let node = self.node(at);
        let mut before = self.walked.map.nodes[..at].iter();
        before.any(|other| other.file == node.file)
    }
}

struct ModuleFinder<'f> {
    line: usize,
    found: Option<&'f ItemMod>,
}

impl<'f> Visit<'f> for ModuleFinder<'f> {
    fn visit_item_mod(&mut self, module: &'f ItemMod) {
        if module.ident.span().start().line == self.line && module.content.is_some() {
            self.found = Some(module);
        }
        visit::visit_item_mod(self, module);
    }
}

/// Whether an item is an `impl` for a type that none of `items` defines, or may write one.
fn adds_to_another_module(item: &Item, items: &[Item]) -> bool {
    let Item::Impl(ItemImpl { self_ty, .. }) = item else {
        // A macro may write an `impl`.
        return matches!(item, Item::Macro(call) if call.ident.is_none());
    };
    let Type::Path(path) = &**self_ty else {
        return true;
    };
    let name = path.path.get_ident().or_else(|| {
        let only = path.path.segments.first()?;
        (path.path.segments.len() == 1).then_some(&only.ident)
    });
    let defines = |item: &Item| match item {
        Item::Struct(item) => Some(&item.ident) == name,
        Item::Enum(item) => Some(&item.ident) == name,
        Item::Union(item) => Some(&item.ident) == name,
        _ => false,
    };
    !items.iter().any(defines)
}
