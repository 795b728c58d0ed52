//! Handlers of a function that serves several invocations at a time: their futures move between threads.

use super::{Call, Endpoint, Handler};
use crate::gateway::StepSide;
use crate::handler::input::HandlerInput;
use crate::handler::reply::ReplyFn;
use crate::lazy::AnyModule;

/// A user's function whose parameters may be moved to another thread. `Arguments` is a tuple of [`Arg`](crate::handler::extract::Arg)s.
#[diagnostic::on_unimplemented(
    message = "a parameter of this handler is not `Send`, as the concurrent mode needs it",
    label = "it takes something that cannot be moved to another thread",
    note = "a concurrent function moves its invocations between threads: take types without `Rc`, `Cell` and the like, or leave out the concurrent mode"
)]
pub trait Function<Arguments: 'static, Output: 'static>: Sized {
    /// What it returns.
    type Future;

    /// Makes the parameters, calls the function and turns what it returns into the outcome.
    fn call<'a>(
        endpoint: &'a Endpoint<Self, Arguments, Output>,
        incoming: &'a HandlerInput<'a>,
    ) -> Call<'a>
    where
        Self::Future: Send;
    /// Shows the lazy modules among the parameters.
    fn modules(
        endpoint: &Endpoint<Self, Arguments, Output>,
        see: &mut dyn FnMut(&'static dyn AnyModule),
    );
}

type CallFn<F, Args, R> = for<'a> fn(&'a Endpoint<F, Args, R>, &'a HandlerInput<'a>) -> Call<'a>;
type ShowFn<F, Args, R> = fn(&Endpoint<F, Args, R>, &mut dyn FnMut(&'static dyn AnyModule));

/// A handler whose future is `Send`. That was checked where it was put together; here are only pointers, so that it is said once.
pub struct Concurrent<F, Args: 'static, R: 'static> {
    endpoint: Endpoint<F, Args, R>,
    call: CallFn<F, Args, R>,
    modules: ShowFn<F, Args, R>,
}

/// Puts a handler together for `mode = "concurrent"`. Its name is what the compiler says when the handler's future is not `Send`.
#[rustfmt::skip]
pub const fn handler_future_must_be_send_in_concurrent_mode<F, Args: 'static, R: 'static>(
    function: F,
    arguments: &'static Args,
    reply: &'static ReplyFn<R>,
) -> Concurrent<F, Args, R>
where
    F: Function<Args, R> + Copy,
    F::Future: Send, // help: let go of an `Rc`, a guard or the like before the `.await`
{
    Concurrent {
        endpoint: Endpoint {
            function,
            arguments,
            reply,
        },
        call: F::call,
        modules: F::modules,
    }
}

impl<F: Sync, Args: Sync, R> Handler for Concurrent<F, Args, R> {
    fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a> {
        (self.call)(&self.endpoint, incoming)
    }

    fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule)) {
        (self.modules)(&self.endpoint, see);
    }

    fn steps(&self) -> Option<&'static dyn StepSide> {
        self.endpoint.reply.steps
    }
}
