//! Values that reach a function through a parameter: a write-once cell that the function fills, and the path of a file that it
//! writes. The function shows what it does with the parameter, and its callers show what they pass.

use super::Judge;
use super::call_graph::Callee;
use super::calls::{CELL, FILE};
use super::context::ends;
use super::value_types::{member_name, type_at};
use super::variables::Holds;
use crate::ids::FileId;
use crate::rule::Rule;
use crate::scope::{Def, Place};
use proc_macro2::Span;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprMethodCall, ExprStruct, Member, Token, Type};

/// What a function does with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Does {
    /// It fills the cell.
    Fills,
    /// It writes the file.
    Writes,
}

/// The index of the receiver, as a parameter.
pub(super) const RECEIVER: usize = usize::MAX;

type Parameter = (Callee, usize, Does);

/// The parameters and the arguments that the walk has found.
#[derive(Default)]
pub(super) struct Flows {
    uses: HashSet<Parameter>,
    /// A function passes its parameter on to another.
    passed: Vec<(Parameter, Parameter)>,
    arguments: Vec<Argument>,
    /// The constant values of the fields of structs, by the struct and the name; `None` if a value is not constant.
    fields: HashMap<(usize, String), Option<String>>,
    /// The names of fields that are assigned.
    assigned: HashSet<String>,
    /// Files that the path in a field names.
    written: Vec<Written>,
}

/// A file that is written at the path in a field.
struct Written {
    field: (usize, String),
    /// The function that writes it.
    by: String,
    at: (Span, Span),
    file: FileId,
}

/// A static cell, or a constant path, that is passed to a function.
struct Argument {
    to: Parameter,
    headline: String,
    at: (Span, Span),
    file: FileId,
}

impl Flows {
    /// Whether a file that was not read may hold a function that does something with an argument.
    pub(super) fn any(&self) -> bool {
        let fills = |used: &Parameter| used.2 == Does::Fills;
        !self.arguments.is_empty() || !self.written.is_empty() || self.uses.iter().any(fills)
    }

    pub(super) fn field_is_assigned(&mut self, member: &Member) {
        if let Member::Named(name) = member {
            self.assigned.insert(name.to_string());
        }
    }
}

impl Judge {
    /// Records that the walked function does something with an expression, if that is one of its parameters.
    pub(super) fn note_use(&mut self, expr: &Expr, does: Does) {
        let Some(parameter) = self.parameter(expr) else {
            return;
        };
        for function in self.calls.within.clone() {
            self.flows.uses.insert((function, parameter, does));
        }
    }

    /// Records that `by` writes the file at a path that is not constant here.
    pub(super) fn note_written(&mut self, path: &Expr, by: &str, at: (Span, Span)) {
        self.note_use(path, Does::Writes);
        if let Some(field) = self.field(path)
            && !self.findings.muted
            && !self.findings.is_exempt(Rule::SharedState)
        {
            let (by, file) = (by.to_owned(), self.cx.file);
            self.flows.written.push(Written {
                field,
                by,
                at,
                file,
            });
        }
    }

    /// The field of a struct of the user's own that an expression names: `&self.path`.
    fn field(&self, expr: &Expr) -> Option<(usize, String)> {
        match expr {
            Expr::Reference(inner) => self.field(&inner.expr),
            Expr::Paren(inner) => self.field(&inner.expr),
            Expr::MethodCall(call) if call.args.is_empty() => self.field(&call.receiver),
            Expr::Field(part) => {
                let owner = self.cx.definition(&self.cx.type_of(&part.base)?)?;
                Some((owner, member_name(&part.member)))
            }
            _ => None,
        }
    }

    /// Records the values of the fields that may be paths.
    pub(super) fn note_fields(&mut self, value: &ExprStruct) {
        let ty = (Rc::new(type_at(value.path.clone())), self.cx.at);
        let Some((Place::Own(Def::Fields(types), _), _)) = self.cx.nominal(&ty) else {
            return;
        };
        for field in &value.fields {
            let name = member_name(&field.member);
            let is_path = self.cx.scopes.field_of(&types, &name).is_some_and(is_path);
            if is_path {
                let constant = self.cx.constant_path(&field.expr);
                let known = self
                    .flows
                    .fields
                    .entry((types.as_ptr().addr(), name))
                    .or_insert_with(|| constant.clone());
                if constant.is_none() {
                    *known = None;
                }
            }
        }
    }

    /// The parameter of the walked function that an expression names: `cell`, `&path`, `path.as_ref()`.
    fn parameter(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Reference(inner) => self.parameter(&inner.expr),
            Expr::Paren(inner) => self.parameter(&inner.expr),
            Expr::Group(inner) => self.parameter(&inner.expr),
            Expr::MethodCall(call) if call.args.is_empty() => self.parameter(&call.receiver),
            // `self.cell`
            Expr::Field(part) if self.parameter(&part.base) == Some(RECEIVER) => Some(RECEIVER),
            Expr::Call(call) if call.args.len() == 1 => match &*call.func {
                Expr::Path(callee) => {
                    let last = callee.path.segments.last()?;
                    let wraps = callee.path.segments.len() > 1
                        && (last.ident == "new" || last.ident == "from");
                    wraps.then(|| self.parameter(&call.args[0])).flatten()
                }
                _ => None,
            },
            Expr::Path(path) => {
                let name = path.path.get_ident()?;
                if name == "self" {
                    return Some(RECEIVER);
                }
                match self.cx.locals.holds(name) {
                    Holds::Parameter(index) => Some(index),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Records the arguments of a call of the user's own function.
    pub(super) fn note_flows(&mut self, call: &syn::ExprCall) {
        let Expr::Path(callee) = &*call.func else {
            return;
        };
        if call.args.is_empty() || !call.args.iter().any(may_flow) {
            return;
        }
        let function = match self.cx.value(callee) {
            Some((Place::Own(Def::Function(function), _), _)) => {
                Callee::Function(Rc::as_ptr(&function).addr())
            }
            _ => {
                let owner = self.cx.type_of_owner(&callee.path);
                let owner = owner.and_then(|owner| self.cx.definition(&owner));
                let (Some(owner), Some(last)) = (owner, callee.path.segments.last()) else {
                    return;
                };
                Callee::Associated(owner, last.ident.to_string())
            }
        };
        self.note_each(&function, &call.args);
    }

    /// Records the receiver and the arguments of a call of the user's own method.
    pub(super) fn note_method_flows(&mut self, call: &ExprMethodCall) {
        let name = call.method.to_string();
        if !self.cx.scopes.defines_method(&name) {
            return;
        }
        let function = Callee::Method(name);
        if may_flow(&call.receiver) {
            self.note_argument(&function, RECEIVER, &call.receiver, &call.args);
        }
        if call.args.iter().any(may_flow) {
            self.note_each(&function, &call.args);
        }
    }

    fn note_each(&mut self, function: &Callee, args: &Punctuated<Expr, Token![,]>) {
        for (index, arg) in args.iter().enumerate() {
            self.note_argument(function, index, arg, args);
        }
    }

    fn note_argument(
        &mut self,
        function: &Callee,
        index: usize,
        arg: &Expr,
        args: &Punctuated<Expr, Token![,]>,
    ) {
        let cell = self.static_cell(arg);
        if cell.is_none()
            && let Some(own) = self.parameter(arg)
        {
            for does in [Does::Fills, Does::Writes] {
                for from in self.calls.within.clone() {
                    let to = (function.clone(), index, does);
                    self.flows.passed.push(((from, own, does), to));
                }
            }
            return;
        }
        if self.findings.muted {
            return;
        }
        if let Some((name, at)) = cell {
            // Arguments without a variable are the same in every invocation.
            let varies = args
                .iter()
                .any(|arg| self.cx.locals.captured(arg).is_some());
            if varies && !self.findings.is_exempt(Rule::SharedState) {
                let headline = format!("`{name}` keeps data of one request for later requests");
                self.flows.arguments.push(Argument {
                    to: (function.clone(), index, Does::Fills),
                    headline,
                    at,
                    file: self.cx.file,
                });
            }
        } else if let Some(path) = self
            .cx
            .constant_path(arg)
            .filter(|path| path.starts_with("/tmp"))
            && !self.findings.is_exempt(Rule::SharedState)
        {
            use syn::spanned::Spanned as _;
            let headline = format!("the call writes `{path}`, which later invocations can read");
            self.flows.arguments.push(Argument {
                to: (function.clone(), index, Does::Writes),
                headline,
                at: (arg.span(), arg.span()),
                file: self.cx.file,
            });
        }
    }

    /// The static cell that an expression names: `CELL`, `&CELL`, `&STATE.cell`.
    fn static_cell(&self, expr: &Expr) -> Option<(String, (Span, Span))> {
        match expr {
            Expr::Reference(inner) => self.static_cell(&inner.expr),
            Expr::Paren(inner) => self.static_cell(&inner.expr),
            Expr::Field(part) => self.static_cell(&part.base),
            // The `Lazy` handle of a lazy module whose value has a cell.
            Expr::Path(path)
                if path
                    .path
                    .get_ident()
                    .is_some_and(|name| self.cx.locals.has(name)) =>
            {
                let name = path.path.get_ident()?;
                let (ty, scope) = self.cx.locals.type_of(name)?;
                let (value, home) = self.cx.lazy_value(ty, *scope)?;
                let has_cell = self.cx.holds_write_once(&value, home);
                has_cell.then(|| (name.to_string(), ends(&path.path)))
            }
            Expr::Path(path) => match self.cx.value(path)? {
                (Place::Own(Def::Static(ty), home), name) => self
                    .cx
                    .holds_write_once(&ty, home)
                    .then(|| (name.to_string(), ends(&path.path))),
                _ => None,
            },
            _ => None,
        }
    }

    /// Reports the arguments that the functions fill or write.
    pub(super) fn report_flows(&mut self) {
        let flows = std::mem::take(&mut self.flows);
        let mut uses = flows.uses;
        loop {
            let before = uses.len();
            for (from, to) in &flows.passed {
                if uses.contains(to) {
                    uses.insert(from.clone());
                }
            }
            if uses.len() == before {
                break;
            }
        }
        for Written {
            field,
            by,
            at,
            file,
        } in flows.written
        {
            if let Some(Some(path)) = flows.fields.get(&field)
                && !flows.assigned.contains(&field.1)
            {
                self.cx.file = file;
                self.findings.enter_statement();
                self.report_file(&by, path, at);
            }
        }
        for Argument {
            to,
            headline,
            at,
            file,
        } in flows.arguments
        {
            if uses.contains(&to) {
                self.cx.file = file;
                self.findings.enter_statement();
                let help = match to.2 {
                    Does::Fills => CELL,
                    Does::Writes => FILE,
                };
                self.report(Rule::SharedState, at, headline, help);
            }
        }
    }
}

/// Whether values of a type may be paths of files.
fn is_path(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => is_path(&ty.elem),
        Type::Path(ty) => ty.path.segments.last().is_some_and(|last| {
            ["PathBuf", "Path", "String", "str"]
                .iter()
                .any(|name| last.ident == name)
        }),
        _ => false,
    }
}

/// Whether an argument may be a static cell, a constant path or a parameter.
fn may_flow(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(inner) => may_flow(&inner.expr),
        Expr::Path(_) | Expr::Macro(_) => true,
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Str(_)),
        Expr::MethodCall(call) => call.args.len() <= 1 && may_flow(&call.receiver),
        Expr::Call(call) => call.args.len() <= 1,
        Expr::Field(part) => may_flow(&part.base),
        _ => false,
    }
}
