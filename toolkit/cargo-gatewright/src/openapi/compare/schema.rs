//! Schemas, by the direction in which their values go.

use super::view::{View, is_annotation, kinds};
use super::{At, Class, Comparison};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Who sends the values of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    /// Clients. They break when fewer values are accepted.
    Request,
    /// The function. Clients break when more values may come.
    Response,
}

/// What happened to the set of values.
#[derive(Clone, Copy)]
struct Shift {
    narrowed: bool,
    widened: bool,
}

impl Shift {
    const BOTH: Self = Self {
        narrowed: true,
        widened: true,
    };
    const NARROWED: Self = Self {
        narrowed: true,
        widened: false,
    };
    const WIDENED: Self = Self {
        narrowed: false,
        widened: true,
    };

    fn class(self, direction: Direction) -> Class {
        let breaks = match direction {
            Direction::Request => self.narrowed,
            Direction::Response => self.widened,
        };
        if breaks {
            Class::Breaking
        } else {
            Class::Compatible
        }
    }
}

/// Keywords with a lower limit: a greater value admits less.
const LOWER: [&str; 5] = [
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
];
/// Keywords with an upper limit: a smaller value admits less.
const UPPER: [&str; 5] = [
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
];
/// Keywords that have rules of their own below.
const RULED: [&str; 11] = [
    "type",
    "enum",
    "format",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
];

impl<'a> Comparison<'a> {
    pub(super) fn schema(&mut self, what: &str, old: At<'a>, new: At<'a>, direction: Direction) {
        self.annotations(what, &old, &new, direction);
        let views = (View::of(self.file, old), View::of(self.code, new));
        self.views(what, &views.0, &views.1, direction);
    }

    /// A schema without its place in a document of its own: parts of views.
    fn part(&mut self, what: &str, old: &At<'_>, new: &At<'_>, direction: Direction) {
        self.annotations(what, old, new, direction);
        let (file, code) = (self.file, self.code);
        let view = |document: &Value, at: &At<'_>| {
            View::of(
                document,
                At {
                    pointer: at.pointer.clone(),
                    value: at.value,
                },
            )
        };
        let (old, new) = (view(file, old), view(code, new));
        self.views(what, &old, &new, direction);
    }

    fn views(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        if !self
            .compared
            .insert((old.pointer.clone(), new.pointer.clone(), direction))
        {
            return;
        }
        if old.is_never != new.is_never {
            let shift = if new.is_never {
                Shift::NARROWED
            } else {
                Shift::WIDENED
            };
            self.shift(
                "schema-changed",
                format!(
                    "{what} admits {} now",
                    if new.is_never { "nothing" } else { "values" }
                ),
                shift,
                direction,
                old,
                new,
                "",
            );
            return;
        }
        self.types(what, old, new, direction);
        self.enums(what, old, new, direction);
        self.formats(what, old, new, direction);
        self.limits(what, old, new, direction);
        self.properties(what, old, new, direction);
        self.additional(what, old, new, direction);
        self.items(what, old, new, direction);
        for name in ["allOf", "anyOf", "oneOf"] {
            self.combinations(what, old, new, direction, name);
        }
        self.others(what, old, new, direction);
    }

    /// A media type lost its schema.
    pub(super) fn opened(&mut self, what: &str, old: &At<'a>, new: &At<'a>, direction: Direction) {
        self.push(
            Shift::WIDENED.class(direction),
            "schema-removed",
            format!("{what} has no schema any more"),
            Some(old),
            Some(new),
        );
    }

    /// A media type got a schema.
    pub(super) fn closed(&mut self, what: &str, old: &At<'a>, new: &At<'a>, direction: Direction) {
        self.push(
            Shift::NARROWED.class(direction),
            "schema-added",
            format!("{what} has a schema now"),
            Some(old),
            Some(new),
        );
    }

    /// Reports a change of a keyword at its place, or at the schema if the keyword is absent.
    #[expect(clippy::too_many_arguments, reason = "a change and its two places")]
    fn shift(
        &mut self,
        rule: &'static str,
        text: String,
        shift: Shift,
        direction: Direction,
        old: &View,
        new: &View,
        keyword: &str,
    ) {
        let place = |view: &View| {
            view.at(keyword)
                .map_or_else(|| view.pointer.clone(), |at| at.pointer)
        };
        let null = Value::Null;
        let (file, code) = (
            At {
                pointer: place(old),
                value: &null,
            },
            At {
                pointer: place(new),
                value: &null,
            },
        );
        self.push(shift.class(direction), rule, text, Some(&file), Some(&code));
    }

    /// The default of a request decides what a request without the value means.
    fn annotations(&mut self, what: &str, old: &At<'_>, new: &At<'_>, direction: Direction) {
        let (was, is) = (old.value.get("default"), new.value.get("default"));
        if direction == Direction::Request && was != is {
            let shown =
                |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), Value::to_string);
            self.breaking(
                "request-default-value-changed",
                format!(
                    "the default of {what} was {} and is {}",
                    shown(was),
                    shown(is)
                ),
                old.member("default").as_ref().or(Some(old)),
                new.member("default").as_ref().or(Some(new)),
            );
        }
    }

    fn types(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let (was, is) = (kinds(&old.keywords), kinds(&new.keywords));
        if was == is {
            return;
        }
        let lacks =
            |one: &Option<BTreeSet<String>>, other: &Option<BTreeSet<String>>| match (one, other) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(one), Some(other)) => !one.is_subset(other),
            };
        let shift = Shift {
            narrowed: lacks(&was, &is),
            widened: lacks(&is, &was),
        };
        let null = |kinds: &Option<BTreeSet<String>>| {
            kinds.as_ref().is_some_and(|kinds| kinds.contains("null"))
        };
        let without = |kinds: &Option<BTreeSet<String>>| {
            kinds.clone().map(|mut kinds| {
                kinds.remove("null");
                kinds
            })
        };
        if without(&was) == without(&is) && was.is_some() {
            let (rule, text) = match (null(&is), direction) {
                (true, Direction::Request) => {
                    ("request-property-became-nullable", "may be `null` now")
                }
                (true, Direction::Response) => {
                    ("response-property-became-nullable", "may be `null` now")
                }
                (false, Direction::Request) => (
                    "request-property-became-not-nullable",
                    "may not be `null` any more",
                ),
                (false, Direction::Response) => (
                    "response-property-became-not-nullable",
                    "is never `null` now",
                ),
            };
            self.shift(
                rule,
                format!("{what} {text}"),
                shift,
                direction,
                old,
                new,
                "type",
            );
            return;
        }
        let shown = |kinds: &Option<BTreeSet<String>>| match kinds {
            None => "any type".to_owned(),
            Some(kinds) => {
                let is_number = kinds.contains("number");
                let kinds = kinds
                    .iter()
                    .filter(|kind| !(is_number && *kind == "integer"));
                kinds
                    .map(|kind| format!("`{kind}`"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            }
        };
        let text = format!(
            "the type of {what} was {} and is {}",
            shown(&was),
            shown(&is)
        );
        self.shift("type-changed", text, shift, direction, old, new, "type");
    }

    fn enums(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let values = |view: &View| -> Option<BTreeSet<String>> {
            let all = view.keyword("enum")?.as_array()?;
            Some(all.iter().map(Value::to_string).collect())
        };
        let list =
            |values: Vec<&String>| values.into_iter().cloned().collect::<Vec<_>>().join(", ");
        match (values(old), values(new)) {
            (None, None) => {}
            (Some(_), None) => self.shift(
                "became-not-enum",
                format!("{what} is not limited to certain values any more"),
                Shift::WIDENED,
                direction,
                old,
                new,
                "enum",
            ),
            (None, Some(is)) => self.shift(
                "became-enum",
                format!("{what} is limited to {} now", list(is.iter().collect())),
                Shift::NARROWED,
                direction,
                old,
                new,
                "enum",
            ),
            (Some(was), Some(is)) => {
                let (removed, added): (Vec<_>, Vec<_>) =
                    (was.difference(&is).collect(), is.difference(&was).collect());
                if !removed.is_empty() {
                    self.shift(
                        "enum-value-removed",
                        format!("{what} is never {} any more", list(removed)),
                        Shift::NARROWED,
                        direction,
                        old,
                        new,
                        "enum",
                    );
                }
                if !added.is_empty() {
                    self.shift(
                        "enum-value-added",
                        format!("{what} may be {} now", list(added)),
                        Shift::WIDENED,
                        direction,
                        old,
                        new,
                        "enum",
                    );
                }
            }
        }
    }

    fn formats(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let format = |view: &View| {
            view.keyword("format")
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let (was, is) = (format(old), format(new));
        let shift = match (&was, &is) {
            (None, Some(_)) => Shift::NARROWED,
            (Some(_), None) => Shift::WIDENED,
            (Some(was), Some(is)) if was != is => width(was, is),
            _ => return,
        };
        let shown = |format: Option<String>| {
            format.map_or_else(|| "absent".to_owned(), |format| format!("`{format}`"))
        };
        self.shift(
            "format-changed",
            format!(
                "the format of {what} was {} and is {}",
                shown(was),
                shown(is)
            ),
            shift,
            direction,
            old,
            new,
            "format",
        );
    }

    fn limits(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let limits = LOWER
            .map(|name| (name, f64::NEG_INFINITY))
            .into_iter()
            .chain(UPPER.map(|name| (name, f64::INFINITY)));
        for (name, open) in limits {
            let limit = |view: &View| view.keyword(name).and_then(Value::as_f64);
            let is_lower = open.is_sign_negative();
            // No text or list is shorter than 0.
            let open = if is_lower && name.starts_with("min") && name != "minimum" {
                0.0
            } else {
                open
            };
            let (was, is) = (limit(old).unwrap_or(open), limit(new).unwrap_or(open));
            let shift = match (is.partial_cmp(&was), is_lower) {
                (Some(Ordering::Greater), true) | (Some(Ordering::Less), false) => Shift::NARROWED,
                (Some(Ordering::Less), true) | (Some(Ordering::Greater), false) => Shift::WIDENED,
                _ => continue,
            };
            let shown = |limit: Option<f64>| {
                limit.map_or_else(|| "absent".to_owned(), |limit| limit.to_string())
            };
            let text = format!(
                "`{name}` of {what} was {} and is {}",
                shown(limit(old)),
                shown(limit(new))
            );
            self.shift("limit-changed", text, shift, direction, old, new, name);
        }
    }

    fn properties(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let properties = |view: &View| -> BTreeMap<String, Value> {
            let all = view.keyword("properties").and_then(Value::as_object);
            all.into_iter()
                .flatten()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        let required = |view: &View| -> BTreeSet<String> {
            let all = view.keyword("required").and_then(Value::as_array);
            all.into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let place = |view: &View, name: &str| {
            let properties = crate::openapi::pointer::join(&view.pointer, "properties");
            crate::openapi::pointer::join(&properties, name)
        };
        let (was, is) = (properties(old), properties(new));
        let (needed, needs) = (required(old), required(new));
        let null = Value::Null;
        let schema = |view: &View| At {
            pointer: view.pointer.clone(),
            value: &null,
        };
        for (name, value) in &was {
            let before = At {
                pointer: place(old, name),
                value,
            };
            let named = format!("the property `{name}` of {what}");
            let Some(value) = is.get(name) else {
                let rule = match (direction, needed.contains(name)) {
                    (Direction::Request, _) => "request-property-removed",
                    (Direction::Response, true) => "response-required-property-removed",
                    (Direction::Response, false) => "response-optional-property-removed",
                };
                self.breaking(
                    rule,
                    format!("{named} was removed"),
                    Some(&before),
                    Some(&schema(new)),
                );
                continue;
            };
            let after = At {
                pointer: place(new, name),
                value,
            };
            match (needed.contains(name), needs.contains(name)) {
                (false, true)
                    if value.get("default").is_some() && direction == Direction::Request =>
                {
                    self.compatible(
                        "request-property-became-required-with-default",
                        format!("{named} is required now, and has a default"),
                        Some(&before),
                        Some(&after),
                    );
                }
                (false, true) => self.required(&named, true, direction, &before, &after),
                (true, false) => self.required(&named, false, direction, &before, &after),
                _ => {}
            }
            self.part(&named, &before, &after, direction);
        }
        for (name, value) in &is {
            if was.contains_key(name) {
                continue;
            }
            let after = At {
                pointer: place(new, name),
                value,
            };
            let is_required = needs.contains(name);
            let named = format!(
                "the {} property `{name}` of {what} was added",
                if is_required { "required" } else { "optional" }
            );
            match direction {
                Direction::Request if is_required && value.get("default").is_none() => {
                    self.breaking(
                        "new-required-request-property",
                        named,
                        Some(&schema(old)),
                        Some(&after),
                    );
                }
                Direction::Request => self.compatible(
                    "new-optional-request-property",
                    named,
                    Some(&schema(old)),
                    Some(&after),
                ),
                Direction::Response => self.compatible(
                    "response-property-added",
                    named,
                    Some(&schema(old)),
                    Some(&after),
                ),
            }
        }
        // Names that are required without a schema of their own.
        let bare = |name: &&String| !was.contains_key(*name) && !is.contains_key(*name);
        let (file, code) = (schema(old), schema(new));
        for name in needs.difference(&needed).filter(bare) {
            self.required(
                &format!("the property `{name}` of {what}"),
                true,
                direction,
                &file,
                &code,
            );
        }
        for name in needed.difference(&needs).filter(bare) {
            self.required(
                &format!("the property `{name}` of {what}"),
                false,
                direction,
                &file,
                &code,
            );
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

    fn additional(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        const NAME: &str = "additionalProperties";
        let is_open = |at: Option<&At<'_>>| {
            at.is_none_or(|at| {
                *at.value == Value::Bool(true)
                    || at.value.as_object().is_some_and(serde_json::Map::is_empty)
            })
        };
        let is_closed = |at: Option<&At<'_>>| at.is_some_and(|at| *at.value == Value::Bool(false));
        let (was, is) = (old.at(NAME), new.at(NAME));
        let (before, after) = (was.as_ref(), is.as_ref());
        if is_open(before) && is_open(after) || is_closed(before) && is_closed(after) {
            return;
        }
        let (shift, text) = match (before, after) {
            (Some(before), Some(after))
                if before.value.is_object()
                    && after.value.is_object()
                    && !is_open(Some(before))
                    && !is_open(Some(after)) =>
            {
                self.part(
                    &format!("each further property of {what}"),
                    before,
                    after,
                    direction,
                );
                return;
            }
            _ if is_closed(after) || is_open(before) => {
                (Shift::NARROWED, "admits fewer further properties now")
            }
            _ => (Shift::WIDENED, "admits more further properties now"),
        };
        let text = format!("{what} {text}");
        if direction == Direction::Response {
            // As new properties of a response, further ones do not break clients.
            let shift = if shift.narrowed {
                Shift::NARROWED
            } else {
                Shift {
                    narrowed: false,
                    widened: false,
                }
            };
            self.shift(
                "additional-properties-changed",
                text,
                shift,
                direction,
                old,
                new,
                NAME,
            );
        } else {
            self.shift(
                "additional-properties-changed",
                text,
                shift,
                direction,
                old,
                new,
                NAME,
            );
        }
    }

    fn items(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let named = format!("each item of {what}");
        match (old.at("items"), new.at("items")) {
            (Some(before), Some(after)) => self.part(&named, &before, &after, direction),
            (Some(_), None) => self.shift(
                "items-changed",
                format!("{named} may be anything now"),
                Shift::WIDENED,
                direction,
                old,
                new,
                "items",
            ),
            (None, Some(_)) => self.shift(
                "items-changed",
                format!("{named} has a schema now"),
                Shift::NARROWED,
                direction,
                old,
                new,
                "items",
            ),
            (None, None) => {}
        }
        let (before, after) = (old.at("prefixItems"), new.at("prefixItems"));
        let count = |at: &Option<At<'_>>| {
            at.as_ref()
                .and_then(|at| at.value.as_array())
                .map_or(0, Vec::len)
        };
        if count(&before) != count(&after) {
            let text = format!(
                "{what} had {} fixed items and has {}",
                count(&before),
                count(&after)
            );
            self.shift(
                "items-changed",
                text,
                Shift::BOTH,
                direction,
                old,
                new,
                "prefixItems",
            );
            return;
        }
        if let (Some(before), Some(after)) = (before, after) {
            for (index, (before, after)) in before.items().zip(after.items()).enumerate() {
                self.part(
                    &format!("item {index} of {what}"),
                    &before,
                    &after,
                    direction,
                );
            }
        }
    }

    /// Pairs the members of `allOf`, `anyOf` or `oneOf`: equal ones, then those with the same reference, then the only one left.
    fn combinations(
        &mut self,
        what: &str,
        old: &View,
        new: &View,
        direction: Direction,
        name: &'static str,
    ) {
        let (before, after) = (old.at(name), new.at(name));
        let mut was: Vec<At<'_>> = before.iter().flat_map(At::items).collect();
        let mut is: Vec<At<'_>> = after.iter().flat_map(At::items).collect();
        let mut pairs = Vec::new();
        let same: [fn(&Value, &Value) -> bool; 3] = [
            |one, other| one.get("$ref").is_some() && one["$ref"] == other["$ref"],
            |one, other| one == other,
            |one, other| discriminator(one).is_some() && discriminator(one) == discriminator(other),
        ];
        for is_same in same {
            was.retain(
                |one| match is.iter().position(|other| is_same(one.value, other.value)) {
                    Some(index) => {
                        pairs.push((one.clone(), is.remove(index)));
                        false
                    }
                    None => true,
                },
            );
        }
        if was.len() == 1 && is.len() == 1 {
            pairs.extend(was.drain(..).zip(is.drain(..)));
        }
        for (one, other) in &pairs {
            self.part(what, one, other, direction);
        }
        // More alternatives admit more, and more conditions admit less.
        let is_condition = name == "allOf";
        for (left, removed) in [(was, true), (is, false)] {
            if left.is_empty() {
                continue;
            }
            let shift = match (removed, is_condition) {
                // Without any alternative left there is no limit at all.
                (true, false) if new.keyword(name).is_none() => Shift::WIDENED,
                (false, false) if old.keyword(name).is_none() => Shift::NARROWED,
                (true, false) | (false, true) => Shift::NARROWED,
                (false, false) | (true, true) => Shift::WIDENED,
            };
            let rule = if removed {
                "schema-alternative-removed"
            } else {
                "schema-alternative-added"
            };
            let text = format!(
                "{} of `{name}` of {what} {} {}",
                if left.len() == 1 {
                    "a member"
                } else {
                    "members"
                },
                if left.len() == 1 { "was" } else { "were" },
                if removed { "removed" } else { "added" }
            );
            self.shift(rule, text, shift, direction, old, new, name);
        }
    }

    /// Keywords without a rule: whether fewer or more values fit is not known.
    fn others(&mut self, what: &str, old: &View, new: &View, direction: Direction) {
        let names: BTreeSet<&String> = old.keywords.keys().chain(new.keywords.keys()).collect();
        for name in names {
            let name = name.as_str();
            if is_annotation(name)
                || RULED.contains(&name)
                || LOWER.contains(&name)
                || UPPER.contains(&name)
            {
                continue;
            }
            let (was, is) = (old.keyword(name), new.keyword(name));
            if was == is {
                continue;
            }
            let shift = match (was, is) {
                (None, _) => Shift::NARROWED,
                (_, None) => Shift::WIDENED,
                _ => Shift::BOTH,
            };
            let shown =
                |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), Value::to_string);
            let text = format!("`{name}` of {what} was {} and is {}", shown(was), shown(is));
            self.shift("keyword-changed", text, shift, direction, old, new, name);
        }
    }
}

/// The constant that tells a variant of an internally tagged enum, or the only property of an externally tagged one.
fn discriminator(schema: &Value) -> Option<String> {
    let properties = schema["properties"].as_object()?;
    let constant = properties
        .iter()
        .find_map(|(name, property)| Some(format!("{name}={}", property.get("const")?)));
    constant.or_else(|| {
        properties
            .keys()
            .next()
            .filter(|_| properties.len() == 1)
            .cloned()
    })
}

/// Formats of integers include each other.
fn width(was: &str, is: &str) -> Shift {
    let range = |format: &str| match format {
        "int8" => Some((-127, 7)),
        "uint8" => Some((0, 8)),
        "int16" => Some((-(1 << 15), 15)),
        "uint16" => Some((0, 16)),
        "int32" => Some((-(1 << 31), 31)),
        "uint32" => Some((0, 32)),
        "int64" => Some((i64::MIN, 63)),
        "uint64" => Some((0, 64)),
        _ => None,
    };
    match (range(was), range(is)) {
        (Some(was), Some(is)) if is.0 <= was.0 && is.1 >= was.1 => Shift::WIDENED,
        (Some(was), Some(is)) if is.0 >= was.0 && is.1 <= was.1 => Shift::NARROWED,
        _ if (was, is) == ("float", "double") => Shift::WIDENED,
        _ if (was, is) == ("double", "float") => Shift::NARROWED,
        _ => Shift::BOTH,
    }
}
