//! Optional parameters.

use super::{Extract, FromHttp, FromLazy, How, Kind, Optional};
use crate::lazy::{self, LazyModule};
use crate::reply::Json;
use serde::de::DeserializeOwned;

/// Absent is `None`; malformed is refused.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Json<T>> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| {
        if incoming.request()?.body().is_none() {
            return Ok(None);
        }
        match <Json<T> as Extract<FromHttp>>::HOW {
            How::Now(extract) => extract(incoming).map(Some),
            How::Later { .. } => Ok(None),
        }
    });
}

/// `None` when its `init` fails; the failure is logged.
impl<L: LazyModule> Extract<Optional<FromLazy>> for Option<L> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Later {
        ready: || lazy::ready::<L>().map(Some),
        wait: |incoming| {
            Box::pin(async move {
                incoming.enter(L::NAME);
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
