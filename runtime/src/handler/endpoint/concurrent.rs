//! Handlers of a concurrent function, whose futures move between threads.

use super::{Call, Endpoint, Handler};
use crate::handler::input::HandlerInput;
use crate::handler::reply::ReplyFn;
use crate::lazy::AnyModule;

/// A user's function whose parameters are `Send`. `Arguments` is a tuple of [`Arg`](crate::handler::extract::Arg)s.
#[diagnostic::on_unimplemented(
    message = "the parameters of a handler in concurrent mode must be `Send`, found one that is not",
    label = "a parameter of this handler cannot be moved to another thread",
    note = "a concurrent function moves its invocations between threads: use parameter types without `Rc`, `RefCell` or raw pointers, or remove `concurrent`"
)]
pub trait Function<Arguments: 'static, Output: 'static>: Sized {
    /// The future that it returns.
    type Future;

    /// Extracts the parameters, calls the function and converts its return value.
    fn call<'a>(
        endpoint: &'a Endpoint<Self, Arguments, Output>,
        incoming: &'a HandlerInput<'a>,
    ) -> Call<'a>
    where
        Self::Future: Send;
    /// Calls `visit` with each lazy module among the parameters.
    fn modules(
        endpoint: &Endpoint<Self, Arguments, Output>,
        visit: &mut dyn FnMut(&'static dyn AnyModule),
    );
}

type CallFn<F, Args, R> = for<'a> fn(&'a Endpoint<F, Args, R>, &'a HandlerInput<'a>) -> Call<'a>;
type ModulesFn<F, Args, R> = fn(&Endpoint<F, Args, R>, &mut dyn FnMut(&'static dyn AnyModule));

/// A handler whose future is `Send`. The constructor checks that; this type has only function pointers, so that rustc reports an
/// error once.
pub struct Concurrent<F, Args: 'static, R: 'static> {
    endpoint: Endpoint<F, Args, R>,
    call: CallFn<F, Args, R>,
    modules: ModulesFn<F, Args, R>,
}

/// Makes a handler for the concurrent mode. rustc prints the name of this function if the future of the handler is not `Send`.
#[rustfmt::skip]
pub const fn handler_future_must_be_send_in_concurrent_mode<F, Args: 'static, R: 'static>(
    function: F,
    arguments: &'static Args,
    reply: &'static ReplyFn<R>,
) -> Concurrent<F, Args, R>
where
    F: Function<Args, R> + Copy,
    F::Future: Send, // help: drop `Rc`s, lock guards and the like before the `.await`
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

    fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        (self.modules)(&self.endpoint, visit);
    }

    fn continues(&self) -> bool {
        self.endpoint.reply.continues
    }
}
