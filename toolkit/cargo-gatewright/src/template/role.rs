//! The execution role with the policy of `cargo gatewright iam`.

use super::builder::{Builder, Subject, joined};
use super::function::Variables;
use super::mappings;
use super::node::{Map, Node, map};
use crate::iam::policy::{Holds, Name, Resource, Statement};
use std::collections::BTreeMap;

/// Adds the role.
pub(crate) fn add(builder: &mut Builder<'_>, subject: Subject<'_>, variables: &Variables) {
    let unnamed = builder.take_unnamed();
    let mut statements = Vec::new();
    let policy = subject.policy;
    let has = |action: &str| {
        let mut all = policy.statements.iter().flat_map(|one| &one.actions);
        all.any(|one| one == action)
    };
    if !has("logs:PutLogEvents") {
        statements.push(allow(
            &["logs:CreateLogStream", "logs:PutLogEvents"],
            Node::arn(format!("{}LogGroup", subject.stem)),
            None,
        ));
    }
    let tracing = subject.manifest.function.settings.tracing.as_deref();
    if tracing == Some("Active") && !has("xray:PutTraceSegments") {
        let actions = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
        statements.push(allow(&actions, "*".into(), Some("tracing = \"Active\"")));
    }
    for statement in &policy.statements {
        let resource = resource(builder, subject, variables, statement, &unnamed);
        let actions: Vec<&str> = statement.actions.iter().map(String::as_str).collect();
        let reasons = reasons(statement);
        statements.push(allow(&actions, resource, reasons.as_deref()));
    }
    for unresolved in &policy.unresolved {
        let place = unresolved
            .place
            .as_ref()
            .map(|(file, line)| super::node::Place {
                file: file.display().to_string(),
                line: u32::try_from(*line).unwrap_or(u32::MAX),
            });
        builder.remark(
            subject,
            place,
            format!(
                "the role may lack permissions for {}: {}",
                unresolved.what, unresolved.why
            ),
            format!(
                "add what it needs to `{}Role`; `cargo gatewright iam` lists the calls",
                subject.stem
            ),
        );
    }
    let trust = map! {
        "Version" => "2012-10-17",
        "Statement" => vec![map! {
            "Effect" => "Allow",
            "Principal" => map! { "Service" => "lambda.amazonaws.com" },
            "Action" => "sts:AssumeRole",
        }.into()],
    };
    let document = map! { "Version" => "2012-10-17", "Statement" => statements };
    let properties = map! {
        "AssumeRolePolicyDocument" => trust,
        "Policies" => vec![map! {
            "PolicyName" => subject.name(),
            "PolicyDocument" => document,
        }.into()],
    };
    let id = format!("{}Role", subject.stem);
    builder.put(&id, "AWS::IAM::Role", properties);
}

fn allow(actions: &[&str], resource: Node, comment: Option<&str>) -> Node {
    let mut statement = Map::new();
    let entry = statement.push("Effect", "Allow");
    if let Some(comment) = comment {
        entry.comment(comment);
    }
    statement.push("Action", Node::texts(actions.iter().copied()));
    statement.push("Resource", resource);
    statement.into()
}

/// What needs the actions of a statement, without repetitions.
fn reasons(statement: &Statement) -> Option<String> {
    let mut reasons: Vec<&str> = Vec::new();
    for reason in &statement.reasons {
        if !reasons.contains(&reason.what.as_str()) {
            reasons.push(&reason.what);
        }
    }
    (!reasons.is_empty()).then(|| reasons.join(", "))
}

fn resource(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    variables: &Variables,
    statement: &Statement,
    unnamed: &BTreeMap<(&'static str, &'static str), Vec<Node>>,
) -> Node {
    let Resource::Of {
        service,
        arn,
        kind,
        name,
        holds,
    } = &statement.resource
    else {
        return "*".into();
    };
    let is_table_stream = service == "dynamodb" && kind == "Stream";
    let service_key = if is_table_stream {
        "dynamodb:stream"
    } else {
        service.as_str()
    };
    // The ARN of a table's stream is whole.
    let after = arn.split_once("{name}").map_or("", |(_, after)| after);
    let after = if is_table_stream { "" } else { after };
    match name {
        Name::Constant(name) => {
            if service == "logs" && *name == log_group(subject) {
                return Node::arn(format!("{}LogGroup", subject.stem));
            }
            if let Some(id) = builder.function(name).filter(|_| service == "lambda") {
                return extended(&Node::arn(id), after);
            }
            match builder.known_arn(service_key, name) {
                Some(known) => extended(known, after),
                None => sub(&arn.replace("{name}", &escaped(name))),
            }
        }
        Name::Variable(variable) => {
            let key = mappings::variable_key(subject, variable);
            if let Some(known) = builder.known_arn(service_key, &key) {
                return extended(&known.clone(), after);
            }
            match variables.get(variable) {
                // A table of this template.
                Some(Node::Ref(id)) if builder.is_resource(id) => extended(&Node::arn(id), after),
                Some(Node::Ref(id)) => named(id, arn, after, *holds),
                _ => {
                    // A variable of Lambda's own, such as `AWS_LAMBDA_FUNCTION_NAME`.
                    match super::function::resource_parameter(builder, subject, variable, None) {
                        Node::Ref(id) => named(&id, arn, after, *holds),
                        other => other,
                    }
                }
            }
        }
        Name::Unknown => {
            let known = unnamed
                .iter()
                .find(|((of, word), _)| of == service && word == kind)
                .map(|(_, arns)| arns.clone())
                .unwrap_or_default();
            let is_of_attributes = statement
                .reasons
                .iter()
                .all(|one| is_of_attribute(&one.what));
            let mut arns: Vec<Node> = known.iter().map(|one| extended(one, after)).collect();
            if arns.is_empty() || !is_of_attributes {
                let what = format!(
                    "ARN of the {service} resource ({kind}) whose name {} computes",
                    subject.name()
                );
                let word = joined(&super::stack::pascal(service), kind);
                let id = format!("{}{word}Arn", subject.stem);
                arns.push(builder.parameter(&id, &what));
                let what = reasons(statement).unwrap_or_default();
                builder.remark(
                    subject,
                    None,
                    format!("the name of a {service} resource ({kind}) is not known before the function runs: {what}"),
                    format!("give its ARN as the parameter `{id}`"),
                );
            }
            match <[Node; 1]>::try_from(arns) {
                Ok([one]) => one,
                Err(several) => several.into(),
            }
        }
    }
}

/// Whether a need is that of an attribute, whose resources the template has. The handle of a `#[websocket]` handler posts to its own API.
fn is_of_attribute(what: &str) -> bool {
    let of_handle = what.strip_prefix("gatewright::connections::Connections::");
    what.starts_with("#[") || of_handle.is_some_and(|method| method != "at")
}

/// The resource that a parameter names.
fn named(id: &str, arn: &str, after: &str, holds: Holds) -> Node {
    match holds {
        Holds::Arn => extended(&Node::reference(id), after),
        Holds::Name => sub(&arn.replace("{name}", &format!("${{{id}}}"))),
        Holds::Url => {
            // `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`
            let parts = Node::call("Split", vec!["/".into(), Node::reference(id)]);
            let name = Node::call("Select", vec![Node::Number(4), parts]);
            let text = arn.replace("{name}", "${Name}");
            Node::call("Sub", vec![text.into(), map! { "Name" => name }.into()])
        }
    }
}

/// An ARN with what follows the name.
fn extended(arn: &Node, after: &str) -> Node {
    if after.is_empty() {
        return arn.clone();
    }
    match arn {
        Node::Ref(id) => Node::Sub(format!("${{{id}}}{after}")),
        Node::GetAtt(id, attribute) => Node::Sub(format!("${{{id}.{attribute}}}{after}")),
        other => other.clone(),
    }
}

/// The name of the function's log group.
fn log_group(subject: Subject<'_>) -> String {
    let logging = subject.manifest.function.settings.logging_config.as_ref();
    let name = logging.and_then(|logging| logging.log_group.clone());
    name.unwrap_or_else(|| format!("/aws/lambda/{}", subject.name()))
}

/// `!Sub`, or the text alone where nothing is replaced.
fn sub(text: &str) -> Node {
    if text.contains("${") {
        Node::sub(text)
    } else {
        text.into()
    }
}

/// A text that `!Sub` leaves as it is.
fn escaped(text: &str) -> String {
    text.replace("${", "${!")
}

#[cfg(test)]
mod tests {
    use crate::iam::policy::{Name, Policy, Reason, Resource, Statement};
    use crate::iam::sdk::{CONNECTIONS, CONNECTIONS_ARN};
    use crate::template::stack::{Form, Input, Stack};
    use crate::workspace::Described;
    use gatewright_manifest::Manifest;
    use std::path::PathBuf;

    /// The template of a function with a WebSocket API that calls these methods of `Connections`.
    fn template(methods: &[&str]) -> String {
        let manifest = r#"{ "version": 1, "function": { "name": "chat", "triggers": [{ "trigger": "websocket" }] },
            "handlers": [{ "kind": "source", "source": "websocket", "name": "say", "function": "say", "module": "chat", "file": "c.rs",
              "line": 2 }] }"#;
        let described = Described {
            package: "chat".to_owned(),
            folder: PathBuf::from("/project/chat"),
            binary: "chat".to_owned(),
            manifest: Manifest::from_json(manifest).expect("a manifest"),
        };
        let action = "execute-api:ManageConnections";
        let reasons = methods.iter().map(|method| Reason {
            action: action.to_owned(),
            what: format!("gatewright::connections::Connections::{method}"),
            place: None,
        });
        let statement = Statement {
            actions: vec![action.to_owned()],
            resource: Resource::named(CONNECTIONS_ARN, CONNECTIONS.1, Name::Unknown),
            reasons: reasons.collect(),
        };
        let stack = built(Form::Plain, described, statement);
        crate::template::yaml::document(&stack.map())
    }

    /// The template of a function with these permissions.
    fn built(form: Form, described: Described, statement: Statement) -> Stack {
        let policy = Policy {
            statements: vec![statement],
            unresolved: Vec::new(),
        };
        let input = Input {
            functions: &[described],
            policies: &[policy],
            packages: "target/lambda",
            alarms: false,
        };
        crate::template::build(form, input).unwrap_or_else(|error| panic!("{error}"))
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>
    #[test]
    fn connections_are_those_of_the_api_in_the_template() {
        let own = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ChatWebSocketApi}/${ChatWebSocketApiStage}/*/@connections/*";
        let template_of_handle = template(&["post", "disconnect"]);
        assert!(template_of_handle.contains(own), "{template_of_handle}");
        assert!(!template_of_handle.contains("ConnectionsArn"));
        // `Connections::at` names another API, which a parameter holds.
        let with_another = template(&["at", "post"]);
        assert!(with_another.contains(own), "{with_another}");
        assert!(
            with_another.contains("!Ref ChatExecuteApiConnectionsArn"),
            "{with_another}"
        );
    }

    /// The template of a function that reads the name of a table from `NOTES_TABLE`. `environment` has the variables of its manifest.
    fn table_of(environment: &str, form: Form) -> Stack {
        table_named_by("NOTES_TABLE", environment, form)
    }

    fn table_named_by(variable: &str, environment: &str, form: Form) -> Stack {
        let manifest = format!(
            r#"{{ "version": 1, "function": {{ "name": "notes" }}, "handlers": [], "environment": [{environment}] }}"#
        );
        let described = Described {
            package: "notes".to_owned(),
            folder: PathBuf::from("/projects/notes"),
            binary: "notes".to_owned(),
            manifest: Manifest::from_json(&manifest).expect("a manifest"),
        };
        let arn = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{name}";
        let statement = Statement {
            actions: vec!["dynamodb:GetItem".to_owned()],
            resource: Resource::named(arn, "Table", Name::Variable(variable.to_owned())),
            reasons: Vec::new(),
        };
        built(form, described, statement)
    }

    const WITH_DEFAULT: &str = r#"{ "name": "NOTES_TABLE", "required": false, "default": "\"notes\"", "read_by": "settings" },
        { "name": "PAGE_SIZE", "required": false, "default": "20", "read_by": "settings" }"#;

    /// The permissions are for the table that the function reads, whatever a deployment calls it.
    #[test]
    fn variable_with_default_is_one_value_for_role_and_function() {
        for form in [Form::Sam, Form::Plain] {
            let stack = table_of(WITH_DEFAULT, form);
            let yaml = crate::template::yaml::document(&stack.map());
            for expected in [
                "  NotesTable:\n    Type: String\n    Description: NOTES_TABLE of notes, which names a resource\n    Default: notes\n",
                "        Variables:\n          NOTES_TABLE: !Ref NotesTable\n",
                "table/${NotesTable}",
                "# PAGE_SIZE has the default 20\n",
            ] {
                assert!(yaml.contains(expected), "no {expected:?} in {yaml}");
            }
            assert!(!yaml.contains("NOTES_TABLE has the default"), "{yaml}");
        }
    }

    #[test]
    fn other_formats_pass_a_variable_with_default_too() {
        let stack = table_of(WITH_DEFAULT, Form::Plain);
        let cdk = crate::template::cdk::document(&stack, "target/lambda");
        let terraform = crate::template::terraform::document(&stack, "target/lambda");
        for (expected, document) in [
            ("default: 'notes'", &cdk),
            ("NOTES_TABLE: notesTable.valueAsString", &cdk),
            ("table/${notesTable.valueAsString}", &cdk),
            ("\"default\": \"notes\"", &terraform),
            ("\"NOTES_TABLE\": \"${var.notes_table}\"", &terraform),
            ("table/${var.notes_table}", &terraform),
        ] {
            assert!(document.contains(expected), "no {expected:?} in {document}");
        }
    }

    /// `Option<String>`, a constant, and a variable that the code reads with `std::env`: a deployment gives the name.
    #[test]
    fn variable_without_a_known_default_is_a_parameter_without_one() {
        for environment in [
            r#"{ "name": "NOTES_TABLE", "required": false, "read_by": "settings" }"#,
            r#"{ "name": "NOTES_TABLE", "required": false, "default": "DEFAULT_TABLE", "read_by": "settings" }"#,
        ] {
            let stack = table_of(environment, Form::Sam);
            let yaml = crate::template::yaml::document(&stack.map());
            assert!(yaml.contains("NOTES_TABLE: !Ref NotesTable"), "{yaml}");
            assert!(!yaml.contains("Default:"), "{yaml}");
        }
    }

    /// The code reads it with `std::env`.
    #[test]
    fn variable_that_the_manifest_does_not_list_is_set_too() {
        let stack = table_of("", Form::Sam);
        let yaml = crate::template::yaml::document(&stack.map());
        for expected in ["NOTES_TABLE: !Ref NotesTable", "table/${NotesTable}"] {
            assert!(yaml.contains(expected), "no {expected:?} in {yaml}");
        }
    }

    /// Lambda refuses a configuration that sets one of its own variables.
    #[test]
    fn variable_of_lambda_is_not_set() {
        let stack = table_named_by("AWS_LAMBDA_FUNCTION_NAME", "", Form::Sam);
        let yaml = crate::template::yaml::document(&stack.map());
        assert!(!yaml.contains("AWS_LAMBDA_FUNCTION_NAME: "), "{yaml}");
        assert!(yaml.contains("table/${AwsLambdaFunctionName}"), "{yaml}");
    }

    /// Terraform would take `${…}` in a default for a reference.
    #[test]
    fn default_of_a_terraform_variable_is_literal() {
        let environment = r#"{ "name": "NOTES_TABLE", "required": false, "default": "\"a${b}\"", "read_by": "settings" }"#;
        let stack = table_of(environment, Form::Plain);
        let terraform = crate::template::terraform::document(&stack, "target/lambda");
        assert!(terraform.contains("\"default\": \"a$${b}\""), "{terraform}");
    }
}
