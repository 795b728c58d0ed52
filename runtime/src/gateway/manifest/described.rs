//! What the types of handlers describe, as it is in the manifest.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::event::Method;
use crate::handler::described::{KnownReplies, Part, ProblemCase, ReplyShape, Responses, SchemaOf};
use crate::table::{Around, Entry, Interface, Key};

/// The descriptions of all handlers, and the definitions that their schemas refer to.
pub(super) struct Descriptions {
    pub(super) handlers: Vec<Description>,
    pub(super) schemas: Map<String, Value>,
}

/// The description of one handler.
#[derive(Default)]
pub(super) struct Description {
    /// One for each parameter, or none at all.
    pub(super) parameters: Vec<Parameter>,
    pub(super) responses: Vec<Response>,
}

#[derive(Default, Serialize)]
pub(super) struct Parameter {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    validated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Value>,
}

#[derive(Default, PartialEq, Serialize)]
pub(super) struct Response {
    status: Option<u16>,
    description: String,
    content_type: Option<&'static str>,
    schema: Option<Value>,
    problem_type: Option<&'static str>,
}

impl Descriptions {
    pub(super) fn of(interface: &Interface) -> Self {
        let mut schemas = Schemas::new();
        let entries = interface.entries.iter().enumerate();
        let handlers = entries
            .map(|(at, entry)| schemas.description(entry, interface.around(at)))
            .collect();
        schemas.finished(handlers)
    }
}

/// Makes schemas. Without the feature `schema` there are none to make.
struct Schemas {
    #[cfg(feature = "schema")]
    generators: super::schemas::Generators,
}

impl Schemas {
    fn new() -> Self {
        Self {
            #[cfg(feature = "schema")]
            generators: super::schemas::Generators::new(),
        }
    }

    fn description(&mut self, entry: &Entry, around: Around) -> Description {
        let described = &entry.origin.described;
        let parameters = described.parameters.iter();
        let mut description = Description {
            parameters: parameters.map(|part| self.parameter(part)).collect(),
            responses: described
                .responses
                .map(|responses| self.responses(responses))
                .unwrap_or_default(),
        };
        // Without the response of the handler, the list would not be whole.
        if !description.responses.is_empty() {
            self.around(entry, around, &mut description.responses);
        }
        description
    }

    /// Adds the responses of parameters, and of the layers around the handler.
    fn around(&mut self, entry: &Entry, around: Around, all: &mut Vec<Response>) {
        let mut more = Vec::new();
        let parts = entry.origin.described.parameters.iter();
        for refusals in parts.filter_map(|part| part.refusals) {
            self.problems(refusals, &mut more);
        }
        let reads = matches!(
            entry.key,
            Key::Route(None | Some(Method::Get | Method::Head), _)
        );
        for layer in around.chain.iter().flat_map(|chain| chain.all()) {
            self.problems(layer.replies.problems(), &mut more);
            if reads && layer.replies.known() == KnownReplies::Conditional {
                more.extend(Response::conditional());
            }
        }
        if entry.origin.described.known == KnownReplies::Conditional {
            more.extend(Response::conditional());
        }
        for response in more {
            // Several layers may refuse alike, and the handler may return the error of a layer.
            if !all.contains(&response) {
                all.push(response);
            }
        }
    }

    fn parameter(&mut self, part: &Part) -> Parameter {
        Parameter {
            role: part.role.map(|role| role.name),
            optional: part.role.is_some_and(|role| role.is_optional),
            validated: part.role.is_some_and(|role| role.is_validated),
            schema: part.schema.map(|schema| self.request(schema)),
        }
    }

    fn responses(&mut self, responses: &Responses) -> Vec<Response> {
        let (shape, schema) = if responses.is_result {
            responses.ok
        } else {
            responses.plain
        };
        let Some(ReplyShape { status, media_type }) = shape.and_then(|shape| shape()) else {
            return Vec::new();
        };
        let is_json = media_type == Some("application/json");
        let mut all = vec![Response {
            status,
            content_type: media_type,
            schema: schema
                .filter(|_| is_json)
                .map(|schema| self.response(schema)),
            ..Response::default()
        }];
        match responses.cases {
            Some(cases) => self.problems(cases, &mut all),
            None if responses.is_problem => all.push(Response::problem(None)),
            None => {}
        }
        all
    }

    fn problems(&mut self, cases: &[ProblemCase], all: &mut Vec<Response>) {
        for case in cases {
            match *case {
                ProblemCase::Inner(Some(inner)) => self.problems(inner, all),
                ProblemCase::Inner(None) => all.push(Response::problem(None)),
                ProblemCase::Own {
                    status,
                    kind,
                    title,
                    docs,
                    members,
                } => {
                    let docs = docs.trim();
                    all.push(Response {
                        description: match title {
                            Some(title) if docs.is_empty() => title.to_owned(),
                            _ => docs.to_owned(),
                        },
                        problem_type: kind,
                        schema: self.members(members),
                        ..Response::problem(Some(status))
                    });
                }
            }
        }
    }

    /// The schema of the extension members of a problem document.
    fn members(&mut self, members: &[(&str, Option<SchemaOf>)]) -> Option<Value> {
        if members.is_empty() {
            return None;
        }
        let properties: Map<String, Value> = members
            .iter()
            .map(|(name, schema)| {
                let open = || Value::Object(Map::new());
                let schema = schema.map_or_else(open, |schema| self.response(schema));
                ((*name).to_owned(), schema)
            })
            .collect();
        let required: Vec<_> = members.iter().map(|(name, _)| *name).collect();
        Some(serde_json::json!({"properties": properties, "required": required}))
    }
}

impl Response {
    /// The responses to conditional requests and ranges (RFC 9110, 13 and 14).
    fn conditional() -> [Self; 4] {
        let described = |response: Self, status: u16, description: &str| Self {
            status: Some(status),
            description: description.to_owned(),
            ..response
        };
        let part = Self {
            content_type: Some("*/*"),
            ..Self::default()
        };
        [
            described(part, 206, "The part of the body that `range` names."),
            described(Self::default(), 304, "The client has this version already."),
            described(
                Self::problem(None),
                412,
                "A precondition of the request failed.",
            ),
            described(
                Self::problem(None),
                416,
                "The range is outside of the body.",
            ),
        ]
    }

    fn problem(status: Option<u16>) -> Self {
        Self {
            status,
            content_type: Some("application/problem+json"),
            ..Self::default()
        }
    }
}

#[cfg(feature = "schema")]
impl Schemas {
    fn request(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.generators.requests)
    }

    fn response(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.generators.responses)
    }

    fn finished(self, mut handlers: Vec<Description>) -> Descriptions {
        let merged = self.generators.merged();
        for handler in &mut handlers {
            for parameter in &mut handler.parameters {
                merged.rename_in_request(parameter.schema.as_mut());
            }
            for response in &mut handler.responses {
                merged.rename_in_response(response.schema.as_mut());
            }
        }
        Descriptions {
            handlers,
            schemas: merged.definitions,
        }
    }
}

#[cfg(not(feature = "schema"))]
#[expect(
    clippy::unused_self,
    reason = "the signatures are those with the feature"
)]
impl Schemas {
    /// Never called: no type has a schema.
    fn request(&self, _: SchemaOf) -> Value {
        Value::Null
    }

    /// Never called: no type has a schema.
    fn response(&self, _: SchemaOf) -> Value {
        Value::Null
    }

    fn finished(self, handlers: Vec<Description>) -> Descriptions {
        Descriptions {
            handlers,
            schemas: Map::new(),
        }
    }
}
