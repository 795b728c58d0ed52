//! What no rule covers: descriptions, examples, tags, servers, and components that nothing refers to.

use super::{At, Class, Comparison};
use serde_json::Value;

impl Comparison<'_> {
    /// Walks through both documents, and adds a compatible change for each difference that no other change names.
    pub(super) fn rest(&mut self) {
        let mut found = Vec::new();
        walk(&At::root(self.file), &At::root(self.code), &mut found);
        let named: Vec<String> = self
            .changes
            .iter()
            .flat_map(|change| [change.file.clone(), change.code.clone()])
            .flatten()
            .filter(|pointer| !pointer.is_empty())
            .collect();
        for (file, code) in found {
            let is_named = [&file, &code].into_iter().flatten().any(|pointer| {
                named
                    .iter()
                    .any(|name| is_within(pointer, name) || is_within(name, pointer))
            });
            if is_named {
                continue;
            }
            let shown = code.as_ref().or(file.as_ref()).cloned().unwrap_or_default();
            let what = match (&file, &code) {
                (Some(_), None) => "was removed",
                (None, Some(_)) => "was added",
                _ => "differs",
            };
            self.changes.push(super::Change {
                class: Class::Compatible,
                rule: "text-changed",
                text: format!("`{}` {what}", shown.rsplit('/').next().unwrap_or_default()),
                file,
                code,
            });
        }
    }
}

fn is_within(pointer: &str, of: &str) -> bool {
    pointer
        .strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

type Found = Vec<(Option<String>, Option<String>)>;

fn walk(file: &At<'_>, code: &At<'_>, found: &mut Found) {
    match (file.value, code.value) {
        (Value::Object(_), Value::Object(_)) => {
            for (name, old) in file.members() {
                match code.member(name) {
                    Some(new) => walk(&old, &new, found),
                    None => found.push((Some(old.pointer), None)),
                }
            }
            for (name, new) in code.members() {
                if file.value.get(name).is_none() {
                    found.push((None, Some(new.pointer)));
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            if old
                .iter()
                .chain(new)
                .all(|item| !item.is_object() && !item.is_array())
            {
                // Lists of names have no order.
                if !(old.len() == new.len() && old.iter().all(|item| new.contains(item))) {
                    found.push((Some(file.pointer.clone()), Some(code.pointer.clone())));
                }
                return;
            }
            lists(file, code, found);
        }
        (old, new) if old == new => {}
        _ => found.push((Some(file.pointer.clone()), Some(code.pointer.clone()))),
    }
}

/// Items with names, such as parameters and tags, are paired by these, and others by position.
fn lists(file: &At<'_>, code: &At<'_>, found: &mut Found) {
    let key = |at: &At<'_>| {
        at.text("name")
            .map(|name| (at.text("in").map(str::to_owned), name.to_owned()))
    };
    let (old, mut new): (Vec<_>, Vec<_>) = (file.items().collect(), code.items().collect());
    let are_named = old.iter().chain(&new).all(|at| key(at).is_some());
    for one in &old {
        let other = if are_named {
            new.iter().position(|other| key(other) == key(one))
        } else {
            (!new.is_empty()).then_some(0)
        };
        match other {
            Some(index) => walk(one, &new.remove(index), found),
            None => found.push((Some(one.pointer.clone()), None)),
        }
    }
    found.extend(new.into_iter().map(|at| (None, Some(at.pointer))));
}
