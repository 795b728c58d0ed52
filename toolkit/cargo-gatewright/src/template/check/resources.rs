//! The comparison of what surrounds a function: permissions, and the table of `#[idempotent]`.

use super::compare::{Compare, Scope, Want, Wanted};
use super::finding::Side;
use super::functions::is_named;
use super::model::{Resource, Value, add};
use super::text::Piece;
use super::tree::{At, Node};
use gatewright_manifest::Store;

/// The key and the time-to-live attribute of `DynamoDbStore`.
const KEY: &str = "id";
const EXPIRATION: &str = "expiration";

impl<'c> Compare<'c> {
    /// The permissions of the function.
    fn permissions(&self) -> Vec<Resource<'c>> {
        let is_ours = |resource: &&Resource<'_>| {
            self.template
                .text(resource.properties, "FunctionName")
                .is_some_and(|text| {
                    super::sources::is_function(self.template, self.function, &text)
                        || is_named(self.template, &self.function.resource, &text)
                })
        };
        self.template
            .of_kind("AWS::Lambda::Permission")
            .filter(is_ours)
            .copied()
            .collect()
    }

    /// A resource of CloudFormation needs a permission to invoke the function. SAM's events write theirs.
    pub(super) fn permission(&mut self, service: Option<&str>, label: &str, at: At) {
        let Some(service) = service else { return };
        let field = format!("AWS::Lambda::Permission.{service}");
        let is_reported = self.report.findings.iter().any(|finding| {
            finding.field == field && finding.function == self.manifest.function.name
        });
        if is_reported {
            return;
        }
        self.report.fields += 1;
        let mut near = None;
        for permission in self.permissions() {
            let action = self.template.known(permission.properties, "Action");
            let principal = self.template.known(permission.properties, "Principal");
            let action_fits = action
                .as_deref()
                .is_none_or(|action| ["lambda:InvokeFunction", "lambda:*"].contains(&action));
            let principal_fits = principal.as_deref().is_none_or(|principal| {
                principal.split('.').next() == Some(service) && principal.contains(".amazonaws.com")
            });
            if action_fits && principal_fits {
                return;
            }
            if action_fits != principal_fits {
                near = Some(permission.at);
            }
        }
        let headline = format!(
            "no permission of the template lets `{service}.amazonaws.com` invoke `{}`, which `{label}` needs",
            self.name()
        );
        let side = Side {
            value: None,
            place: near.unwrap_or(at),
        };
        let help = format!(
            "add an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction` and `Principal: {service}.amazonaws.com`"
        );
        self.error(field, headline, None, side, help);
    }

    /// A public function URL of CloudFormation needs two permissions.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>
    pub(super) fn url_permissions(&mut self) {
        let fields = &self.function.fields;
        let is_plain = fields.contains_key("AWS::Lambda::Url");
        let auth = fields
            .get("FunctionUrlConfig.AuthType")
            .and_then(|field| match &field.value {
                Value::Text(text) => text.known(),
                _ => None,
            });
        let (true, Some(auth)) = (is_plain, auth) else {
            return;
        };
        let at = fields
            .get("FunctionUrlConfig")
            .map_or(self.at(), |field| field.at);
        let mut wrong = Vec::new();
        let (mut invokes_url, mut invokes) = (false, false);
        for permission in self.permissions() {
            let text = |path: &str| self.template.known(permission.properties, path);
            let is_public = text("Principal").as_deref() == Some("*");
            match text("Action").as_deref() {
                Some("lambda:InvokeFunctionUrl") => {
                    invokes_url |= is_public;
                    if let Some(stated) = self
                        .template
                        .field(permission.properties, "FunctionUrlAuthType")
                        && let Value::Text(value) = &stated.value
                        && let Some(value) = value.known()
                        && value != auth
                    {
                        wrong.push((stated.at, value));
                    }
                }
                Some("lambda:InvokeFunction") => {
                    let through_url = text("InvokedViaFunctionUrl")
                        .is_some_and(|flag| super::flag(&flag) == Some(true));
                    invokes |= is_public && through_url;
                }
                _ => {}
            }
        }
        for (at, value) in wrong {
            let headline = format!(
                "`FunctionUrlAuthType` is {value} in a permission of `{}`, and {auth} at its function URL",
                self.name()
            );
            let side = Side {
                value: Some(value),
                place: at,
            };
            self.error(
                "FunctionUrlAuthType",
                headline,
                None,
                side,
                format!("write `FunctionUrlAuthType: {auth}`"),
            );
        }
        if auth != "NONE" {
            return;
        }
        for (is_there, action, condition) in [
            (
                invokes_url,
                "lambda:InvokeFunctionUrl",
                "FunctionUrlAuthType: NONE",
            ),
            (
                invokes,
                "lambda:InvokeFunction",
                "InvokedViaFunctionUrl: true",
            ),
        ] {
            self.report.fields += 1;
            if is_there {
                continue;
            }
            let headline = format!(
                "no permission of the template allows everyone `{action}` on `{}`",
                self.name()
            );
            let side = Side {
                value: None,
                place: at,
            };
            let help = format!(
                "add an `AWS::Lambda::Permission` with `Action: {action}`, `Principal: \"*\"` and `{condition}`"
            );
            self.error(
                format!("AWS::Lambda::Permission.{action}"),
                headline,
                None,
                side,
                help,
            )
            .note = Some("a function URL with `AuthType: NONE` needs both permissions".to_owned());
        }
    }

    /// The table of `#[idempotent]` has the key and the time-to-live attribute that the store uses.
    pub(super) fn idempotency(&mut self) {
        let handlers = &self.manifest.handlers;
        let stores: std::collections::BTreeSet<&str> = handlers
            .iter()
            .filter_map(|handler| handler.idempotency.as_ref())
            .map(|idempotency| idempotency.store.as_str())
            .filter(|store| {
                let modules = &self.manifest.modules;
                modules
                    .iter()
                    .any(|module| module.name == *store && module.store == Some(Store::DynamoDb))
            })
            .collect();
        for store in stores {
            let handler = handlers.iter().find(|handler| {
                handler
                    .idempotency
                    .as_ref()
                    .is_some_and(|one| one.store == store)
            });
            let code = handler.map_or_else(
                || self.code.clone(),
                |handler| {
                    let place = super::places::Code {
                        file: handler.file.clone(),
                        line: handler.line,
                    };
                    self.places.above(&place, "idempotent")
                },
            );
            match self.table(store) {
                Some(table) => self.keys(&table, code),
                None => self.skip(
                    format!("the table of `{store}`"),
                    self.at(),
                    "the template does not have the table",
                ),
            }
        }
    }

    /// Returns the table that the variables of a lazy module name, or one that is named for its purpose.
    fn table(&self, store: &str) -> Option<Resource<'c>> {
        let is_table = |resource: &&Resource<'_>| {
            matches!(
                resource.kind,
                "AWS::DynamoDB::Table"
                    | "AWS::DynamoDB::GlobalTable"
                    | "AWS::Serverless::SimpleTable"
            )
        };
        let variables = self
            .manifest
            .environment
            .iter()
            .filter(|variable| variable.read_by == store);
        let given = self.function.variables.as_ref();
        let named = variables
            .filter_map(|variable| given?.get(&variable.name))
            .filter_map(|field| match &field.value {
                Value::Text(text) => text.pieces.iter().find_map(|piece| match piece {
                    Piece::Name { id, .. } => self.template.resource(id),
                    Piece::Known(name) => {
                        self.template
                            .resources
                            .iter()
                            .filter(is_table)
                            .find(|table| {
                                self.template.known(table.properties, "TableName").as_ref()
                                    == Some(name)
                            })
                    }
                    Piece::Unknown => None,
                }),
                _ => None,
            })
            .find(is_table);
        named
            .or_else(|| {
                let mut tables = self.template.resources.iter().filter(is_table);
                tables.find(|table| table.id.to_lowercase().contains("idempoten"))
            })
            .copied()
    }

    fn keys(&mut self, table: &Resource<'_>, code: super::places::Code) {
        let mut fields = super::model::Fields::new();
        let is_simple = table.kind == "AWS::Serverless::SimpleTable";
        if is_simple {
            add(
                &mut fields,
                "KeySchema",
                self.template.field(table.properties, "PrimaryKey.Name"),
            );
            add(
                &mut fields,
                "AttributeType",
                self.template.field(table.properties, "PrimaryKey.Type"),
            );
        } else {
            let keys = table
                .properties
                .child("KeySchema")
                .map_or_else(Vec::new, Node::items);
            for key in &keys {
                let kind = key.child("KeyType").and_then(Node::text);
                let name = match kind {
                    Some("HASH") => "KeySchema",
                    Some("RANGE") => "KeySchema.RANGE",
                    _ => continue,
                };
                add(&mut fields, name, self.template.field(key, "AttributeName"));
            }
            let attributes = table
                .properties
                .child("AttributeDefinitions")
                .map_or_else(Vec::new, Node::items);
            for attribute in attributes {
                let name = attribute.child("AttributeName").and_then(Node::text);
                if name == Some(KEY) {
                    add(
                        &mut fields,
                        "AttributeDefinitions",
                        self.template.field(attribute, "AttributeName"),
                    );
                    add(
                        &mut fields,
                        "AttributeType",
                        self.template.field(attribute, "AttributeType"),
                    );
                }
            }
            for path in [
                "TimeToLiveSpecification.AttributeName",
                "TimeToLiveSpecification.Enabled",
            ] {
                add(
                    &mut fields,
                    path,
                    self.template.field(table.properties, path),
                );
            }
        }
        let scope = Scope {
            owner: format!("the table `{}`", table.id),
            prefix: format!("{}.", table.id),
            at: table.at,
            code,
            is_handler: true,
        };
        let text = |text: &str| Want::Text(text.to_owned());
        let mut wants = vec![
            ("KeySchema", text(KEY), is_simple.then(|| text(KEY))),
            (
                "TimeToLiveSpecification.AttributeName",
                text(EXPIRATION),
                None,
            ),
            ("TimeToLiveSpecification.Enabled", Want::Flag(true), None),
        ];
        if is_simple {
            wants.push(("AttributeType", text("String"), Some(text("String"))));
        } else {
            wants.push(("AttributeDefinitions", text(KEY), None));
            wants.push(("AttributeType", text("S"), None));
        }
        let has_attribute = fields.contains_key("TimeToLiveSpecification.AttributeName");
        for (field, want, default) in wants {
            // An absent specification is one finding, and a wrong key makes its definition wrong.
            if field == "TimeToLiveSpecification.Enabled" && !has_attribute
                || field == "AttributeType"
                    && !is_simple
                    && !fields.contains_key("AttributeDefinitions")
            {
                continue;
            }
            let wanted = Wanted {
                field,
                want,
                default,
                option: "",
            };
            self.check(&scope, &fields, &wanted);
        }
        if let Some(sort) = fields.get("KeySchema.RANGE") {
            let headline = format!(
                "the table `{}` has a sort key, and the store of `#[idempotent]` writes none",
                table.id
            );
            let side = Side {
                value: None,
                place: sort.at,
            };
            let code = Side {
                value: Some(KEY.to_owned()),
                place: scope.code.clone(),
            };
            self.error(
                format!("{}.KeySchema", table.id),
                headline,
                Some(code),
                side,
                "remove the key with `KeyType: RANGE`",
            );
        }
    }
}
