//! How a function is run.

use crate::environment::{Initialization, Program};
use crate::limits;
use crate::report::Report;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a function is run: what, how often at once, and who hears of it.
#[derive(Clone, Debug)]
pub struct Options {
    program: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    max_environments: u32,
    initialization: Initialization,
    init_limit: Option<Duration>,
    integration_limit: Duration,
    reporter: Reporter,
}

/// Options with everything decided.
pub(super) struct Resolved {
    pub(super) program: Program,
    pub(super) max_environments: u32,
    pub(super) initialization: Initialization,
    pub(super) init_limit: Duration,
    pub(super) integration_limit: Duration,
    pub(super) reporter: Reporter,
}

impl Default for Options {
    /// The current executable, at most 10 environments, 10 s of INIT, reports on standard error.
    fn default() -> Self {
        Self {
            program: None,
            variables: Vec::new(),
            max_environments: 10,
            initialization: Initialization::OnDemand,
            init_limit: None,
            integration_limit: limits::HTTP_API_INTEGRATION,
            reporter: Reporter(Arc::new(|report| eprintln!("{report}"))),
        }
    }
}

impl Options {
    /// The executable of the execution environments.
    #[must_use]
    pub fn program(mut self, path: impl Into<PathBuf>) -> Self {
        self.program = Some(path.into());
        self
    }

    /// Sets one more environment variable of the execution environments; it wins over the service's own.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// How many environments there may be at once. A request beyond them is refused with 429.
    #[must_use]
    pub fn max_environments(mut self, count: u32) -> Self {
        self.max_environments = count;
        self
    }

    /// Makes environments as `SnapStart` does: INIT ends where the runtime calls `/restore/next`, which is answered as if the
    /// environment had been restored from a snapshot; only then it serves. A failed INIT is not tried again.
    #[must_use]
    pub fn snap_start(mut self) -> Self {
        self.initialization = Initialization::SnapStart;
        self
    }

    /// How long INIT may take, in place of [`limits::INIT`], before it is tried again as part of the invocation; with
    /// [`snap_start`](Self::snap_start) in place of [`limits::INIT_BEFORE_SNAPSHOT`], and it is not tried again.
    #[must_use]
    pub fn init_limit(mut self, limit: Duration) -> Self {
        self.init_limit = Some(limit);
        self
    }

    /// How long the HTTP front door waits for a reply, in place of [`limits::HTTP_API_INTEGRATION`]; then it answers 503,
    /// while the invocation goes on.
    #[must_use]
    pub fn integration_limit(mut self, limit: Duration) -> Self {
        self.integration_limit = limit;
        self
    }

    /// Who is told of each invocation that comes through a door, in place of standard error.
    #[must_use]
    pub fn on_report(mut self, tell: impl Fn(&Report) + Send + Sync + 'static) -> Self {
        self.reporter = Reporter(Arc::new(tell));
        self
    }

    /// The current executable is asked for once, so that a rebuild takes effect with the next cold start.
    pub(super) fn resolve(self, timeout: Duration) -> io::Result<Resolved> {
        let path = match self.program {
            Some(path) => path,
            None => std::env::current_exe()?,
        };
        let program = Program {
            path,
            variables: self.variables,
        };
        let usual_limit = match self.initialization {
            Initialization::OnDemand => limits::INIT,
            Initialization::SnapStart => limits::INIT_BEFORE_SNAPSHOT.max(timeout),
        };
        Ok(Resolved {
            program,
            max_environments: self.max_environments,
            initialization: self.initialization,
            init_limit: self.init_limit.unwrap_or(usual_limit),
            integration_limit: self.integration_limit,
            reporter: self.reporter,
        })
    }
}

#[derive(Clone)]
pub(super) struct Reporter(Arc<dyn Fn(&Report) + Send + Sync>);

impl Reporter {
    pub(super) fn tell(&self, report: &Report) {
        (self.0)(report);
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reporter")
    }
}
