//! From the calls that clippy found to actions on resources.

use super::actions::{Kind, Need, Operation};
use super::needs::Needs;
use super::policy::{Holds, Name, Resource};
use super::sdk::{self, CONNECTIONS, CONNECTIONS_ARN, Known, Paths, Target};
use super::source::{Request, Sources};
use crate::check::members;
use crate::check::types::{self, Call};
use crate::error::CliError;
use crate::workspace::{Function, Workspace};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// The calls of all functions, and the sources that they are in.
pub(crate) struct Code<'w> {
    workspace: &'w Workspace,
    paths: &'w Paths,
    run: types::Run,
}

impl<'w> Code<'w> {
    pub(crate) fn new(
        workspace: &'w Workspace,
        paths: &'w Paths,
        run: types::Run,
    ) -> Result<Self, CliError> {
        if let Some(error) = run.errors.first() {
            let message = error.message.lines().next().unwrap_or_default();
            let place = error.at.as_ref().map_or_else(
                || workspace.shown(&error.root),
                |(file, line, _)| format!("{}:{line}", workspace.shown(file)),
            );
            return Err(CliError::new(format!(
                "the code does not compile, so its calls cannot be resolved: {place}: {message}"
            ))
            .help("make `cargo check` pass"));
        }
        Ok(Self {
            workspace,
            paths,
            run,
        })
    }

    /// Returns what the code of a function needs.
    pub(crate) fn of(&self, function: &Function) -> Needs {
        let (members, _) = members::of(self.workspace, function, &self.run.out_dirs);
        let roots: Vec<&Path> = members
            .iter()
            .map(|one| one.target.root.as_path())
            .collect();
        let mut calls: Vec<&Call> = self
            .run
            .calls
            .iter()
            .filter(|call| roots.contains(&call.root.as_path()))
            .collect();
        calls.sort_by_key(|call| (&call.file, call.line, call.column));
        let files: HashSet<&PathBuf> = calls.iter().map(|call| &call.file).collect();
        let sources = Sources::read(&roots, files);
        let mut found = Found {
            paths: self.paths,
            sources: &sources,
            needs: Needs::default(),
            items: HashSet::new(),
            waiting: Vec::new(),
        };
        for call in &calls {
            found.call(call);
        }
        found.without_items();
        let mut needs = found.needs;
        let own: Vec<_> = members
            .iter()
            .filter_map(|one| self.workspace.packages[one.package].id.clone())
            .collect();
        for (what, why) in sdk::unseen(self.workspace, &own) {
            needs.miss(&what, &why, None);
        }
        needs
    }
}

/// What the calls of a function need, while they are read one after another.
struct Found<'c> {
    paths: &'c Paths,
    sources: &'c Sources,
    needs: Needs,
    /// The operations whose items were found.
    items: HashSet<&'static str>,
    /// Calls of operations whose items decide.
    waiting: Vec<(String, &'static str, Place)>,
}

type Place = (PathBuf, usize);

impl Found<'_> {
    fn call(&mut self, call: &Call) {
        let place = (call.file.clone(), call.line);
        let request = self.sources.request(&call.file, call.line, call.column);
        match self.paths.target(&call.path) {
            Some(Target::Operation { service, operation }) => {
                self.operation(service, operation, request.as_ref(), place);
            }
            Some(Target::Item {
                service,
                action,
                operations,
            }) => {
                self.items.extend(operations.iter().copied());
                if action.is_empty() {
                    self.statement(service, "an item of a batch", request.as_ref(), &place);
                    return;
                }
                let kind = if *service == "eventbridge" {
                    "event-bus"
                } else {
                    "table"
                };
                let need = Need {
                    action: (*action).to_owned(),
                    kinds: vec![kind],
                };
                let what = format!("{service} {}", operations.join(", "));
                self.need(service, &need, &what, request.as_ref(), &place);
            }
            Some(Target::Known(known)) => self.known(known, &call.path, request.as_ref(), &place),
            None => {}
        }
    }

    fn operation(&mut self, service: &str, name: &str, request: Option<&Request>, place: Place) {
        let Some(operation) = self
            .paths
            .services
            .get(service)
            .and_then(|one| one.operation(name))
        else {
            self.needs.miss(
                &format!("{service} {name}"),
                "the table of actions does not have this operation: add its action by hand",
                Some(place),
            );
            return;
        };
        let what = format!("{service} {}", operation.name);
        let is_set = |member: &str| request.is_some_and(|request| request.sets(member));
        if operation.passes_role && is_set("role_arn") {
            let why = "it hands a role to the service: add `iam:PassRole` for that role by hand";
            self.needs.miss(&what, why, Some(place.clone()));
        }
        match (service, operation.name) {
            (
                "dynamodb",
                "TransactWriteItems"
                | "TransactGetItems"
                | "BatchExecuteStatement"
                | "ExecuteTransaction",
            )
            | ("eventbridge", "PutEvents") => {
                self.waiting.push((what, operation.name, place));
                return;
            }
            ("dynamodb", "ExecuteStatement") => {
                self.statement(service, &what, request, &place);
                return;
            }
            ("dynamodb", "Query" | "Scan") if is_set("index_name") => {
                self.index(operation, &what, request, &place);
                // An index that is set under a condition leaves queries of the table.
                if request.is_some_and(|request| request.surely_sets("index_name")) {
                    return;
                }
            }
            ("sns", "Publish") if is_set("phone_number") => {
                self.needs
                    .add("sns:Publish", Resource::Any, &what, Some(place));
                return;
            }
            _ => {}
        }
        for need in operation.needs_with(is_set) {
            self.need(service, &need, &what, request, &place);
        }
    }

    /// Adds an action for each resource that the request may name.
    fn need(
        &mut self,
        service: &str,
        need: &Need,
        what: &str,
        request: Option<&Request>,
        place: &Place,
    ) {
        if need.kinds.is_empty() {
            let place = Some(place.clone());
            self.needs.add(&need.action, Resource::Any, what, place);
            return;
        }
        let Some(service) = self.paths.services.get(service) else {
            return;
        };
        let kinds: Vec<&Kind> = need
            .kinds
            .iter()
            .filter_map(|name| service.kind(name))
            .collect();
        // Of several kinds, the request's members say which one it is about.
        let named = kinds.iter().find_map(|kind| {
            let member = kind
                .members
                .iter()
                .find(|member| request.is_some_and(|one| one.sets(member)))?;
            Some((*kind, member.as_str()))
        });
        let resources: Vec<Resource> = match (named, kinds.first()) {
            (Some((kind, member)), _) => {
                let names = request.map_or_else(BTreeSet::new, |request| {
                    self.sources.member(request, member)
                });
                names
                    .into_iter()
                    .map(|name| resource(kind, member, name))
                    .collect()
            }
            // An event without a bus goes to the default bus: `PutEventsRequestEntry` in the API reference.
            (None, Some(kind)) if need.action == "events:PutEvents" && request.is_some() => {
                vec![resource(
                    kind,
                    "event_bus_name",
                    Name::Constant("default".to_owned()),
                )]
            }
            (None, Some(kind)) => vec![resource(kind, "", Name::Unknown)],
            (None, None) => vec![Resource::Any],
        };
        for resource in resources {
            self.needs
                .add(&need.action, resource, what, Some(place.clone()));
        }
    }

    /// A query of an index is authorised for the index alone.
    fn index(
        &mut self,
        operation: &Operation,
        what: &str,
        request: Option<&Request>,
        place: &Place,
    ) {
        let Some(request) = request else { return };
        let service = self.paths.services.get("dynamodb");
        let Some(table) = service.and_then(|one| one.kind("table")) else {
            return;
        };
        let tables = if request.sets("table_name") {
            self.sources.member(request, "table_name")
        } else {
            BTreeSet::from([Name::Unknown])
        };
        for index in self.sources.member(request, "index_name") {
            let index = match index {
                Name::Constant(index) => index,
                Name::Variable(variable) => format!("${{{}}}", super::actions::pascal(&variable)),
                Name::Unknown => "*".to_owned(),
            };
            let kind = Kind {
                word: "Index".to_owned(),
                arn: format!("{}/index/{index}", table.arn),
                members: Vec::new(),
            };
            for table in &tables {
                let action = format!("dynamodb:{}", operation.name);
                let resource = resource(&kind, "table_name", table.clone());
                self.needs.add(&action, resource, what, Some(place.clone()));
            }
        }
    }

    /// The verb of a `PartiQL` statement decides about the action, and its table about the resource.
    fn statement(&mut self, service: &str, what: &str, request: Option<&Request>, place: &Place) {
        let statements =
            request.map_or_else(BTreeSet::new, |one| self.sources.member(one, "statement"));
        let parsed: Vec<(String, String)> = statements
            .iter()
            .filter_map(|one| match one {
                Name::Constant(text) => partiql(text),
                _ => None,
            })
            .collect();
        if parsed.is_empty() || parsed.len() < statements.len() {
            let why = "the PartiQL statement is not a constant: add `dynamodb:PartiQLSelect`, `PartiQLInsert`, \
                       `PartiQLUpdate` or `PartiQLDelete` for its table by hand";
            self.needs.miss(what, why, Some(place.clone()));
        }
        let kind = self
            .paths
            .services
            .get(service)
            .and_then(|one| one.kind("table"));
        for (action, table) in parsed {
            if let Some(kind) = kind {
                let resource = resource(kind, "", Name::Constant(table));
                self.needs.add(&action, resource, what, Some(place.clone()));
            }
        }
    }

    fn known(&mut self, known: &Known, path: &str, request: Option<&Request>, place: &Place) {
        if known.kind == CONNECTIONS {
            for action in known.actions {
                let api = Resource::named(CONNECTIONS_ARN, CONNECTIONS.1, Name::Unknown);
                self.needs.add(action, api, path, Some(place.clone()));
            }
            return;
        }
        let (service, kind) = known.kind;
        let Some(kind) = self
            .paths
            .services
            .get(service)
            .and_then(|one| one.kind(kind))
        else {
            return;
        };
        let names = request.map_or_else(
            || BTreeSet::from([Name::Unknown]),
            |request| self.sources.argument(request, known.argument),
        );
        for action in known.actions {
            for name in &names {
                let member = kind.members.first().map_or("", String::as_str);
                let resource = resource(kind, member, name.clone());
                self.needs.add(action, resource, path, Some(place.clone()));
            }
        }
    }

    /// Operations whose items were not found.
    fn without_items(&mut self) {
        for (what, operation, place) in std::mem::take(&mut self.waiting) {
            if !self.items.contains(operation) {
                let why = "its items are not made in the code of this function, so neither their actions nor their resources \
                           are known: add them by hand";
                self.needs.miss(&what, why, Some(place));
            }
        }
    }
}

/// The resource that a member of a request names.
fn resource(kind: &Kind, member: &str, name: Name) -> Resource {
    let holds = if member.ends_with("_arn") {
        Holds::Arn
    } else if member.ends_with("_url") {
        Holds::Url
    } else {
        Holds::Name
    };
    let name = match name {
        Name::Constant(value) if value.starts_with("arn:") => Name::Constant(value),
        Name::Constant(value) => match member {
            "copy_source" => bucket_of(&value),
            // The ARN of a parameter has one slash before the name, and neither version nor label.
            "name" | "names" | "path" if kind.word == "Parameter" => {
                let name = value.trim_start_matches('/');
                Name::Constant(name.split(':').next().unwrap_or(name).to_owned())
            }
            // An alias is not a resource of `kms:Encrypt`: the ARN of the key is.
            _ if kind.arn.contains(":kms:") && value.starts_with("alias/") => Name::Unknown,
            _ => Name::Constant(value),
        },
        other => other,
    };
    Resource::held(&kind.arn, &kind.word, name, holds)
}

/// The bucket of `bucket/key`.
fn bucket_of(source: &str) -> Name {
    let bucket = source.trim_start_matches('/').split('/').next();
    bucket.map_or(Name::Unknown, |bucket| Name::Constant(bucket.to_owned()))
}

/// The action and the table of a `PartiQL` statement.
fn partiql(statement: &str) -> Option<(String, String)> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let verb = words.first()?.to_uppercase();
    let after = |word: &str| {
        let at = words
            .iter()
            .position(|one| one.eq_ignore_ascii_case(word))?;
        words.get(at + 1).copied()
    };
    let (action, table) = match verb.as_str() {
        "SELECT" => ("Select", after("FROM")?),
        "INSERT" => ("Insert", after("INTO")?),
        "UPDATE" => ("Update", after("UPDATE")?),
        "DELETE" => ("Delete", after("FROM")?),
        _ => return None,
    };
    // `"Music"."AlbumIndex"` names an index.
    let table = table.split('.').next()?.trim_matches(['"', '\'', ';']);
    Some((format!("dynamodb:PartiQL{action}"), table.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The statements are those of "PartiQL statements for DynamoDB" in its developer guide.
    #[test]
    fn statement_leads_to_action_and_table() {
        for (statement, action) in [
            ("SELECT * FROM \"Music\" WHERE Artist='Acme'", "Select"),
            ("INSERT INTO Music VALUE {'Artist' : 'Acme'}", "Insert"),
            ("update \"Music\" SET AwardsWon=1", "Update"),
            ("DELETE FROM \"Music\" WHERE Artist=?", "Delete"),
        ] {
            let expected = (format!("dynamodb:PartiQL{action}"), "Music".to_owned());
            assert_eq!(partiql(statement), Some(expected), "{statement}");
        }
        assert_eq!(partiql("EXISTS(SELECT 1)"), None);
    }

    #[test]
    fn value_is_reduced_to_what_the_arn_takes() {
        let kind = |word: &str, arn: &str| Kind {
            word: word.to_owned(),
            arn: arn.to_owned(),
            members: Vec::new(),
        };
        let name = |kind: &Kind, member: &str, value: &str| match resource(
            kind,
            member,
            Name::Constant(value.to_owned()),
        ) {
            Resource::Of { name, arn, .. } => (name, arn),
            Resource::Any => panic!("a resource"),
        };
        let constant = |value: &str| Name::Constant(value.to_owned());
        let queue = kind("Queue", "arn:aws:sqs:::{name}");
        assert_eq!(
            name(
                &queue,
                "queue_url",
                "https://sqs.eu-west-1.amazonaws.com/1/orders"
            )
            .0,
            constant("orders")
        );
        let parameter = kind("Parameter", "arn:aws:ssm:::parameter/{name}");
        assert_eq!(
            name(&parameter, "name", "/shop/limit:3").0,
            constant("shop/limit")
        );
        let object = kind("Object", "arn:aws:s3:::{name}/*");
        assert_eq!(name(&object, "copy_source", "in/a/b.csv").0, constant("in"));
        assert_eq!(
            name(&object, "bucket", "arn:aws:s3:::in").1,
            "arn:aws:s3:::in/*"
        );
        let key = kind("Key", "arn:aws:kms:::key/{name}");
        assert_eq!(name(&key, "key_id", "alias/shop").0, Name::Unknown);
    }
}
