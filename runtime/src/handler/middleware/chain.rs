//! The layers around a route, and the call through them.

use std::sync::OnceLock;

use super::extension::{ExtensionId, Extensions};
use super::replies::Replies;
use super::request::Request;
use crate::event::HttpRequest;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interrupt;
use crate::guard::interruption::{Interruption, Phase};
use crate::guard::watchdog::ActivityTracker;
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Outcome, Response, log_error, response_of};
use crate::lazy::AnyModule;
use crate::platform::context::Context;
use crate::platform::metrics::Recorder;
use crate::platform::threads::Boxed;
use crate::table::{Captures, Target};

/// A middleware function of any signature.
pub trait Middleware: Sync {
    /// Extracts the parameters and calls the function.
    fn call<'n>(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response>;
    /// Calls `visit` with each lazy module among the parameters.
    fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule));
}

/// A middleware function with what constants have to know about it.
pub struct MiddlewareLayer<M: ?Sized = dyn Middleware> {
    /// The path by which the attribute names it.
    pub(crate) name: &'static str,
    /// The types that it provides.
    pub(crate) provides: &'static [ExtensionId],
    /// The types that its parameters take from the layers outside of it.
    pub(crate) needs: &'static [Option<ExtensionId>],
    /// The responses that it may give itself.
    pub(crate) replies: Replies,
    pub(crate) middleware: M,
}

/// The layers around a route, from the outermost to the innermost.
#[derive(Clone, Copy)]
pub struct Chain {
    pub(crate) layers: &'static [&'static MiddlewareLayer],
    /// The layers within these.
    pub(crate) then: Option<&'static Chain>,
    /// Whether these are the layers of one handler. A request that no handler takes does not pass through them.
    pub(crate) is_of_handler: bool,
}

impl Chain {
    /// Creates the innermost chain of a handler.
    pub const fn of_handler(layers: &'static [&'static MiddlewareLayer]) -> Self {
        Self {
            layers,
            then: None,
            is_of_handler: true,
        }
    }

    /// Iterates over the layers, from the outermost.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static MiddlewareLayer> {
        let chains = std::iter::successors(Some(self), |chain| chain.then);
        chains.flat_map(|chain| chain.layers.iter().copied())
    }

    /// Calls `visit` with each lazy module that a layer takes.
    pub(crate) fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        let mut chain = Some(self);
        while let Some(at) = chain {
            for layer in at.layers {
                layer.middleware.modules(visit);
            }
            chain = at.then;
        }
    }
}

/// What every layer of an invocation needs.
pub(crate) struct Link<'a> {
    pub(crate) context: &'a Context,
    pub(crate) cold_start: bool,
    pub(crate) deadline: Deadline,
    pub(crate) event: &'a str,
    pub(crate) activity: &'a ActivityTracker<'a>,
    /// The template of the matched route, and the values of its parameters.
    pub(crate) template: &'static str,
    pub(crate) captures: Captures<'a>,
    /// Whether clients see the reasons of errors.
    pub(crate) exposes_errors: bool,
    pub(crate) recorder: Option<&'static Recorder>,
}

impl Link<'_> {
    /// Returns the input from which the parameters of a layer or of the handler are made.
    pub(super) fn input<'b>(
        &'b self,
        request: &'b HttpRequest<'b>,
        extensions: Option<&'b Extensions<'b>>,
    ) -> HandlerInput<'b> {
        HandlerInput {
            context: self.context,
            cold_start: self.cold_start,
            deadline: self.deadline,
            request: Some(request),
            template: self.template,
            captures: self.captures,
            payload: "null",
            sent: None,
            message: None,
            is_part: false,
            event: self.event,
            record: None,
            batch: None,
            step: None,
            extensions,
            activity: self.activity,
            claimed: OnceLock::new(),
        }
    }

    /// Converts the result of a layer's parameters, or of the handler, to a response.
    pub(super) fn response(&self, ran: Result<Outcome, Interruption>) -> Response {
        let response = response_of(ran, self.context, self.exposes_errors);
        self.finished(response)
    }

    /// Logs the error behind a layer's response. The layers outside of it may change the response, also the 500 in place of one that
    /// could not be made.
    fn finished(&self, mut response: Response) -> Response {
        log_error(&mut response, self.context, self.exposes_errors);
        response.refused = false;
        response
    }

    /// Answers for a layer that has not finished. The layers outside of it continue with the response.
    fn interrupted(&self, interruption: Interruption) -> Response {
        if let Some(recorder) = self.recorder {
            interruption.note(recorder);
        }
        // Otherwise the guards of the layers outside would take their own work for interrupted.
        interrupt::acknowledge();
        self.response(Err(interruption))
    }
}

/// The innermost part of a chain.
pub(crate) enum End {
    /// A handler.
    Handler(&'static Target),
    /// The response to a request that no handler takes.
    Refused(Box<Response>),
}

/// What is still to run of a chain.
pub struct Rest<'n> {
    pub(crate) link: &'n Link<'n>,
    pub(crate) layers: &'static [&'static MiddlewareLayer],
    pub(crate) then: Option<&'static Chain>,
    pub(crate) extensions: Option<&'n Extensions<'n>>,
    /// The name of the layer that holds this rest.
    pub(crate) caller: &'static str,
    pub(crate) end: End,
}

impl<'n> Rest<'n> {
    /// Returns the whole of a chain. For a refused request it is without the layers of a handler.
    pub(crate) fn of(
        link: &'n Link<'n>,
        chain: Option<&'static Chain>,
        extensions: Option<&'n Extensions<'n>>,
        end: End,
    ) -> Self {
        Self {
            link,
            layers: &[],
            then: chain,
            extensions,
            caller: "",
            end,
        }
    }

    /// Runs the rest for the layer that holds it, and returns to that layer.
    pub(super) async fn run_for_caller(self, request: Request) -> Response {
        let (link, caller) = (self.link, self.caller);
        let response = self.run(request).await;
        link.activity.enter(Phase::Middleware(caller));
        response
    }

    /// Runs the next layer under a guard of its own, or the handler. A panic and an overrun become the response.
    pub(crate) async fn run(mut self, mut request: Request) -> Response {
        let link = self.link;
        let Some(layer) = self.next_layer() else {
            return match self.end {
                End::Refused(response) => *response,
                End::Handler(target) => {
                    request.settle();
                    handled(link, &request, self.extensions, target).await
                }
            };
        };
        self.caller = layer.name;
        link.activity.enter(Phase::Middleware(layer.name));
        let calling = layer.middleware.call(request, self);
        match run_guarded(link.deadline, link.activity, calling).await {
            Ok(response) => link.finished(response),
            Err(interruption) => link.interrupted(interruption),
        }
    }

    fn next_layer(&mut self) -> Option<&'static MiddlewareLayer> {
        let is_refused = matches!(self.end, End::Refused(_));
        loop {
            if let Some((first, rest)) = self.layers.split_first() {
                self.layers = rest;
                return Some(first);
            }
            let chain = self.then?;
            self.then = chain.then;
            if !(is_refused && chain.is_of_handler) {
                self.layers = chain.layers;
            }
        }
    }
}

/// Runs the handler under the guard.
async fn handled(
    link: &Link<'_>,
    request: &Request,
    extensions: Option<&Extensions<'_>>,
    target: &'static Target,
) -> Response {
    let request = request.view();
    let input = link.input(&request, extensions);
    link.activity.begin(target.function);
    let calling = target.handler.call(&input);
    let ran = run_guarded(link.deadline, link.activity, calling).await;
    if let Err(interruption) = &ran {
        input.abandon(interruption).await;
    }
    match ran {
        Ok(outcome) => link.response(Ok(outcome)),
        Err(interruption) => link.interrupted(interruption),
    }
}
