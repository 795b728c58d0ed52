//! A struct's names against a template's.

use crate::table::{Message, parameter_at, parameter_count, same};

/// What is wrong with the names that a struct takes, if something is.
pub(super) const fn misnamed(
    template: &'static str,
    names: &'static [&'static str],
) -> Option<Message> {
    let declared = parameter_count(template);
    let mut at = 0;
    while at < names.len() {
        if !has_parameter(template, declared, names[at]) {
            return Some(missing(template, declared, names, names[at]));
        }
        at += 1;
    }
    let mut at = 0;
    while at < declared {
        let parameter = parameter_at(template, at);
        if !contains(names, parameter) {
            return Some(untaken(template, parameter));
        }
        at += 1;
    }
    None
}

/// The template lacks a parameter that the struct takes. The nearest is one that no field takes: a slip in either place.
const fn missing(
    template: &'static str,
    declared: usize,
    names: &'static [&'static str],
    name: &'static str,
) -> Message {
    let message = Message::new()
        .text("`")
        .text(template)
        .text("` has no parameter `")
        .text(name)
        .text("`, which this handler's `Path` takes\nhelp: ");
    let (mut nearest, mut distance, mut at) = ("", usize::MAX, 0);
    while at < declared {
        let parameter = parameter_at(template, at);
        let this = edits(parameter, name);
        if !contains(names, parameter) && this < distance {
            (nearest, distance) = (parameter, this);
        }
        at += 1;
    }
    let message = if nearest.is_empty() {
        message
            .text("add `{")
            .text(name)
            .text("}` to the template, or leave the field out")
    } else {
        message
            .text("the template calls a parameter `")
            .text(nearest)
            .text("`: give both one name")
    };
    message.text("\nnote: the fields of a struct that derives `PathParams` are the template's parameters, by the names that serde has for them")
}

const fn untaken(template: &'static str, parameter: &'static str) -> Message {
    Message::new()
        .text("this handler's `Path` does not take the parameter `")
        .text(parameter)
        .text("` of `")
        .text(template)
        .text("`\nhelp: add a field `")
        .text(parameter)
        .text("` to the struct\nnote: the fields of a struct that derives `PathParams` are the template's parameters, by the names that serde has for them")
}

const fn has_parameter(template: &'static str, declared: usize, name: &str) -> bool {
    let mut at = 0;
    while at < declared {
        if same(parameter_at(template, at).as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// The longest name that is compared letter by letter.
const LONGEST: usize = 63;

/// How many letters have to be added, dropped or changed to get from one name to the other (Levenshtein).
const fn edits(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    if from.len() > LONGEST || to.len() > LONGEST {
        return LONGEST;
    }
    let mut row = [0; LONGEST + 1];
    let mut column = 0;
    while column <= to.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 1;
    while line <= from.len() {
        let mut diagonal = row[0];
        row[0] = line;
        let mut column = 1;
        while column <= to.len() {
            let changed = if from[line - 1] == to[column - 1] {
                diagonal
            } else {
                diagonal + 1
            };
            diagonal = row[column];
            let (added, dropped) = (row[column - 1] + 1, row[column] + 1);
            let least = if added < dropped { added } else { dropped };
            row[column] = if changed < least { changed } else { least };
            column += 1;
        }
        line += 1;
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(template: &'static str, names: &'static [&'static str]) -> Option<String> {
        let message = misnamed(template, names)?;
        message
            .as_str()
            .lines()
            .take(2)
            .map(str::to_owned)
            .reduce(|a, b| format!("{a} | {b}"))
    }

    #[test]
    fn names_fit_in_any_order() {
        assert_eq!(
            said("/orders/{order}/lines/{line+}", &["line", "order"]),
            None
        );
        assert_eq!(said("/orders", &[]), None);
    }

    #[test]
    fn the_missing_name_is_told_with_the_nearest() {
        assert_eq!(
            said("/orders/{order}/lines/{lineno}", &["order", "line_no"]).unwrap(),
            "`/orders/{order}/lines/{lineno}` has no parameter `line_no`, which this handler's `Path` takes | help: the template calls a parameter `lineno`: give both one name"
        );
        assert_eq!(
            said("/orders/{order}", &["order", "line"]).unwrap(),
            "`/orders/{order}` has no parameter `line`, which this handler's `Path` takes | help: add `{line}` to the template, or leave the field out"
        );
        assert_eq!(
            said("/orders/{order}/{line}", &["order"]).unwrap(),
            "this handler's `Path` does not take the parameter `line` of `/orders/{order}/{line}` | help: add a field `line` to the struct"
        );
    }

    #[test]
    fn edits_are_counted() {
        for (from, to, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("order", "order", 0),
            ("lineno", "line_no", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(from, to), expected, "{from} {to}");
        }
    }
}
