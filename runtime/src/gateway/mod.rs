//! A function's gateway: from an event to the handler that answers it, and back.

mod answer;
mod batch;
mod http;
pub(crate) mod manifest;
mod operation;
mod source;
mod steps;
pub(crate) mod stream;

pub(crate) use answer::{Completion, InvocationContext, RawInvocation, answer};
pub(crate) use http::written;
pub use manifest::Options;
pub use steps::StepSide;
pub(crate) use steps::Steps;

use self::batch::{BatchSide, Batches};
use self::http::{Http, HttpSide};
use self::source::{EventSources, SourceSide};
use crate::engine::shutdown::Hook;
#[cfg(feature = "concurrent")]
use crate::engine::{Buffered, Concurrent, Concurrently, Streaming};
use crate::gateway::manifest::Manifest;
use crate::gateway::stream::StreamSupport;
use crate::lazy::{self, InitError};
use crate::table::Table;

/// What `#[lambda_handler]` makes of a module or function: what it answers, and the options it was given. It is a constant.
///
/// [`run`](crate::run) serves it; [`testing::invoke`](crate::testing::invoke) sends it one event. What it answers in words is
/// the [`Manifest`] beside it.
#[derive(Clone, Copy)]
pub struct Gateway {
    pub(crate) options: Options,
    pub(crate) table: Table,
    /// `None` where nothing is answered with an HTTP response: such a function then links no code for HTTP.
    http: Option<&'static dyn HttpSide>,
    /// `None` where there is no handler of an event source.
    sources: Option<&'static dyn SourceSide>,
    /// `None` where none of the sources sends batches.
    batches: Option<&'static dyn BatchSide>,
    /// `None` where nothing is done at the end.
    pub(crate) shutdown: Option<&'static dyn Hook>,
    /// `None` where no trigger streams.
    pub(crate) streaming: Option<StreamSupport>,
    /// `None` where one invocation is served at a time.
    #[cfg(feature = "concurrent")]
    pub(crate) concurrently: Option<&'static dyn Concurrently>,
    /// For the command line of the local Lambda. A release build would link it for nothing.
    #[cfg(all(debug_assertions, feature = "local"))]
    pub(crate) manifest: Manifest,
}

impl Gateway {
    #[doc(hidden)]
    pub const fn new(manifest: &Manifest) -> Self {
        let table = manifest.interface.table;
        let sources = table.view.sources;
        Self {
            options: manifest.options,
            table,
            http: if table.view.routes.is_some() || sources.any_response() {
                Some(&Http)
            } else {
                None
            },
            sources: if sources.is_empty() {
                None
            } else {
                Some(&EventSources)
            },
            batches: if sources.any_batch() {
                Some(&Batches)
            } else {
                None
            },
            shutdown: match manifest.interface.shutdown() {
                Some(shutdown) => Some(shutdown.hook),
                None => None,
            },
            streaming: StreamSupport::of(&manifest.interface.triggers),
            #[cfg(feature = "concurrent")]
            concurrently: match (
                manifest.interface.is_concurrent(),
                StreamSupport::of(&manifest.interface.triggers),
            ) {
                (false, _) => None,
                (true, None) => Some(&Concurrent(Buffered)),
                (true, Some(_)) => Some(&Concurrent(Streaming)),
            },
            #[cfg(all(debug_assertions, feature = "local"))]
            manifest: *manifest,
        }
    }

    /// Starts the lazy modules that start in the INIT phase; `None` if there are none.
    pub(crate) fn initialise(&self) -> Option<impl Future<Output = Result<(), InitError>> + use<>> {
        let mut handlers = self.table.targets.iter().map(|target| target.handler);
        lazy::start_in_init(&mut handlers)
    }
}
