//! Names with brackets, such as `filter[status]`, as fields within fields.

use std::borrow::Cow;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::query::sorted;
use super::text::{Each, Field, Fields, TextError, Values};

/// The most brackets of a name that is read as nested, as for `serde_qs`. A client chooses the names, and must not choose the depth of
/// the recursion.
const DEEPEST: usize = 5;

/// The parts of a name: `filter`, `status`.
type Path<'a> = Vec<&'a str>;

/// Returns all fields, those of names with brackets within others. Returns none if no name has brackets.
pub(super) fn tree<'s>(sent: &'s [Field<'_>]) -> Vec<Field<'s>> {
    if !sent.iter().any(|field| field.key().contains('[')) {
        return Vec::new();
    }
    // Equal parts are next to each other.
    let all: Vec<_> = sorted(sent.iter().map(|field| path(field.key())))
        .into_iter()
        .map(|(path, at)| (path, &sent[at]))
        .collect();
    level(&all, 0, "")
}

/// Splits `filter[status]`. Another name is one part.
fn path(name: &str) -> Path<'_> {
    let parts = || {
        let (first, mut rest) = name.split_at(name.find('[')?);
        let mut parts = vec![first];
        while !rest.is_empty() {
            let (part, after) = rest.strip_prefix('[')?.split_once(']')?;
            parts.push(part);
            rest = after;
        }
        let is_nested = !first.is_empty() && parts.len() - 1 <= DEEPEST;
        is_nested.then_some(parts)
    };
    parts().unwrap_or_else(|| vec![name])
}

/// The fields of one level. All paths have more than `depth` parts, and are equal before.
fn level<'s>(all: &[(Path<'s>, &'s Field<'s>)], depth: usize, before: &str) -> Vec<Field<'s>> {
    let same = all.chunk_by(|(a, _), (b, _)| a[depth] == b[depth]);
    let field = |same: &[(Path<'s>, &'s Field<'s>)]| {
        let name = same[0].0[depth];
        let whole_name = if depth == 0 {
            name.to_owned()
        } else {
            format!("{before}[{name}]")
        };
        // Sorted, so the shorter paths are first.
        let here = same.partition_point(|(path, _)| path.len() == depth + 1);
        let texts = same[..here].iter().flat_map(|(_, field)| field.texts());
        let texts: Vec<Cow<'s, str>> = texts.map(|text| Cow::Borrowed(&**text)).collect();
        let mut fields = level(&same[here..], depth + 1, &whole_name);
        if !fields.is_empty() && !texts.is_empty() {
            // `tag=a&tag[]=b`
            let first = Field::within("", whole_name.clone(), texts, Vec::new());
            fields.insert(0, first);
            return Field::within(name, whole_name, Vec::new(), fields);
        }
        Field::within(name, whole_name, texts, fields)
    };
    same.map(field).collect()
}

/// Returns the fields whose values are texts.
pub(super) fn leaves<'f, 'a>(fields: &'f [Field<'a>]) -> Vec<&'f Field<'a>> {
    let mut leaves = Vec::with_capacity(fields.len());
    for field in fields {
        match field.fields() {
            Some(fields) => leaves.extend(self::leaves(fields)),
            None => leaves.push(field),
        }
    }
    leaves
}

/// Returns the elements of a list: those with numbers in their order, and then those without.
pub(super) fn elements<'a>(fields: &'a [Field<'a>]) -> Result<Vec<Values<'a>>, TextError> {
    let (mut numbers, mut numbered, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        if field.key().is_empty() {
            if field.fields().is_some() {
                others.push(Values::of(field));
            }
            others.extend(field.texts().iter().map(|text| Values {
                field,
                element: Some(text),
            }));
            continue;
        }
        let number: u32 = field.key().parse().map_err(|_| {
            TextError::new("expected a list, such as `name[]` or `name[0]`").in_field(field.name())
        })?;
        numbers.push(number);
        numbered.push(Values::of(field));
    }
    let numbered = sorted(numbers.into_iter())
        .into_iter()
        .map(|(_, at)| numbered[at]);
    Ok(numbered.chain(others).collect())
}

/// All fields as a map. Only the type of its keys shows whether it is a struct with `#[serde(flatten)]`, whose fields are nested, or a map,
/// whose names are as they were sent.
pub(super) struct TopLevel<'a> {
    fields: Fields<'a>,
    chosen: Option<Each<'a>>,
}

impl<'a> TopLevel<'a> {
    pub(super) fn of(fields: Fields<'a>) -> Self {
        Self {
            fields,
            chosen: None,
        }
    }
}

impl<'de> MapAccess<'de> for TopLevel<'de> {
    type Error = TextError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TextError> {
        match &mut self.chosen {
            Some(chosen) => chosen.next_key_seed(seed),
            None => seed.deserialize(FirstKey(self)).map(Some),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, TextError> {
        match &mut self.chosen {
            Some(chosen) => chosen.next_value_seed(seed),
            None => Err(TextError::new("the value was requested before its name")),
        }
    }
}

/// The first name, which is not chosen yet.
struct FirstKey<'t, 'a>(&'t mut TopLevel<'a>);

impl<'a> FirstKey<'_, 'a> {
    fn among(self, fields: &'a [Field<'a>]) -> BorrowedStrDeserializer<'a, TextError> {
        let chosen = self.0.chosen.insert(Each::of(fields));
        BorrowedStrDeserializer::new(chosen.upcoming().unwrap_or_default())
    }
}

impl<'de> Deserializer<'de> for FirstKey<'_, 'de> {
    type Error = TextError;

    /// The name of a struct's field.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let tree = self.0.fields.tree;
        self.among(tree).deserialize_identifier(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let sent = self.0.fields.sent;
        self.among(sent).deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        let sent = self.0.fields.sent;
        self.among(sent).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct ignored_any
    }
}
