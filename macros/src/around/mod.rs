//! What surrounds routes: `middleware(…)` and `cors(…)`, as options of `#[dispatch]` and as attributes of a handler.

mod cors;
mod expand;
mod layers;
mod parse;

pub(crate) use self::cors::Cors;
pub(crate) use self::expand::{Surround, from_within, of_handler};
pub(crate) use self::layers::Layers;
pub(crate) use self::parse::{Found, misplaced, refuse_on, take, taken_off, without_handler};

/// The names of the attributes.
const NAMES: [&str; 2] = ["middleware", "cors"];

/// What surrounds a module's routes, or one route.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// The middleware, from the outermost.
    pub(crate) layers: Option<Layers>,
    /// The CORS policy.
    pub(crate) cors: Option<Cors>,
}

impl Around {
    /// Whether nothing is declared.
    pub(crate) fn is_empty(&self) -> bool {
        self.layers.is_none() && self.cors.is_none()
    }
}

/// The expected form of an attribute or option.
fn form(name: &str) -> &'static str {
    if name == "cors" {
        "cors(origins(\"https://app.example.com\"))"
    } else {
        "middleware(timing, auth)"
    }
}
