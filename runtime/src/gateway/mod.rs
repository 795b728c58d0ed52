//! A function's gateway: from an event to the handler that answers it, and back.

mod answer;
mod http;
mod operation;
mod options;

pub(crate) use answer::{Arrival, answer};
pub use options::Options;

use self::http::{Http, HttpSide};
use crate::table::Interface;

/// What `#[lambda_handler]` makes of a module or function: what it answers, and the options it was given. It is a constant.
///
/// [`run`](crate::run) serves it; [`testing::invoke`](crate::testing::invoke) sends it one event.
#[derive(Clone, Copy)]
pub struct Gateway {
    pub(crate) options: Options,
    pub(crate) interface: Interface,
    /// `None` where there is no route: such a function then links no code for HTTP.
    http: Option<&'static dyn HttpSide>,
}

impl Gateway {
    #[doc(hidden)]
    pub const fn new(options: Options, interface: &Interface) -> Self {
        Self {
            options,
            interface: *interface,
            http: if interface.tables.routes.is_some() {
                Some(&Http)
            } else {
                None
            },
        }
    }
}
