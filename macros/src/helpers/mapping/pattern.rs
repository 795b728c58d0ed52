//! Filter patterns of event source mappings and filter policies of SNS: JSON objects whose leaves are lists of values and operators.
//!
//! The rules are those of <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html> and
//! <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>, November 2026.

use gatewright_tables::limits;

use super::json::Json;
use crate::report::Message;

/// A pattern that a service accepts as far as its text shows.
#[derive(Debug)]
pub(super) struct Pattern {
    members: Vec<(String, Json)>,
}

/// The operators that a list can have beside values.
const OPERATORS: [&str; 8] = [
    "prefix",
    "suffix",
    "anything-but",
    "numeric",
    "exists",
    "equals-ignore-case",
    "wildcard",
    "cidr",
];

const RULE: &str = "a pattern has the fields of the record, each with a list of values or operators: {\"status\": [\"paid\", {\"prefix\": \"part\"}]}";

impl Pattern {
    /// Reads the text of the option.
    pub(super) fn read(option: &str, text: &str) -> Result<Self, Message> {
        let json = Json::parse(text).map_err(|error| {
            Message::new(format!("`{option}` is not JSON: {error}"))
                .help("a raw string needs no backslashes: r#\"{\"status\": [\"paid\"]}\"#")
                .note(RULE)
        })?;
        let Json::Object(members) = json else {
            return Err(
                Message::new(format!("`{option}` must be a JSON object, not `{json}`"))
                    .help("r#\"{\"status\": [\"paid\"]}\"#")
                    .note(RULE),
            );
        };
        if members.is_empty() {
            return Err(Message::new(format!("`{option}` has an empty pattern"))
                .help("remove it to receive everything")
                .note(RULE));
        }
        fields(&members)?;
        Ok(Self { members })
    }

    /// The names of the fields at the top, also those in `$or`.
    pub(super) fn fields(&self) -> Vec<&str> {
        top(&self.members)
    }

    /// Whether it has a field of a field.
    pub(super) fn is_nested(&self) -> bool {
        self.leaves().iter().any(|leaf| leaf.depth > 1)
    }

    /// The number of fields with a list.
    pub(super) fn keys(&self) -> usize {
        self.leaves().len()
    }

    /// The product of the numbers of values, each multiplied by the level of its field.
    pub(super) fn combinations(&self) -> usize {
        self.leaves()
            .iter()
            .fold(1, |all, leaf| all.saturating_mul(leaf.values * leaf.depth))
    }

    /// The pattern within a field.
    pub(super) fn within(&self, field: &str) -> String {
        let inner = Json::Object(self.members.clone());
        Json::Object(vec![(field.to_owned(), inner)]).to_string()
    }

    /// The lists outside of `$or`, whose alternatives are counted in other ways.
    fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        collect(&self.members, 1, &mut leaves);
        leaves
    }
}

/// A field with a list.
struct Leaf {
    depth: usize,
    values: usize,
}

fn collect(members: &[(String, Json)], depth: usize, leaves: &mut Vec<Leaf>) {
    for (_, value) in members.iter().filter(|(name, _)| name != "$or") {
        match value {
            Json::Array(values) => leaves.push(Leaf {
                depth,
                values: values.len(),
            }),
            Json::Object(inner) => collect(inner, depth + 1, leaves),
            _ => {}
        }
    }
}

fn top(members: &[(String, Json)]) -> Vec<&str> {
    let mut names = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("$or", Json::Array(alternatives)) => {
                for alternative in alternatives {
                    if let Json::Object(inner) = alternative {
                        names.extend(top(inner));
                    }
                }
            }
            (name, _) => names.push(name),
        }
    }
    names
}

fn fields(members: &[(String, Json)]) -> Result<(), Message> {
    for (name, value) in members {
        match (name.as_str(), value) {
            ("$or", value) => alternatives(value)?,
            (name, Json::Array(values)) if values.is_empty() => {
                return Err(Message::new(format!(
                    "`{name}` has an empty list, which no value matches"
                ))
                .help(format!("\"{name}\": [{{\"exists\": true}}]"))
                .note(RULE));
            }
            (name, Json::Array(values)) => {
                for value in values {
                    element(name, value)?;
                }
            }
            (name, Json::Object(inner)) if inner.is_empty() => {
                return Err(Message::new(format!("`{name}` has an empty pattern"))
                    .help(format!("\"{name}\": [{{\"exists\": true}}]"))
                    .note(RULE));
            }
            (name, Json::Object(inner)) if is_operator(inner) => {
                return Err(not_in_list(name, value));
            }
            (_, Json::Object(inner)) => fields(inner)?,
            (name, value) => return Err(not_in_list(name, value)),
        }
    }
    Ok(())
}

/// Whether the members are meant as an operator: `{"numeric": [">", 0]}`, `{"exists": true}`. A field may have the name of an operator.
fn is_operator(members: &[(String, Json)]) -> bool {
    let [(name, operand)] = members else {
        return false;
    };
    OPERATORS.contains(&name.as_str())
        && match operand {
            Json::Array(parts) => is_range(parts),
            Json::Object(_) => false,
            _ => true,
        }
}

fn not_in_list(name: &str, value: &Json) -> Message {
    Message::new(format!("`{name}` must have a list, not `{value}`"))
        .help(format!("\"{name}\": [{value}]"))
        .note(RULE)
}

/// `$or`: at least two patterns.
fn alternatives(value: &Json) -> Result<(), Message> {
    let wrong = || {
        Message::new("`$or` must have a list of at least two patterns")
            .help("\"$or\": [{\"status\": [\"paid\"]}, {\"total\": [0]}]")
            .note(RULE)
    };
    let Json::Array(patterns) = value else {
        return Err(wrong());
    };
    if patterns.len() < 2 {
        return Err(wrong());
    }
    for pattern in patterns {
        match pattern {
            Json::Object(members) if !members.is_empty() => fields(members)?,
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// A value or an operator in a list.
fn element(name: &str, value: &Json) -> Result<(), Message> {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => Ok(()),
        Json::Array(_) => Err(
            Message::new(format!("the list of `{name}` has the list `{value}`"))
                .help("write its values in one list")
                .note(RULE),
        ),
        Json::Object(members) => match members.as_slice() {
            [(operator, operand)] => self::operator(name, operator, operand),
            _ => Err(Message::new(format!(
                "the list of `{name}` has `{value}`, which is not one operator"
            ))
            .help(format!("\"{name}\": [{{\"exists\": true}}]"))
            .note(operators())),
        },
    }
}

fn operators() -> String {
    format!(
        "the operators are {}",
        OPERATORS.map(|name| format!("`{name}`")).join(", ")
    )
}

fn operator(name: &str, operator: &str, operand: &Json) -> Result<(), Message> {
    let wrong = |expected: &str, form: &str| {
        Err(Message::new(format!(
            "`{operator}` of `{name}` must have {expected}, not `{operand}`"
        ))
        .help(format!("\"{name}\": [{form}]"))
        .note(RULE))
    };
    match (operator, operand) {
        ("exists", Json::Bool(_)) => Ok(()),
        ("exists", _) => wrong("`true` or `false`", "{\"exists\": true}"),
        ("numeric", Json::Array(parts)) if is_range(parts) => Ok(()),
        ("numeric", _) => wrong(
            "comparisons with numbers",
            "{\"numeric\": [\">=\", 0, \"<\", 100]}",
        ),
        ("prefix" | "suffix" | "equals-ignore-case", Json::Text(_) | Json::Object(_))
        | ("wildcard" | "cidr", Json::Text(_))
        | ("anything-but", _) => Ok(()),
        (known, _) if OPERATORS.contains(&known) => {
            wrong("a text", &format!("{{\"{known}\": \"part\"}}"))
        }
        _ => {
            let near = OPERATORS
                .into_iter()
                .max_by(|a, b| {
                    strsim::jaro_winkler(a, operator).total_cmp(&strsim::jaro_winkler(b, operator))
                })
                .filter(|near| strsim::jaro_winkler(near, operator) > 0.7);
            let message = Message::new(format!(
                "`{operator}` in the list of `{name}` is not an operator"
            ));
            Err(match near {
                Some(near) => message.help(format!("\"{name}\": [{{\"{near}\": {operand}}}]")),
                None => message.help(format!(
                    "to match a field of a field, \"{name}\": {{\"{operator}\": [{operand}]}}"
                )),
            }
            .note(operators()))
        }
    }
}

/// `[">", 0]` or `[">=", 0, "<", 100]`.
fn is_range(parts: &[Json]) -> bool {
    let is_pair = |pair: &[Json]| {
        matches!(pair, [Json::Text(comparison), Json::Number(_)]
            if ["=", "<", "<=", ">", ">="].contains(&comparison.as_str()))
    };
    matches!(parts.len(), 2 | 4) && parts.chunks(2).all(is_pair)
}

/// The reason why a text is not a pattern of `filter_criteria`.
pub(super) fn refuse_criterion(text: &str) -> Option<Message> {
    let length = text.chars().count();
    if length > limits::FILTER_CHARS {
        return Some(
            Message::new(format!(
                "a pattern of `filter_criteria` must be at most {} characters, not {length}",
                limits::FILTER_CHARS
            ))
            .note("Lambda accepts no longer pattern"),
        );
    }
    Pattern::read("filter_criteria", text).err()
}

/// The reason why a text is not a filter policy of SNS.
pub(super) fn refuse_policy(text: &str) -> Option<Message> {
    if text.len() > limits::FILTER_POLICY_BYTES {
        return Some(
            Message::new(format!(
                "`filter_policy` must be at most {} bytes, not {}",
                limits::FILTER_POLICY_BYTES,
                text.len()
            ))
            .note("SNS accepts no longer policy"),
        );
    }
    let policy = match Pattern::read("filter_policy", text) {
        Ok(policy) => policy,
        Err(message) => return Some(message),
    };
    let (keys, combinations) = (policy.keys(), policy.combinations());
    if keys > limits::FILTER_POLICY_KEYS {
        return Some(
            Message::new(format!(
                "`filter_policy` must have at most {} keys, not {keys}",
                limits::FILTER_POLICY_KEYS
            ))
            .help("check the other fields in the handler")
            .note("SNS accepts no policy with more keys"),
        );
    }
    if combinations > limits::FILTER_POLICY_COMBINATIONS {
        return Some(
            Message::new(format!(
                "`filter_policy` must have at most {} combinations of values, not {combinations}",
                limits::FILTER_POLICY_COMBINATIONS
            ))
            .help("check some of the fields in the handler")
            .note("the combinations are the product of the numbers of values, each multiplied by the level of its key"),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Pattern, refuse_criterion, refuse_policy};

    /// Patterns of the developer guide's page on event filtering.
    #[test]
    fn patterns_of_the_developer_guide_are_accepted() {
        for pattern in [
            r#"{"body": {"RecordNumber": [{"numeric": ["=", 9999]}]}}"#,
            r#"{"data": {"City": ["New York"], "Month": ["January"]}}"#,
            r#"{"data": {"Temperature": [{"numeric": [">", 10, "<=", 20]}]}}"#,
            r#"{"dynamodb": {"NewImage": {"UserID": {"S": [""]}}}}"#,
            r#"{"body": {"PaymentType": ["Credit", "Debit"], "Name": [null]}}"#,
            r#"{"body": {"Name": [{"equals-ignore-case": "Alice"}]}}"#,
            r#"{"body": {"Weather": [{"anything-but": ["Raining", "Snowing"]}]}}"#,
            r#"{"data": {"ProductName": [{"exists": false}]}}"#,
            r#"{"value": {"Region": [{"prefix": "us-"}], "FileName": [{"suffix": ".png"}]}}"#,
            r#"{"body": {"$or": [{"Day": ["Mon"]}, {"Night": [true]}]}}"#,
            // A field with the name of an operator.
            r#"{"body": {"prefix": ["Dr."], "exists": {"id": [1]}}}"#,
            r#"{"$or": [{"body": {"a": [1]}}, {"messageAttributes": {"b": {"stringValue": ["c"]}}}]}"#,
        ] {
            assert!(refuse_criterion(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn texts_that_are_not_patterns_are_refused() {
        for pattern in [
            "",
            "{}",
            "[]",
            "\"paid\"",
            r#"{"body": "paid"}"#,
            r#"{"body": {}}"#,
            r#"{"body": {"status": []}}"#,
            r#"{"body": {"status": "paid"}}"#,
            r#"{"body": {"status": [["paid"]]}}"#,
            r#"{"body": {"status": [{"prefx": "pa"}]}}"#,
            r#"{"body": {"status": [{"prefix": 1}]}}"#,
            r#"{"body": {"status": [{"prefix": "a", "suffix": "b"}]}}"#,
            r#"{"body": {"status": [{"exists": "yes"}]}}"#,
            r#"{"body": {"total": [{"numeric": [">"]}]}}"#,
            r#"{"body": {"total": [{"numeric": ["!=", 5]}]}}"#,
            r#"{"body": {"total": {"numeric": [">", 5]}}}"#,
            r#"{"body": {"total": {"exists": true}}}"#,
            r#"{"body": {"$or": [{"a": [1]}]}}"#,
            r#"{"body": {"$or": {"a": [1]}}}"#,
            r#"{"body": {"status": ["paid"]}"#,
        ] {
            assert!(refuse_criterion(pattern).is_some(), "{pattern}");
        }
    }

    /// The combinations and keys of the examples in SNS's page on constraints.
    #[test]
    fn combinations_and_keys_are_counted_as_sns_does() {
        let flat = r#"{"key_a": ["value_one", "value_two", "value_three"], "key_b": ["value_one"], "key_c": ["value_one", "value_two"]}"#;
        let flat = Pattern::read("filter_policy", flat).unwrap();
        assert_eq!(
            (flat.combinations(), flat.keys(), flat.is_nested()),
            (6, 3, false)
        );
        let nested = r#"{"key_a": {"key_b": {"key_c": {"key_d": ["value_one", "value_two", "value_three", "value_four"]}}, "key_e": {"key_f": ["value_one", "value_two", "value_three"]}}}"#;
        let nested = Pattern::read("filter_policy", nested).unwrap();
        assert_eq!((nested.keys(), nested.is_nested()), (2, true));
        assert_eq!(nested.combinations(), (4 * 4) * (3 * 3));
    }

    #[test]
    fn policies_beyond_the_limits_of_sns_are_refused() {
        let keys = r#"{"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}"#;
        assert!(refuse_policy(keys).is_some());
        let values = |count: usize| {
            let list: Vec<_> = (0..count).map(|value| value.to_string()).collect();
            format!("{{\"a\": [{}]}}", list.join(","))
        };
        assert!(refuse_policy(&values(150)).is_none());
        assert!(refuse_policy(&values(151)).is_some());
    }
}
