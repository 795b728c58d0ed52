//! Parameters that every handler may have.

use super::{Anywhere, Extract, FromLazy, How, Kind};
use crate::guard::deadline::Deadline;
use crate::guard::watchdog::Doing;
use crate::handler::invocation::Invocation;
use crate::lazy::{self, LazyModule, Module};

impl Extract<Anywhere> for Deadline {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(|incoming| Ok(incoming.deadline));
}

impl Extract<Anywhere> for Invocation {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> =
        How::Now(|incoming| Ok(Self::new(incoming.context, incoming.cold_start)));
}

#[diagnostic::do_not_recommend]
impl<L: LazyModule> Extract<FromLazy> for L {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Later {
        module: &Module::<L>::NEW,
        ready: lazy::try_get::<L>,
        wait: |incoming| {
            Box::pin(async move {
                incoming.enter(Doing::Starting(L::NAME));
                lazy::get::<L>()
                    .await
                    .map_err(|error| super::Rejection::init_failed(error.into()))
            })
        },
    };
}
