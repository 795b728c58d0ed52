//! The members of objects.

use super::schema::{Direction, Shift};
use super::view::View;
use super::{At, Comparison};
use crate::openapi::pointer;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The members that a schema names.
struct Members<'a> {
    /// The place of the schema.
    whole: At<'a>,
    properties: BTreeMap<&'a str, At<'a>>,
    required: BTreeSet<&'a str>,
}

impl<'a> Members<'a> {
    fn of(view: &'a View) -> Self {
        let all = view.keyword("properties").and_then(Value::as_object);
        let place = pointer::join(&view.pointer, "properties");
        let property = |(name, value): (&'a String, &'a Value)| {
            let pointer = pointer::join(&place, name);
            (name.as_str(), At { pointer, value })
        };
        let required = view.keyword("required").and_then(Value::as_array);
        Self {
            whole: At {
                pointer: view.pointer.clone(),
                value: &Value::Null,
            },
            properties: all.into_iter().flatten().map(property).collect(),
            required: required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
        }
    }
}

impl Comparison<'_> {
    pub(super) fn properties(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let (old, new) = (Members::of(old), Members::of(new));
        for (name, before) in &old.properties {
            let named = format!("the property `{name}` of {what}");
            let is_needed = old.required.contains(name);
            let Some(after) = new.properties.get(name) else {
                let rule = match (direction, is_needed) {
                    (Direction::Request, _) => "request-property-removed",
                    (Direction::Response, true) => "response-required-property-removed",
                    (Direction::Response, false) => "response-optional-property-removed",
                };
                let text = format!("{named} was removed");
                self.breaking(rule, text, Some(before), Some(&new.whole));
                continue;
            };
            let needs = new.required.contains(name);
            let has_default = after.value.get("default").is_some();
            if needs && !is_needed && has_default && direction == Direction::Request {
                let rule = "request-property-became-required-with-default";
                let text = format!("{named} is required now, and has a default");
                self.compatible(rule, text, Some(before), Some(after));
            } else if needs != is_needed {
                self.required(&named, needs, direction, before, after);
            }
            self.part(&named, before, after, direction);
        }
        for (name, after) in &new.properties {
            if !old.properties.contains_key(name) {
                let is_required = new.required.contains(name);
                self.added(what, name, is_required, direction, &old.whole, after);
            }
        }
        // Names that are required without a schema of their own.
        for name in old.required.symmetric_difference(&new.required) {
            if !old.properties.contains_key(name) && !new.properties.contains_key(name) {
                let named = format!("the property `{name}` of {what}");
                let needs = new.required.contains(name);
                self.required(&named, needs, direction, &old.whole, &new.whole);
            }
        }
    }

    fn added(
        &mut self,
        what: &str,
        name: &str,
        is_required: bool,
        direction: Direction,
        whole: &At<'_>,
        added: &At<'_>,
    ) {
        let kind = if is_required { "required" } else { "optional" };
        let text = format!("the {kind} property `{name}` of {what} was added");
        let has_default = added.value.get("default").is_some();
        let (whole, added) = (Some(whole), Some(added));
        match direction {
            Direction::Request if is_required && !has_default => {
                self.breaking("new-required-request-property", text, whole, added);
            }
            Direction::Request => {
                self.compatible("new-optional-request-property", text, whole, added);
            }
            Direction::Response => self.compatible("response-property-added", text, whole, added),
        }
    }

    fn required(
        &mut self,
        named: &str,
        is_required: bool,
        direction: Direction,
        old: &At<'_>,
        new: &At<'_>,
    ) {
        let (rule, shift, text) = match (direction, is_required) {
            (Direction::Request, true) => (
                "request-property-became-required",
                Shift::NARROWED,
                "is required now",
            ),
            (Direction::Request, false) => (
                "request-property-became-optional",
                Shift::WIDENED,
                "is optional now",
            ),
            (Direction::Response, true) => (
                "response-property-became-required",
                Shift::NARROWED,
                "is always there now",
            ),
            (Direction::Response, false) => (
                "response-property-became-optional",
                Shift::WIDENED,
                "may be absent now",
            ),
        };
        self.push(
            shift.class(direction),
            rule,
            format!("{named} {text}"),
            Some(old),
            Some(new),
        );
    }
}
