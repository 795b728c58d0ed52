//! The rules: their identifiers and the reason that each one gives.

use std::fmt;

/// One rule of the discipline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Starting or parking threads, thread pools, a second runtime, `block_on`.
    Threading,
    /// Locks, atomics and the blocking channels of the standard library.
    Locking,
    /// Calls that stop the thread while they wait.
    Blocking,
    /// State that one invocation leaves for the next.
    SharedState,
    /// Tasks that nobody awaits.
    DetachedTask,
    /// Clients, pools and configuration built anew by each invocation.
    ClientPerInvocation,
    /// Heavy crates that are initialised outside a lazy module.
    HeavyDependency,
    /// Timeouts out of range, and loops that no deadline can end.
    Timeout,
    /// Memory out of range.
    Memory,
    /// A lower layer that uses a higher one, a layer that reaches around the one between, and cycles.
    Layering,
    /// Source that cannot be read, and so cannot be judged.
    Unreadable,
    /// Exemptions that say too little or silence nothing.
    Exemption,
}

struct Text {
    rule: Rule,
    id: &'static str,
    sources: &'static str,
    reason: &'static str,
}

/// The one table of rules. `sources` are the anti-patterns and decisions that a rule comes from.
const RULES: [Text; 12] = [
    Text {
        rule: Rule::Threading,
        id: "threading",
        sources: "AP-01, DEC-01",
        reason: "an execution environment is frozen between invocations, and its one small CPU share runs one of them at a time",
    },
    Text {
        rule: Rule::Locking,
        id: "locking",
        sources: "AP-01",
        reason: "an execution environment runs one invocation at a time, so a lock guards nothing and can only wait; in the concurrent mode it makes invocations wait for one another",
    },
    Text {
        rule: Rule::Blocking,
        id: "blocking",
        sources: "AP-01",
        reason: "a blocked thread stops every future of the invocation, its timeout guard included, and is billed while it waits",
    },
    Text {
        rule: Rule::SharedState,
        id: "shared_state",
        sources: "AP-02, DEC-04",
        reason: "an execution environment is reused by later requests and ended without notice: what is left in it leaks or is lost",
    },
    Text {
        rule: Rule::DetachedTask,
        id: "detached_task",
        sources: "AP-02",
        reason: "the environment freezes as soon as the reply is sent: a task that is still running stops there, perhaps for good",
    },
    Text {
        rule: Rule::ClientPerInvocation,
        id: "client_per_invocation",
        sources: "AP-03, LESS-01",
        reason: "connections, TLS sessions and credentials are paid for again by every request instead of once per environment",
    },
    Text {
        rule: Rule::HeavyDependency,
        id: "heavy_dependency",
        sources: "AP-03",
        reason: "work that every cold start pays for delays requests that do not need it",
    },
    Text {
        rule: Rule::Timeout,
        id: "timeout",
        sources: "AP-04, DEC-03",
        reason: "Lambda kills the environment at the timeout, and the caller gets no answer",
    },
    Text {
        rule: Rule::Memory,
        id: "memory",
        sources: "AP-05, DEC-02",
        reason: "memory is the only size that a function has: its CPU share and its price follow from it",
    },
    Text {
        rule: Rule::Layering,
        id: "layering",
        sources: "DD-2, SUGA",
        reason: "modules that use only the layer below them can be tested, moved and replaced without the others",
    },
    Text {
        rule: Rule::Unreadable,
        id: "unreadable",
        sources: "",
        reason: "what cannot be read cannot be judged, and silence would look like a clean bill",
    },
    Text {
        rule: Rule::Exemption,
        id: "exemption",
        sources: "",
        reason: "an exemption is read by the next person: it names the rule it silences and says why that is right there",
    },
];

impl Rule {
    fn text(self) -> &'static Text {
        RULES
            .iter()
            .find(|text| text.rule == self)
            .unwrap_or(&RULES[0])
    }

    /// The identifier that messages print and `#[exempt(…)]` takes: `threading`, `shared_state`.
    pub fn id(self) -> &'static str {
        self.text().id
    }

    /// What a message says after `note: `: the identifier, where the rule comes from, and its reason.
    pub fn note(self) -> String {
        format!("rule {self}: {}", self.text().reason)
    }

    /// The rule with the identifier `id`.
    pub fn from_id(id: &str) -> Option<Self> {
        RULES
            .iter()
            .find(|text| text.id == id)
            .map(|text| text.rule)
    }

    /// Every rule that `#[exempt(…)]` can name, in the order of the table.
    pub fn exemptible() -> impl Iterator<Item = Self> {
        RULES
            .iter()
            .map(|text| text.rule)
            .filter(|rule| *rule != Self::Exemption)
    }
}

impl fmt::Display for Rule {
    /// `` `threading` (AP-01, DEC-01) ``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Text { id, sources, .. } = self.text();
        match self {
            _ if sources.is_empty() => write!(f, "`{id}`"),
            _ => write!(f, "`{id}` ({sources})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_its_own_line_of_the_table() {
        for text in &RULES {
            assert_eq!(text.rule.id(), text.id);
            assert_eq!(Rule::from_id(text.id), Some(text.rule));
        }
    }

    #[test]
    fn a_note_names_the_rule_its_sources_and_the_reason() {
        assert_eq!(
            Rule::Blocking.note(),
            "rule `blocking` (AP-01): a blocked thread stops every future of the invocation, its timeout guard \
             included, and is billed while it waits"
        );
    }
}
