//! The values that an expression may have.

use super::super::policy::Name;
use super::index::{Called, Index, Place, place};
use std::collections::{BTreeSet, HashSet};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprField, ExprMethodCall, ExprPath, Lit, Member, Stmt, Token};

/// How many steps a value is followed.
const STEPS: usize = 24;

/// Methods whose value names the same thing as the value that they are called on.
const SAME: [&str; 35] = [
    "as_deref",
    "as_mut",
    "as_mut_str",
    "as_ref",
    "as_str",
    "borrow",
    "clone",
    "cloned",
    "context",
    "copied",
    "deref",
    "expect",
    "inspect",
    "into",
    "into_boxed_str",
    "into_inner",
    "into_owned",
    "into_string",
    "leak",
    "map_err",
    "ok",
    "ok_or",
    "ok_or_else",
    "or_else",
    "to_owned",
    "to_str",
    "to_string",
    "to_string_lossy",
    "trim",
    "try_into",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "with_context",
];

/// Functions whose value names the same thing as their first argument.
const WRAPPERS: [&str; 8] = [
    "Some", "Ok", "from", "new", "Borrowed", "Owned", "must", "into",
];

pub(super) struct Resolver<'i> {
    index: &'i Index,
    /// Bindings, parameters, fields and functions on the way, so that a cycle ends.
    visited: HashSet<(usize, String)>,
    steps: usize,
    /// Whether the text before the first `/` is enough.
    first_part: bool,
}

impl<'i> Resolver<'i> {
    pub(super) fn new(index: &'i Index, first_part: bool) -> Self {
        Self {
            index,
            visited: HashSet::new(),
            steps: STEPS,
            first_part,
        }
    }

    /// Returns the names that an expression may have. `Unknown` is one of them if not all are found.
    pub(super) fn names(&mut self, expression: &Expr, body: usize) -> BTreeSet<Name> {
        if self.steps == 0 {
            return unknown();
        }
        self.steps -= 1;
        let names = self.of(expression, body);
        self.steps += 1;
        names
    }

    fn of(&mut self, expression: &Expr, body: usize) -> BTreeSet<Name> {
        match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => constant(text.value()),
                _ => unknown(),
            },
            Expr::Reference(inner) => self.names(&inner.expr, body),
            Expr::Paren(inner) => self.names(&inner.expr, body),
            Expr::Group(inner) => self.names(&inner.expr, body),
            Expr::Await(inner) => self.names(&inner.base, body),
            Expr::Try(inner) => self.names(&inner.expr, body),
            Expr::Unary(inner) => self.names(&inner.expr, body),
            Expr::Cast(inner) => self.names(&inner.expr, body),
            Expr::Closure(closure) => self.names(&closure.body, body),
            Expr::Block(block) => self.block(&block.block, body),
            Expr::Unsafe(block) => self.block(&block.block, body),
            Expr::If(condition) => {
                let mut names = self.block(&condition.then_branch, body);
                match &condition.else_branch {
                    Some((_, other)) => names.extend(self.names(other, body)),
                    None => names.extend(unknown()),
                }
                names
            }
            Expr::Match(matched) => {
                let arms = matched.arms.iter().filter(|arm| !diverges(&arm.body));
                let names = arms.flat_map(|arm| self.names(&arm.body, body)).collect();
                or_unknown(names)
            }
            Expr::Array(array) => or_unknown(
                array
                    .elems
                    .iter()
                    .flat_map(|one| self.names(one, body))
                    .collect(),
            ),
            Expr::Macro(call) => self.macro_call(&call.mac, body),
            Expr::Path(path) => self.path(path, body),
            Expr::Field(field) => self.field(field, body),
            Expr::MethodCall(call) => self.method(call, body),
            Expr::Call(call) => self.call(call, body),
            _ => unknown(),
        }
    }

    fn block(&mut self, block: &syn::Block, body: usize) -> BTreeSet<Name> {
        match block.stmts.last() {
            Some(Stmt::Expr(tail, None)) => self.names(tail, body),
            _ => unknown(),
        }
    }

    fn macro_call(&mut self, call: &syn::Macro, body: usize) -> BTreeSet<Name> {
        let name = call
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        let (Some(name), Ok(arguments)) = (name, arguments) else {
            return unknown();
        };
        match name.as_str() {
            "vec" => or_unknown(
                arguments
                    .iter()
                    .flat_map(|one| self.names(one, body))
                    .collect(),
            ),
            "concat" => self.joined(arguments.iter(), body),
            "format" => self.format(&arguments, body),
            _ => unknown(),
        }
    }

    /// One text out of several constants.
    fn joined<'e>(&mut self, parts: impl Iterator<Item = &'e Expr>, body: usize) -> BTreeSet<Name> {
        let mut text = String::new();
        for part in parts {
            match only(&self.names(part, body)) {
                Some(part) => text.push_str(part),
                None => return unknown(),
            }
        }
        constant(text)
    }

    /// `format!("{STAGE}-orders")`, if all its arguments are constants.
    fn format(&mut self, arguments: &Punctuated<Expr, Token![,]>, body: usize) -> BTreeSet<Name> {
        let mut arguments = arguments.iter();
        let Some(Expr::Lit(syn::ExprLit {
            lit: Lit::Str(pattern),
            ..
        })) = arguments.next()
        else {
            return unknown();
        };
        let pattern = pattern.value();
        let mut rest = pattern.as_str();
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return unknown();
            };
            let value = if name.is_empty() {
                arguments.next().map(|argument| self.names(argument, body))
            } else {
                let path = syn::parse_str::<Expr>(name).ok();
                path.map(|path| self.names(&path, body))
            };
            let Some(value) = value else { return unknown() };
            match (only(&value), text.is_empty(), after.starts_with('/')) {
                (Some(value), ..) => text.push_str(value),
                // `format!("{bucket}/{key}")`: the first part alone is known.
                (None, true, true) if self.first_part => return value,
                (None, ..) if self.first_part && text.contains('/') => return constant(text),
                (None, ..) => return unknown(),
            }
            rest = after;
        }
        text.push_str(rest);
        constant(text)
    }

    fn path(&mut self, path: &ExprPath, body: usize) -> BTreeSet<Name> {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        if let [name] = &segments[..] {
            if let Some(names) = self.binding(name, place(path), body) {
                return names;
            }
            let parameter = self.index.bodies[body]
                .parameters
                .iter()
                .position(|(one, _)| one == name);
            if let Some(at) = parameter {
                return self.parameter(at, body);
            }
        }
        self.constant(&segments, body)
    }

    /// The values of a local variable: those of the last binding above, and of the assignments after it.
    fn binding(&mut self, name: &str, used: Place, body: usize) -> Option<BTreeSet<Name>> {
        let index = self.index;
        let all = &index.bodies[body].bindings;
        // Code of a constant's format string has no place of its own.
        let above = |at: Place| used.0 <= 1 || at < used;
        let start = all
            .iter()
            .rposition(|one| one.name == name && !one.is_assignment && above(one.place));
        let start = start.or_else(|| {
            all.iter()
                .position(|one| one.name == name && !one.is_assignment)
        })?;
        let key = (body, format!("{name} {start}"));
        if !self.visited.insert(key.clone()) {
            return Some(BTreeSet::new());
        }
        let next = all[start + 1..]
            .iter()
            .position(|one| one.name == name && !one.is_assignment);
        let end = next.map_or(all.len(), |next| start + 1 + next);
        let mut names = self.names(&all[start].value, body);
        for one in &all[start + 1..end] {
            if one.name == name && one.is_assignment {
                names.extend(self.names(&one.value, body));
            }
        }
        self.visited.remove(&key);
        Some(or_unknown(names))
    }

    /// The arguments of all calls of a function.
    fn parameter(&mut self, at: usize, body: usize) -> BTreeSet<Name> {
        let key = (body, format!("parameter {at}"));
        if !self.visited.insert(key.clone()) {
            return BTreeSet::new();
        }
        let index = self.index;
        let of = &index.bodies[body];
        let mut names = BTreeSet::new();
        let function = index
            .functions
            .iter()
            .find(|(_, bodies)| bodies.contains(&body));
        let calls = function.and_then(|(name, _)| index.calls.get(name));
        for call in calls.into_iter().flatten() {
            let skipped = usize::from(of.takes_self && call.receiver.is_none());
            let fits = call.arguments.len() == of.parameters.len() + skipped
                && (of.takes_self || call.receiver.is_none())
                && self.may_mean(call, of.self_type.as_deref());
            if fits && let Some(argument) = call.arguments.get(at + skipped) {
                names.extend(self.names(argument, call.body));
            }
        }
        self.visited.remove(&key);
        or_unknown(names)
    }

    /// Whether a call may be of a function of this type. The type of a method's value is not always known.
    fn may_mean(&self, call: &Called, self_type: Option<&str>) -> bool {
        if let Some(receiver) = &call.receiver {
            let of = self.type_of(receiver, call.body);
            return of
                .is_none_or(|of| self_type == Some(&*of) || !self.index.structs.contains_key(&of));
        }
        match (&call.on, self_type) {
            (Some(on), Some(own)) => on == own,
            (Some(on), None) => !self.index.structs.contains_key(on),
            (None, own) => own.is_none(),
        }
    }

    fn constant(&mut self, segments: &[String], body: usize) -> BTreeSet<Name> {
        let index = self.index;
        let Some(all) = segments.last().and_then(|name| index.constants.get(name)) else {
            return unknown();
        };
        let here = &index.bodies[body];
        let parent = match segments
            .len()
            .checked_sub(2)
            .map(|at| segments[at].as_str())
        {
            Some("Self") => here.self_type.as_deref(),
            Some("self" | "super" | "crate") | None => None,
            other => other,
        };
        let of_parent: Vec<_> = all
            .iter()
            .filter(|one| Some(one.parent.as_str()) == parent)
            .collect();
        let of_file: Vec<_> = all
            .iter()
            .filter(|one| index.bodies[one.body].file == here.file)
            .collect();
        let found = match (&of_parent[..], &of_file[..], &all[..]) {
            ([one], ..) => one,
            (_, [one], _) if parent.is_none() => one,
            (_, _, [one]) => one,
            _ => return unknown(),
        };
        self.names(&found.value, found.body)
    }

    fn field(&mut self, field: &ExprField, body: usize) -> BTreeSet<Name> {
        let Member::Named(name) = &field.member else {
            return unknown();
        };
        let name = name.to_string();
        let index = self.index;
        let of = self
            .type_of(&field.base, body)
            .filter(|of| index.structs.contains_key(of))
            .or_else(|| {
                // The one struct with a field of this name.
                let mut structs = index
                    .structs
                    .iter()
                    .filter(|(_, one)| one.fields.contains_key(&name));
                match (structs.next(), structs.next()) {
                    (Some((of, _)), None) => Some(of.clone()),
                    _ => None,
                }
            });
        let Some(of) = of else { return unknown() };
        if let Some(variable) = index
            .structs
            .get(&of)
            .and_then(|one| one.variables.get(&name))
        {
            return BTreeSet::from([Name::Variable(variable.clone())]);
        }
        let key = (usize::MAX, format!("{of}.{name}"));
        if !self.visited.insert(key.clone()) {
            return BTreeSet::new();
        }
        let literals = index
            .literals
            .iter()
            .filter(|one| one.of == of && one.field == name);
        let names = literals
            .flat_map(|one| self.names(&one.value, one.body))
            .collect();
        self.visited.remove(&key);
        or_unknown(names)
    }

    /// The name of the struct that an expression is, as far as names of types show it.
    fn type_of(&self, expression: &Expr, body: usize) -> Option<String> {
        let here = &self.index.bodies[body];
        let written = match expression {
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                if name == "self" {
                    return here.self_type.clone();
                }
                let binding = here.bindings.iter().rev().find(|one| one.name == name);
                let parameter = || {
                    here.parameters
                        .iter()
                        .find(|(one, _)| *one == name)?
                        .1
                        .clone()
                };
                match binding {
                    Some(binding) => match &binding.ty {
                        Some(ty) => Some(ty.clone()),
                        // A variable that is bound to itself under another name would not end.
                        None if matches!(&binding.value, Expr::Path(_)) => None,
                        None => return self.type_of(&binding.value, body),
                    },
                    None => parameter(),
                }
            }
            Expr::Field(field) => {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                let of = self.type_of(&field.base, body)?;
                self.index
                    .structs
                    .get(&of)?
                    .fields
                    .get(&name.to_string())?
                    .clone()
            }
            Expr::Reference(inner) => return self.type_of(&inner.expr, body),
            Expr::Paren(inner) => return self.type_of(&inner.expr, body),
            Expr::Await(inner) => return self.type_of(&inner.base, body),
            Expr::Try(inner) => return self.type_of(&inner.expr, body),
            Expr::Struct(literal) => literal
                .path
                .segments
                .last()
                .map(|one| one.ident.to_string()),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let mut segments = path
                        .path
                        .segments
                        .iter()
                        .rev()
                        .map(|one| one.ident.to_string());
                    let (name, on) = (segments.next()?, segments.next());
                    let output = self.output(&name);
                    match output.as_deref() {
                        Some("Self") | None => on,
                        _ => output,
                    }
                }
                _ => None,
            },
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                if SAME.contains(&name.as_str()) {
                    return self.type_of(&call.receiver, body);
                }
                self.output(&name)
            }
            _ => None,
        };
        let written = written?;
        // A handle of a lazy module is its value.
        match written.strip_suffix("::Lazy") {
            Some(module) => self.index.modules.get(module).cloned(),
            None => Some(written),
        }
    }

    /// The type that the only function of a name returns.
    fn output(&self, name: &str) -> Option<String> {
        match &self.index.functions.get(name)?[..] {
            [only] => self.index.bodies[*only].output.clone(),
            _ => None,
        }
    }

    fn method(&mut self, call: &ExprMethodCall, body: usize) -> BTreeSet<Name> {
        let name = call.method.to_string();
        if name.starts_with("get_or_")
            && let Some(closure) = call.args.last()
        {
            return self.names(closure, body);
        }
        // `map(String::from)`, `map(|table| table.to_owned())`
        if SAME.contains(&name.as_str()) || (name == "map" && keeps(&call.args)) {
            return self.names(&call.receiver, body);
        }
        let of = self.type_of(&call.receiver, body);
        let of = of.filter(|of| self.index.structs.contains_key(of));
        self.returned(&name, of.as_deref(), true)
    }

    fn call(&mut self, call: &ExprCall, body: usize) -> BTreeSet<Name> {
        let Expr::Path(path) = &*call.func else {
            return unknown();
        };
        let mut segments = path
            .path
            .segments
            .iter()
            .rev()
            .map(|one| one.ident.to_string());
        let name = segments.next().unwrap_or_default();
        let on = segments.next().map(|on| match on.as_str() {
            "Self" => self.index.bodies[body].self_type.clone().unwrap_or(on),
            _ => on,
        });
        let first = call.args.first();
        // `std::env::var("TABLE")`
        if ["var", "var_os"].contains(&name.as_str()) && on.as_deref().is_none_or(|on| on == "env")
        {
            let read = first.map_or_else(unknown, |first| self.names(first, body));
            return read
                .into_iter()
                .map(|one| match one {
                    Name::Constant(variable) => Name::Variable(variable),
                    _ => Name::Unknown,
                })
                .collect();
        }
        let is_own = self.index.functions.contains_key(&name)
            && on.as_ref().is_none_or(|on| {
                !["String", "Arc", "Box", "Cow", "LazyLock"].contains(&on.as_str())
            });
        if is_own {
            let names = self.returned(&name, on.as_deref(), false);
            if !names.contains(&Name::Unknown) {
                return names;
            }
        }
        match first {
            Some(first) if WRAPPERS.contains(&name.as_str()) => self.names(first, body),
            _ => unknown(),
        }
    }

    /// The values that a function of the crates returns.
    fn returned(&mut self, name: &str, on: Option<&str>, is_method: bool) -> BTreeSet<Name> {
        let index = self.index;
        let bodies = index.functions.get(name).into_iter().flatten().copied();
        let bodies: Vec<usize> = bodies
            .filter(|at| {
                let body = &index.bodies[*at];
                let is_of_type = match (on, body.self_type.as_deref()) {
                    (Some(on), Some(own)) => on == own,
                    (Some(on), None) => !index.structs.contains_key(on),
                    (None, _) => true,
                };
                is_of_type && (body.takes_self || !is_method)
            })
            .collect();
        let mut names = BTreeSet::new();
        for at in bodies {
            let key = (at, "returned".to_owned());
            if self.visited.insert(key.clone()) {
                for value in &index.bodies[at].returns {
                    names.extend(self.names(value, at));
                }
                self.visited.remove(&key);
            }
        }
        or_unknown(names)
    }
}

fn unknown() -> BTreeSet<Name> {
    BTreeSet::from([Name::Unknown])
}

fn constant(text: String) -> BTreeSet<Name> {
    BTreeSet::from([Name::Constant(text)])
}

fn or_unknown(names: BTreeSet<Name>) -> BTreeSet<Name> {
    if names.is_empty() { unknown() } else { names }
}

/// The one constant among names.
fn only(names: &BTreeSet<Name>) -> Option<&str> {
    match names.first() {
        Some(Name::Constant(text)) if names.len() == 1 => Some(text),
        _ => None,
    }
}

/// Whether an arm of a match has no value.
fn diverges(expression: &Expr) -> bool {
    match expression {
        Expr::Return(_) | Expr::Continue(_) | Expr::Break(_) => true,
        Expr::Macro(call) => {
            let name = call
                .mac
                .path
                .segments
                .last()
                .map(|one| one.ident.to_string());
            name.is_some_and(|name| {
                ["panic", "unreachable", "bail", "todo", "unimplemented"].contains(&name.as_str())
            })
        }
        _ => false,
    }
}

/// Whether a closure or function only converts its argument.
fn keeps(arguments: &Punctuated<Expr, Token![,]>) -> bool {
    match arguments.first() {
        Some(Expr::Path(path)) => {
            let last = path.path.segments.last().map(|one| one.ident.to_string());
            last.is_some_and(|last| {
                WRAPPERS.contains(&last.as_str()) || SAME.contains(&last.as_str())
            })
        }
        Some(Expr::Closure(closure)) => match &*closure.body {
            Expr::MethodCall(call) => {
                matches!(&*call.receiver, Expr::Path(_))
                    && SAME.contains(&call.method.to_string().as_str())
            }
            Expr::Path(_) | Expr::Reference(_) => true,
            _ => false,
        },
        _ => false,
    }
}
