//! Clients built anew by every invocation: a constructor in a handler, or in anything that a handler calls.

use super::Judge;
use super::paths::{ends, names};
use crate::known::{self, Meaning};
use crate::krate::FileId;
use crate::rule::Rule;
use crate::scope::{Def, Place, Space, path_of_type};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::ext::IdentExt as _;
use syn::{Expr, ExprCall, ExprPath, Path, Signature, Type};

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
}

/// Who calls whom, as far as paths and names of methods tell.
#[derive(Default)]
pub(super) struct Calls {
    /// The functions that the code being walked belongs to: an associated function is also a method.
    pub(super) within: Vec<Callee>,
    /// Inside of what runs once for an environment: a lazy module's `init`, a static's initialiser.
    pub(super) once: bool,
    edges: HashMap<Callee, HashSet<Callee>>,
    built: Vec<Built>,
    /// The constructors that were looked at.
    seen: HashSet<usize>,
}

/// A client that some function builds.
struct Built {
    within: Vec<Callee>,
    config: bool,
    at: (Span, Span),
    file: FileId,
    headline: String,
    help: String,
}

impl Calls {
    fn edge(&mut self, to: &Callee) {
        if self.once {
            return;
        }
        for from in &self.within {
            self.edges
                .entry(from.clone())
                .or_default()
                .insert(to.clone());
        }
    }

    fn reached(&self) -> HashSet<&Callee> {
        let mut reached = HashSet::new();
        let mut next = vec![&Callee::Request];
        while let Some(callee) = next.pop() {
            if reached.insert(callee) {
                next.extend(self.edges.get(callee).into_iter().flatten());
            }
        }
        reached
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

    /// Runs `walk` as what an environment does once.
    pub(super) fn once(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.calls.once, true);
        walk(self);
        self.calls.once = outer;
    }

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

    /// What a function of an `impl` is called by.
    pub(super) fn associated_function(&self, sig: &Signature) -> Vec<Callee> {
        let name = sig.ident.unraw().to_string();
        let mut callees = Vec::new();
        if sig.receiver().is_some() {
            callees.push(Callee::Method(name.clone()));
        }
        if let Some(owner) = self.owner {
            callees.push(Callee::Associated(owner, name));
        }
        callees
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

    /// Notes that the code being walked mentions a function.
    pub(super) fn mentions(&mut self, path: &Path) {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        if let [only] = idents.as_slice()
            && self.locals.has(only)
        {
            return;
        }
        let names = names(&idents);
        let absolute = path.leading_colon.is_some();
        if let Place::Own(Def::Function(function), _) =
            self.scopes
                .resolve(self.at, &names, absolute, Space::Values)
        {
            self.calls
                .edge(&Callee::Function(Rc::as_ptr(&function).addr()));
        } else if let Some((name, owner)) = names.split_last()
            && !owner.is_empty()
        {
            let own = if owner == ["Self"] {
                self.owner
            } else {
                self.identity(
                    &self.scopes.resolve(self.at, owner, absolute, Space::Types),
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
        if self.scopes.defines_method(name) {
            self.calls.edge(&Callee::Method(name.to_owned()));
        }
    }

    /// Notes a call that builds a client.
    pub(super) fn builds(&mut self, call: &ExprCall) {
        if let Expr::Path(callee) = &*call.func {
            self.built_by(callee, &tidy(call));
        }
    }

    /// Notes a constructor that is handed on, to be called by whoever gets it: `config.map(Client::new)`.
    pub(super) fn builds_later(&mut self, constructor: &ExprPath) {
        self.built_by(constructor, &format!("{}()", tidy(constructor)));
    }

    /// Whether a path names a client's constructor: whether it loads configuration, and the path.
    fn constructor(&self, callee: &ExprPath) -> Option<(bool, String)> {
        let name = match &callee.qself {
            None => self.meaning_of(&callee.path, Space::Values)?.1.join("::"),
            // `<Client>::new`, `<Client as Default>::default`
            Some(qself) => {
                let (names, absolute) = path_of_type(&qself.ty)?;
                match self.scopes.resolve(self.at, &names, absolute, Space::Types) {
                    Place::Foreign { path, .. } => {
                        let last = callee.path.segments.last()?;
                        format!("{}::{}", path.join("::"), last.ident)
                    }
                    _ => return None,
                }
            }
        };
        let path: Vec<String> = name.split("::").map(str::to_owned).collect();
        match known::lookup(&path)?.known.meaning {
            Meaning::Client { config } => Some((config, name)),
            _ => None,
        }
    }

    /// Notes a variable of a client's type that is made by a conversion or by default: `let c: Client = Default::default();`
    pub(super) fn builds_typed(&mut self, ty: &Type, init: &Expr) {
        let by_default = match init {
            Expr::Call(call) => matches!(&*call.func, Expr::Path(callee)
                if callee.path.segments.last().is_some_and(|last| last.ident == "default")
                    && callee.path.segments.len() <= 2
                    && callee.path.segments[0].ident == "Default"),
            _ => false,
        };
        let (Type::Path(ty), true) = (ty, by_default) else {
            return;
        };
        let callee = ExprPath {
            attrs: Vec::new(),
            qself: None,
            path: ty.path.clone(),
        };
        let Some(mut path) = self.type_path(&ty.path) else {
            return;
        };
        path.push("default".to_owned());
        let is_client = known::lookup(&path)
            .is_some_and(|found| matches!(found.known.meaning, Meaning::Client { config: false }));
        if is_client {
            self.note_client(&callee, false, &path.join("::"), &tidy(init));
        }
    }

    fn type_path(&self, path: &Path) -> Option<Vec<String>> {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let absolute = path.leading_colon.is_some();
        match self
            .scopes
            .resolve(self.at, &names(&idents), absolute, Space::Types)
        {
            Place::Foreign { path, .. } => Some(path),
            _ => None,
        }
    }

    fn built_by(&mut self, callee: &ExprPath, expr: &str) {
        let found = self.constructor(callee).or_else(|| {
            if self.clients.is_empty() {
                return None;
            }
            self.place_of(&callee.path)
                .filter(|name| self.clients.contains(name))
                .map(|name| (false, name))
        });
        let Some((config, name)) = found else { return };
        // A call is seen first, then the path in it; and the closure of a handler is walked twice.
        if self.calls.seen.insert(std::ptr::from_ref(callee).addr()) {
            self.note_client(callee, config, &name, expr);
        }
    }

    fn note_client(&mut self, callee: &ExprPath, config: bool, name: &str, expr: &str) {
        if self.calls.once
            || self.calls.within.is_empty()
            || self.is_exempt(Rule::ClientPerInvocation)
        {
            return;
        }
        let module = module_name(name);
        let ty = name.rsplit_once("::").map_or(name, |(ty, _)| ty);
        let (what, ty) = if config {
            ("loads configuration", "aws_config::SdkConfig")
        } else {
            ("builds a client", ty)
        };
        let wait = if config && !name.ends_with("defaults") {
            ".await"
        } else {
            ""
        };
        self.calls.built.push(Built {
            within: self.calls.within.clone(),
            config,
            at: ends(&callee.path),
            file: self.file,
            headline: format!("`{name}` {what} in every invocation"),
            help: format!(
                "build it once: `#[lazy_module] mod {module} {{ pub async fn init() -> {ty} {{ {expr}{wait} }} }}`, and take \
                 `{module}: {module}::Lazy` as a parameter of the handler"
            ),
        });
    }

    /// Reports the clients that requests build; `false` when some are built where no request is seen to lead.
    pub(super) fn report_clients(&mut self) -> bool {
        let calls = std::mem::take(&mut self.calls);
        let reached = calls.reached();
        let is_reached = |built: &Built| built.within.iter().any(|callee| reached.contains(callee));
        let clients: Vec<&[Callee]> = calls
            .built
            .iter()
            .filter(|built| !built.config)
            .map(|built| built.within.as_slice())
            .collect();
        for built in calls.built.iter().filter(|built| is_reached(built)) {
            // The configuration of a client that is built beside it is part of that one mistake.
            if built.config && clients.contains(&built.within.as_slice()) {
                continue;
            }
            self.file = built.file;
            self.statements += 1;
            self.statement = self.statements;
            self.report(
                Rule::ClientPerInvocation,
                built.at,
                built.headline.clone(),
                built.help.clone(),
            );
        }
        calls.built.iter().all(is_reached)
    }
}

/// `dynamodb` for `aws_sdk_dynamodb::Client::new`.
fn module_name(path: &str) -> &str {
    let krate = path.split("::").next().unwrap_or(path);
    match krate {
        "aws_config" => "aws",
        "reqwest" | "hyper" | "hyper_util" => "http",
        "sqlx" | "bb8" | "r2d2" | "deadpool_postgres" | "tokio_postgres" | "sea_orm" => "database",
        other => other.strip_prefix("aws_sdk_").unwrap_or(other),
    }
}

/// Tokens as one would write them, which the printing of tokens does not quite do.
fn tidy(expr: &impl ToTokens) -> String {
    let spaced = expr.to_token_stream().to_string();
    let mut text = spaced
        .replace(" :: ", "::")
        .replace(" . ", ".")
        .replace("& ", "&");
    for (from, to) in [
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" ?", "?"),
        (" < ", "<"),
        (" >", ">"),
    ] {
        text = text.replace(from, to);
    }
    text
}
