//! The tree of a template: ordered maps, comments, and CloudFormation's intrinsic functions.

use serde_json::{Value, json};

/// A value of a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Text(String),
    Number(i64),
    /// A number that is not an integer, as it is written.
    Decimal(String),
    Bool(bool),
    List(Vec<Node>),
    Map(Map),
    /// `!Ref ID`
    Ref(String),
    /// `!GetAtt ID.ATTRIBUTE`
    GetAtt(String, String),
    /// `!Sub TEXT`
    Sub(String),
    /// Another intrinsic function, without `Fn::`: `Select`, `Split`.
    Call(&'static str, Box<Node>),
}

/// A map that keeps its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map(pub(crate) Vec<Entry>);

/// An entry of a [`Map`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Node,
    /// A comment for the lines above the entry.
    pub(crate) comment: Option<String>,
    /// The handler that the entry comes from.
    pub(crate) place: Option<Place>,
}

/// A place in the user's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Relative to the workspace.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: u32,
}

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.0.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.value)
    }

    /// Adds an entry at the end.
    pub(crate) fn push(&mut self, key: impl Into<String>, value: impl Into<Node>) -> &mut Entry {
        self.0.push(Entry {
            key: key.into(),
            value: value.into(),
            comment: None,
            place: None,
        });
        self.0.last_mut().expect("it was just added")
    }

    /// Adds an entry if there is a value.
    pub(crate) fn maybe(&mut self, key: &str, value: Option<impl Into<Node>>) {
        if let Some(value) = value {
            self.push(key, value);
        }
    }

    /// Adds an entry and returns the map.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Node>) -> Self {
        self.push(key, value);
        self
    }
}

impl Entry {
    pub(crate) fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.comment = Some(comment.into());
        self
    }

    pub(crate) fn place(&mut self, place: Place) -> &mut Self {
        self.place = Some(place);
        self
    }
}

impl Node {
    pub(crate) fn reference(id: impl Into<String>) -> Self {
        Self::Ref(id.into())
    }

    pub(crate) fn arn(id: impl Into<String>) -> Self {
        Self::GetAtt(id.into(), "Arn".to_owned())
    }

    pub(crate) fn sub(text: impl Into<String>) -> Self {
        Self::Sub(text.into())
    }

    pub(crate) fn call(name: &'static str, argument: impl Into<Node>) -> Self {
        Self::Call(name, Box::new(argument.into()))
    }

    /// A list of texts.
    pub(crate) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        let texts = texts.into_iter();
        Self::List(texts.map(|one| Self::Text(one.into())).collect())
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of JSON.
    pub(crate) fn from_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Text(String::new()),
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => number
                .as_i64()
                .map_or_else(|| Self::Decimal(number.to_string()), Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(values) => Self::List(values.iter().map(Self::from_json).collect()),
            Value::Object(members) => {
                let mut map = Map::new();
                for (key, value) in members {
                    map.push(key, Self::from_json(value));
                }
                Self::Map(map)
            }
        }
    }

    /// Returns the tree as JSON with long intrinsics (`Fn::GetAtt`), without comments. The order of maps is lost.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Decimal(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            Self::Bool(value) => json!(value),
            Self::List(values) => values.iter().map(Self::to_json).collect(),
            Self::Map(map) => {
                let members = map.0.iter();
                Value::Object(
                    members
                        .map(|entry| (entry.key.clone(), entry.value.to_json()))
                        .collect(),
                )
            }
            Self::Ref(id) => json!({ "Ref": id }),
            Self::GetAtt(id, attribute) => json!({ "Fn::GetAtt": [id, attribute] }),
            Self::Sub(text) => json!({ "Fn::Sub": text }),
            Self::Call(name, argument) => json!({ format!("Fn::{name}"): argument.to_json() }),
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Node {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Node {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Node {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        Self::List(nodes)
    }
}

/// A map of entries: `map! { "Type" => "String", "Default" => 3_i64 }`.
macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut map = $crate::template::node::Map::new();
        $(map.push($key, $value);)*
        map
    }};
}
pub(crate) use map;
