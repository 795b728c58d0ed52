//! The comparison of one function, field by field.

use super::finding::{Finding, Level, Report, Side, Skipped};
use super::model::{Field, Fields, Function, Template, Value};
use super::names::{Same, same};
use super::places::{Code, Places};
use super::text::Text;
use super::tree::At;
use gatewright_manifest::{Manifest, Target};
use serde_json::Value as Json;

/// The value that the code has.
#[derive(Clone, Debug)]
pub(super) enum Want {
    /// A number and its unit, which is empty for a count.
    Number(u64, &'static str),
    Flag(bool),
    Text(String),
    /// A set of texts.
    Texts(Vec<String>),
    Json(Json),
    /// The name of a resource.
    Resource(String),
}

impl Want {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(number, "") => number.to_string(),
            Self::Number(number, unit) => format!("{number} {unit}"),
            Self::Flag(flag) => flag.to_string(),
            Self::Text(text) | Self::Resource(text) => text.clone(),
            Self::Texts(texts) if texts.is_empty() => "nothing".to_owned(),
            Self::Texts(texts) => texts.join(", "),
            Self::Json(json) => json.to_string(),
        }
    }

    /// The value as a template has it.
    fn written(&self) -> String {
        match self {
            Self::Number(number, _) => number.to_string(),
            Self::Texts(texts) => format!("[{}]", texts.join(", ")),
            Self::Json(json) => format!("'{json}'"),
            _ => self.shown(),
        }
    }
}

/// A field to compare.
pub(super) struct Wanted<'w> {
    /// The name in [`Fields`].
    pub(super) field: &'w str,
    pub(super) want: Want,
    /// The value of AWS for an absent field.
    pub(super) default: Option<Want>,
    /// The option in the code, such as `memory`.
    pub(super) option: &'w str,
}

/// Where a field belongs.
#[derive(Clone)]
pub(super) struct Scope {
    /// What has the field, for headlines: `` `orders` `` or `` event `Orders` of `orders` ``.
    pub(super) owner: String,
    /// What stands before the field's name, such as `Events.Orders.`.
    pub(super) prefix: String,
    /// The place for a field that is absent.
    pub(super) at: At,
    pub(super) code: Code,
    /// Whether options are above a handler, rather than in `#[lambda_handler]`.
    pub(super) is_handler: bool,
}

/// The comparison of one function.
pub(super) struct Compare<'c> {
    pub(super) template: &'c Template<'c>,
    pub(super) function: &'c Function<'c>,
    pub(super) manifest: &'c Manifest,
    pub(super) places: &'c Places,
    /// The place of `#[lambda_handler]`.
    pub(super) code: Code,
    pub(super) report: &'c mut Report,
}

impl Compare<'_> {
    pub(super) fn name(&self) -> String {
        self.manifest.function.name.clone()
    }

    pub(super) fn at(&self) -> At {
        self.function.resource.at
    }

    /// The scope of the function's own fields.
    pub(super) fn scope(&self) -> Scope {
        Scope {
            owner: format!("`{}`", self.manifest.function.name),
            prefix: String::new(),
            at: self.at(),
            code: self.code.clone(),
            is_handler: false,
        }
    }

    pub(super) fn error(
        &mut self,
        field: impl Into<String>,
        headline: String,
        code: Option<Side<Code>>,
        template: Side<At>,
        help: impl Into<String>,
    ) -> &mut Finding {
        self.report.findings.push(Finding {
            level: Level::Error,
            function: self.manifest.function.name.clone(),
            field: field.into(),
            headline,
            code,
            template,
            help: help.into(),
            note: None,
        });
        self.report.findings.last_mut().expect("it was just added")
    }

    pub(super) fn skip(&mut self, field: impl Into<String>, at: At, why: impl Into<String>) {
        self.report.skipped.push(Skipped {
            function: self.manifest.function.name.clone(),
            field: field.into(),
            at,
            why: why.into(),
        });
    }

    /// Compares a field, and reports a difference.
    pub(super) fn check(&mut self, scope: &Scope, fields: &Fields, wanted: &Wanted<'_>) {
        self.report.fields += 1;
        let name = format!("{}{}", scope.prefix, wanted.field);
        let (at, found) = match fields.get(wanted.field) {
            Some(Field {
                at,
                value: Value::Unknown,
            }) => {
                self.skip(name, *at, "the value is known at deployment alone");
                return;
            }
            Some(field) => match equal(self.template, &wanted.want, &field.value) {
                Same::Yes => return,
                Same::Unknown => {
                    self.skip(name, field.at, "the value is known at deployment alone");
                    return;
                }
                Same::No => (field.at, Some(shown(&field.value, &wanted.want))),
            },
            None => {
                if let Some(default) = &wanted.default
                    && default.shown() == wanted.want.shown()
                {
                    return;
                }
                (scope.at, None)
            }
        };
        let code = if scope.is_handler {
            self.places.above(&scope.code, wanted.option)
        } else {
            self.places.of_option(&scope.code, wanted.option)
        };
        let expected = wanted.want.shown();
        let there = match (&found, &wanted.default) {
            (Some(found), _) => format!("is {found} in the template"),
            (None, Some(default)) => format!(
                "is not in the template, which stands for {}",
                default.shown()
            ),
            (None, None) => "is not in the template".to_owned(),
        };
        let headline = format!(
            "`{}` of {} {there}, and {expected} in the code",
            wanted.field, scope.owner
        );
        let leaf = wanted.field.rsplit('.').next().unwrap_or(wanted.field);
        let edit = match &wanted.want {
            Want::Resource(resource) => format!("refer to `{resource}` in `{}`", wanted.field),
            want if found.is_none() && wanted.field.contains('.') => {
                format!("add `{}` with `{leaf}: {}`", wanted.field, want.written())
            }
            want if found.is_none() => format!("add `{leaf}: {}`", want.written()),
            want => format!("write `{leaf}: {}`", want.written()),
        };
        let help = if wanted.option.is_empty() {
            edit
        } else {
            format!(
                "{edit} in the template, or change `{}` in the code",
                wanted.option
            )
        };
        let side = Side {
            value: Some(expected),
            place: code,
        };
        self.error(
            name,
            headline,
            Some(side),
            Side {
                value: found,
                place: at,
            },
            help,
        );
    }

    /// Compares the name of a resource, and its kind where SAM has it.
    pub(super) fn check_target(
        &mut self,
        scope: &Scope,
        fields: &Fields,
        (kind_field, field): (&str, &str),
        target: Option<&Target>,
        option: &str,
    ) {
        let Some(target) = target else { return };
        let wanted = Wanted {
            field,
            want: Want::Resource(target.name.clone()),
            default: None,
            option,
        };
        self.check(scope, fields, &wanted);
        if fields.contains_key(kind_field) {
            let wanted = Wanted {
                field: kind_field,
                want: Want::Text(target.kind.clone()),
                default: None,
                option,
            };
            self.check(scope, fields, &wanted);
        }
    }
}

/// Compares a value of the code with one of the template.
fn equal(template: &Template<'_>, want: &Want, value: &Value) -> Same {
    let answer = |is_equal| if is_equal { Same::Yes } else { Same::No };
    match (want, value) {
        (_, Value::Unknown) => Same::Unknown,
        (Want::Resource(name), Value::Text(text)) => same(template, name, text),
        (Want::Texts(wanted), Value::List(found)) => {
            let known: Option<Vec<String>> = found.iter().map(Text::known).collect();
            known.map_or(Same::Unknown, |mut known| {
                let mut wanted = wanted.clone();
                wanted.sort();
                known.sort();
                answer(wanted == known)
            })
        }
        (Want::Texts(_), Value::Text(text)) => {
            equal(template, want, &Value::List(vec![text.clone()]))
        }
        (Want::Json(wanted), Value::Json(found)) => answer(canonical(wanted) == canonical(found)),
        (Want::Json(_), _) => Same::Unknown,
        // A list of one, as `Architectures` is.
        (_, Value::List(found)) => match found.as_slice() {
            [one] => equal(template, want, &Value::Text(one.clone())),
            _ => Same::No,
        },
        (_, Value::Json(_)) => Same::No,
        (want, Value::Text(text)) => text.known().map_or(Same::Unknown, |known| {
            let known = known.trim();
            answer(match want {
                Want::Number(number, _) => known.parse::<u64>().is_ok_and(|found| found == *number),
                Want::Flag(flag) => super::flag(known) == Some(*flag),
                want => want.shown().trim() == known,
            })
        }),
    }
}

/// Filter patterns are sets of members and of alternatives: neither order counts.
fn canonical(json: &Json) -> Json {
    match json {
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(canonical).collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        Json::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), canonical(value)))
            .collect(),
        other => other.clone(),
    }
}

/// A value of the template, with the unit of the expected one.
fn shown(value: &Value, want: &Want) -> String {
    match (value, want) {
        (Value::Text(text), Want::Number(_, unit)) if !unit.is_empty() => {
            format!("{} {unit}", text.shown())
        }
        (Value::Text(text), _) => text.shown(),
        (Value::List(texts), _) => texts.iter().map(Text::shown).collect::<Vec<_>>().join(", "),
        (Value::Json(json), _) => json.to_string(),
        (Value::Unknown, _) => "not known".to_owned(),
    }
}
