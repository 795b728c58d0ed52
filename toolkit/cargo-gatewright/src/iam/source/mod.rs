//! The sources of a function: the request around a call, and the values that its members have.
//!
//! Values are followed through constants, `let` bindings, parameters of functions, fields of structs and environment variables, as
//! far as syntax shows them. A value that is not found is [`Name::Unknown`].

mod index;
mod resolve;

use super::policy::Name;
use index::{Body, Index};
use resolve::Resolver;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use syn::Expr;

/// The parsed sources.
pub(crate) struct Sources {
    index: Index,
}

/// A request in the code: the methods that are called on its builder.
pub(crate) struct Request {
    /// The function that the call is in, as an index of the bodies.
    body: usize,
    /// The methods and their arguments.
    methods: Vec<(String, Vec<Expr>)>,
    /// The arguments of the call itself.
    arguments: Vec<Expr>,
}

impl Request {
    /// Whether the request has a value for a member.
    pub(crate) fn sets(&self, member: &str) -> bool {
        self.setter(member).is_some()
    }

    fn setter(&self, member: &str) -> Option<&(String, Vec<Expr>)> {
        let mut methods = self.methods.iter();
        methods.find(|(name, arguments)| {
            let name = name.strip_prefix("set_").unwrap_or(name);
            name == member && !arguments.is_empty()
        })
    }
}

impl Sources {
    /// Reads the crates with these roots, and further files with calls.
    pub(crate) fn read(roots: &[&Path], calls: HashSet<&PathBuf>) -> Self {
        let mut files = BTreeSet::new();
        for root in roots {
            match root.file_stem().and_then(|stem| stem.to_str()) {
                Some("main" | "lib") => below(root.parent().unwrap_or(root), &mut files),
                _ => {
                    files.insert(root.to_path_buf());
                }
            }
        }
        files.extend(calls.into_iter().cloned());
        let mut index = Index::default();
        for file in files {
            index.read(&file);
        }
        Self { index }
    }

    /// Returns the request of the call at a place: line and column from 1.
    pub(crate) fn request(&self, file: &Path, line: usize, column: usize) -> Option<Request> {
        let bodies = self.index.bodies.iter().enumerate();
        for (at, body) in bodies.filter(|(_, body)| body.file == file) {
            let chain = body.chains.iter().find(|chain| {
                let mut links = chain.links.iter();
                chain.place == (line, column) || links.any(|link| link.place == (line, column))
            });
            if let Some(chain) = chain {
                let link = chain.links.iter().find(|link| link.place == (line, column));
                let own = chain
                    .links
                    .iter()
                    .map(|link| (link.name.clone(), link.arguments.clone()));
                let mut methods: Vec<_> = own.collect();
                // `let request = client.query(); request.index_name(…)`
                if let Some(variable) = &chain.bound_to {
                    methods.extend(on_variable(body, variable));
                }
                return Some(Request {
                    body: at,
                    methods,
                    arguments: link
                        .map_or_else(|| chain.arguments.clone(), |link| link.arguments.clone()),
                });
            }
        }
        None
    }

    /// Returns the values that a member of a request may have.
    pub(crate) fn member(&self, request: &Request, member: &str) -> BTreeSet<Name> {
        let argument = request
            .setter(member)
            .and_then(|(_, arguments)| arguments.first());
        // `bucket/key`: the bucket names the resource.
        self.value(argument, request.body, member == "copy_source")
    }

    /// Returns the values that an argument of the call itself may have.
    pub(crate) fn argument(&self, request: &Request, at: usize) -> BTreeSet<Name> {
        self.value(request.arguments.get(at), request.body, false)
    }

    fn value(&self, expression: Option<&Expr>, body: usize, first_part: bool) -> BTreeSet<Name> {
        let Some(expression) = expression else {
            return BTreeSet::from([Name::Unknown]);
        };
        Resolver::new(&self.index, first_part).names(expression, body)
    }
}

/// The methods that are called on a variable of a function.
fn on_variable<'b>(
    body: &'b Body,
    variable: &'b str,
) -> impl Iterator<Item = (String, Vec<Expr>)> + 'b {
    let chains = body
        .chains
        .iter()
        .filter(move |chain| chain.root == variable);
    chains
        .flat_map(|chain| &chain.links)
        .map(|link| (link.name.clone(), link.arguments.clone()))
}

/// All source files below a folder.
fn below(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(path);
        }
    }
}
