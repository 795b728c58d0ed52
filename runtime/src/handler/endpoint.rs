//! Handlers as data: the user's function, its parameters and its reply.

use std::future::Future;

use crate::guard::interruption::Phase;
use crate::handler::extract::{Arg, Rejection};
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Outcome, Refusal, ReplyFn};
use crate::lazy::AnyModule;
use crate::platform::threads::{Boxed, assert_same_thread};

#[cfg(feature = "concurrent")]
mod concurrent;

#[cfg(feature = "concurrent")]
pub use self::concurrent::handler_future_must_be_send_in_concurrent_mode;

/// A handler of any signature.
pub trait Handler: Sync {
    /// Extracts the parameters, calls the function and converts its return value.
    fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a>;
    /// Calls `visit` with each lazy module among the parameters.
    fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule));
    /// Whether the work may continue in another invocation.
    fn continues(&self) -> bool {
        false
    }
}

/// A running handler. Boxed, because the futures of the handlers in a table differ in size.
pub type Call<'a> = Boxed<'a, Outcome>;

/// The user's function with the description of its signature from generated code.
///
/// Handlers with the same types share the constants for parameters and reply, because those make up most of a handler's compile
/// time.
pub struct Endpoint<F, Args: 'static, R: 'static> {
    /// The function.
    pub function: F,
    /// A tuple of [`Arg`]s.
    pub arguments: &'static Args,
    /// The conversion of its return value.
    pub reply: &'static ReplyFn<R>,
}

/// The parameters of a handler. Extraction depends only on their types, so handlers with the same parameters share its code.
pub(crate) trait Parameters {
    /// The values.
    type Taken;

    /// Extracts the values.
    fn take<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
    ) -> impl Future<Output = Result<Self::Taken, Rejection>> + 'a;

    /// Calls `visit` with each lazy module among the parameters.
    fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule));
}

macro_rules! handlers {
    ($($($type:ident $name:ident),*;)*) => {$(
        impl<$($type: 'static),*> Parameters for ($(Arg<$type>,)*) {
            type Taken = ($($type,)*);

            async fn take<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Result<Self::Taken, Rejection> {
                // Unused without parameters.
                let _ = incoming;
                let ($($name,)*) = self;
                // Extractors of the request line and the headers run first, then the user's own, such as an authenticated user. A
                // body is parsed only after them. Lazy modules, which may have to start, come last.
                $(let $name = ($name, $name.now(incoming)?);)*
                $(let $name = match $name {
                    (argument, None) => match argument.own(incoming) {
                        Some(making) => (argument, Some(making.await?)),
                        None => (argument, None),
                    },
                    taken => taken,
                };)*
                $(let $name = match $name {
                    (argument, None) => (argument, argument.body(incoming)?),
                    taken => taken,
                };)*
                $(let $name = match $name {
                    (_, Some(value)) => value,
                    (argument, None) => argument.take(incoming).await?,
                };)*
                Ok(($($name,)*))
            }

            fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
                // Unused without parameters.
                let _ = &visit;
                let ($($name,)*) = self;
                $($name.module().into_iter().for_each(&mut *visit);)*
            }
        }

        impl<Function, Returned, Output, $($type: 'static),*> Handler for Endpoint<Function, ($(Arg<$type>,)*), Output>
        where
            Function: Fn($($type),*) -> Returned + Sync,
            Returned: Future<Output = Output>,
        {
            fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a> {
                Box::pin(assert_same_thread(async move {
                    let taken = self.arguments.take(incoming).await;
                    let ($($name,)*) = taken.map_err(Refusal::Rejected)?;
                    incoming.enter(Phase::Handler);
                    let returned = (self.function)($($name),*).await;
                    incoming.enter(Phase::Serialisation);
                    (self.reply.make)(returned)
                }))
            }

            fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
                self.arguments.modules(visit);
            }

            fn continues(&self) -> bool {
                self.reply.continues
            }
        }

        #[cfg(feature = "concurrent")]
        impl<Function, Returned, Output: 'static, $($type: Send + 'static),*> concurrent::Function<($(Arg<$type>,)*), Output> for Function
        where
            Function: Fn($($type),*) -> Returned + Sync,
            Returned: Future<Output = Output>,
        {
            type Future = Returned;

            fn call<'a>(
                endpoint: &'a Endpoint<Self, ($(Arg<$type>,)*), Output>,
                incoming: &'a HandlerInput<'a>,
            ) -> Call<'a>
            where
                Returned: Send,
            {
                Box::pin(async move {
                    let taken = endpoint.arguments.take(incoming).await;
                    let ($($name,)*) = taken.map_err(Refusal::Rejected)?;
                    incoming.enter(Phase::Handler);
                    let returned = (endpoint.function)($($name),*).await;
                    incoming.enter(Phase::Serialisation);
                    (endpoint.reply.make)(returned)
                })
            }

            fn modules(
                endpoint: &Endpoint<Self, ($(Arg<$type>,)*), Output>,
                visit: &mut dyn FnMut(&'static dyn AnyModule),
            ) {
                endpoint.arguments.modules(visit);
            }
        }
    )*};
}

handlers! {
    ;
    A a;
    A a, B b;
    A a, B b, C c;
    A a, B b, C c, D d;
    A a, B b, C c, D d, E e;
    A a, B b, C c, D d, E e, F f;
    A a, B b, C c, D d, E e, F f, G g;
    A a, B b, C c, D d, E e, F f, G g, H h;
    A a, B b, C c, D d, E e, F f, G g, H h, I i;
    A a, B b, C c, D d, E e, F f, G g, H h, I i, J j;
    A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k;
    A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l;
}
