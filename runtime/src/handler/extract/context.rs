//! Parameters that every handler may take: the deadline, the invocation, handles of lazy modules.

use super::argument::{Anywhere, Extract, FromLazy, How, Kind, Optional, present};
use super::rejection::Rejection;
use crate::guard::deadline::Deadline;
use crate::guard::interruption::Phase;
use crate::handler::invocation::Invocation;
use crate::lazy::{self, LazyModule, Module};

impl Extract<Anywhere> for Deadline {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(|incoming| Ok(incoming.deadline));
}

/// Always present.
impl Extract<Optional<Anywhere>> for Option<Deadline> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(present);
}

impl Extract<Anywhere> for Invocation {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> =
        How::Now(|incoming| Ok(Self::new(incoming.context, incoming.cold_start)));
}

/// Always present.
impl Extract<Optional<Anywhere>> for Option<Invocation> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(present);
}

#[diagnostic::do_not_recommend]
impl<L: LazyModule> Extract<FromLazy> for L {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Later {
        module: &Module::<L>::NEW,
        ready: lazy::try_get::<L>,
        wait: |incoming| {
            Box::pin(async move {
                incoming.enter(Phase::StartingModule(L::NAME));
                lazy::get::<L>()
                    .await
                    .map_err(|error| Rejection::init_failed(error.into()))
            })
        },
    };
}

/// `None` if its `init` fails. The failure is logged.
#[diagnostic::do_not_recommend]
impl<L: LazyModule> Extract<Optional<FromLazy>> for Option<L> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Later {
        module: &Module::<L>::NEW,
        ready: || lazy::try_get::<L>().map(Some),
        wait: |incoming| {
            Box::pin(async move {
                incoming.enter(Phase::StartingModule(L::NAME));
                Ok(match lazy::get::<L>().await {
                    Ok(lazy) => Some(lazy),
                    Err(error) => {
                        incoming.log_error("InitFailed", &error.to_string());
                        None
                    }
                })
            })
        },
    };
}
