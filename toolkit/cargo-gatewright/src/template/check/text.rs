//! Texts of a template: literals, and what intrinsic functions make of parameters and resources.

use super::tree::{At, Found, Node};
use std::collections::BTreeMap;

/// A text with the parts that are known.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) at: At,
    pub(super) pieces: Vec<Piece>,
    /// Whether a part is the default of a parameter, which a deployment may change.
    pub(super) is_derived: bool,
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Known(String),
    /// A resource, a parameter without a default, or an attribute of a resource.
    Name {
        id: String,
        attribute: Option<String>,
    },
    /// A value that is known at deployment alone.
    Unknown,
}

impl Text {
    pub(super) fn literal(at: At, text: impl Into<String>) -> Self {
        Self {
            at,
            pieces: vec![Piece::Known(text.into())],
            is_derived: false,
        }
    }

    /// Returns the whole text, if all of it is known.
    pub(super) fn known(&self) -> Option<String> {
        let parts = self.pieces.iter().map(|piece| match piece {
            Piece::Known(text) => Some(text.as_str()),
            _ => None,
        });
        parts.collect()
    }

    /// Returns the one resource or parameter that the text is.
    pub(super) fn name(&self) -> Option<(&str, Option<&str>)> {
        match self.pieces.as_slice() {
            [Piece::Name { id, attribute }] => Some((id, attribute.as_deref())),
            _ => None,
        }
    }

    /// Returns the text, with `*` for each part that is not known.
    pub(super) fn shown(&self) -> String {
        let parts = self.pieces.iter().map(|piece| match piece {
            Piece::Known(text) => text.clone(),
            Piece::Name {
                id,
                attribute: None,
            } => format!("${{{id}}}"),
            Piece::Name {
                id,
                attribute: Some(attribute),
            } => format!("${{{id}.{attribute}}}"),
            Piece::Unknown => "*".to_owned(),
        });
        parts.collect()
    }
}

/// A parameter of the template.
#[derive(Debug)]
pub(super) struct Parameter {
    /// `None` without a default, and for names of values in the Systems Manager.
    default: Option<String>,
}

/// The names that values refer to.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) parameters: BTreeMap<String, Parameter>,
}

impl Names {
    pub(super) fn of(template: &Node) -> Self {
        let mut names = Self::default();
        let parameters = template.child("Parameters").map_or(&[][..], Node::entries);
        for entry in parameters {
            let is_stored = entry
                .value
                .child("Type")
                .and_then(Node::text)
                .is_some_and(|kind| kind.starts_with("AWS::SSM::Parameter"));
            let default = entry.value.child("Default").and_then(Node::text);
            names.parameters.insert(
                entry.key.clone(),
                Parameter {
                    default: default.filter(|_| !is_stored).map(str::to_owned),
                },
            );
        }
        names
    }

    /// Resolves a value as far as the template says it.
    pub(super) fn text(&self, node: &Node) -> Text {
        let mut text = Text {
            at: node.at,
            pieces: Vec::new(),
            is_derived: false,
        };
        self.append(node, &mut text);
        text
    }

    fn append(&self, node: &Node, to: &mut Text) {
        if let Some(known) = node.text() {
            push(to, Piece::Known(known.to_owned()));
            return;
        }
        let Some((function, argument)) = node.intrinsic() else {
            push(to, Piece::Unknown);
            return;
        };
        match function {
            "Ref" => match argument.text() {
                Some(name) => self.named(name, None, to),
                None => push(to, Piece::Unknown),
            },
            "Fn::GetAtt" => {
                let parts: Vec<String> = match argument.text() {
                    Some(text) => text.splitn(2, '.').map(str::to_owned).collect(),
                    None => argument
                        .items()
                        .iter()
                        .filter_map(|item| item.text().map(str::to_owned))
                        .collect(),
                };
                match parts.as_slice() {
                    [id, rest @ ..] if !rest.is_empty() => {
                        self.named(id, Some(&rest.join(".")), to)
                    }
                    _ => push(to, Piece::Unknown),
                }
            }
            "Fn::Sub" => self.substitute(argument, to),
            "Fn::Join" => match argument.items().as_slice() {
                [separator, parts] if separator.text().is_some() && parts.intrinsic().is_none() => {
                    for (index, part) in parts.items().into_iter().enumerate() {
                        if index > 0 {
                            self.append(separator, to);
                        }
                        self.append(part, to);
                    }
                }
                _ => push(to, Piece::Unknown),
            },
            "Fn::If" => match argument.items().as_slice() {
                [_, yes, no] => {
                    let (yes, no) = (self.text(yes), self.text(no));
                    if yes.pieces == no.pieces {
                        to.is_derived |= yes.is_derived;
                        for piece in yes.pieces {
                            push(to, piece);
                        }
                    } else {
                        push(to, Piece::Unknown);
                    }
                }
                _ => push(to, Piece::Unknown),
            },
            _ => push(to, Piece::Unknown),
        }
    }

    fn named(&self, id: &str, attribute: Option<&str>, to: &mut Text) {
        let default = self
            .parameters
            .get(id)
            .and_then(|parameter| parameter.default.clone());
        if let Some(default) = default.filter(|_| attribute.is_none()) {
            to.is_derived = true;
            push(to, Piece::Known(default));
        } else if id.starts_with("AWS::") {
            push(to, Piece::Unknown);
        } else {
            push(
                to,
                Piece::Name {
                    id: id.to_owned(),
                    attribute: attribute.map(str::to_owned),
                },
            );
        }
    }

    /// `Fn::Sub`: a text with `${Name}`, and values of its own in the second argument.
    fn substitute(&self, argument: &Node, to: &mut Text) {
        let items = argument.items();
        let (Some(pattern), own) = (items.first().and_then(|item| item.text()), items.get(1))
        else {
            push(to, Piece::Unknown);
            return;
        };
        let mut rest = pattern;
        while let Some(start) = rest.find("${") {
            push(to, Piece::Known(rest[..start].to_owned()));
            let Some(length) = rest[start..].find('}') else {
                break;
            };
            let name = rest[start + 2..start + length].trim();
            rest = &rest[start + length + 1..];
            if let Some(literal) = name.strip_prefix('!') {
                push(to, Piece::Known(format!("${{{literal}}}")));
            } else if let Some(Found::Here(value)) = own.map(|own| own.get(name)) {
                self.append(value, to);
            } else {
                match name.split_once('.') {
                    Some((id, attribute)) => self.named(id, Some(attribute), to),
                    None => self.named(name, None, to),
                }
            }
        }
        push(to, Piece::Known(rest.to_owned()));
    }
}

/// Adds a piece. Adjacent literals become one.
fn push(to: &mut Text, piece: Piece) {
    match (to.pieces.last_mut(), piece) {
        (Some(Piece::Known(before)), Piece::Known(more)) => before.push_str(&more),
        (Some(_), Piece::Known(more)) if more.is_empty() => {}
        (_, piece) => to.pieces.push(piece),
    }
    if to.pieces.len() > 1 && to.pieces[0] == Piece::Known(String::new()) {
        to.pieces.remove(0);
    }
}
