//! The rules: one table with their identifiers, summaries, reasons and pages.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// How alike an unknown identifier and a rule's must be for a suggestion: 0 is unlike, 1 the same.
const SIMILAR: f64 = 0.75;

/// Whether [`judge_item`](crate::judge_item) finds every violation of a rule in an item's tokens. Only then can it
/// tell that an exemption from the rule is unused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FoundIn {
    Tokens,
    Elsewhere,
}

struct Row {
    rule: Rule,
    id: &'static str,
    found_in: FoundIn,
    summary: &'static str,
    reason: &'static str,
    page: &'static str,
}

/// Makes [`Rule`] and [`TABLE`]. A rule whose page `src/rules/<id>.md` is missing does not compile.
macro_rules! rules {
    ($($rule:ident($id:literal, $found_in:ident) $summary:literal, because $reason:literal;)*) => {
        /// A rule of the discipline.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $summary] $rule,)*
        }

        const TABLE: &[Row] = &[$(Row {
            rule: Rule::$rule,
            id: $id,
            found_in: FoundIn::$found_in,
            summary: $summary,
            reason: $reason,
            page: include_str!(concat!("rules/", $id, ".md")),
        },)*];
    };
}

rules! {
    Threading("threading", Tokens)
        "Starts or parks threads, uses thread pools or a second async runtime, or blocks on a future.",
        because "threads compete with the invocation for one small CPU share, and they are frozen between invocations";
    Locking("locking", Tokens)
        "Uses locks, atomics, or the blocking channels of the standard library.",
        because "an execution environment runs one invocation at a time, so a lock protects nothing; \
                 in concurrent mode it makes invocations wait for each other";
    Blocking("blocking", Tokens)
        "Calls functions that block the thread while they wait.",
        because "a blocked thread stops every future of the invocation, including its timeout guard, and is billed while it waits";
    SharedState("shared_state", Tokens)
        "Keeps state from one invocation for the next: statics, cells, files at fixed paths, the process environment.",
        because "later requests reuse the execution environment, and Lambda ends it without notice: state in it leaks or is lost";
    DetachedTask("detached_task", Tokens)
        "Spawns a task and drops its handle.",
        because "Lambda freezes the execution environment once the response is sent, so a running task stops, perhaps for good";
    ClientPerInvocation("client_per_invocation", Elsewhere)
        "Builds a client or a connection pool, or loads AWS configuration, in every invocation.",
        because "each new client pays again for connections, TLS sessions and credentials that invocations could share";
    HeavyDependency("heavy_dependency", Elsewhere)
        "Creates an expensive value outside a lazy module: a model, a dictionary, an index, a compiled module.",
        because "every cold start pays for the work, even if the request does not need it";
    Timeout("timeout", Elsewhere)
        "Sets a timeout out of range, or has a loop that never exits and cannot be interrupted.",
        because "Lambda kills the execution environment at the timeout, and the caller gets no response";
    Memory("memory", Elsewhere)
        "Sets a memory size out of range.",
        because "memory is the only size setting of a function: its CPU share and its price follow from it";
    Layering("layering", Elsewhere)
        "Uses a module of a higher layer, skips a layer, or makes modules depend on each other in a cycle.",
        because "modules that use only the layer below them can be tested, moved and replaced on their own";
    Unreadable("unreadable", Elsewhere)
        "Contains code that cannot be read, and so cannot be checked.",
        because "code that cannot be read cannot be checked, and silence would look like success";
    Exemption("exemption", Elsewhere)
        "Has an `#[exempt]` that names no rule, gives no reason, or is unused.",
        because "an exemption tells the next reader which rule it silences and why the code is right";
}

impl Rule {
    fn row(self) -> &'static Row {
        // The table is written in the order of the enum.
        &TABLE[self as usize]
    }

    /// Returns every rule, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.rule)
    }

    /// Returns every rule that `#[exempt(…)]` can name, in the order of the table.
    pub fn exemptible() -> impl Iterator<Item = Self> {
        Self::all().filter(|rule| *rule != Self::Exemption)
    }

    /// Returns the identifier that messages print and `#[exempt(…)]` takes: `threading`, `shared_state`.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// Returns one sentence about code that breaks the rule: "Spawns a task and drops its handle."
    pub fn summary(self) -> &'static str {
        self.row().summary
    }

    /// Returns why the rule exists, as a clause without a full stop.
    pub fn reason(self) -> &'static str {
        self.row().reason
    }

    /// Returns the rule's page as Markdown: what is refused and why, what to write instead, and how to exempt code.
    pub fn page(self) -> &'static str {
        self.row().page
    }

    /// Returns the note of a message: the identifier, the reason, and the command that explains the rule.
    pub fn note(self) -> String {
        self.note_with(self.reason())
    }

    /// Returns a note like [`note`](Self::note) with another reason, for a message that knows a more precise one.
    pub fn note_with(self, reason: &str) -> String {
        format!(
            "rule {self}: {reason}; see `cargo gatewright explain {}`",
            self.id()
        )
    }

    /// Returns the help of a message with the exemption added, unless the help names it. Right code can break these rules.
    pub fn with_exemption(self, help: String) -> String {
        let may_be_right = matches!(
            self,
            Self::Threading
                | Self::Locking
                | Self::Blocking
                | Self::SharedState
                | Self::DetachedTask
        );
        if !may_be_right || help.contains("#[exempt(") {
            return help;
        }
        format!(
            "{help}; if the code is right, write `#[exempt({}, reason = \"…\")]`",
            self.id()
        )
    }

    /// Returns the rule with the identifier `id`.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.id == id).map(|row| row.rule)
    }

    /// Returns an error for an identifier that no rule has, with the rule that has the most similar one.
    pub fn unknown(id: &str) -> UnknownRule {
        let similar = TABLE
            .iter()
            .map(|row| (strsim::jaro_winkler(row.id, id), row.rule))
            .filter(|(similarity, _)| *similarity >= SIMILAR)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        UnknownRule {
            id: id.to_owned(),
            similar: similar.map(|(_, rule)| rule),
        }
    }

    /// Returns whether an unused exemption from the rule can be told from an item's tokens.
    pub(crate) fn is_found_in_tokens(self) -> bool {
        self.row().found_in == FoundIn::Tokens
    }
}

/// `` `threading` ``
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.id())
    }
}

/// Reads a rule from its identifier.
///
/// ```
/// use gatewright_discipline::Rule;
/// assert_eq!("locking".parse(), Ok(Rule::Locking));
/// let unknown = "lockin".parse::<Rule>().unwrap_err();
/// assert_eq!(unknown.to_string(), "there is no rule `lockin`");
/// assert_eq!(unknown.help(), "did you mean `locking`?");
/// ```
impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(id: &str) -> Result<Self, UnknownRule> {
        Self::from_id(id).ok_or_else(|| Self::unknown(id))
    }
}

/// An identifier that no rule has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The identifier.
    pub id: String,
    /// The rule with the most similar identifier, if one is similar enough.
    pub similar: Option<Rule>,
}

impl UnknownRule {
    /// Returns what to write instead: the similar rule, or a list of all rules.
    pub fn help(&self) -> String {
        match self.similar {
            Some(rule) => format!("did you mean {rule}?"),
            None => {
                let rules: Vec<String> = Rule::all().map(|rule| rule.to_string()).collect();
                format!("the rules are {}", rules.join(", "))
            }
        }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.id)
    }
}

impl Error for UnknownRule {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_its_row() {
        for row in TABLE {
            assert_eq!(row.rule.id(), row.id);
            assert_eq!(Rule::from_id(row.id), Some(row.rule));
        }
    }

    #[test]
    fn note_has_id_reason_and_command() {
        assert_eq!(
            Rule::Blocking.note(),
            "rule `blocking`: a blocked thread stops every future of the invocation, including its timeout guard, and is billed \
             while it waits; see `cargo gatewright explain blocking`"
        );
    }

    #[test]
    fn similar_rule_is_suggested() {
        let help = |id| Rule::unknown(id).help();
        assert_eq!(help("treading"), "did you mean `threading`?");
        assert_eq!(help("shared-state"), "did you mean `shared_state`?");
        assert!(help("xyz").starts_with("the rules are `threading`, `locking`, "));
    }
}
