//! Handles of tasks that are stored: in a collection, an `Option` or a field that nothing reads. Types that carry handles, and
//! methods that return them.

use super::Judge;
use super::context::Context;
use super::tasks::Started;
use super::uses::{fills, is_kept, only_looks};
use super::value_types::{is_self, type_at};
use super::variables::{Holds, Typed};
use crate::ids::{FileId, ScopeId};
use crate::known::{self, Meaning};
use crate::rule::Rule;
use crate::scope::{Def, OwnMethod, Place, Space, path_of_type};
use proc_macro2::Ident;
use std::collections::HashSet;
use std::rc::Rc;
use syn::{
    Block, Expr, ExprAssign, ExprMethodCall, ExprStruct, GenericArgument, Member, Pat, PatType,
    PathArguments, Stmt, Type,
};

/// Types are followed this far.
const DEEP: usize = 8;

/// Types whose arguments are in their values.
const HOLDERS: [&str; 15] = [
    "Option",
    "Result",
    "Vec",
    "VecDeque",
    "Box",
    "Pin",
    "Arc",
    "Rc",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "SmallVec",
    "FuturesUnordered",
    "FuturesOrdered",
    "JoinAll",
];

/// Methods that types of other crates have too: without the type of the receiver they say nothing.
const COMMON: [&str; 26] = [
    "add",
    "call",
    "clone",
    "close",
    "execute",
    "flush",
    "get",
    "handle",
    "insert",
    "join",
    "next",
    "open",
    "poll",
    "publish",
    "push",
    "put",
    "replace",
    "run",
    "send",
    "set",
    "spawn",
    "spawn_local",
    "start",
    "submit",
    "take",
    "write",
];

/// Tasks that were stored.
#[derive(Default)]
pub(super) struct Handles {
    /// Tasks in variables of the walked function, until the block of the variable ends.
    stored: Vec<Stored>,
    /// Tasks in fields, until the end of the walk.
    in_fields: Vec<InField>,
    /// The names of the fields that code reads.
    read: HashSet<String>,
}

struct Stored {
    name: Ident,
    /// The index of the variable.
    variable: usize,
    tasks: Vec<Started>,
}

struct InField {
    field: String,
    tasks: Vec<Started>,
    file: FileId,
}

impl Handles {
    /// Whether a task is in a field: then every file may hold the code that reads it.
    pub(super) fn any_in_fields(&self) -> bool {
        !self.in_fields.is_empty()
    }

    pub(super) fn field_is_read(&mut self, member: &Member) {
        if let Member::Named(name) = member {
            self.name_is_read(name);
        }
    }

    pub(super) fn name_is_read(&mut self, name: &Ident) {
        let name = name.to_string();
        if !self.read.contains(&name) {
            self.read.insert(name);
        }
    }
}

/// The place that an expression stores a value in.
enum Slot<'e> {
    Variable(&'e Ident),
    Field(&'e Expr, String),
}

impl Judge {
    /// Looks for tasks in the arguments of `tasks.push(…)`.
    pub(super) fn check_fill(&mut self, call: &ExprMethodCall) {
        if fills(&call.method) && !call.args.is_empty() {
            for value in &call.args {
                self.store(&call.receiver, value);
            }
        }
    }

    /// Looks for `tracker.spawn(…)`, where nothing waits for the tracker.
    pub(super) fn check_tracked(&mut self, call: &ExprMethodCall) {
        if call.method != "spawn" && call.method != "spawn_local" {
            return;
        }
        let Some((Place::Foreign { path, .. }, _)) = self
            .cx
            .type_of(&call.receiver)
            .and_then(|ty| self.cx.nominal(&ty))
        else {
            return;
        };
        if known::lookup(&path).is_some_and(|found| found.known.meaning == Meaning::Tracker) {
            let at = (call.method.span(), call.method.span());
            let name = format!("{}::{}", path.join("::"), call.method);
            self.store_tasks(&call.receiver, vec![Started { name, at }]);
        }
    }

    /// Looks for tasks in `task = Some(…)` and `self.task = …`.
    pub(super) fn check_assigned(&mut self, assign: &ExprAssign) {
        if matches!(&*assign.left, Expr::Infer(_)) {
            self.check_dropped(&assign.right);
        } else {
            self.store(&assign.left, &assign.right);
        }
    }

    /// Looks for tasks in the fields of a value, if the whole crate is read.
    pub(super) fn check_fields(&mut self, value: &ExprStruct) {
        if !self.cx.scopes.is_whole() {
            return;
        }
        for field in &value.fields {
            let tasks = match &field.expr {
                Expr::Path(path) => path
                    .path
                    .get_ident()
                    .map_or_else(Vec::new, |name| self.cx.locals.tasks(name)),
                value => self.cx.tasks_in(value),
            };
            if let (Member::Named(name), false) = (&field.member, tasks.is_empty()) {
                self.store_in_field(name.to_string(), tasks);
            }
        }
    }

    fn store(&mut self, slot: &Expr, value: &Expr) {
        let tasks = self.cx.tasks_in(value);
        if !tasks.is_empty() {
            self.store_tasks(slot, tasks);
        }
    }

    fn store_tasks(&mut self, slot: &Expr, tasks: Vec<Started>) {
        let Some(slot) = slot_of(slot) else { return };
        match slot {
            Slot::Variable(name) => {
                let holds = self.cx.locals.holds(name);
                if let (Holds::Container | Holds::Task, Some(variable)) =
                    (holds, self.cx.locals.index(name))
                    && !self.findings.muted
                    && !self.findings.is_exempt(Rule::DetachedTask)
                {
                    let name = name.clone();
                    self.handles.stored.push(Stored {
                        name,
                        variable,
                        tasks,
                    });
                }
            }
            Slot::Field(base, field) => {
                let is_own = self
                    .cx
                    .type_of(base)
                    .is_some_and(|ty| self.cx.has_field(&ty, &field));
                if is_own {
                    self.store_in_field(field, tasks);
                }
            }
        }
    }

    fn store_in_field(&mut self, field: String, tasks: Vec<Started>) {
        if !self.findings.muted && !self.findings.is_exempt(Rule::DetachedTask) {
            let file = self.cx.file;
            self.handles.in_fields.push(InField { field, tasks, file });
        }
    }

    /// Reports the tasks in the variables of a block that no later statement reads. `begins` is the number of variables before
    /// each statement.
    pub(super) fn check_stored(&mut self, stmts: &[Stmt], begins: &[usize]) {
        let Some(first) = begins.first() else { return };
        let (ended, open) = std::mem::take(&mut self.handles.stored)
            .into_iter()
            .partition(|stored| stored.variable >= *first);
        self.handles.stored = open;
        let ended: Vec<Stored> = ended;
        for Stored {
            name,
            variable,
            tasks,
        } in ended
        {
            let at = begins.partition_point(|begin| *begin <= variable);
            if !is_kept(&name, None, &stmts[at..]) {
                self.report_tasks(tasks);
            }
        }
    }

    /// Reports the tasks in fields that no code reads.
    pub(super) fn report_fields(&mut self) {
        for InField { field, tasks, file } in std::mem::take(&mut self.handles.in_fields) {
            if !self.handles.read.contains(&field) {
                self.cx.file = file;
                self.findings.enter_statement();
                self.report_tasks(tasks);
            }
        }
    }

    /// Reports a parameter with the handle of a task that the function drops.
    pub(super) fn check_parameter(&mut self, input: &PatType, body: Option<&Block>) {
        let Pat::Ident(name) = &*input.pat else {
            return;
        };
        if let Some(body) = body
            && self.cx.carries_task(&input.ty, self.cx.at)
            && !is_kept(&name.ident, None, &body.stmts)
        {
            let headline = format!("the task in `{}` is never awaited", name.ident);
            let at = (name.ident.span(), name.ident.span());
            self.report(Rule::DetachedTask, at, headline, super::tasks::HELP);
        }
    }

    /// Walks the receiver of a method call. A field is not read by a method that only looks at it or fills it.
    pub(super) fn visit_receiver(&mut self, call: &ExprMethodCall) {
        use syn::visit::Visit as _;
        match &*call.receiver {
            Expr::Field(part) if only_looks(&call.method) => self.visit_expr(&part.base),
            receiver => self.visit_expr(receiver),
        }
    }
}

impl Context {
    /// Whether values of a type contain the handle of a task.
    pub(super) fn carries_task(&self, ty: &Type, scope: ScopeId) -> bool {
        self.carries_task_at(ty, scope, DEEP)
    }

    fn carries_task_at(&self, ty: &Type, scope: ScopeId, deep: usize) -> bool {
        let Some(deep) = deep.checked_sub(1) else {
            return false;
        };
        match ty {
            Type::Tuple(ty) => ty
                .elems
                .iter()
                .any(|ty| self.carries_task_at(ty, scope, deep)),
            Type::Array(ty) => self.carries_task_at(&ty.elem, scope, deep),
            Type::Paren(ty) => self.carries_task_at(&ty.elem, scope, deep),
            Type::Group(ty) => self.carries_task_at(&ty.elem, scope, deep),
            Type::Path(path) => {
                let Some((names, absolute)) = path_of_type(ty) else {
                    return false;
                };
                let Some(last) = path.path.segments.last() else {
                    return false;
                };
                if HOLDERS.iter().any(|name| last.ident == name)
                    && let PathArguments::AngleBracketed(arguments) = &last.arguments
                {
                    return arguments.args.iter().any(|argument| match argument {
                        GenericArgument::Type(ty) => self.carries_task_at(ty, scope, deep),
                        _ => false,
                    });
                }
                match self.scopes.resolve(scope, &names, absolute, Space::Types) {
                    Place::Foreign { path, .. } => known::lookup(&path)
                        .is_some_and(|found| found.known.meaning == Meaning::TaskHandle),
                    Place::Own(Def::Alias(ty), home) => self.carries_task_at(&ty, home, deep),
                    Place::Own(Def::Fields(fields), home) => {
                        let drops = self.scopes.implements_drop(&last.ident.to_string());
                        !drops && fields.iter().any(|ty| self.carries_task_at(ty, home, deep))
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// The type that a path to an associated function begins with.
    pub(super) fn type_of_owner(&self, path: &syn::Path) -> Option<Typed> {
        let mut path = path.clone();
        path.segments.pop()?;
        path.segments.pop_punct()?;
        if path.is_ident("Self") {
            return self.self_type.clone();
        }
        let ty = type_at(path);
        Some((Rc::new(ty), self.at))
    }

    /// The task that a method of the user's own starts and returns.
    pub(super) fn method_task(&self, call: &ExprMethodCall, awaited: bool) -> Option<Started> {
        let name = call.method.to_string();
        if self.scopes.methods(&name).is_empty() {
            return None;
        }
        let receiver = self.type_of(&call.receiver).filter(|ty| {
            self.nominal(ty)
                .is_some_and(|(place, _)| !matches!(place, Place::Unknown))
        });
        if receiver.is_none() && !is_future(&call.receiver) && COMMON.contains(&name.as_str()) {
            return None;
        }
        self.starting_method(&name, receiver.as_ref(), awaited)?;
        let at = (call.method.span(), call.method.span());
        Some(Started { name, at })
    }

    /// Whether the methods of this name return the handles of tasks: those of the type if it is known, and all otherwise.
    pub(super) fn starting_method(
        &self,
        name: &str,
        ty: Option<&Typed>,
        awaited: bool,
    ) -> Option<()> {
        let all = self.scopes.methods(name);
        let known = ty.and_then(|ty| self.nominal(ty));
        let definition = ty.and_then(|ty| self.definition(ty));
        let of = |method: &OwnMethod| {
            let owner = method.owner.clone()?;
            self.definition(&(owner, method.scope))
        };
        let mut judged: Vec<&OwnMethod> = all.iter().collect();
        if known.is_some_and(|(place, _)| !matches!(place, Place::Unknown)) {
            let is_own = definition.is_some() && all.iter().any(|method| of(method) == definition);
            // Without a method of its own, a type has those of traits.
            judged.retain(|method| of(method) == definition.filter(|_| is_own));
        }
        let starts = |method: &OwnMethod| {
            let output = method.function.output.as_ref()?;
            let carries = if is_self(output) {
                self.carries_task(method.owner.as_ref()?, method.scope)
            } else {
                self.carries_task(output, method.scope)
            };
            (carries && method.function.is_async == awaited).then_some(())
        };
        (!judged.is_empty() && judged.iter().all(|method| starts(method).is_some())).then_some(())
    }

    /// Whether a function of the user's own returns the handle of a task: code in any file may drop it.
    pub(super) fn returns_tasks(&self) -> bool {
        self.scopes
            .all_functions()
            .any(|(output, scope)| self.carries_task(output, scope))
    }

    /// Whether a type of the user's own has a field of this name.
    fn has_field(&self, ty: &Typed, field: &str) -> bool {
        matches!(self.nominal(ty), Some((Place::Own(Def::Fields(fields), _), _))
            if self.scopes.field_of(&fields, field).is_some())
    }
}

/// Whether an expression is a future, whose only methods are those of traits.
fn is_future(expr: &Expr) -> bool {
    match expr {
        Expr::Async(_) => true,
        Expr::Paren(inner) => is_future(&inner.expr),
        _ => false,
    }
}

/// Whether a variable with this initialiser begins without a task: `Vec::new()`, `None`, `vec![]`.
pub(super) fn begins_empty(init: &Expr) -> bool {
    match init {
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Macro(call) => call.mac.path.is_ident("vec"),
        Expr::Array(_) | Expr::Struct(_) | Expr::Tuple(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Path(callee) => callee.path.segments.last().is_some_and(|last| {
                let constructors = ["new", "with_capacity", "default", "from", "from_iter"];
                constructors.iter().any(|name| last.ident == name)
            }),
            _ => false,
        },
        _ => false,
    }
}

/// The variable or the field that an expression leads to: `tasks[0]`, `self.tasks`.
fn slot_of(expr: &Expr) -> Option<Slot<'_>> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(Slot::Variable),
        Expr::Index(part) => slot_of(&part.expr),
        Expr::Paren(inner) => slot_of(&inner.expr),
        Expr::Unary(inner) => slot_of(&inner.expr),
        Expr::Field(part) => match slot_of(&part.base)? {
            Slot::Variable(name) if name != "self" => Some(Slot::Variable(name)),
            _ => match &part.member {
                Member::Named(field) => Some(Slot::Field(&part.base, field.to_string())),
                Member::Unnamed(_) => None,
            },
        },
        _ => None,
    }
}
