//! Options of a local Lambda.

use crate::environment::{Initialization, Observer, Program};
use crate::http_trigger::Trigger;
use crate::limits;
use crate::report::Report;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The environments that run at a time, where nothing else is set.
pub(super) const DEFAULT_ENVIRONMENTS: u32 = 100;

/// Far more than a machine can run.
pub(super) const MOST_ENVIRONMENTS: u32 = 100_000;

/// Options of a [`Lambda`](super::Lambda).
#[derive(Clone, Debug)]
pub struct Options {
    program: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    is_clean: bool,
    max_environments: Option<u32>,
    initialization: Initialization,
    init_limit: Option<Duration>,
    trigger: Option<Trigger>,
    integration_limit: Option<Duration>,
    reporter: Reporter,
    observer: Observer,
    shows_log: bool,
}

/// Options with their defaults applied.
pub(super) struct Resolved {
    pub(super) program: Program,
    /// The maximum that is set.
    pub(super) max_environments: Option<u32>,
    pub(super) initialization: Initialization,
    pub(super) init_limit: Duration,
    pub(super) trigger: Option<Trigger>,
    pub(super) integration_limit: Option<Duration>,
    pub(super) reporter: Reporter,
}

impl Default for Options {
    /// The current executable, at most 100 environments, 10 s of INIT, and reports on standard error.
    fn default() -> Self {
        Self {
            program: None,
            variables: Vec::new(),
            max_environments: None,
            is_clean: false,
            initialization: Initialization::OnDemand,
            init_limit: None,
            trigger: None,
            integration_limit: None,
            reporter: Reporter(Arc::new(|report| crate::console::line(report))),
            observer: Observer(Arc::new(|_| {})),
            shows_log: true,
        }
    }
}

impl Options {
    /// Sets the executable of the execution environments.
    #[must_use]
    pub fn program(mut self, path: impl Into<PathBuf>) -> Self {
        self.program = Some(path.into());
        self
    }

    /// Sets an environment variable of the execution environments. It overrides those of Lambda.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Starts environments without the variables of this process. They have those of Lambda and of [`variable`](Self::variable) only.
    #[must_use]
    pub fn clean_environment(mut self) -> Self {
        self.is_clean = true;
        self
    }

    /// Sets the maximum number of environments, and so of invocations at a time. Further ones wait in the order of their arrival. With a
    /// [`Function::concurrency`](crate::Function::concurrency), it is the maximum number of invocations in the one environment, which is never
    /// more than that concurrency. Default 100, or that concurrency.
    #[must_use]
    pub fn max_environments(mut self, count: u32) -> Self {
        self.max_environments = Some(count.clamp(1, MOST_ENVIRONMENTS));
        self
    }

    /// Starts environments as `SnapStart` does. INIT ends when the runtime calls `/restore/next`, which is answered as if the environment
    /// had been restored from a snapshot. A failed INIT is not retried.
    #[must_use]
    pub fn snap_start(mut self) -> Self {
        self.initialization = Initialization::SnapStart;
        self
    }

    /// Sets the limit of INIT, after which it is retried as part of the invocation. Default [`limits::INIT`]. With
    /// [`snap_start`](Self::snap_start) the default is [`limits::INIT_BEFORE_SNAPSHOT`], and INIT is not retried.
    #[must_use]
    pub fn init_limit(mut self, limit: Duration) -> Self {
        self.init_limit = Some(limit);
        self
    }

    /// Sets the HTTP trigger. Default: an HTTP API with payload format 2.0, or a function URL that streams if the
    /// [function streams](crate::Function::streams).
    #[must_use]
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.trigger = Some(trigger);
        self
    }

    /// Sets how long the HTTP trigger waits for a reply before it answers in the function's place. The invocation continues. Default
    /// [`limits::HTTP_API_INTEGRATION`] and [`limits::REST_API_INTEGRATION`]. The other triggers wait as long as the function runs, and so
    /// does one that streams.
    #[must_use]
    pub fn integration_limit(mut self, limit: Duration) -> Self {
        self.integration_limit = Some(limit);
        self
    }

    /// Sets the receiver of a report about each invocation through the HTTP trigger or the Invoke API. Default: standard error.
    #[must_use]
    pub fn on_report(mut self, reporter: impl Fn(&Report) + Send + Sync + 'static) -> Self {
        self.reporter = Reporter(Arc::new(reporter));
        self
    }

    /// Sets the receiver of the id of each environment's process. It is called when the process has started, before the end of its INIT.
    #[must_use]
    pub fn on_process(mut self, observer: impl Fn(u32) + Send + Sync + 'static) -> Self {
        self.observer = Observer(Arc::new(observer));
        self
    }

    /// Keeps the function's log from standard error. [`Outcome::log_tail`](crate::Outcome::log_tail) has its end.
    #[must_use]
    pub fn hide_log(mut self) -> Self {
        self.shows_log = false;
        self
    }

    /// Applies the defaults. The path of the current executable is read once, because it changes when the executable is rebuilt.
    pub(super) fn resolve(self, timeout: Duration) -> io::Result<Resolved> {
        let path = match self.program {
            Some(path) => path,
            None => std::env::current_exe()?,
        };
        let program = Program {
            path,
            variables: self.variables,
            is_clean: self.is_clean,
            observer: self.observer,
            shows_log: self.shows_log,
        };
        let default_limit = match self.initialization {
            Initialization::OnDemand => limits::INIT,
            Initialization::SnapStart => limits::INIT_BEFORE_SNAPSHOT.max(timeout),
        };
        Ok(Resolved {
            program,
            max_environments: self.max_environments,
            initialization: self.initialization,
            init_limit: self.init_limit.unwrap_or(default_limit),
            trigger: self.trigger,
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
