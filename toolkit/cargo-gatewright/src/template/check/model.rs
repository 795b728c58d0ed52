//! The neutral model of a template: functions, their fields and the events that reach them, whether SAM or CloudFormation spells them.

use super::text::{Names, Text};
use super::tree::{At, Found, Node};
use gatewright_manifest::TriggerKind;
use std::collections::BTreeMap;

/// A resource of the template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resource<'a> {
    pub(super) id: &'a str,
    pub(super) at: At,
    pub(super) kind: &'a str,
    pub(super) node: &'a Node,
    pub(super) properties: &'a Node,
}

/// A template, indexed.
#[derive(Debug)]
pub(super) struct Template<'a> {
    pub(super) root: &'a Node,
    pub(super) names: Names,
    pub(super) resources: Vec<Resource<'a>>,
    /// The parts that are known at deployment alone, such as the result of a macro.
    pub(super) unread: Vec<(At, String)>,
}

/// A field of a function or an event source.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) at: At,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Text),
    List(Vec<Text>),
    Json(serde_json::Value),
    /// Known at deployment alone.
    Unknown,
}

pub(super) type Fields = BTreeMap<String, Field>;

/// A function of the template.
#[derive(Debug)]
pub(super) struct Function<'a> {
    pub(super) resource: Resource<'a>,
    pub(super) is_sam: bool,
    pub(super) fields: Fields,
    /// The names of its environment variables. `None` if they are known at deployment alone.
    pub(super) variables: Option<BTreeMap<String, Field>>,
}

/// An event source that invokes a function.
#[derive(Debug)]
pub(super) struct Source {
    /// The attribute of its handlers: `sqs`. Empty if the template does not say which service it is.
    pub(super) kind: &'static str,
    /// The event or the resource that declares it.
    pub(super) label: String,
    pub(super) at: At,
    /// The queue, topic, stream, rule, `source / detail-type`…
    pub(super) names: Vec<Text>,
    pub(super) fields: Fields,
    /// The principal that needs a permission of the template. `None` where SAM writes it, or where a role is used.
    pub(super) principal: Option<&'static str>,
}

/// A route that invokes a function.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) trigger: TriggerKind,
    /// The logical id of its API. `None` for the one that SAM makes of events without an API.
    pub(super) api: Option<String>,
    pub(super) label: String,
    pub(super) at: At,
    /// The place of the method.
    pub(super) method_at: At,
    /// `None` for every method.
    pub(super) method: Option<String>,
    /// `None` for every path.
    pub(super) path: Option<String>,
    pub(super) authorizer: Authorizer,
    /// `ResponseTransferMode`.
    pub(super) transfer: Option<Field>,
    pub(super) needs_permission: bool,
}

/// The authorizer of a route.
#[derive(Clone, Debug)]
pub(super) enum Authorizer {
    None,
    /// Known at deployment alone, or not read.
    Unknown,
    Here {
        at: At,
        /// `jwt`, `lambda`, `cognito_user_pool`, `iam` or `api_key`.
        kind: &'static str,
        name: Option<String>,
        fields: Fields,
    },
}

const EMPTY: &Node = &Node {
    at: At { line: 0, column: 0 },
    kind: super::tree::Kind::Null,
};

impl<'a> Template<'a> {
    pub(super) fn of(root: &'a Node) -> Self {
        let mut unread = Vec::new();
        let mut resources = Vec::new();
        for entry in root.child("Resources").map_or(&[][..], Node::entries) {
            if entry.key.starts_with("Fn::") {
                unread.push((
                    entry.at,
                    format!("the resources that `{}` makes", entry.key),
                ));
                continue;
            }
            let Some(kind) = entry.value.child("Type").and_then(Node::text) else {
                continue;
            };
            resources.push(Resource {
                id: &entry.key,
                at: entry.at,
                kind,
                node: &entry.value,
                properties: entry.value.child("Properties").unwrap_or(EMPTY),
            });
        }
        Self {
            root,
            names: Names::of(root),
            resources,
            unread,
        }
    }

    pub(super) fn resource(&self, id: &str) -> Option<&Resource<'a>> {
        let id = id.split('.').next().unwrap_or(id);
        self.resources.iter().find(|one| one.id == id)
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Resource<'a>> {
        self.resources.iter().filter(move |one| one.kind == kind)
    }

    /// Reads a value.
    pub(super) fn value(&self, node: &Node) -> Field {
        let value = match &node.kind {
            super::tree::Kind::List(_) => Value::List(
                node.items()
                    .into_iter()
                    .map(|item| self.names.text(item))
                    .collect(),
            ),
            super::tree::Kind::Map(_) if node.intrinsic().is_none() => {
                if node.has_intrinsic() {
                    Value::Unknown
                } else {
                    Value::Json(node.json())
                }
            }
            _ => Value::Text(self.names.text(node)),
        };
        Field { at: node.at, value }
    }

    /// Looks a member up, and reads it.
    pub(super) fn field(&self, node: &Node, path: &str) -> Option<Field> {
        match node.path(path) {
            Found::Absent => None,
            Found::Unknown(at) => Some(Field {
                at,
                value: Value::Unknown,
            }),
            Found::Here(node) => Some(self.value(node)),
        }
    }

    pub(super) fn text(&self, node: &Node, path: &str) -> Option<Text> {
        node.child(path).map(|node| self.names.text(node))
    }

    /// Returns the whole text of a member, if it is known.
    pub(super) fn known(&self, node: &Node, path: &str) -> Option<String> {
        self.text(node, path)?.known()
    }
}

/// Whether the value refers to the resource: `!Ref Orders`, `!GetAtt Orders.Arn`, an ARN around it.
pub(super) fn refers_to(text: &Text, resource: &str) -> bool {
    text.pieces.iter().any(|piece| {
        matches!(piece, super::text::Piece::Name { id, .. } if id.split('.').next() == Some(resource))
    })
}

/// Adds a field under a name of its own.
pub(super) fn add(fields: &mut Fields, name: &str, field: Option<Field>) {
    if let Some(field) = field {
        fields.entry(name.to_owned()).or_insert(field);
    }
}
