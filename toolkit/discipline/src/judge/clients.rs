//! Clients built anew by every invocation: a constructor in a handler, or in anything that a handler calls. And what takes long to make,
//! made by anything but a lazy module: in a handler, in a static, in `main`.

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

/// What a constructor makes.
#[derive(Clone, Copy)]
enum Made {
    Client,
    Config,
    /// Something that takes long: what the constructor does.
    Heavy(&'static str),
}

impl Made {
    fn rule(self) -> Rule {
        match self {
            Self::Client | Self::Config => Rule::ClientPerInvocation,
            Self::Heavy(_) => Rule::HeavyDependency,
        }
    }

    /// From where it must not be reached.
    fn roots(self) -> &'static [Callee] {
        match self {
            Self::Client | Self::Config => &[Callee::Request],
            Self::Heavy(_) => &[Callee::Request, Callee::Static, Callee::Main],
        }
    }
}

/// Who calls whom, as far as paths and names of methods tell.
#[derive(Default)]
pub(super) struct Calls {
    /// The functions that the code being walked belongs to: an associated function is also a method.
    pub(super) within: Vec<Callee>,
    /// Inside of what runs once for an environment.
    pub(super) once: Once,
    edges: HashMap<Callee, HashSet<Callee>>,
    built: Vec<Built>,
    /// The constructors that were looked at.
    seen: HashSet<usize>,
}

/// What some function builds.
struct Built {
    within: Vec<Callee>,
    made: Made,
    at: (Span, Span),
    file: FileId,
    headline: String,
    help: String,
}

impl Calls {
    fn edge(&mut self, to: &Callee) {
        for from in self.callers().to_vec() {
            self.edges.entry(from).or_default().insert(to.clone());
        }
    }

    /// Whose call it is that is being walked; nobody's in a lazy module, which may do whatever takes long.
    fn callers(&self) -> &[Callee] {
        match self.once {
            Once::No => &self.within,
            Once::Lazy => &[],
            Once::Static => &[Callee::Static],
        }
    }

    fn reached(&self, roots: &'static [Callee]) -> HashSet<&Callee> {
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

    /// What a path makes if it names a constructor, and the path.
    fn constructor(&self, callee: &ExprPath) -> Option<(Made, String)> {
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
            Meaning::Client { config: true } => Some((Made::Config, name)),
            Meaning::Client { config: false } => Some((Made::Client, name)),
            Meaning::Heavy { does } => Some((Made::Heavy(does), name)),
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
            self.note(&callee, Made::Client, &path.join("::"), &tidy(init));
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
                .map(|name| (Made::Client, name))
        });
        let Some((made, name)) = found else { return };
        // A call is seen first, then the path in it; and the closure of a handler is walked twice.
        if self.calls.seen.insert(std::ptr::from_ref(callee).addr()) {
            self.note(callee, made, &name, expr);
        }
    }

    fn note(&mut self, callee: &ExprPath, made: Made, name: &str, expr: &str) {
        let within: Vec<Callee> = match made {
            // One that is kept in a static is made once, and `main` runs once.
            Made::Client | Made::Config if self.calls.once != Once::No => Vec::new(),
            Made::Client | Made::Config => {
                let callers = self.calls.within.iter();
                callers
                    .filter(|callee| **callee != Callee::Main)
                    .cloned()
                    .collect()
            }
            Made::Heavy(_) => self.calls.callers().to_vec(),
        };
        if within.is_empty() || self.is_exempt(made.rule()) {
            return;
        }
        let (headline, help) = said_of(made, name, expr);
        self.calls.built.push(Built {
            within,
            made,
            at: ends(&callee.path),
            file: self.file,
            headline,
            help,
        });
    }

    /// Reports the clients that requests build, and what takes long and is made by anything but a lazy module; `false` when some are
    /// built where nothing is seen to lead.
    pub(super) fn report_clients(&mut self) -> bool {
        let calls = std::mem::take(&mut self.calls);
        let by_requests = calls.reached(Made::Client.roots());
        let by_any = calls.reached(Made::Heavy("").roots());
        let is_reached = |built: &Built| {
            let reached = match built.made {
                Made::Client | Made::Config => &by_requests,
                Made::Heavy(_) => &by_any,
            };
            built.within.iter().any(|callee| reached.contains(callee))
        };
        let clients: Vec<&[Callee]> = calls
            .built
            .iter()
            .filter(|built| matches!(built.made, Made::Client))
            .map(|built| built.within.as_slice())
            .collect();
        for built in calls.built.iter().filter(|built| is_reached(built)) {
            // The configuration of a client that is built beside it is part of that one mistake.
            let is_config = matches!(built.made, Made::Config);
            if is_config && clients.contains(&built.within.as_slice()) {
                continue;
            }
            self.file = built.file;
            self.statements += 1;
            self.statement = self.statements;
            self.report(
                built.made.rule(),
                built.at,
                built.headline.clone(),
                built.help.clone(),
            );
        }
        calls.built.iter().all(is_reached)
    }
}

/// Headline and help.
fn said_of(made: Made, name: &str, expr: &str) -> (String, String) {
    let module = module_name(name);
    let ty = name.rsplit_once("::").map_or(name, |(ty, _)| ty);
    let (what, ty) = match made {
        Made::Client => ("builds a client", ty),
        Made::Config => ("loads configuration", "aws_config::SdkConfig"),
        Made::Heavy(does) => {
            return (
                format!("`{name}` {does} outside a lazy module"),
                format!(
                    "initialise it on first use: move `{expr}` into the `init` of a `#[lazy_module] mod {module}`, and take \
                     `{module}: {module}::Lazy` as a parameter of the handler; if every request needs it, write \
                     `#[exempt(heavy_dependency, reason = \"…\")]`"
                ),
            );
        }
    };
    let wait = if matches!(made, Made::Config) && !name.ends_with("defaults") {
        ".await"
    } else {
        ""
    };
    (
        format!("`{name}` {what} in every invocation"),
        format!(
            "build it once: `#[lazy_module] mod {module} {{ pub async fn init() -> {ty} {{ {expr}{wait} }} }}`, and take \
             `{module}: {module}::Lazy` as a parameter of the handler; if each invocation needs its own, write \
             `#[exempt(client_per_invocation, reason = \"…\")]`"
        ),
    )
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
