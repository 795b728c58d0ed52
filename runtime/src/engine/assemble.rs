//! Makes a gateway from its manifest. Only this file names the implementations of all sides: see
//! `docs/decisions/0001-sides-of-a-gateway.md`.

#[cfg(feature = "concurrent")]
use super::concurrent::Concurrent;
#[cfg(unix)]
use super::shutdown::listen;
#[cfg(feature = "concurrent")]
use crate::gateway::Concurrently;
#[cfg(unix)]
use crate::gateway::ShutdownSide;
use crate::gateway::manifest::Manifest;
use crate::gateway::{
    Batches, EventSources, Gateway, Http, RecordSide, Steps, StreamSupport, Streams, Surrounded,
};
use crate::table::{FromEnvironment, Interface, TriggerKind, WithOrigins};

impl Gateway {
    #[doc(hidden)]
    pub const fn new(manifest: &Manifest) -> Self {
        let interface = &manifest.interface;
        let mut table = interface.table;
        if interface.has_origin_variables() {
            table.variables = Some(&WithOrigins);
        } else if interface.has_variables() {
            table.variables = Some(&FromEnvironment);
        }
        let sources = table.view.sources;
        Self {
            options: manifest.options,
            exposes_errors: manifest.exposes_errors,
            sets_trace_variable: manifest.sets_trace_variable,
            table,
            http: if table.surroundings.is_some() {
                Some(&Surrounded)
            } else if table.view.routes.is_some() || sources.any_response() {
                Some(&Http)
            } else {
                None
            },
            sources: if sources.is_empty() {
                None
            } else {
                Some(&EventSources)
            },
            batches: if sources.any_batch() {
                Some(&Batches)
            } else {
                None
            },
            steps: if interface.continues() {
                Some(&Steps)
            } else {
                None
            },
            streaming: stream_support(interface),
            recording: match manifest.recording {
                Some(recording) => Some(RecordSide::of(recording)),
                None => None,
            },
            #[cfg(unix)]
            shutdown: match interface.shutdown() {
                Some(shutdown) => Some(ShutdownSide {
                    hook: shutdown.hook,
                    listen,
                }),
                None => None,
            },
            #[cfg(feature = "concurrent")]
            concurrently: concurrently(interface),
            #[cfg(all(debug_assertions, feature = "local"))]
            manifest: *manifest,
        }
    }
}

/// Returns the support for streams, if a trigger is declared to stream.
const fn stream_support(interface: &Interface) -> Option<StreamSupport> {
    let function_url = interface.triggers.streams(TriggerKind::FunctionUrl);
    let rest_api = interface.triggers.streams(TriggerKind::RestApi);
    if !function_url && !rest_api {
        return None;
    }
    Some(StreamSupport {
        side: &Streams,
        function_url,
        rest_api,
    })
}

#[cfg(feature = "concurrent")]
const fn concurrently(interface: &Interface) -> Option<&'static dyn Concurrently> {
    if interface.is_concurrent() {
        Some(&Concurrent)
    } else {
        None
    }
}
