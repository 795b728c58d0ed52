//! Templates as JSON in the order of the tree.

use super::node::{Map, Node, map};
use serde_json::Value;

/// Returns a document with long intrinsics (`Fn::GetAtt`), without comments.
pub(crate) fn document(map: &Map) -> String {
    let mut out = String::new();
    write_map(map, 0, &mut out);
    out.push('\n');
    out
}

fn write(node: &Node, indent: usize, out: &mut String) {
    match node {
        Node::Text(text) => out.push_str(&Value::from(text.as_str()).to_string()),
        Node::Number(number) => out.push_str(&number.to_string()),
        Node::Decimal(text) => out.push_str(text),
        Node::Bool(value) => out.push_str(&value.to_string()),
        Node::List(nodes) => {
            out.push('[');
            for (at, node) in nodes.iter().enumerate() {
                separate(at, indent + 1, out);
                write(node, indent + 1, out);
            }
            end(nodes.is_empty(), indent, ']', out);
        }
        Node::Map(map) => write_map(map, indent, out),
        Node::Ref(id) => write_map(&map! { "Ref" => id }, indent, out),
        Node::GetAtt(id, attribute) => {
            let path = Node::texts([id, attribute]);
            write_map(&map! { "Fn::GetAtt" => path }, indent, out);
        }
        Node::Sub(text) => write_map(&map! { "Fn::Sub" => text }, indent, out),
        Node::Call(name, argument) => {
            let key = format!("Fn::{name}");
            write_map(&map! { key => argument.as_ref().clone() }, indent, out);
        }
    }
}

fn write_map(map: &Map, indent: usize, out: &mut String) {
    out.push('{');
    for (at, entry) in map.0.iter().enumerate() {
        separate(at, indent + 1, out);
        out.push_str(&Value::from(entry.key.as_str()).to_string());
        out.push_str(": ");
        write(&entry.value, indent + 1, out);
    }
    end(map.is_empty(), indent, '}', out);
}

fn separate(at: usize, indent: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
    }
    new_line(indent, out);
}

fn end(is_empty: bool, indent: usize, bracket: char, out: &mut String) {
    if !is_empty {
        new_line(indent, out);
    }
    out.push(bracket);
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..indent {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_keeps_its_order_and_is_json() {
        let map = map! {
            "z" => Node::arn("Shop"),
            "a" => vec![Node::sub("${x}\n\"y\""), Node::call("Split", vec![":".into()])],
            "e" => Map::new(),
        };
        let text = document(&map);
        assert!(text.find("\"z\"") < text.find("\"a\""), "{text}");
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, Node::Map(map).to_json());
    }
}
