//! The functions through which code calls AWS: paths for clippy, read from the source of each SDK crate and from the table.

use super::actions::{self, Service, pascal, snake};
use crate::workspace::{Workspace, is_platform, normal_dependencies};
use cargo_metadata::{Package, PackageId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

/// What a path does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// It begins or sends a request.
    Operation {
        /// The crate without `aws-sdk-`.
        service: String,
        /// The operation in either spelling.
        operation: String,
    },
    /// It makes an item of a request, which decides about actions and resources.
    Item {
        service: &'static str,
        /// The action, or an empty string if the statement of `PartiQL` decides.
        action: &'static str,
        /// The operations that take it.
        operations: &'static [&'static str],
    },
    /// It belongs to a crate that calls AWS itself, whose calls are known.
    Known(&'static Known),
}

/// A function of a known crate, which calls AWS for its caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Known {
    package: &'static str,
    path: &'static str,
    pub(crate) actions: &'static [&'static str],
    /// The service and the kind of the table.
    pub(crate) kind: (&'static str, &'static str),
    /// The argument with the name, from 0.
    pub(crate) argument: usize,
}

const fn known(
    path: &'static str,
    actions: &'static [&'static str],
    kind: (&'static str, &'static str),
    argument: usize,
) -> Known {
    Known {
        package: "gatewright",
        path,
        actions,
        kind,
        argument,
    }
}

const PARAMETER: (&str, &str) = ("ssm", "parameter");
const SECRET: (&str, &str) = ("secretsmanager", "secret");
/// The connections of a WebSocket API, which the table has without an ARN.
pub(crate) const CONNECTIONS: (&str, &str) = ("execute-api", "Connections");
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>
pub(crate) const CONNECTIONS_ARN: &str =
    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:{name}";
const MANAGES_CONNECTIONS: &[&str] = &["execute-api:ManageConnections"];
/// The index of an argument that no call has: the API is in the endpoint, and not in an argument.
const NONE: usize = usize::MAX;
const READS_PARAMETER: &[&str] = &["ssm:GetParameter"];
const READS_SECRET: &[&str] = &["secretsmanager:GetSecretValue"];

static KNOWN: &[Known] = &[
    known("gatewright::parameters::get", READS_PARAMETER, PARAMETER, 0),
    known(
        "gatewright::parameters::json",
        READS_PARAMETER,
        PARAMETER,
        0,
    ),
    known(
        "gatewright::parameters::list",
        READS_PARAMETER,
        PARAMETER,
        0,
    ),
    known(
        "gatewright::parameters::secret",
        READS_PARAMETER,
        PARAMETER,
        0,
    ),
    known(
        "gatewright::parameters::secret_json",
        READS_PARAMETER,
        PARAMETER,
        0,
    ),
    known("gatewright::secrets::get", READS_SECRET, SECRET, 0),
    known("gatewright::secrets::json", READS_SECRET, SECRET, 0),
    known("gatewright::secrets::bytes", READS_SECRET, SECRET, 0),
    known(
        "gatewright::connections::Connections::at",
        MANAGES_CONNECTIONS,
        CONNECTIONS,
        NONE,
    ),
    known(
        "gatewright::connections::Connections::post",
        MANAGES_CONNECTIONS,
        CONNECTIONS,
        NONE,
    ),
    known(
        "gatewright::connections::Connections::info",
        MANAGES_CONNECTIONS,
        CONNECTIONS,
        NONE,
    ),
    known(
        "gatewright::connections::Connections::disconnect",
        MANAGES_CONNECTIONS,
        CONNECTIONS,
        NONE,
    ),
    known(
        "gatewright::idempotency::DynamoDbStore::new",
        &[
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        ],
        ("dynamodb", "table"),
        1,
    ),
    Known {
        package: "aws-config",
        path: "aws_config::sts::AssumeRoleProvider::builder",
        actions: &["sts:AssumeRole"],
        kind: ("sts", "role"),
        argument: 0,
    },
];

const TRANSACTION: &[&str] = &["TransactWriteItems"];
const STATEMENTS: &[&str] = &["BatchExecuteStatement", "ExecuteTransaction"];

/// Items of requests: the service, the type, the action, and the operations that take it.
const ITEMS: &[(&str, &str, &str, &[&str])] = &[
    ("dynamodb", "Put", "dynamodb:PutItem", TRANSACTION),
    ("dynamodb", "Update", "dynamodb:UpdateItem", TRANSACTION),
    ("dynamodb", "Delete", "dynamodb:DeleteItem", TRANSACTION),
    (
        "dynamodb",
        "ConditionCheck",
        "dynamodb:ConditionCheckItem",
        TRANSACTION,
    ),
    ("dynamodb", "Get", "dynamodb:GetItem", &["TransactGetItems"]),
    ("dynamodb", "BatchStatementRequest", "", STATEMENTS),
    ("dynamodb", "ParameterizedStatement", "", STATEMENTS),
    (
        "eventbridge",
        "PutEventsRequestEntry",
        "events:PutEvents",
        &["PutEvents"],
    ),
];

/// Crates whose own use of the SDK is known: the providers of credentials, of which a function uses the environment.
const UNDERSTOOD: [&str; 2] = ["aws-config", "aws-credential-types"];

/// Crates that call AWS without the SDK.
const WITHOUT_SDK: [&str; 8] = [
    "rusoto_core",
    "rust-s3",
    "object_store",
    "opendal",
    "reqsign",
    "s3",
    "aws-sigv4",
    "aws-sign-v4",
];

/// The paths that clippy looks for, and what each does.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    by_path: BTreeMap<String, Target>,
    pub(crate) services: HashMap<String, Service>,
}

impl Paths {
    pub(crate) fn all(&self) -> Vec<&str> {
        self.by_path.keys().map(String::as_str).collect()
    }

    pub(crate) fn target(&self, path: &str) -> Option<&Target> {
        self.by_path.get(path)
    }

    fn add(&mut self, path: String, target: Target) {
        self.by_path.entry(path).or_insert(target);
    }
}

/// The name of an SDK crate without `aws-sdk-`.
fn sdk(package: &str) -> Option<&str> {
    package.strip_prefix("aws-sdk-")
}

/// Returns the paths of all SDK crates in the tree of dependencies.
pub(crate) fn paths(workspace: &Workspace) -> Paths {
    let mut paths = Paths::default();
    // The table names the kinds of what the known crates use.
    for name in ["ssm", "secretsmanager", "dynamodb", "sts"] {
        let service = actions::service(name).unwrap_or_default();
        paths.services.insert(name.to_owned(), service);
    }
    let packages = workspace.resolved.iter().flat_map(|one| &one.packages);
    for package in packages {
        let name: &str = &package.name;
        for known in KNOWN.iter().filter(|known| known.package == name) {
            paths.add(known.path.to_owned(), Target::Known(known));
        }
        if let Some(service) = sdk(name) {
            of_crate(package, service, &mut paths);
        }
    }
    paths
}

fn of_crate(package: &Package, name: &str, paths: &mut Paths) {
    let library = package
        .targets
        .iter()
        .find(|target| target.is_lib())
        .map_or_else(
            || package.name.replace('-', "_"),
            |one| one.name.replace('-', "_"),
        );
    let source = package
        .manifest_path
        .parent()
        .map(|folder| folder.join("src"))
        .unwrap_or_default();
    let service = actions::service(name).unwrap_or_default();
    let mut operations = operations(source.as_std_path());
    operations.extend(service.operations().map(snake));
    for operation in operations {
        let request = service
            .operation(&operation)
            .map_or_else(|| pascal(&operation), |one| pascal(&snake(one.name)));
        let target = Target::Operation {
            service: name.to_owned(),
            operation: operation.clone(),
        };
        paths.add(format!("{library}::Client::{operation}"), target.clone());
        paths.add(
            format!(
                "{library}::operation::{operation}::builders::{request}InputBuilder::send_with"
            ),
            target,
        );
    }
    for (waiter, operation) in waiters(source.as_std_path()) {
        let target = Target::Operation {
            service: name.to_owned(),
            operation,
        };
        paths.add(format!("{library}::client::Waiters::{waiter}"), target);
    }
    for (service, item, action, operations) in ITEMS.iter().filter(|one| one.0 == name) {
        let target = Target::Item {
            service,
            action,
            operations,
        };
        paths.add(format!("{library}::types::{item}::builder"), target);
    }
    paths.services.insert(name.to_owned(), service);
}

/// The operations of an SDK crate in snake case: the files of `src/client` and `src/operation`, and the methods of a `Client` that
/// is written in one file.
fn operations(source: &Path) -> BTreeSet<String> {
    // The others are methods and modules of every client.
    let is_operation =
        |name: &str| !["config", "customize", "from_conf", "mod", "new"].contains(&name);
    let mut operations = BTreeSet::new();
    for folder in ["client", "operation"] {
        let files = fs::read_dir(source.join(folder)).into_iter().flatten();
        let names = files.flatten().filter_map(|file| {
            let path = file.path();
            let is_file = path.extension().is_some_and(|extension| extension == "rs");
            (is_file || path.is_dir()).then(|| path.file_stem()?.to_str().map(str::to_owned))?
        });
        operations.extend(names.filter(|name| is_operation(name)));
    }
    for file in ["client.rs", "client/mod.rs", "lib.rs"] {
        let text = fs::read_to_string(source.join(file)).unwrap_or_default();
        operations.extend(
            methods(&text, "pub fn ")
                .into_iter()
                .filter(|name| is_operation(name)),
        );
    }
    operations
}

/// The waiters of an SDK crate: `wait_until_table_exists`, and the operation that it calls.
fn waiters(source: &Path) -> Vec<(String, String)> {
    let mut waiters = Vec::new();
    for file in ["client.rs", "client/mod.rs", "waiters.rs", "lib.rs"] {
        let text = fs::read_to_string(source.join(file)).unwrap_or_default();
        for method in methods(&text, "fn wait_until_") {
            let module = format!("waiters/{method}.rs");
            // A crate in one file has the operation beside the method.
            let polls = fs::read_to_string(source.join(module)).unwrap_or_else(|_| text.clone());
            let called = polls
                .split("operation::")
                .nth(1)
                .and_then(|rest| rest.split("::").next());
            if let Some(operation) = called {
                waiters.push((format!("wait_until_{method}"), operation.to_owned()));
            }
        }
    }
    waiters
}

/// The names that follow `start` in a text and are called with `(` or have parameters of types.
fn methods(text: &str, start: &str) -> BTreeSet<String> {
    let rests = text.split(start).skip(1);
    let names = rests.map(|rest| {
        rest.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    });
    names.filter(|name: &String| !name.is_empty()).collect()
}

/// Returns the packages below a function's own code that call AWS and are not linted, with the reason that each is listed.
///
/// `own` are the packages whose code is linted.
pub(crate) fn unseen(workspace: &Workspace, own: &[PackageId]) -> Vec<(String, String)> {
    let Some(metadata) = &workspace.resolved else {
        return Vec::new();
    };
    let nodes = metadata
        .resolve
        .as_ref()
        .map_or(&[][..], |resolve| &resolve.nodes);
    let nodes: HashMap<&PackageId, _> = nodes.iter().map(|node| (&node.id, node)).collect();
    let packages: HashMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let mut next: Vec<&PackageId> = own.iter().collect();
    let mut seen: BTreeSet<&PackageId> = own.iter().collect();
    let mut found = BTreeMap::new();
    while let Some(id) = next.pop() {
        let Some(node) = nodes.get(id) else { continue };
        for (_, dependency) in normal_dependencies(node) {
            let Some(package) = packages.get(dependency) else {
                continue;
            };
            let name: &str = &package.name;
            // What lies below these is theirs, and is part of them.
            let is_ours =
                is_platform(name) || sdk(name).is_some() || name.starts_with("aws-smithy-");
            if is_ours || UNDERSTOOD.contains(&name) || name == "aws-runtime" {
                continue;
            }
            if !seen.insert(dependency) {
                continue;
            }
            next.push(dependency);
            let below = nodes.get(dependency).map(|node| {
                let below = normal_dependencies(node).filter_map(|(_, id)| packages.get(id));
                below
                    .map(|package| package.name.to_string())
                    .collect::<Vec<_>>()
            });
            let mut sdks = below.unwrap_or_default();
            sdks.retain(|name| sdk(name).is_some());
            sdks.sort();
            if !sdks.is_empty() {
                let why = format!(
                    "it uses {}, and its source is not part of this workspace: its calls are not seen",
                    sdks.join(", ")
                );
                found.insert(format!("{name} {}", package.version), why);
            } else if WITHOUT_SDK.contains(&name) {
                let why = "it calls AWS without the SDK: its calls are not seen".to_owned();
                found.insert(format!("{name} {}", package.version), why);
            }
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, file: &str, text: &str) {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    #[test]
    fn operations_are_read_from_either_layout() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path();
        write(source, "client/put_item.rs", "");
        write(source, "client/customize.rs", "");
        write(source, "operation/get_item/builders.rs", "");
        write(
            source,
            "lib.rs",
            "impl Client { pub fn new_thing(&self) {} }",
        );
        let found: Vec<String> = operations(source).into_iter().collect();
        assert_eq!(found, ["get_item", "new_thing", "put_item"]);
    }

    #[test]
    fn waiter_leads_to_the_operation_that_it_polls() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path();
        write(
            source,
            "client.rs",
            "pub trait Waiters { fn wait_until_table_exists(&self); }",
        );
        write(
            source,
            "waiters/table_exists.rs",
            "inner: crate::operation::describe_table::builders::DescribeTableInputBuilder,",
        );
        assert_eq!(
            waiters(source),
            [(
                "wait_until_table_exists".to_owned(),
                "describe_table".to_owned()
            )]
        );
    }
}
