//! Clients that every invocation builds: a constructor in a handler, or in a function that a handler calls. Expensive values that
//! are created outside a lazy module: in a handler, in a static, in `main`.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::context::ends;
use super::files::FileWork;
use super::made::Instance;
use crate::ids::FileId;
use crate::known::{self, Meaning};
use crate::rule::Rule;
use crate::scope::{Place, Space, path_of_type};
use proc_macro2::Span;
use quote::ToTokens;
use std::collections::HashSet;
use syn::{Expr, ExprCall, ExprPath};

/// The value that a constructor creates.
#[derive(Clone, Copy)]
pub(super) enum Constructed {
    Client,
    Config,
    /// An expensive value: what the constructor does.
    Heavy(&'static str),
    /// Not a value, but a blocking file call.
    File,
}

impl Constructed {
    fn rule(self) -> Rule {
        match self {
            Self::Client | Self::Config => Rule::ClientPerInvocation,
            Self::Heavy(_) => Rule::HeavyDependency,
            Self::File => Rule::Blocking,
        }
    }

    /// The callers that must not reach the constructor.
    fn roots(self) -> &'static [Callee] {
        match self {
            Self::Client | Self::Config | Self::File => &[Callee::Request],
            Self::Heavy(_) => &[Callee::Request, Callee::Static, Callee::Main],
        }
    }
}

/// The constructors that the walk has found.
#[derive(Default)]
pub(super) struct Clients {
    /// Constructors of clients that the package lists.
    pub(super) listed: Vec<String>,
    built: Vec<Built>,
    /// The constructors that were recorded, by file, line, column and name.
    seen: HashSet<(FileId, usize, usize, String)>,
    /// Calls of generic functions.
    pub(super) instances: Vec<Instance>,
}

/// A constructor call.
struct Built {
    within: Vec<Callee>,
    made: Constructed,
    at: (Span, Span),
    file: FileId,
    headline: String,
    help: String,
}

impl Judge {
    /// Records a call that builds a client.
    pub(super) fn note_constructor_call(&mut self, call: &ExprCall) {
        if let Expr::Path(callee) = &*call.func {
            self.note_constructor(callee, &tidy(call));
        }
    }

    /// Records a constructor that is passed as a value: `config.map(Client::new)`.
    pub(super) fn note_constructor_value(&mut self, constructor: &ExprPath) {
        self.note_constructor(constructor, &format!("{}()", tidy(constructor)));
    }

    /// The value that a path creates if it names a constructor, and the full path.
    fn constructor(&self, callee: &ExprPath) -> Option<(Constructed, String)> {
        let name = match &callee.qself {
            None => self
                .cx
                .meaning_of(&callee.path, Space::Values)?
                .1
                .join("::"),
            // `<Client>::new`, `<Client as Default>::default`
            Some(qself) => {
                let (names, absolute) = path_of_type(&qself.ty)?;
                match self
                    .cx
                    .scopes
                    .resolve(self.cx.at, &names, absolute, Space::Types)
                {
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
            Meaning::Client { config: true } => Some((Constructed::Config, name)),
            Meaning::Client { config: false } => Some((Constructed::Client, name)),
            Meaning::Heavy { does } => Some((Constructed::Heavy(does), name)),
            _ => None,
        }
    }

    fn note_constructor(&mut self, callee: &ExprPath, expr: &str) {
        let found = self.constructor(callee).or_else(|| {
            if self.clients.listed.is_empty() {
                return None;
            }
            self.cx
                .place_of(&callee.path)
                .filter(|name| self.clients.listed.contains(name))
                .map(|name| (Constructed::Client, name))
        });
        let Some((made, name)) = found else { return };
        self.note_at(ends(&callee.path), made, &name, expr);
    }

    /// Records a blocking file call.
    pub(super) fn note_file_work(&mut self, work: FileWork) {
        let FileWork { at, headline, help } = work;
        let name = headline.clone();
        self.note_built(Constructed::File, at, &name, || (headline, help));
    }

    pub(super) fn note_at(&mut self, at: (Span, Span), made: Constructed, name: &str, expr: &str) {
        self.note_built(made, at, name, || message_of(made, name, expr));
    }

    fn note_built(
        &mut self,
        made: Constructed,
        at: (Span, Span),
        name: &str,
        message: impl FnOnce() -> (String, String),
    ) {
        let within: Vec<Callee> = match made {
            // A client in a static is built once, and `main` runs once.
            Constructed::Client | Constructed::Config | Constructed::File
                if matches!(self.calls.once, Once::Lazy | Once::Static) =>
            {
                Vec::new()
            }
            Constructed::Client | Constructed::Config | Constructed::File => {
                let callers = self.calls.within.iter();
                callers
                    .filter(|callee| **callee != Callee::Main)
                    .cloned()
                    .collect()
            }
            Constructed::Heavy(_) => self.calls.callers().to_vec(),
        };
        if within.is_empty() || self.findings.is_exempt(made.rule()) {
            return;
        }
        // A call is visited before the path in it, and the closure of a handler is walked twice.
        let start = at.0.start();
        let key = (self.cx.file, start.line, start.column, name.to_owned());
        if !self.clients.seen.insert(key) {
            return;
        }
        let (headline, help) = message();
        self.clients.built.push(Built {
            within,
            made,
            at,
            file: self.cx.file,
            headline,
            help,
        });
    }

    /// Reports the clients and the expensive values that are created where they must not be. Returns `false` if there are others
    /// that nothing visible calls.
    pub(super) fn report_clients(&mut self) -> bool {
        self.instantiate();
        let calls = std::mem::take(&mut self.calls);
        let by_requests = calls.reached(Constructed::Client.roots());
        let by_any = calls.reached(Constructed::Heavy("").roots());
        let is_reached = |built: &Built| {
            let reached = match built.made {
                Constructed::Client | Constructed::Config | Constructed::File => &by_requests,
                Constructed::Heavy(_) => &by_any,
            };
            built.within.iter().any(|callee| reached.contains(callee))
        };
        let all = std::mem::take(&mut self.clients.built);
        let clients: Vec<&[Callee]> = all
            .iter()
            .filter(|built| matches!(built.made, Constructed::Client))
            .map(|built| built.within.as_slice())
            .collect();
        for built in all.iter().filter(|built| is_reached(built)) {
            // The configuration of a client that is built beside it is part of the same mistake.
            let is_config = matches!(built.made, Constructed::Config);
            if is_config && clients.contains(&built.within.as_slice()) {
                continue;
            }
            self.cx.file = built.file;
            self.findings.enter_statement();
            self.report(
                built.made.rule(),
                built.at,
                built.headline.clone(),
                built.help.clone(),
            );
        }
        all.iter().all(is_reached)
    }
}

/// The headline and the help.
fn message_of(made: Constructed, name: &str, expr: &str) -> (String, String) {
    let module = module_name(name);
    let ty = name.rsplit_once("::").map_or(name, |(ty, _)| ty);
    let (what, ty) = match made {
        Constructed::Client | Constructed::File => ("builds a client", ty),
        Constructed::Config => ("loads configuration", "aws_config::SdkConfig"),
        Constructed::Heavy(does) => {
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
    let wait = if matches!(made, Constructed::Config) && !name.ends_with("defaults") {
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

/// Tokens as a person would write them; `to_string` puts spaces between all tokens.
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
