//! Files that are not templates, and templates with mistakes.

use super::super::read::Source;
use super::{compare, function, lines, parsed, refused};
use std::fmt::Write as _;

#[test]
fn an_empty_file_is_refused() {
    for text in ["", "\n\n", "# nothing\n"] {
        assert!(
            refused(text).contains("expected a template, found nothing"),
            "{}",
            refused(text)
        );
    }
}

#[test]
fn tabs_have_a_message_of_their_own() {
    let message = refused("Resources:\n\tOrders:\n\t\tType: AWS::SQS::Queue\n");
    assert!(
        message.contains("expected spaces, found a tab in the indentation at template.yaml:2:1"),
        "{message}"
    );
    let message = refused("Resources:\n  Orders:\n  \tType: AWS::SQS::Queue\n");
    assert!(
        message.contains("found a tab in the indentation at template.yaml:3:3"),
        "{message}"
    );
}

#[test]
fn json_may_have_tabs_and_surrogates() {
    let tree = parsed(
        "{\n\t\"Resources\": {\"A\": {\"Type\": \"T\", \"Properties\": {\"Text\": \"\\ud83d\\ude00 \\\\ud \\/\\n\"}}}\n}",
    );
    let text = tree.child("Resources.A.Properties.Text").expect("the text");
    assert_eq!(text.text(), Some("\u{1f600} \\ud /\n"));
    assert_eq!((text.at.line, text.at.column), (2, 58));
}

#[test]
fn mistakes_in_yaml_have_their_line() {
    let message = refused("Resources:\n  Orders:\n    Type: [AWS::SQS::Queue\n  Other: 1\n");
    assert!(
        message.contains("expected YAML or JSON") && message.contains("template.yaml:4:"),
        "{message}"
    );
    let message = refused("Resources: {");
    assert!(message.contains("expected YAML or JSON"), "{message}");
    let message = refused("a: *b\n");
    assert!(message.contains("template.yaml:1:"), "{message}");
}

#[test]
fn unknown_tags_are_refused_with_a_similar_one() {
    let message = refused("Resources:\n  A: !ref B\n");
    assert!(
        message.contains("found the tag `!ref` at template.yaml:2:"),
        "{message}"
    );
    assert!(message.contains("help: write `!Ref`"), "{message}");
    assert!(refused("A: !GettAtt B.Arn\n").contains("help: write `!GetAtt`"));
    assert!(refused("A: !vault secret\n").contains("help: remove the tag"));
}

#[test]
fn a_second_resource_of_one_name_is_refused_with_both_lines() {
    let message = refused(
        "Resources:\n  Orders:\n    Type: A\n  Other:\n    Type: B\n  Orders:\n    Type: C\n",
    );
    assert!(
        message
            .contains("expected each name once, found `Orders` a second time at template.yaml:6:3"),
        "{message}"
    );
    assert!(message.contains("the first one is in line 2"), "{message}");
    let message = refused(
        "Resources:\n  Orders:\n    Type: A\n    Properties:\n      Timeout: 1\n      Timeout: 2\n",
    );
    assert!(
        message
            .contains("expected each key once, found `Timeout` a second time at template.yaml:6:7"),
        "{message}"
    );
}

#[test]
fn a_second_document_is_refused() {
    assert!(refused("Resources: {}\n---\nResources: {}\n").contains("expected one document"));
}

#[test]
fn anchors_and_merge_keys_are_resolved() {
    let tree = parsed(
        "Base: &base\n  Timeout: 10\n  MemorySize: 128\nOwn:\n  <<: *base\n  MemorySize: 256\nList: &list [1]\nAgain: *list\n",
    );
    let text = |path| tree.child(path).and_then(|node| node.text());
    assert_eq!(text("Own.Timeout"), Some("10"));
    assert_eq!(text("Own.MemorySize"), Some("256"));
    assert_eq!(tree.child("Again").map(|node| node.items().len()), Some(1));
    assert!(refused("a: &a\n  <<: 1\n").contains("expected a map behind `<<`"));
}

#[test]
fn cyclic_and_exponential_aliases_are_refused() {
    let message = refused("a: &a [*a]\n");
    assert!(
        message.contains("an alias cannot contain itself"),
        "{message}"
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![item; 10].join(", "));
    }
    let message = refused(&bomb);
    assert!(message.contains("found more behind aliases"), "{message}");
}

#[test]
fn deep_nesting_is_refused() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "a: &x ".to_owned() + &"[".repeat(5000),
    ] {
        assert!(
            refused(&text).contains("levels, found more"),
            "{}",
            refused(&text)
        );
    }
}

#[test]
fn files_that_cannot_be_read_are_errors_with_help() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str| {
        let path = folder.path().join(name);
        match Source::of(&path, name) {
            Ok(_) => panic!("{name} was read"),
            Err(error) => error.to_string(),
        }
    };
    assert!(refused("absent.yaml").contains("could not read the template `absent.yaml`"));
    std::fs::create_dir(folder.path().join("inside")).expect("a folder");
    std::fs::write(folder.path().join("inside/template.yaml"), "").expect("a file");
    let message = refused("inside");
    assert!(
        message.contains("found the directory `inside`") && message.contains("template.yaml"),
        "{message}"
    );
    std::fs::write(
        folder.path().join("latin.yaml"),
        b"Resources:\n  A: caf\xe9\n",
    )
    .expect("a file");
    assert!(
        refused("latin.yaml").contains("found other bytes at latin.yaml:2:9"),
        "{}",
        refused("latin.yaml")
    );
    std::fs::write(folder.path().join("large.yaml"), vec![b'#'; 10_000_000]).expect("a file");
    assert!(refused("large.yaml").contains("found 10000000 bytes"));
}

#[test]
fn a_byte_order_mark_and_other_line_ends_are_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("template.yaml");
    std::fs::write(&path, "\u{feff}Resources:\r\n  A:\r\n    Type: T\r\n").expect("a file");
    let source = Source::of(&path, "template.yaml").expect("a text");
    let tree = source.parse("template.yaml").expect("a tree");
    let kind = tree.child("Resources.A.Type").expect("the type");
    assert_eq!(
        (kind.text(), kind.at.line, kind.at.column),
        (Some("T"), 3, 11)
    );
}

#[test]
fn files_of_other_tools_are_named() {
    let refused = |text: &str| {
        let error =
            super::super::is_template(&parsed(text), "file.yaml").expect_err("not a template");
        error.to_string()
    };
    assert!(
        refused("service: shop\nprovider:\n  name: aws\n")
            .contains("`service` of the Serverless Framework")
    );
    assert!(refused("openapi: 3.1.0\npaths: {}\n").contains("`openapi` of OpenAPI"));
    assert!(refused("just text\n").contains("expected a template with `Resources`"));
    assert!(refused("- a\n- b\n").contains("at file.yaml:1:1"));
    assert!(refused("Resources: []\n").contains("expected a map of resources"));
    assert!(refused("Resources:\n").contains("expected a template with `Resources`"));
}

#[test]
fn values_of_strange_types_do_not_panic() {
    let code = function(r#"{"version": 1, "function": {"name": "orders"}, "handlers": []}"#);
    for value in [
        "[]",
        "{}",
        "!Sub []",
        "!GetAtt []",
        "!Join [a]",
        "!If [a]",
        "[[[]]]",
        "!Sub '${'",
        "!Sub '${}'",
        "''",
        "~",
        "\u{e9}",
        "-1",
        "1e400",
    ] {
        for key in [
            "Timeout",
            "Events",
            "Environment",
            "Layers",
            "FunctionName",
            "FunctionUrlConfig",
            "Architectures",
            "CodeUri",
            "EphemeralStorage",
        ] {
            let text = format!(
                "Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      {key}: {value}\n"
            );
            let _ = lines(&compare(&text, std::slice::from_ref(&code)));
        }
        let text =
            format!("Globals: {value}\nParameters: {value}\nResources:\n  Orders: {value}\n");
        let _ = lines(&compare(&text, std::slice::from_ref(&code)));
    }
}
