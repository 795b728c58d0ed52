//! The comparison of routes, triggers and authorizers.

use super::compare::{Compare, Scope, Want, Wanted};
use super::finding::Side;
use super::model::{Authorizer, Fields, Route, Value};
use super::places::Code;
use super::routes::{METHODS, Routes, routes};
use super::text::Text;
use super::tree::At;
use crate::template::preflight::{Reaches, is_same, preflights};
use gatewright_manifest::{
    Authorizer as Declared, AuthorizerKind, Handler, Key, Manifest, TriggerKind,
};

/// A route of the code.
#[derive(Clone, Copy)]
struct Wish<'m> {
    handler: &'m Handler,
    method: Option<&'m str>,
    path: &'m str,
    preflight: Preflight,
}

/// Whether a wish is for the CORS preflight requests of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Preflight {
    No,
    /// The code has no route for them.
    OwnRoute,
    /// A route of the code takes them, and is a wish of its own.
    Open,
}

impl Wish<'_> {
    fn shown(&self) -> String {
        format!("{} {}", self.method.unwrap_or("ANY"), self.path)
    }

    fn code(&self) -> Code {
        Code {
            file: self.handler.file.clone(),
            line: self.handler.line,
        }
    }
}

/// The triggers whose routes the template lists.
const LISTED: &[TriggerKind] = &[TriggerKind::HttpApi, TriggerKind::RestApi];

impl Compare<'_> {
    pub(super) fn http(&mut self) {
        let found = routes(self.template, self.function);
        let handlers = &self.manifest.handlers;
        let wishes: Vec<Wish<'_>> = handlers
            .iter()
            .filter_map(|handler| match &handler.key {
                Key::Route { method, template } => Some(Wish {
                    handler,
                    method: method.as_deref(),
                    path: template,
                    preflight: Preflight::No,
                }),
                _ => None,
            })
            .collect();
        let preflights = preflight_wishes(self.manifest);
        let answers_all = handlers.iter().any(|handler| {
            matches!(&handler.key, Key::WholeEvent)
                || matches!(&handler.key, Key::Source { source, .. } if source == "fallback" || source == "event")
        });
        self.triggers(&found, &wishes, answers_all);
        let answering = self.cors(&found);
        for kind in LISTED {
            // An API that answers preflight requests needs no routes for them.
            let is_answered = |wish: &&Wish<'_>| {
                let is_mock = |mock: &Route| {
                    mock.trigger == *kind
                        && mock
                            .path
                            .as_deref()
                            .is_some_and(|path| is_same(path, wish.path))
                };
                answering.contains(kind) || found.mocks.iter().any(is_mock)
            };
            let preflights = preflights.iter().filter(|wish| !is_answered(wish)).copied();
            let routes: Vec<&Route> = found
                .routes
                .iter()
                .filter(|route| route.trigger == *kind)
                .collect();
            // Without routes, the trigger itself is missing, or reached through another one.
            if !routes.is_empty() {
                let all: Vec<Wish<'_>> = wishes.iter().copied().chain(preflights).collect();
                self.listed(&all, &routes, answers_all);
            }
        }
        for route in &found.routes {
            let principal = route.needs_permission.then_some("apigateway");
            self.permission(principal, &route.label, route.at);
        }
        if let Some(at) = found.triggers.get(&TriggerKind::Alb) {
            self.permission(Some("elasticloadbalancing"), "the target group", *at);
        }
        if let Some(at) = found.triggers.get(&TriggerKind::VpcLattice) {
            self.permission(Some("vpc-lattice"), "the target group", *at);
        }
        self.url_permissions();
    }

    /// Each declared trigger is in the template, and no other is.
    fn triggers(&mut self, found: &Routes, wishes: &[Wish<'_>], answers_all: bool) {
        let declared = &self.manifest.function.triggers;
        let option = self.places.of_option(&self.code, "triggers");
        for trigger in declared {
            self.report.fields += 1;
            if found.triggers.contains_key(&trigger.trigger) {
                continue;
            }
            let spoken = spoken(trigger.trigger);
            let headline = format!(
                "{spoken} for `{}` is in the code, and not in the template",
                self.name()
            );
            let code = Side {
                value: Some(option_of(trigger.trigger).to_owned()),
                place: option.clone(),
            };
            let side = Side {
                value: None,
                place: self.at(),
            };
            let help = format!(
                "copy it from `cargo gatewright template`, or remove `{}` from `triggers(…)`",
                option_of(trigger.trigger)
            );
            self.error(
                format!("Triggers.{}", option_of(trigger.trigger)),
                headline,
                Some(code),
                side,
                help,
            );
        }
        if declared.is_empty() && !wishes.is_empty() && found.triggers.is_empty() {
            self.report.fields += 1;
            let headline = format!(
                "no HTTP trigger of the template reaches the routes of `{}`, such as `{}`",
                self.name(),
                wishes[0].shown()
            );
            let code = Side {
                value: Some(wishes[0].shown()),
                place: wishes[0].code(),
            };
            let side = Side {
                value: None,
                place: self.at(),
            };
            self.error(
                "Events",
                headline,
                Some(code),
                side,
                "copy the trigger from `cargo gatewright template`",
            );
        }
        self.undeclared(found, wishes, answers_all);
    }

    fn undeclared(&mut self, found: &Routes, wishes: &[Wish<'_>], answers_all: bool) {
        let declared = &self.manifest.function.triggers;
        let option = self.places.of_option(&self.code, "triggers");
        for (kind, at) in &found.triggers {
            let is_known = if declared.is_empty() {
                !wishes.is_empty() || answers_all || *kind == TriggerKind::Websocket
            } else {
                declared.iter().any(|trigger| trigger.trigger == *kind)
                    || *kind == TriggerKind::Websocket
            };
            if is_known {
                continue;
            }
            let (headline, help) = if declared.is_empty() {
                (
                    format!(
                        "{} of the template reaches `{}`, which has no routes",
                        spoken(*kind),
                        self.name()
                    ),
                    "remove it from the template, or add a handler such as `#[get(\"/\")]`"
                        .to_owned(),
                )
            } else {
                (
                    format!(
                        "{} for `{}` is in the template, and not among `triggers(…)`",
                        spoken(*kind),
                        self.name()
                    ),
                    format!(
                        "remove it from the template, or write `triggers({}, …)`",
                        option_of(*kind)
                    ),
                )
            };
            let code = (!declared.is_empty()).then(|| Side {
                value: None,
                place: option.clone(),
            });
            let side = Side {
                value: Some(option_of(*kind).to_owned()),
                place: *at,
            };
            self.error(
                format!("Triggers.{}", option_of(*kind)),
                headline,
                code,
                side,
                help,
            );
        }
    }

    /// Compares the routes of one kind of API.
    fn listed(&mut self, wishes: &[Wish<'_>], routes: &[&Route], answers_all: bool) {
        let mut missing: Vec<Wish<'_>> = Vec::new();
        for wish in wishes {
            self.report.fields += 1;
            match reached(wish, routes) {
                Some(route) => self.route(wish, route),
                None if wish.preflight == Preflight::Open => {}
                None => missing.push(*wish),
            }
        }
        let mut extra: Vec<&Route> = routes
            .iter()
            .copied()
            .filter(|route| {
                let is_preflight = route.method.as_deref() == Some("OPTIONS");
                !answers_all && !is_preflight && !wishes.iter().any(|wish| overlaps(wish, route))
            })
            .collect();
        for wish in missing {
            // A route with the same path or method is the same route after an edit.
            let edited = extra
                .iter()
                .position(|route| route.path.as_deref() == Some(wish.path) && is_edit(&wish, route))
                .or_else(|| {
                    extra
                        .iter()
                        .position(|route| route.method.as_deref() == wish.method)
                });
            match edited {
                Some(index) => {
                    let route = extra.remove(index);
                    self.edited(&wish, route);
                    self.route(&wish, route);
                }
                None => self.no_route(&wish, routes),
            }
        }
        for route in extra {
            let headline = format!(
                "no handler of `{}` answers the route `{}` of the template",
                self.name(),
                shown(route)
            );
            let side = Side {
                value: Some(shown(route)),
                place: route.at,
            };
            let help = format!(
                "remove the route, or add a handler with `#[{}(\"{}\")]`",
                route.method.as_deref().unwrap_or("any").to_lowercase(),
                route.path.as_deref().unwrap_or("/{path+}")
            );
            self.error(
                format!("Routes.{}", shown(route)),
                headline,
                None,
                side,
                help,
            );
        }
    }

    /// Compares what a route has beside its method and its path.
    fn route(&mut self, wish: &Wish<'_>, route: &Route) {
        match wish.preflight {
            Preflight::No => self.authorizer(wish, route),
            Preflight::OwnRoute => self.no_authorizer(wish, route),
            // The wish of the route itself compares the rest.
            Preflight::Open => return self.no_authorizer(wish, route),
        }
        self.transfer(wish, route);
    }

    /// Browsers send preflight requests without credentials.
    fn no_authorizer(&mut self, wish: &Wish<'_>, route: &Route) {
        self.report.fields += 1;
        let field = format!("Routes.{}.Authorizer", wish.shown());
        let (at, found) = match &route.authorizer {
            Authorizer::None => return,
            Authorizer::Unknown => {
                let why = "the authorizer is not in the template, or known at deployment alone";
                return self.skip(field, route.at, why);
            }
            Authorizer::Here { at, name, kind, .. } => (*at, name.as_deref().unwrap_or(kind)),
        };
        let headline = format!(
            "the authorizer `{found}` of `{}` in the template refuses the CORS preflight requests of `{}`",
            shown(route),
            self.name()
        );
        // One route may have the paths of many handlers.
        let mut findings = self.report.findings.iter();
        if findings.any(|one| one.template.place == at && one.headline == headline) {
            return;
        }
        let code = Side {
            value: Some("cors".to_owned()),
            place: self.places.above(&wish.code(), "cors"),
        };
        let side = Side {
            value: Some(found.to_owned()),
            place: at,
        };
        let help = match route.method.as_deref() {
            Some("OPTIONS") => "remove the authorizer of the route, `Auth: { Authorizer: NONE }` where the API has a default one".to_owned(),
            _ => format!(
                "add the route `OPTIONS {}` without an authorizer",
                route.path.as_deref().unwrap_or("/{proxy+}")
            ),
        };
        let finding = self.error(field, headline, Some(code), side, help);
        finding.note = Some("browsers send preflight requests without credentials".to_owned());
    }

    fn edited(&mut self, wish: &Wish<'_>, route: &Route) {
        let headline = format!(
            "a route of `{}` is `{}` in the template, and `{}` in the code",
            self.name(),
            shown(route),
            wish.shown()
        );
        let is_path = route.path.as_deref() == Some(wish.path);
        let code = Side {
            value: Some(wish.shown()),
            place: wish.code(),
        };
        let side = Side {
            value: Some(shown(route)),
            place: if is_path { route.method_at } else { route.at },
        };
        let help = format!(
            "write `{}` in the template, or change the handler's attribute",
            wish.shown()
        );
        self.error(
            format!("Routes.{}", wish.shown()),
            headline,
            Some(code),
            side,
            help,
        );
    }

    fn no_route(&mut self, wish: &Wish<'_>, routes: &[&Route]) {
        let is_preflight = wish.preflight != Preflight::No;
        let headline = if is_preflight {
            format!(
                "the route `{}` for CORS preflight requests of `{}` is not in the template",
                wish.shown(),
                self.name()
            )
        } else {
            format!(
                "the route `{}` of `{}` is not in the template",
                wish.shown(),
                self.name()
            )
        };
        let code = Side {
            value: Some(wish.shown()),
            place: wish.code(),
        };
        let side = Side {
            value: None,
            place: routes.first().map_or(self.at(), |route| route.at),
        };
        let help = if is_preflight {
            format!(
                "add `{}` without an authorizer beside the other routes, as `cargo gatewright template` does",
                wish.shown()
            )
        } else {
            format!(
                "add `{}` beside the other routes, or remove the handler",
                wish.shown()
            )
        };
        self.error(
            format!("Routes.{}", wish.shown()),
            headline,
            Some(code),
            side,
            help,
        );
    }

    /// Compares the authorizer of a route. A handler without one leaves it to the template.
    fn authorizer(&mut self, wish: &Wish<'_>, route: &Route) {
        let Some(name) = &wish.handler.authorizer else {
            return;
        };
        let declared = self
            .manifest
            .function
            .authorizers
            .iter()
            .find(|one| one.name == *name);
        let Some(declared) = declared.cloned() else {
            return;
        };
        self.report.fields += 1;
        let wanted = kind(&declared.kind);
        let place = self.places.above(&wish.code(), "authorizer");
        let field = format!("Routes.{}.Authorizer", wish.shown());
        let side = |value: Option<String>, at: At| Side { value, place: at };
        let (at, found, fields, found_name) = match &route.authorizer {
            Authorizer::Unknown => {
                self.skip(
                    field,
                    route.at,
                    "the authorizer is not in the template, or known at deployment alone",
                );
                return;
            }
            Authorizer::None => (route.at, None, None, None),
            Authorizer::Here {
                at,
                kind,
                fields,
                name,
            } => (*at, Some(*kind), Some(fields), name.as_ref()),
        };
        // Another authorizer of the code, of the same kind.
        let is_other = found_name.is_some_and(|found| {
            let authorizers = &self.manifest.function.authorizers;
            found != name && authorizers.iter().any(|one| one.name == *found)
        });
        if found != Some(wanted) || is_other {
            let there = found.map_or_else(
                || "has no authorizer in the template".to_owned(),
                |found| match found_name {
                    Some(name) => format!("has the authorizer `{name}` ({found}) in the template"),
                    None => format!("has the authorizer `{found}` in the template"),
                },
            );
            let headline = format!(
                "the route `{}` of `{}` {there}, and `{name}` ({wanted}) in the code",
                wish.shown(),
                self.name()
            );
            let code = Side {
                value: Some(format!("{wanted} {name}")),
                place,
            };
            let help = format!(
                "add the authorizer `{name}` to the route, or change `authorizer(…)` in the code"
            );
            let finding = self.error(
                field,
                headline,
                Some(code),
                side(found.map(str::to_owned), at),
                help,
            );
            if found.is_none() {
                finding.note = Some("anyone can call the route".to_owned());
            }
            return;
        }
        let Some(fields) = fields else { return };
        let scope = Scope {
            owner: format!("the authorizer `{name}` of `{}`", wish.shown()),
            prefix: format!("{field}."),
            at,
            code: wish.code(),
            is_handler: true,
        };
        self.authorizer_fields(&scope, &with_sources(fields), &declared);
    }

    fn authorizer_fields(&mut self, scope: &Scope, fields: &Fields, declared: &Declared) {
        let mut wants: Vec<(&str, Option<Want>, &str)> = vec![
            (
                "AuthorizationScopes",
                (!declared.authorization_scopes.is_empty())
                    .then(|| Want::Texts(declared.authorization_scopes.clone())),
                "authorization_scopes",
            ),
            (
                "IdentitySource",
                (!declared.identity_source.is_empty()).then(|| {
                    Want::Texts(
                        declared
                            .identity_source
                            .iter()
                            .map(|one| request_part(one))
                            .collect(),
                    )
                }),
                "identity_source",
            ),
        ];
        match &declared.kind {
            AuthorizerKind::Jwt { issuer, audience } => {
                wants.push((
                    "JwtConfiguration.Issuer",
                    issuer.clone().map(Want::Text),
                    "issuer",
                ));
                let audience = (!audience.is_empty()).then(|| Want::Texts(audience.clone()));
                wants.push(("JwtConfiguration.Audience", audience, "audience"));
            }
            AuthorizerKind::Lambda { function } => {
                wants.push((
                    "FunctionArn",
                    Some(Want::Resource(function.clone())),
                    "function",
                ));
            }
            _ => {}
        }
        for (field, want, option) in wants {
            let Some(want) = want else { continue };
            // One authorizer belongs to many routes: a difference is reported once.
            let at = fields.get(field).map(|field| field.at);
            let is_known = self.report.findings.iter().any(|finding| {
                Some(finding.template.place) == at
                    && finding.field.ends_with(&format!("Authorizer.{field}"))
            });
            if !is_known {
                let wanted = Wanted {
                    field,
                    want,
                    default: None,
                    option,
                };
                self.check(scope, fields, &wanted);
            }
        }
    }

    /// A REST API that streams needs `ResponseTransferMode: STREAM` at each route.
    fn transfer(&mut self, wish: &Wish<'_>, route: &Route) {
        let declared = self.manifest.function.triggers.iter();
        let Some(trigger) = declared
            .clone()
            .find(|one| one.trigger == TriggerKind::RestApi)
        else {
            return;
        };
        if route.trigger != TriggerKind::RestApi {
            return;
        }
        let mut fields = super::model::Fields::new();
        super::model::add(&mut fields, "ResponseTransferMode", route.transfer.clone());
        let scope = Scope {
            owner: format!("the route `{}` of `{}`", wish.shown(), self.name()),
            prefix: format!("Routes.{}.", wish.shown()),
            at: route.at,
            code: self.code.clone(),
            is_handler: false,
        };
        // SAM has another word than API Gateway.
        let is_sam = match route.transfer.as_ref().map(|field| &field.value) {
            Some(Value::Text(text)) => text.known().as_deref() == Some("RESPONSE_STREAM"),
            _ => false,
        };
        let mode = match (trigger.streams, is_sam) {
            (true, true) => "RESPONSE_STREAM",
            (true, false) => "STREAM",
            (false, _) => "BUFFERED",
        };
        let wanted = Wanted {
            field: "ResponseTransferMode",
            want: Want::Text(mode.to_owned()),
            default: Some(Want::Text("BUFFERED".to_owned())),
            option: "rest_api",
        };
        self.check(&scope, &fields, &wanted);
    }
}

/// `$request.header.Authorization` of an HTTP API is `method.request.header.Authorization` of a REST API.
fn request_part(source: &str) -> String {
    source
        .split_once("request.")
        .map_or(source, |(_, part)| part)
        .to_owned()
}

/// Returns the fields with identity sources in one spelling: a list, or a text with commas.
fn with_sources(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    if let Some(field) = fields.get_mut("IdentitySource") {
        let texts = match &field.value {
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(texts) => texts,
            _ => &[],
        };
        let known: Option<Vec<String>> = texts.iter().map(Text::known).collect();
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            let sources = known.iter().flat_map(|text| text.split(','));
            let sources =
                sources.map(|source| Text::literal(field.at, request_part(source.trim())));
            field.value = Value::List(sources.collect());
        }
    }
    fields
}

fn shown(route: &Route) -> String {
    match &route.path {
        Some(path) => format!("{} {path}", route.method.as_deref().unwrap_or("ANY")),
        None => "$default".to_owned(),
    }
}

fn kind(kind: &AuthorizerKind) -> &'static str {
    match kind {
        AuthorizerKind::Jwt { .. } => "jwt",
        AuthorizerKind::Lambda { .. } => "lambda",
        AuthorizerKind::CognitoUserPool => "cognito_user_pool",
        AuthorizerKind::Iam => "iam",
        AuthorizerKind::ApiKey => "api_key",
    }
}

fn spoken(kind: TriggerKind) -> &'static str {
    match kind {
        TriggerKind::HttpApi => "an HTTP API",
        TriggerKind::RestApi => "a REST API",
        TriggerKind::FunctionUrl => "a function URL",
        TriggerKind::Alb => "a target group of a load balancer",
        TriggerKind::VpcLattice => "a target group of VPC Lattice",
        TriggerKind::Websocket => "a WebSocket API",
    }
}

fn option_of(kind: TriggerKind) -> &'static str {
    match kind {
        TriggerKind::HttpApi => "http_api",
        TriggerKind::RestApi => "rest_api",
        TriggerKind::FunctionUrl => "function_url",
        TriggerKind::Alb => "alb",
        TriggerKind::VpcLattice => "vpc_lattice",
        TriggerKind::Websocket => "websocket",
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .collect()
}

fn is_greedy(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with("+}")
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The routes that CORS preflight requests need.
fn preflight_wishes(manifest: &Manifest) -> Vec<Wish<'_>> {
    let wishes = preflights(manifest).into_iter().filter_map(|one| {
        let preflight = match one.reaches {
            Reaches::OwnRoute => Preflight::OwnRoute,
            Reaches::Open => Preflight::Open,
            Reaches::Guarded(_) => return None,
        };
        Some(Wish {
            handler: one.handler,
            method: Some("OPTIONS"),
            path: one.path,
            preflight,
        })
    });
    wishes.collect()
}

/// Returns the route of the template that takes the requests of a route of the code.
fn reached<'r>(wish: &Wish<'_>, routes: &[&'r Route]) -> Option<&'r Route> {
    let first = |fits: &dyn Fn(&Route) -> bool| routes.iter().copied().find(|route| fits(route));
    // A route of another handler may have the path for every method.
    first(&|route| is_exact(wish, route) && route.method.as_deref() == wish.method)
        .or_else(|| first(&|route| is_exact(wish, route)))
        .or_else(|| first(&|route| covers(wish, route)))
}

/// Whether a route with the path of a wish may be that wish. Another method beside the one for preflight requests is a route of its own.
fn is_edit(wish: &Wish<'_>, route: &Route) -> bool {
    let method = route.method.as_deref().unwrap_or_default().to_lowercase();
    wish.preflight == Preflight::No || !METHODS.contains(&method.as_str())
}

fn is_exact(wish: &Wish<'_>, route: &Route) -> bool {
    route
        .path
        .as_deref()
        .is_some_and(|path| segments(path) == segments(wish.path))
        && covers(wish, route)
}

/// Whether a route of the template sends every request of a route of the code.
fn covers(wish: &Wish<'_>, route: &Route) -> bool {
    let has_method = route.method.is_none() || route.method.as_deref() == wish.method;
    has_method
        && route.path.as_deref().is_none_or(|path| {
            let (found, wanted) = (segments(path), segments(wish.path));
            for (index, segment) in found.iter().enumerate() {
                if is_greedy(segment) {
                    return wanted.len() > index;
                }
                match wanted.get(index) {
                    Some(wanted) if is_greedy(wanted) => return false,
                    Some(_) if is_parameter(segment) => {}
                    Some(wanted) if wanted == segment => {}
                    _ => return false,
                }
            }
            found.len() == wanted.len()
        })
}

/// Whether some request goes through both.
fn overlaps(wish: &Wish<'_>, route: &Route) -> bool {
    let has_method =
        route.method.is_none() || wish.method.is_none() || route.method.as_deref() == wish.method;
    has_method
        && route.path.as_deref().is_none_or(|path| {
            let (found, wanted) = (segments(path), segments(wish.path));
            for index in 0..found.len().max(wanted.len()) {
                match (found.get(index), wanted.get(index)) {
                    (Some(one), Some(_)) | (Some(_), Some(one)) if is_greedy(one) => return true,
                    (Some(one), Some(other)) => {
                        if is_greedy(other) {
                            return true;
                        }
                        // A literal of the template beside a parameter of the code is a route of its own, which the code answers.
                        if one != other && !is_parameter(one) && !is_parameter(other) {
                            return false;
                        }
                    }
                    _ => return false,
                }
            }
            true
        })
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn slashes_at_the_ends_do_not_count() {
        assert_eq!(segments("/orders/{id}/"), ["orders", "{id}"]);
        assert!(segments("/").is_empty());
    }
}
