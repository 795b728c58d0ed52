//! What surrounds the routes of a function: middleware, and the CORS policy.
//!
//! A function without either has no such table, and none of the code that reads it.

use super::cors::{Cors, Origins};
use super::entry::{Entry, Key, Origin};
use super::interface::Interface;
use super::message::Message;
use crate::handler::middleware::{Chain, ExtensionId, MiddlewareLayer};
use crate::lazy::AnyModule;

/// What surrounds one route.
#[derive(Clone, Copy)]
pub struct Around {
    /// The layers, from the outermost.
    pub chain: Option<&'static Chain>,
    /// The CORS policy.
    pub cors: Option<&'static Cors>,
}

impl Around {
    /// Nothing.
    pub const NOTHING: Self = Self {
        chain: None,
        cors: None,
    };
}

/// What surrounds the requests of a function.
pub struct Surroundings {
    /// Of each entry, by its index.
    pub routes: &'static [Around],
    /// Of requests that no route takes.
    pub others: Around,
}

impl Surroundings {
    /// Calls `visit` with each lazy module that middleware takes, perhaps several times.
    pub(crate) fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        for around in self.routes.iter().chain([&self.others]) {
            if let Some(chain) = around.chain {
                chain.modules(visit);
            }
        }
    }

    /// Iterates over the CORS policies. One may occur several times.
    pub(super) fn policies(&self) -> impl Iterator<Item = &'static Cors> {
        let arounds = self.routes.iter().chain([&self.others]);
        arounds.filter_map(|around| around.cors)
    }

    /// Whether a CORS policy has its origins in an environment variable.
    const fn have_variables(&self) -> bool {
        let mut at = 0;
        while at < self.routes.len() {
            if has_variable(&self.routes[at]) {
                return true;
            }
            at += 1;
        }
        has_variable(&self.others)
    }
}

const fn has_variable(around: &Around) -> bool {
    matches!(
        around.cors,
        Some(Cors {
            origins: Origins::Variable(..),
            ..
        })
    )
}

/// Whether a CORS policy has its origins in an environment variable.
pub(super) const fn have_variables(surroundings: Option<&'static Surroundings>) -> bool {
    match surroundings {
        Some(surroundings) => surroundings.have_variables(),
        None => false,
    }
}

/// What a module and the interfaces that it merges declare.
#[derive(Clone, Copy)]
pub struct Surround {
    /// Of each own entry; empty if no handler declares anything.
    handlers: &'static [Around],
    entries: usize,
    interfaces: &'static [Interface],
    layers: &'static [&'static MiddlewareLayer],
    cors: Option<&'static Cors>,
}

impl Surround {
    /// Begins with a module that declares nothing. It has this number of entries of its own.
    pub const fn new(entries: usize, interfaces: &'static [Interface]) -> Self {
        Self {
            handlers: &[],
            entries,
            interfaces,
            layers: &[],
            cors: None,
        }
    }

    /// Sets what the handlers of the module declare.
    #[must_use]
    pub const fn of_handlers(mut self, handlers: &'static [Around]) -> Self {
        self.handlers = handlers;
        self
    }

    /// Sets the middleware of the module.
    #[must_use]
    pub const fn layered(mut self, layers: &'static [&'static MiddlewareLayer]) -> Self {
        self.layers = layers;
        self
    }

    /// Sets the policy of the module. Interfaces and handlers may have others.
    #[must_use]
    pub const fn allowing(mut self, cors: &'static Cors) -> Self {
        self.cors = Some(cors);
        self
    }

    /// The number of routes; 0 if nothing surrounds them.
    pub const fn routes_len(&self) -> usize {
        let mut is_needed =
            !self.handlers.is_empty() || !self.layers.is_empty() || self.cors.is_some();
        let mut count = self.entries;
        let mut at = 0;
        while at < self.interfaces.len() {
            is_needed = is_needed || self.interfaces[at].table.surroundings.is_some();
            count += self.interfaces[at].entries.len();
            at += 1;
        }
        if is_needed { count } else { 0 }
    }

    /// The number of chains: one for each route and one for the requests that no route takes; 0 without middleware of the module.
    pub const fn chains_len(&self) -> usize {
        if self.layers.is_empty() {
            0
        } else {
            self.routes_len() + 1
        }
    }

    /// Returns the chains. `N` is [`chains_len`](Self::chains_len).
    pub const fn chains<const N: usize>(&self) -> [Chain; N] {
        let mut chains = [Chain {
            layers: self.layers,
            then: None,
            is_of_handler: false,
        }; N];
        let mut at = 0;
        while at + 1 < N {
            chains[at].then = self.inner(at).chain;
            at += 1;
        }
        chains
    }

    /// Returns what surrounds each route. `N` is [`routes_len`](Self::routes_len), and `chains` are the [`chains`](Self::chains).
    pub const fn routes<const N: usize>(&self, chains: &'static [Chain]) -> [Around; N] {
        let mut routes = [Around::NOTHING; N];
        let mut at = 0;
        while at < N {
            routes[at] = self.inner(at);
            if at < chains.len() {
                routes[at].chain = Some(&chains[at]);
            }
            if routes[at].cors.is_none() {
                routes[at].cors = self.cors;
            }
            at += 1;
        }
        routes
    }

    /// Returns what surrounds the requests that no route takes.
    pub const fn others(&self, chains: &'static [Chain]) -> Around {
        Around {
            chain: chains.last(),
            cors: self.cors,
        }
    }

    /// What the handler, or the interface it comes from, declares.
    const fn inner(&self, entry: usize) -> Around {
        if entry < self.entries {
            return if self.handlers.is_empty() {
                Around::NOTHING
            } else {
                self.handlers[entry]
            };
        }
        let mut entry = entry - self.entries;
        let mut at = 0;
        loop {
            let interface = &self.interfaces[at];
            if entry < interface.entries.len() {
                return match interface.table.surroundings {
                    Some(surroundings) => surroundings.routes[entry],
                    None => Around::NOTHING,
                };
            }
            entry -= interface.entries.len();
            at += 1;
        }
    }
}

/// Returns the error message if a handler, or a middleware around it, takes a type that no middleware outside of it provides. The
/// layers outside of an interface are known only where a function is made of it.
pub(super) const fn missing(
    entries: &[Entry],
    surroundings: Option<&'static Surroundings>,
) -> Option<Message> {
    let mut at = 0;
    while at < entries.len() {
        if matches!(entries[at].key, Key::Route(..)) {
            let chain = match surroundings {
                Some(surroundings) => surroundings.routes[at].chain,
                None => None,
            };
            if let Some(message) = missing_layer(chain, &entries[at].origin) {
                return Some(message);
            }
            let mut part = 0;
            while part < entries[at].origin.described.parameters.len() {
                if let Some(message) = missing_parameter(entries, surroundings, at, part) {
                    return Some(message);
                }
                part += 1;
            }
        }
        at += 1;
    }
    None
}

/// Returns the error message if no middleware around an entry provides the type that one of its parameters takes.
pub(super) const fn missing_parameter(
    entries: &[Entry],
    surroundings: Option<&'static Surroundings>,
    at: usize,
    part: usize,
) -> Option<Message> {
    let origin = &entries[at].origin;
    let parts = origin.described.parameters;
    if part >= parts.len() {
        return None;
    }
    let chain = match surroundings {
        Some(surroundings) => surroundings.routes[at].chain,
        None => None,
    };
    if let Some(wanted) = &parts[part].extension
        && provider(chain, wanted, None).is_none()
    {
        let message = Message::new()
            .text("no middleware around `")
            .text(origin.function)
            .text("` provides `")
            .text(wanted.name)
            .text("`, which it takes as `Extension<")
            .text(wanted.name)
            .text(">`: ");
        return Some(advice(super::conflicts::place(message, origin), wanted));
    }
    None
}

/// The message for a layer that takes a type which no layer outside of it provides.
const fn missing_layer(chain: Option<&'static Chain>, handler: &Origin) -> Option<Message> {
    let mut walk = Walk::of(chain);
    while let Some(layer) = walk.next() {
        let mut at = 0;
        while at < layer.needs.len() {
            if let Some(wanted) = &layer.needs[at]
                && provider(chain, wanted, Some(walk.passed)).is_none()
            {
                let message = Message::new()
                    .text("no middleware outside of `")
                    .text(layer.name)
                    .text("` provides `")
                    .text(wanted.name)
                    .text("`, which it takes as `Extension<")
                    .text(wanted.name)
                    .text(">`: it is around ");
                return Some(advice(super::conflicts::place(message, handler), wanted));
            }
            at += 1;
        }
    }
    None
}

const fn advice(message: Message, wanted: &ExtensionId) -> Message {
    message
        .text("\nhelp: add a middleware whose `Next` names the type, such as `async fn auth(request: Request, next: Next<'_, ")
        .text(wanted.name)
        .text(">) -> Response`, to `middleware(…)` of the module, before those that take it\nnote: a handler sees what its own middleware, that of its module and that of the modules which merge it provide")
}

/// Returns the error message if two middleware around one route provide the same type.
pub(super) const fn provided_twice(
    entries: &[Entry],
    surroundings: Option<&'static Surroundings>,
) -> Option<Message> {
    let Some(surroundings) = surroundings else {
        return None;
    };
    let mut at = 0;
    while at < entries.len() {
        let chain = surroundings.routes[at].chain;
        let mut walk = Walk::of(chain);
        while let Some(layer) = walk.next() {
            let mut provided = 0;
            while provided < layer.provides.len() {
                let ty = &layer.provides[provided];
                let earlier = provider(chain, ty, Some(walk.passed));
                if let Some(other) = earlier
                    && matches!(entries[at].key, Key::Route(..))
                {
                    let message = Message::new()
                        .text("two middleware provide `")
                        .text(ty.name)
                        .text("`: `")
                        .text(other.name)
                        .text("` and `")
                        .text(layer.name)
                        .text("`, around ");
                    return Some(
                        super::conflicts::place(message, &entries[at].origin)
                            .text("\nhelp: remove one of them, or let one of them provide another type\nnote: a handler takes a provided value by its type, so each type has one provider"),
                    );
                }
                provided += 1;
            }
        }
        at += 1;
    }
    None
}

/// Returns the layer that provides a type, among the first layers of the chain if their number is given without the last of them.
const fn provider(
    chain: Option<&'static Chain>,
    wanted: &ExtensionId,
    before: Option<usize>,
) -> Option<&'static MiddlewareLayer> {
    let mut walk = Walk::of(chain);
    while let Some(layer) = walk.next() {
        if let Some(before) = before
            && walk.passed >= before
        {
            return None;
        }
        let mut at = 0;
        while at < layer.provides.len() {
            if layer.provides[at].is(wanted) {
                return Some(layer);
            }
            at += 1;
        }
    }
    None
}

/// A walk through the layers of a chain, from the outermost.
struct Walk {
    layers: &'static [&'static MiddlewareLayer],
    then: Option<&'static Chain>,
    /// How many layers it has passed, with the last one.
    passed: usize,
}

impl Walk {
    const fn of(chain: Option<&'static Chain>) -> Self {
        Self {
            layers: &[],
            then: chain,
            passed: 0,
        }
    }

    const fn next(&mut self) -> Option<&'static MiddlewareLayer> {
        loop {
            if let Some((first, rest)) = self.layers.split_first() {
                self.layers = rest;
                self.passed += 1;
                return Some(first);
            }
            let Some(chain) = self.then else {
                return None;
            };
            self.layers = chain.layers;
            self.then = chain.then;
        }
    }
}
