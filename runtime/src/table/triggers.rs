//! The declared triggers of a function, and how long each of them waits for a reply.

use gatewright_tables::limits;

use super::message::Message;

/// The option `triggers(…)` of `#[dispatch]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Triggers {
    /// By [`TriggerKind`].
    declared: [bool; TriggerKind::COUNT],
    /// The triggers declared to stream responses, by [`TriggerKind`].
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

    /// Those that send HTTP requests.
    pub(super) const HTTP: [Self; 5] = [
        Self::HttpApi,
        Self::RestApi,
        Self::FunctionUrl,
        Self::Alb,
        Self::VpcLattice,
    ];

    /// Returns the name used in `triggers(…)`.
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
const HTTP_API_MS: u64 = limits::HTTP_API_S * 1_000;
const REST_API_MS: u64 = limits::REST_API_S * 1_000;
const WEBSOCKET_MS: u64 = limits::WEBSOCKET_S * 1_000;

impl Triggers {
    /// No declared trigger: the function may have any.
    pub const NONE: Self = Self {
        declared: [false; TriggerKind::COUNT],
        streaming: [false; TriggerKind::COUNT],
        rest_api_ms: REST_API_MS,
    };

    /// Adds a trigger.
    pub const fn and(mut self, trigger: TriggerKind) -> Self {
        self.declared[trigger as usize] = true;
        self
    }

    /// Adds a REST API that waits for `ms` milliseconds.
    pub const fn and_rest_api(mut self, ms: u64) -> Self {
        self.rest_api_ms = ms;
        self.and(TriggerKind::RestApi)
    }

    /// Declares that `trigger` streams responses.
    pub const fn streaming(mut self, trigger: TriggerKind) -> Self {
        self.streaming[trigger as usize] = true;
        self
    }

    /// Adds the triggers of a merged interface. Of two REST APIs the shorter wait counts.
    pub(super) const fn or(mut self, merged: &Self) -> Self {
        if merged.has(TriggerKind::RestApi)
            && (!self.has(TriggerKind::RestApi) || merged.rest_api_ms < self.rest_api_ms)
        {
            self.rest_api_ms = merged.rest_api_ms;
        }
        let mut at = 0;
        while at < TriggerKind::COUNT {
            self.declared[at] |= merged.declared[at];
            self.streaming[at] |= merged.streaming[at];
            at += 1;
        }
        self
    }

    pub(crate) const fn has(&self, trigger: TriggerKind) -> bool {
        self.declared[trigger as usize]
    }

    /// Whether the trigger is declared to stream. Only function URLs and REST APIs can be.
    pub(crate) const fn streams(&self, trigger: TriggerKind) -> bool {
        self.streaming[trigger as usize]
    }

    /// Iterates over the declared triggers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = TriggerKind> {
        TriggerKind::ALL
            .into_iter()
            .filter(|trigger| self.has(*trigger))
    }

    /// Whether a trigger is declared.
    pub(super) const fn are_declared(&self) -> bool {
        let mut at = 0;
        while at < TriggerKind::COUNT {
            if self.declared[at] {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether one of the triggers sends HTTP requests. Without declared triggers, one may.
    pub(super) const fn send_requests(&self) -> bool {
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

    /// Returns how long the trigger waits, in milliseconds, or `None` if it waits as long as the function runs.
    pub(crate) const fn wait_ms(&self, trigger: TriggerKind) -> Option<u64> {
        match trigger {
            TriggerKind::HttpApi => Some(HTTP_API_MS),
            TriggerKind::RestApi => Some(self.rest_api_ms),
            TriggerKind::Websocket => Some(WEBSOCKET_MS),
            TriggerKind::FunctionUrl | TriggerKind::Alb | TriggerKind::VpcLattice => None,
        }
    }

    /// Returns the declared trigger with the shortest wait, if that is shorter than `timeout_ms`.
    const fn shortest_wait_below(&self, timeout_ms: u64) -> Option<(TriggerKind, u64)> {
        let mut found: Option<(TriggerKind, u64)> = None;
        let mut at = 0;
        while at < TriggerKind::COUNT {
            let trigger = TriggerKind::ALL[at];
            if self.has(trigger)
                && let Some(wait) = self.wait_ms(trigger)
                && wait < timeout_ms
            {
                found = match found {
                    Some((_, shortest)) if shortest <= wait => found,
                    _ => Some((trigger, wait)),
                };
            }
            at += 1;
        }
        found
    }

    /// Returns the error message for a timeout that is longer than a trigger waits.
    pub(super) const fn refusal(&self, timeout_ms: u64) -> Option<Message> {
        let Some((trigger, wait)) = self.shortest_wait_below(timeout_ms) else {
            return None;
        };
        let message = Message::new().text("the timeout must not be longer than ");
        let message = message.text(trigger.described());
        let message = seconds(message.text(" waits, which is "), wait);
        let message = seconds(message.text("; found "), timeout_ms);
        let message = seconds(message.text("\nhelp: timeout = \""), wait).text("\"");
        let message = match trigger {
            TriggerKind::RestApi => {
                let message = message.text(
                    ", or, if AWS raised the integration timeout quota for this API, triggers(rest_api(max = \"",
                );
                seconds(message, timeout_ms).text("\"))")
            }
            _ => message,
        };
        Some(
            message
                .text("\nnote: rule `timeout`: `triggers(")
                .text(trigger.name())
                .text(")` declares this trigger; after that time the client receives an error while the function still runs and is billed; see `cargo gatewright explain timeout`"),
        )
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a timeout is at most 90 minutes"
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
    fn shortest_wait_limits_the_timeout() {
        let triggers = Triggers::NONE
            .and(TriggerKind::HttpApi)
            .and_rest_api(29_000)
            .and(TriggerKind::Alb);
        assert_eq!(refusal(triggers, 29_000), None);
        assert_eq!(
            refusal(triggers, 31_000).as_deref(),
            Some("the timeout must not be longer than the REST API waits, which is 29s; found 31s")
        );
        assert_eq!(
            refusal(Triggers::NONE.and(TriggerKind::HttpApi), 31_000).as_deref(),
            Some("the timeout must not be longer than an HTTP API waits, which is 30s; found 31s")
        );
    }

    #[test]
    fn raised_quota_and_unlimited_triggers_allow_long_timeouts() {
        assert_eq!(refusal(Triggers::NONE.and_rest_api(60_000), 60_000), None);
        let unlimited = Triggers::NONE
            .and(TriggerKind::FunctionUrl)
            .and(TriggerKind::Alb)
            .and(TriggerKind::VpcLattice);
        assert_eq!(refusal(unlimited, 900_000), None);
        assert_eq!(refusal(Triggers::NONE, 900_000), None);
    }

    #[test]
    fn triggers_of_merged_interfaces_are_combined() {
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
