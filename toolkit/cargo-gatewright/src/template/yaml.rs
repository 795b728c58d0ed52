//! Templates as YAML, in the style of AWS's documentation: block maps, short intrinsics, comments.

use super::node::{Entry, Map, Node};

/// The longest line of a comment, without its indent.
const COMMENT_WIDTH: usize = 100;

/// Returns a document.
pub(crate) fn document(map: &Map) -> String {
    let mut out = String::new();
    for (at, entry) in map.0.iter().enumerate() {
        // A section such as `Resources` has a line before it.
        let is_section = matches!(&entry.value, Node::Map(map) if !map.is_empty());
        if at > 0 && is_section {
            out.push('\n');
        }
        let Node::Map(section) = &entry.value else {
            write_entry(entry, 0, &mut out);
            continue;
        };
        write_comment(entry, 0, &mut out);
        out.push_str(&scalar(&entry.key));
        out.push_str(":\n");
        for (at, entry) in section.0.iter().enumerate() {
            if at > 0 && entry.value.as_map().is_some() {
                out.push('\n');
            }
            write_entry(entry, 1, &mut out);
        }
    }
    out
}

fn write_map(map: &Map, indent: usize, out: &mut String) {
    for entry in &map.0 {
        write_entry(entry, indent, out);
    }
}

fn write_entry(entry: &Entry, indent: usize, out: &mut String) {
    write_comment(entry, indent, out);
    push_indent(indent, out);
    write_pair(entry, indent, out);
}

fn write_pair(entry: &Entry, indent: usize, out: &mut String) {
    out.push_str(&scalar(&entry.key));
    out.push(':');
    write_value(&entry.value, indent + 1, out);
}

/// Writes a value after `key:`, `-` or a tag. What does not fit on the line is indented.
fn write_value(node: &Node, indent: usize, out: &mut String) {
    match node {
        Node::Map(map) if !map.is_empty() => {
            out.push('\n');
            write_map(map, indent, out);
        }
        Node::List(nodes) if !nodes.is_empty() => {
            out.push('\n');
            for node in nodes {
                write_item(node, indent, out);
            }
        }
        Node::Call(name, argument) => {
            out.push_str(" !");
            out.push_str(name);
            write_value(argument, indent, out);
        }
        _ => {
            out.push(' ');
            out.push_str(&inline(node));
            out.push('\n');
        }
    }
}

fn write_item(node: &Node, indent: usize, out: &mut String) {
    let Node::Map(map) = node else {
        push_indent(indent, out);
        out.push('-');
        return write_value(node, indent + 1, out);
    };
    // The comment of the first entry belongs to the whole item.
    for (at, entry) in map.0.iter().enumerate() {
        if at == 0 {
            write_comment(entry, indent, out);
            push_indent(indent, out);
            out.push_str("- ");
            write_pair(entry, indent + 1, out);
        } else {
            write_entry(entry, indent + 1, out);
        }
    }
    if map.is_empty() {
        push_indent(indent, out);
        out.push_str("- {}\n");
    }
}

fn inline(node: &Node) -> String {
    match node {
        Node::Text(text) => scalar(text),
        Node::Number(number) => number.to_string(),
        Node::Decimal(text) => text.clone(),
        Node::Bool(value) => value.to_string(),
        Node::Ref(id) => format!("!Ref {}", scalar(id)),
        Node::GetAtt(id, attribute) => format!("!GetAtt {}", scalar(&format!("{id}.{attribute}"))),
        Node::Sub(text) => format!("!Sub {}", scalar(text)),
        Node::List(_) => "[]".to_owned(),
        Node::Map(_) | Node::Call(..) => "{}".to_owned(),
    }
}

fn push_indent(indent: usize, out: &mut String) {
    for _ in 0..indent {
        out.push_str("  ");
    }
}

fn write_comment(entry: &Entry, indent: usize, out: &mut String) {
    for paragraph in entry.comment.iter().flat_map(|comment| comment.lines()) {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > COMMENT_WIDTH {
                write_comment_line(&line, indent, out);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        write_comment_line(&line, indent, out);
    }
}

fn write_comment_line(line: &str, indent: usize, out: &mut String) {
    push_indent(indent, out);
    out.push('#');
    if !line.is_empty() {
        out.push(' ');
    }
    // A comment ends where its line ends, whatever the line contains.
    out.extend(
        line.chars()
            .map(|one| if is_printable(one) { one } else { ' ' }),
    );
    out.push('\n');
}

/// Returns a text as a scalar that YAML 1.1 and 1.2 read as this text.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    if text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for one in text.chars() {
        match one {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            one if is_printable(one) => quoted.push(one),
            one => {
                let code = u32::from(one);
                quoted.push_str(&match code {
                    0..=0xff => format!("\\x{code:02x}"),
                    0x100..=0xffff => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                });
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text needs no quotes. Texts that start with a digit or with most punctuation have them, because some of them are numbers,
/// dates, times, tags or anchors.
fn is_plain(text: &str) -> bool {
    let starts =
        text.starts_with(|one: char| one.is_alphabetic() || matches!(one, '/' | '_' | '$' | '('));
    let is_reserved = RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text));
    starts
        && !is_reserved
        && text.chars().all(is_printable)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
}

/// Words that are values of other types in YAML 1.1.
const RESERVED: [&str; 10] = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nil",
];

fn is_printable(one: char) -> bool {
    // Line separators and the byte order mark are special in YAML; the last two of each plane are not characters.
    !one.is_control()
        && !matches!(one, '\u{2028}' | '\u{2029}' | '\u{feff}')
        && u32::from(one) & 0xfffe != 0xfffe
}

#[cfg(test)]
mod tests {
    use super::super::node::map;
    use super::*;

    #[test]
    fn texts_that_look_like_other_types_are_quoted() {
        for (text, expected) in [
            ("orders", "orders"),
            ("yes", "'yes'"),
            ("No", "'No'"),
            ("12:30", "'12:30'"),
            ("007", "'007'"),
            ("2012-10-17", "'2012-10-17'"),
            ("@daily", "'@daily'"),
            ("*", "'*'"),
            ("", "''"),
            ("it's: fine", "'it''s: fine'"),
            ("a # b", "'a # b'"),
            ("trailing:", "'trailing:'"),
            ("größe", "größe"),
            ("one\ntwo", "\"one\\ntwo\""),
            ("\u{feff}\u{1}", "\"\\ufeff\\x01\""),
            ("arn:aws:sqs:*", "arn:aws:sqs:*"),
            ("$default", "$default"),
            ("-", "'-'"),
            ("~", "'~'"),
        ] {
            assert_eq!(scalar(text), expected, "{text}");
        }
    }

    #[test]
    fn document_has_short_intrinsics_and_comments() {
        let mut properties = map! {
            "Role" => Node::arn("ShopRole"),
            "Layers" => vec![Node::reference("OtelLayerArn")],
            "Name" => Node::call("Select", vec![Node::Number(5), Node::call("Split", vec![":".into(), Node::reference("Queue")])]),
            "Empty" => Map::new(),
        };
        properties
            .push("Uri", Node::sub("arn:${AWS::Partition}:x"))
            .comment("The place.");
        let mut statement = map! { "Effect" => "Allow", "Action" => Node::texts(["a:B"]) };
        statement.0[0].comment("Needed.");
        properties.push("Statement", vec![statement.into()]);
        let document = document(
            &map! { "Version" => "2010-09-09", "Resources" => map! { "Shop" => map! { "Properties" => properties } } },
        );
        let expected = "\
Version: '2010-09-09'

Resources:
  Shop:
    Properties:
      Role: !GetAtt ShopRole.Arn
      Layers:
        - !Ref OtelLayerArn
      Name: !Select
        - 5
        - !Split
          - ':'
          - !Ref Queue
      Empty: {}
      # The place.
      Uri: !Sub arn:${AWS::Partition}:x
      Statement:
        # Needed.
        - Effect: Allow
          Action:
            - a:B
";
        assert_eq!(document, expected);
    }
}
