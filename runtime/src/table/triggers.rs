//! The triggers that a function is declared to stand behind, and how long each waits for it.

use super::message::Message;

/// `triggers(…)` of `#[dispatch]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Triggers {
    /// By [`TriggerKind`].
    declared: [bool; TriggerKind::COUNT],
    /// Those that take a response as it is made, by [`TriggerKind`].
    streaming: [bool; TriggerKind::COUNT],
    /// How long a REST API waits, in milliseconds.
    rest_api_ms: u64,
}

/// A service that calls the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// API Gateway HTTP API.
    HttpApi,
    /// API Gateway REST API.
    RestApi,
    /// A function URL.
    FunctionUrl,
    /// An Application Load Balancer.
    Alb,
    /// VPC Lattice.
    VpcLattice,
    /// API Gateway WebSocket API.
    Websocket,
}

impl TriggerKind {
    const ALL: [Self; 6] = [
        Self::HttpApi,
        Self::RestApi,
        Self::FunctionUrl,
        Self::Alb,
        Self::VpcLattice,
        Self::Websocket,
    ];
    const COUNT: usize = Self::ALL.len();

    /// As it is written in `triggers(…)`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::HttpApi => "http_api",
            Self::RestApi => "rest_api",
            Self::FunctionUrl => "function_url",
            Self::Alb => "alb",
            Self::VpcLattice => "vpc_lattice",
            Self::Websocket => "websocket",
        }
    }

    const fn described(self) -> &'static str {
        match self {
            Self::HttpApi => "an HTTP API",
            Self::RestApi => "the REST API",
            Self::FunctionUrl => "a function URL",
            Self::Alb => "a load balancer",
            Self::VpcLattice => "VPC Lattice",
            Self::Websocket => "a WebSocket API",
        }
    }
}

/// The integration timeouts of API Gateway, in milliseconds.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>
const HTTP_API_MS: u64 = 30_000;
const REST_API_MS: u64 = 29_000;
const WEBSOCKET_MS: u64 = 29_000;

impl Triggers {
    /// None is declared, which says nothing about what the function stands behind.
    pub const NONE: Self = Self {
        declared: [false; TriggerKind::COUNT],
        streaming: [false; TriggerKind::COUNT],
        rest_api_ms: REST_API_MS,
    };

    /// These, and one more.
    pub const fn and(mut self, trigger: TriggerKind) -> Self {
        self.declared[trigger as usize] = true;
        self
    }

    /// These, and a REST API that waits this long.
    pub const fn and_rest_api(mut self, ms: u64) -> Self {
        self.rest_api_ms = ms;
        self.and(TriggerKind::RestApi)
    }

    /// These, and this one of them takes a response as it is made.
    pub const fn streaming(mut self, trigger: TriggerKind) -> Self {
        self.streaming[trigger as usize] = true;
        self
    }

    /// These, and those of a part, whose word on a trigger that both declare does not count.
    pub(super) const fn or(mut self, part: &Self) -> Self {
        if part.has(TriggerKind::RestApi)
            && (!self.has(TriggerKind::RestApi) || part.rest_api_ms < self.rest_api_ms)
        {
            self.rest_api_ms = part.rest_api_ms;
        }
        let mut at = 0;
        while at < TriggerKind::COUNT {
            self.declared[at] |= part.declared[at];
            self.streaming[at] |= part.streaming[at];
            at += 1;
        }
        self
    }

    pub(crate) const fn has(&self, trigger: TriggerKind) -> bool {
        self.declared[trigger as usize]
    }

    /// Whether this one takes a response as it is made. Only function URLs and REST APIs can be declared to.
    pub(crate) const fn streams(&self, trigger: TriggerKind) -> bool {
        self.streaming[trigger as usize]
    }

    /// Those that are declared.
    pub(crate) fn iter(&self) -> impl Iterator<Item = TriggerKind> {
        TriggerKind::ALL
            .into_iter()
            .filter(|trigger| self.has(*trigger))
    }

    /// Whether requests come through one of them. Where none is declared they may.
    pub(super) const fn bring_requests(&self) -> bool {
        let mut any = false;
        let mut at = 0;
        while at < TriggerKind::COUNT {
            if self.declared[at] && at != TriggerKind::Websocket as usize {
                return true;
            }
            any |= self.declared[at];
            at += 1;
        }
        !any
    }

    /// How long the trigger waits, in milliseconds; `None` for as long as the function runs.
    pub(crate) const fn patience(&self, trigger: TriggerKind) -> Option<u64> {
        match trigger {
            TriggerKind::HttpApi => Some(HTTP_API_MS),
            TriggerKind::RestApi => Some(self.rest_api_ms),
            TriggerKind::Websocket => Some(WEBSOCKET_MS),
            TriggerKind::FunctionUrl | TriggerKind::Alb | TriggerKind::VpcLattice => None,
        }
    }

    /// The declared trigger that waits the shortest, if that is shorter than `timeout_ms`.
    const fn too_impatient(&self, timeout_ms: u64) -> Option<(TriggerKind, u64)> {
        let mut found: Option<(TriggerKind, u64)> = None;
        let mut at = 0;
        while at < TriggerKind::COUNT {
            let trigger = TriggerKind::ALL[at];
            if self.has(trigger)
                && let Some(patience) = self.patience(trigger)
                && patience < timeout_ms
            {
                found = match found {
                    Some((_, shortest)) if shortest <= patience => found,
                    _ => Some((trigger, patience)),
                };
            }
            at += 1;
        }
        found
    }

    /// What is said of a timeout that is longer than a trigger waits.
    pub(super) const fn refusal(&self, timeout_ms: u64) -> Option<Message> {
        let Some((trigger, patience)) = self.too_impatient(timeout_ms) else {
            return None;
        };
        let message = Message::new().text("a timeout of ");
        let message = seconds(message, timeout_ms)
            .text(" is longer than ")
            .text(trigger.described());
        let message = seconds(message.text(" waits, which is "), patience);
        let message = seconds(message.text("\nhelp: timeout = \""), patience).text("\"");
        let message = match trigger {
            TriggerKind::RestApi => {
                let message = message.text(
                    ", or, if AWS has raised the quota of the API, triggers(rest_api(max = \"",
                );
                seconds(message, timeout_ms).text("\"))")
            }
            _ => message,
        };
        Some(
            message
                .text("\nnote: rule `timeout` (AP-04, DEC-03): `triggers(")
                .text(trigger.name())
                .text(")` of `#[dispatch]` declares it; after that time the client has an error, and the function goes on for nobody"),
        )
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a timeout is at most 15 minutes"
)]
const fn seconds(message: Message, ms: u64) -> Message {
    message.number(ms as usize / 1_000).text("s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(triggers: Triggers, timeout_ms: u64) -> Option<String> {
        triggers
            .refusal(timeout_ms)
            .map(|message| message.as_str().lines().next().unwrap().to_owned())
    }

    #[test]
    fn the_most_impatient_trigger_decides() {
        let triggers = Triggers::NONE
            .and(TriggerKind::HttpApi)
            .and_rest_api(29_000)
            .and(TriggerKind::Alb);
        assert_eq!(refusal(triggers, 29_000), None);
        assert_eq!(
            refusal(triggers, 31_000).as_deref(),
            Some("a timeout of 31s is longer than the REST API waits, which is 29s")
        );
        assert_eq!(
            refusal(Triggers::NONE.and(TriggerKind::HttpApi), 31_000).as_deref(),
            Some("a timeout of 31s is longer than an HTTP API waits, which is 30s")
        );
    }

    #[test]
    fn a_raised_quota_counts_and_other_triggers_wait_as_long_as_the_function_runs() {
        assert_eq!(refusal(Triggers::NONE.and_rest_api(60_000), 60_000), None);
        let patient = Triggers::NONE
            .and(TriggerKind::FunctionUrl)
            .and(TriggerKind::Alb)
            .and(TriggerKind::VpcLattice);
        assert_eq!(refusal(patient, 900_000), None);
        assert_eq!(refusal(Triggers::NONE, 900_000), None);
    }

    #[test]
    fn the_triggers_of_parts_add_up() {
        let both = Triggers::NONE
            .and(TriggerKind::Alb)
            .or(&Triggers::NONE.and_rest_api(60_000));
        assert!(both.has(TriggerKind::Alb) && both.has(TriggerKind::RestApi));
        assert_eq!(refusal(both, 60_000), None);
        assert!(!both.streams(TriggerKind::RestApi));
        let url = Triggers::NONE.and(TriggerKind::FunctionUrl);
        let streaming = both.or(&url.streaming(TriggerKind::FunctionUrl));
        assert!(
            streaming.streams(TriggerKind::FunctionUrl) && !streaming.streams(TriggerKind::RestApi)
        );
    }
}
