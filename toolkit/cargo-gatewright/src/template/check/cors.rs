//! CORS, which the function answers itself: an API or a function URL that answers it too is a finding.

use super::compare::Compare;
use super::finding::Side;
use super::functions::is_named;
use super::model::{Route, refers_to};
use super::places::Code;
use super::routes::Routes;
use super::tree::{At, Found, Node};
use crate::template::preflight::is_same;
use gatewright_manifest::{Handler, Key, TriggerKind};

/// A part of the template that answers CORS.
struct Block {
    /// The property, such as `CorsConfiguration`.
    property: &'static str,
    /// What has the property, for the headline.
    owner: String,
    at: At,
    why: &'static str,
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>
const OF_HTTP_API: &str = "with it, an HTTP API answers preflight requests itself and ignores the CORS headers of the function";
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html>
const OF_REST_API: &str =
    "with it, a REST API answers preflight requests itself, and not by the policy of the code";
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors>
const OF_URL: &str = "with it, a function URL answers preflight requests itself and sends the CORS headers of other responses twice, which browsers refuse";

/// What a property says about CORS.
enum Said {
    Nothing,
    Something(At),
    Unknown(At),
}

fn said(found: Found<'_>) -> Said {
    match found {
        Found::Absent => Said::Nothing,
        Found::Unknown(at) => Said::Unknown(at),
        Found::Here(node) if node.intrinsic().is_some() => Said::Unknown(node.at),
        Found::Here(node) if node.text().and_then(super::flag) == Some(false) => Said::Nothing,
        Found::Here(node) => Said::Something(node.at),
    }
}

impl Compare<'_> {
    /// Reports what answers CORS beside the function, and returns the APIs whose preflight requests do not reach it.
    pub(super) fn cors(&mut self, found: &Routes) -> Vec<TriggerKind> {
        let handlers = &self.manifest.handlers;
        let Some(first) = handlers.iter().find(|handler| handler.cors.is_some()) else {
            // The template may answer CORS for a function that does not.
            return Vec::new();
        };
        self.report.fields += 1;
        let mut answering = Vec::new();
        let mut apis: Vec<(TriggerKind, Option<&str>)> = Vec::new();
        for route in &found.routes {
            let api = (route.trigger, route.api.as_deref());
            if !apis.contains(&api) {
                apis.push(api);
            }
        }
        for (trigger, api) in apis {
            if self.of_api(first, trigger, api) {
                answering.push(trigger);
            }
        }
        for route in &found.mocks {
            self.of_mock(found, route);
        }
        self.of_url(first);
        answering
    }

    /// Whether an API answers CORS, or may do so. `api` is `None` for the one that SAM makes of events without an API.
    fn of_api(&mut self, first: &Handler, trigger: TriggerKind, api: Option<&str>) -> bool {
        let resource = api.and_then(|id| self.template.resource(id)).copied();
        let is_sam = resource.is_none_or(|resource| resource.kind.starts_with("AWS::Serverless::"));
        let (globals, places, why): (_, &[(&str, &str)], _) = match trigger {
            TriggerKind::HttpApi => (
                "Globals.HttpApi",
                &[
                    ("CorsConfiguration", "CorsConfiguration"),
                    ("Body.x-amazon-apigateway-cors", "x-amazon-apigateway-cors"),
                    (
                        "DefinitionBody.x-amazon-apigateway-cors",
                        "x-amazon-apigateway-cors",
                    ),
                ],
                OF_HTTP_API,
            ),
            TriggerKind::RestApi => ("Globals.Api", &[("Cors", "Cors")], OF_REST_API),
            _ => return false,
        };
        let globals = self.template.root.child(globals).filter(|_| is_sam);
        let owners = [
            resource.map(|resource| (resource.properties, format!("`{}`", resource.id))),
            globals.map(|node| (node, "`Globals`".to_owned())),
        ];
        for (node, owner) in owners.into_iter().flatten() {
            let node: &Node = node;
            for (path, property) in places {
                match said(node.path(path)) {
                    Said::Nothing => {}
                    Said::Unknown(at) => {
                        let why = "the value is known at deployment alone";
                        self.skip(*property, at, why);
                        return true;
                    }
                    Said::Something(at) => {
                        let block = Block {
                            property,
                            owner,
                            at,
                            why,
                        };
                        self.answers(first, &block);
                        return true;
                    }
                }
            }
        }
        false
    }

    /// `FunctionUrlConfig` of SAM, or `AWS::Lambda::Url`.
    fn of_url(&mut self, first: &Handler) {
        let function = self.function.resource;
        let globals = self.template.root.child("Globals.Function");
        let mut places: Vec<(&Node, &str)> = Vec::new();
        if self.function.is_sam {
            let nodes = [Some(function.properties), globals].into_iter().flatten();
            places.extend(nodes.map(|node| (node, "FunctionUrlConfig.Cors")));
        }
        let urls = self.template.of_kind("AWS::Lambda::Url").filter(|url| {
            let target = self.template.text(url.properties, "TargetFunctionArn");
            target.is_some_and(|text| {
                refers_to(&text, function.id) || is_named(self.template, &function, &text)
            })
        });
        places.extend(urls.map(|url| (url.properties, "Cors")));
        for (node, path) in places {
            match said(node.path(path)) {
                Said::Nothing => {}
                Said::Unknown(at) => {
                    return self.skip("Cors", at, "the value is known at deployment alone");
                }
                Said::Something(at) => {
                    let block = Block {
                        property: "Cors",
                        owner: "the function URL".to_owned(),
                        at,
                        why: OF_URL,
                    };
                    return self.answers(first, &block);
                }
            }
        }
    }

    /// An OPTIONS method of a REST API with a mock integration, as the CDK writes it.
    fn of_mock(&mut self, found: &Routes, mock: &Route) {
        let is_beside = found
            .routes
            .iter()
            .any(|route| route.trigger == mock.trigger && route.api == mock.api);
        let handlers = &self.manifest.handlers;
        let path = mock.path.as_deref().unwrap_or_default();
        let of_path = handlers.iter().find(|handler| {
            handler.cors.is_some()
                && matches!(&handler.key, Key::Route { template, .. } if is_same(template, path))
        });
        let Some(handler) = of_path.filter(|_| is_beside).cloned() else {
            return;
        };
        let block = Block {
            property: "OPTIONS",
            owner: format!("the mock integration of `{path}`"),
            at: mock.at,
            why: OF_REST_API,
        };
        self.answers(&handler, &block);
    }

    fn answers(&mut self, handler: &Handler, block: &Block) {
        // Two functions, or two triggers, may share what has the property.
        let name = self.name();
        let is_known = self
            .report
            .findings
            .iter()
            .any(|finding| finding.template.place == block.at && finding.function == name);
        if is_known {
            return;
        }
        let Block {
            property,
            owner,
            at,
            why,
        } = block;
        let headline = format!(
            "`{property}` of {owner} answers CORS, which the code of `{name}` answers with `cors(…)`"
        );
        let handler = Code {
            file: handler.file.clone(),
            line: handler.line,
        };
        let code = Side {
            value: Some("cors".to_owned()),
            place: self.places.above(&handler, "cors"),
        };
        let template = Side {
            value: Some((*property).to_owned()),
            place: *at,
        };
        let help = format!(
            "remove it, and copy the routes of OPTIONS from `cargo gatewright template`, or remove `cors(…)` from the code of `{name}`"
        );
        let finding = self.error(*property, headline, Some(code), template, help);
        finding.note = Some((*why).to_owned());
    }
}
