//! A function's gateway: from an event to the handler that answers it, and back.

mod answer;
mod batch;
mod http;
mod operation;
mod options;
mod source;

pub(crate) use answer::{Arrival, answer};
pub use options::Options;

use self::batch::{BatchSide, Batches};
use self::http::{Http, HttpSide};
use self::source::{EventSources, SourceSide};
use crate::lazy::{self, InitError};
use crate::table::Interface;

/// What `#[lambda_handler]` makes of a module or function: what it answers, and the options it was given. It is a constant.
///
/// [`run`](crate::run) serves it; [`testing::invoke`](crate::testing::invoke) sends it one event.
#[derive(Clone, Copy)]
pub struct Gateway {
    pub(crate) options: Options,
    pub(crate) interface: Interface,
    /// `None` where nothing is answered with an HTTP response: such a function then links no code for HTTP.
    http: Option<&'static dyn HttpSide>,
    /// `None` where there is no handler of an event source.
    sources: Option<&'static dyn SourceSide>,
    /// `None` where none of the sources sends batches.
    batches: Option<&'static dyn BatchSide>,
}

impl Gateway {
    #[doc(hidden)]
    pub const fn new(options: Options, interface: &Interface) -> Self {
        let sources = interface.tables.sources;
        Self {
            options,
            interface: *interface,
            http: if interface.tables.routes.is_some() || sources.any_response() {
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
        }
    }

    /// Starts the lazy modules that start in the INIT phase.
    pub(crate) async fn initialise(&self) -> Result<(), InitError> {
        let handlers = self.interface.entries.iter().map(|entry| entry.handler);
        lazy::start_in_init(handlers).await
    }
}
