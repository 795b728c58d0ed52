//! The execution role with the policy of `cargo gatewright iam`.

use super::builder::{Builder, Subject};
use super::function::Variables;
use super::node::{Map, Node, map};
use crate::iam::policy::{Name, Resource, Statement};

/// Adds the role.
pub(crate) fn add(builder: &mut Builder<'_>, subject: Subject<'_>, variables: &Variables) {
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
        let resource = resource(builder, subject, variables, statement);
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
) -> Node {
    let Resource::Of {
        service,
        arn,
        kind,
        name,
        ..
    } = &statement.resource
    else {
        return "*".into();
    };
    let after = arn.split_once("{name}").map_or("", |(_, after)| after);
    let base = match name {
        Name::Constant(name) => match builder.known_arn(service, name) {
            Some(known) => known.clone(),
            None => return sub(&arn.replace("{name}", &escaped(name))),
        },
        Name::Variable(variable) => match variables.get(variable) {
            // A table of this template.
            Some(Node::Ref(id)) if builder.is_resource(id) => Node::arn(id),
            Some(Node::Ref(id)) => {
                return sub(&arn.replace("{name}", &format!("${{{id}}}")));
            }
            Some(value) => value.clone(),
            // The code has a default, which may be anything.
            None => {
                let what = format!(
                    "Name of the resource that {variable} of {} names",
                    subject.name()
                );
                let id = builder.variable_id(subject, variable);
                let Node::Ref(id) = builder.parameter(&id, &what) else {
                    unreachable!("a parameter is a reference")
                };
                return sub(&arn.replace("{name}", &format!("${{{id}}}")));
            }
        },
        Name::Unknown => {
            let what = format!(
                "ARN of the {service} resources ({kind}) that {} computes",
                subject.name()
            );
            let id = format!("{}{}{kind}Arn", subject.stem, super::stack::pascal(service));
            let parameter = builder.parameter(&id, &what);
            builder.remark(
                subject,
                None,
                format!("the code computes the name of a {service} resource ({kind})"),
                "give its ARN as the parameter; `*` allows all of them",
            );
            parameter
        }
    };
    match base {
        node if after.is_empty() => node,
        Node::Ref(id) => Node::Sub(format!("${{{id}}}{after}")),
        Node::GetAtt(id, attribute) => Node::Sub(format!("${{{id}.{attribute}}}{after}")),
        node => node,
    }
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
