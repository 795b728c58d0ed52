//! The rows of a report.

use serde::Serialize;

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Tick,
    Cross,
    /// It cannot be known here.
    Unknown,
}

/// A fact and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fact {
    pub(crate) text: String,
    /// A file and line, a command, or a page of AWS.
    pub(crate) source: String,
}

/// A row of the checklist or of the targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) verdict: Verdict,
    pub(crate) facts: Vec<Fact>,
    /// What to do about a cross, or what would tell.
    pub(crate) help: Option<String>,
    /// How many of the facts are against it. They come first.
    #[serde(skip)]
    against: usize,
    /// The page of AWS about it.
    pub(crate) page: &'static str,
}

/// The report of a function.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Card {
    pub(crate) function: String,
    pub(crate) package: String,
    pub(crate) binary: String,
    pub(crate) memory_mb: u32,
    pub(crate) timeout_ms: u64,
    pub(crate) checklist: Vec<Row>,
    pub(crate) targets: Vec<Row>,
}

impl Card {
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.checklist.iter().chain(&self.targets)
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.rows().filter(|row| row.verdict == verdict).count()
    }
}

impl Row {
    /// A row that is a tick until a fact against it is added.
    pub(crate) fn new(id: &'static str, title: &str, page: &'static str) -> Self {
        Self {
            id,
            title: title.to_owned(),
            verdict: Verdict::Tick,
            facts: Vec::new(),
            help: None,
            against: 0,
            page,
        }
    }

    pub(crate) fn fact(&mut self, text: impl Into<String>, source: impl Into<String>) {
        self.facts.push(Fact {
            text: text.into(),
            source: source.into(),
        });
    }

    /// Adds a fact that makes the row a cross. The help of the first one is kept.
    pub(crate) fn against(
        &mut self,
        text: impl Into<String>,
        source: impl Into<String>,
        help: impl Into<String>,
    ) {
        let fact = Fact {
            text: text.into(),
            source: source.into(),
        };
        // What is wrong comes first.
        self.facts.insert(self.against, fact);
        self.against += 1;
        if self.verdict != Verdict::Cross {
            self.help = Some(help.into());
        }
        self.verdict = Verdict::Cross;
    }

    /// Says that the row cannot be known, unless it is a cross already.
    pub(crate) fn unknown(&mut self, what_would_tell: impl Into<String>) {
        if self.verdict != Verdict::Cross {
            self.verdict = Verdict::Unknown;
            self.help = Some(what_would_tell.into());
        }
    }
}
