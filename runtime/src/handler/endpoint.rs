//! A handler as data: the user's function, its parameters, its reply.

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
    /// Makes the parameters, calls the function and turns what it returns into the outcome.
    fn call<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Call<'a>;
    /// Shows the lazy modules among the parameters.
    fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule));
    /// Whether its outcome may be that the work goes on in another invocation.
    fn continues(&self) -> bool {
        false
    }
}

/// A handler that is running. Boxed, because a future's size is that of its handler, and the table holds handlers of all sizes.
pub type Call<'a> = Boxed<'a, Outcome>;

/// The user's function with what generated code found out about its signature.
///
/// Generated code writes it out. Parameters and reply are references to constants that handlers of the same types share: to make
/// them is most of what a handler costs a compile.
pub struct Endpoint<F, Args: 'static, R: 'static> {
    /// The function itself.
    pub function: F,
    /// A tuple of [`Arg`]s.
    pub arguments: &'static Args,
    /// What becomes of what it returns.
    pub reply: &'static ReplyFn<R>,
}

/// The parameters of a handler. How they are taken depends on their types and on nothing else of the handler, so that handlers
/// with the same parameters share its code.
trait Parameters {
    type Taken;

    fn take<'a>(
        &'a self,
        incoming: &'a HandlerInput<'a>,
    ) -> impl Future<Output = Result<Self::Taken, Rejection>> + 'a;

    fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule));
}

macro_rules! handlers {
    ($($($type:ident $name:ident),*;)*) => {$(
        impl<$($type: 'static),*> Parameters for ($(Arg<$type>,)*) {
            type Taken = ($($type,)*);

            async fn take<'a>(&'a self, incoming: &'a HandlerInput<'a>) -> Result<Self::Taken, Rejection> {
                // Without parameters nothing is read from it.
                let _ = incoming;
                let ($($name,)*) = self;
                // What can be refused is taken first, then what the user's own extractors make; what may have to start comes last.
                $(let $name = ($name, $name.now(incoming)?);)*
                $(let $name = match $name {
                    (argument, None) => match argument.own(incoming) {
                        Some(making) => (argument, Some(making.await?)),
                        None => (argument, None),
                    },
                    taken => taken,
                };)*
                $(let $name = match $name {
                    (_, Some(value)) => value,
                    (argument, None) => argument.take(incoming).await?,
                };)*
                Ok(($($name,)*))
            }

            fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule)) {
                // Without parameters nobody sees anything.
                let _ = &see;
                let ($($name,)*) = self;
                $($name.module().into_iter().for_each(&mut *see);)*
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

            fn modules(&self, see: &mut dyn FnMut(&'static dyn AnyModule)) {
                self.arguments.modules(see);
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
                see: &mut dyn FnMut(&'static dyn AnyModule),
            ) {
                endpoint.arguments.modules(see);
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
