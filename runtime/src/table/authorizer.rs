//! The authorizers of routes. API Gateway applies them before the function is called, so only the manifest reads them.

use super::bytes::same;
use super::entry::{Entry, Key};
use super::message::Message;
use super::setting::{Setting, same_settings};
use super::triggers::{TriggerKind, Triggers};

/// The option `authorizer(…)` of `#[dispatch]`.
#[derive(Clone, Copy, Debug)]
pub struct Authorizer {
    /// Its kind.
    pub kind: AuthorizerKind,
    /// Its name.
    pub name: &'static str,
    /// Its other settings.
    pub settings: &'static [Setting],
}

/// The kind of an authorizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizerKind {
    /// No authorizer, also inside a module that has one.
    None,
    /// JSON Web Tokens.
    Jwt,
    /// A Lambda function.
    Lambda,
    /// A Cognito user pool.
    CognitoUserPool,
    /// IAM.
    Iam,
    /// API keys.
    ApiKey,
}

impl AuthorizerKind {
    /// Returns the name used in `authorizer(…)`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Jwt => "jwt",
            Self::Lambda => "lambda",
            Self::CognitoUserPool => "cognito_user_pool",
            Self::Iam => "iam",
            Self::ApiKey => "api_key",
        }
    }

    /// Whether requests through this trigger are checked.
    const fn checks(self, trigger: TriggerKind) -> bool {
        match self {
            Self::None => true,
            Self::Jwt => matches!(trigger, TriggerKind::HttpApi),
            Self::Lambda => matches!(trigger, TriggerKind::HttpApi | TriggerKind::RestApi),
            Self::CognitoUserPool | Self::ApiKey => matches!(trigger, TriggerKind::RestApi),
            Self::Iam => matches!(
                trigger,
                TriggerKind::HttpApi | TriggerKind::RestApi | TriggerKind::FunctionUrl
            ),
        }
    }

    /// Returns the end of the message for a trigger that it does not check.
    const fn advice(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Jwt => {
                "\nhelp: triggers(http_api), or, for a REST API, authorizer(cognito_user_pool)\nnote: only HTTP APIs check JSON Web Tokens themselves"
            }
            Self::Lambda => {
                "\nhelp: triggers(http_api) or triggers(rest_api)\nnote: only HTTP APIs and REST APIs call an authorizer function"
            }
            Self::CognitoUserPool => {
                "\nhelp: triggers(rest_api), or, for an HTTP API, authorizer(jwt)\nnote: only REST APIs check the tokens of a user pool; its tokens are JSON Web Tokens, which an HTTP API checks with its issuer"
            }
            Self::Iam => {
                "\nhelp: triggers(http_api), triggers(rest_api) or triggers(function_url)\nnote: these triggers check signatures of IAM"
            }
            Self::ApiKey => "\nhelp: triggers(rest_api)\nnote: only REST APIs have API keys",
        }
    }

    /// Returns a trigger through which requests are not checked although the trigger could: another API, or any if none of the triggers
    /// checks them. A function URL, a load balancer and VPC Lattice beside an API have access settings of their own.
    const fn gap(self, triggers: &Triggers) -> Option<TriggerKind> {
        let mut gap = None;
        let mut is_checked = false;
        let mut at = 0;
        while at < TriggerKind::HTTP.len() {
            let trigger = TriggerKind::HTTP[at];
            if triggers.has(trigger) {
                if self.checks(trigger) {
                    is_checked = true;
                } else if matches!(trigger, TriggerKind::HttpApi | TriggerKind::RestApi) {
                    return Some(trigger);
                } else {
                    gap = Some(trigger);
                }
            }
            at += 1;
        }
        if is_checked { None } else { gap }
    }
}

impl Authorizer {
    const fn same(&self, other: &Self) -> bool {
        self.kind as u8 == other.kind as u8 && same_settings(self.settings, other.settings)
    }
}

impl Entry {
    /// Returns the authorizer of a route.
    pub(crate) const fn authorizer(&self) -> Option<&'static Authorizer> {
        match (self.key, self.origin.authorizer) {
            (Key::Route(..), Some(authorizer))
                if !matches!(authorizer.kind, AuthorizerKind::None) =>
            {
                Some(authorizer)
            }
            _ => None,
        }
    }
}

/// Returns the error message for a route whose authorizer does not check the requests of a declared trigger, or for two authorizers of one
/// name.
pub(super) const fn refusal(entries: &[Entry], triggers: &Triggers) -> Option<Message> {
    let mut at = 0;
    while at < entries.len() {
        if let Some(authorizer) = entries[at].authorizer() {
            if let Some(trigger) = authorizer.kind.gap(triggers) {
                let message = Message::new()
                    .text("`authorizer(")
                    .text(authorizer.kind.name())
                    .text(")` of the routes in `")
                    .text(entries[at].origin.place.module)
                    .text("` does not check requests through the trigger `")
                    .text(trigger.name())
                    .text("`, which is declared");
                return Some(message.text(authorizer.kind.advice()));
            }
            if let Some(other) = other_of_that_name(entries, at, authorizer) {
                return Some(two_of_one_name(&entries[at], &entries[other], authorizer));
            }
        }
        at += 1;
    }
    None
}

const fn other_of_that_name(
    entries: &[Entry],
    before: usize,
    authorizer: &Authorizer,
) -> Option<usize> {
    let mut at = 0;
    while at < before {
        if let Some(other) = entries[at].authorizer()
            && same(other.name.as_bytes(), authorizer.name.as_bytes())
            && !other.same(authorizer)
        {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn two_of_one_name(one: &Entry, other: &Entry, authorizer: &Authorizer) -> Message {
    Message::new()
        .text("two authorizers with different settings are called `")
        .text(authorizer.name)
        .text("`\nhelp: give one of them another name: authorizer(")
        .text(authorizer.kind.name())
        .text("(name = \"Customers\", …))\nnote: the routes of `")
        .text(other.origin.place.module)
        .text("` have one, those of `")
        .text(one.origin.place.module)
        .text("` the other, and an API refers to an authorizer by its name")
}

#[cfg(test)]
mod tests {
    use super::*;

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html, "Security": HTTP APIs have IAM, JWT and Lambda
    // authorizers, REST APIs have IAM, Cognito, Lambda authorizers and API keys.
    #[test]
    fn apis_check_the_authorizers_that_aws_documents() {
        let kinds = [
            AuthorizerKind::Jwt,
            AuthorizerKind::Lambda,
            AuthorizerKind::CognitoUserPool,
            AuthorizerKind::Iam,
            AuthorizerKind::ApiKey,
        ];
        let checked = |trigger| kinds.map(|kind| kind.checks(trigger));
        assert_eq!(
            checked(TriggerKind::HttpApi),
            [true, true, false, true, false]
        );
        assert_eq!(
            checked(TriggerKind::RestApi),
            [false, true, true, true, true]
        );
        assert_eq!(
            checked(TriggerKind::FunctionUrl),
            [false, false, false, true, false]
        );
        assert_eq!(checked(TriggerKind::Alb), [false; 5]);
    }

    #[test]
    fn each_api_must_check_and_one_trigger_at_least() {
        let behind = |triggers: &[TriggerKind]| {
            triggers
                .iter()
                .fold(Triggers::NONE, |all, trigger| all.and(*trigger))
        };
        let both = behind(&[TriggerKind::HttpApi, TriggerKind::RestApi]);
        assert_eq!(AuthorizerKind::Jwt.gap(&both), Some(TriggerKind::RestApi));
        assert_eq!(AuthorizerKind::Lambda.gap(&both), None);
        let with_url = behind(&[TriggerKind::HttpApi, TriggerKind::FunctionUrl]);
        assert_eq!(AuthorizerKind::Jwt.gap(&with_url), None);
        let url = behind(&[TriggerKind::FunctionUrl]);
        assert_eq!(
            AuthorizerKind::Jwt.gap(&url),
            Some(TriggerKind::FunctionUrl)
        );
        assert_eq!(AuthorizerKind::Iam.gap(&url), None);
        assert_eq!(AuthorizerKind::Jwt.gap(&Triggers::NONE), None);
        assert_eq!(
            AuthorizerKind::Jwt.gap(&behind(&[TriggerKind::Websocket])),
            None
        );
    }
}
