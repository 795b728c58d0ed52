//! Optional parameters: absent is `None`, malformed is refused.

use serde::de::DeserializeOwned;

use super::{
    Anywhere, Body, Cookies, Extract, ExtractFn, FromHttp, FromLazy, Headers, How, Kind, Optional,
    Path, Query, Rejection, body, cookies,
};
use crate::guard::deadline::Deadline;
use crate::guard::watchdog::Doing;
use crate::handler::input::HandlerInput;
use crate::handler::invocation::Invocation;
use crate::handler::reply::Json;
use crate::lazy::{self, LazyModule, Module};

/// Takes the parameter itself, which is there.
fn present<P: Extract<M>, M>(incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
    let How::Now(extract): How<P> = P::HOW else {
        return Ok(None);
    };
    let extract: ExtractFn<P> = extract;
    extract(incoming).map(Some)
}

/// `None` without a body.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Json<T>> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| {
        if incoming.request()?.body().is_none() {
            return Ok(None);
        }
        present(incoming)
    });
}

/// `None` without a body.
impl Extract<Optional<FromHttp>> for Option<Body> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| body::read(incoming.request()?));
}

/// `None` without a query.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Query<T>> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let mut is_empty = true;
        incoming.request()?.query.each(|_, _| is_empty = false);
        if is_empty {
            Ok(None)
        } else {
            present(incoming)
        }
    });
}

/// `None` where the template has no parameters.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Path<T>> {
    const KIND: Kind = Kind::OptionalPath;
    const HOW: How<Self> = How::Now(|incoming| {
        if incoming.captures.is_empty() {
            return Ok(None);
        }
        present(incoming)
    });
}

/// `None` without headers.
impl Extract<Optional<FromHttp>> for Option<Headers> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let headers = Headers(incoming.request()?.header_map());
        Ok(Some(headers).filter(|headers| !headers.is_empty()))
    });
}

/// `None` without cookies.
impl Extract<Optional<FromHttp>> for Option<Cookies> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let cookies = cookies::read(incoming.request()?);
        Ok(Some(cookies).filter(|cookies| !cookies.is_empty()))
    });
}

/// There is always one.
impl Extract<Optional<Anywhere>> for Option<Deadline> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(present);
}

/// There is always one.
impl Extract<Optional<Anywhere>> for Option<Invocation> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(present);
}

/// `None` when its `init` fails; the failure is logged.
#[diagnostic::do_not_recommend]
impl<L: LazyModule> Extract<Optional<FromLazy>> for Option<L> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Later {
        module: &Module::<L>::NEW,
        ready: || lazy::try_get::<L>().map(Some),
        wait: |incoming| {
            Box::pin(async move {
                incoming.enter(Doing::Starting(L::NAME));
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
