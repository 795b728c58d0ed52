//! The responses that a layer may give itself, for the manifest.

use std::any::type_name;

use crate::handler::described::{KnownReplies, ProblemCase};

/// The responses that a layer may give itself. A release build has none: it links the layers, and nothing there reads them.
#[derive(Clone, Copy)]
pub(crate) struct Replies {
    #[cfg(debug_assertions)]
    cases: Option<&'static [ProblemCase]>,
    #[cfg(debug_assertions)]
    function: fn() -> &'static str,
}

#[cfg(debug_assertions)]
impl Replies {
    /// Those of a function whose error becomes one of `cases`.
    pub(super) const fn of<F>(cases: Option<&'static [ProblemCase]>) -> Self {
        Self {
            cases,
            function: type_name::<F>,
        }
    }

    /// The problem documents.
    pub(crate) fn problems(self) -> &'static [ProblemCase] {
        let function = (self.function)();
        let ready = function.strip_prefix(concat!(
            env!("CARGO_CRATE_NAME"),
            "::handler::middleware::ready::"
        ));
        let ready = ready.map(|function| function.split('<').next().unwrap_or(function));
        match ready {
            Some("bearer" | "api_key") => UNAUTHORIZED,
            Some("max_body") => TOO_LARGE,
            _ => self.cases.unwrap_or_default(),
        }
    }

    /// The responses to conditional requests, if the layer answers them.
    pub(crate) fn known(self) -> KnownReplies {
        let etag = concat!(
            env!("CARGO_CRATE_NAME"),
            "::handler::middleware::encoded::etag"
        );
        if (self.function)() == etag {
            KnownReplies::Conditional
        } else {
            KnownReplies::None
        }
    }
}

#[cfg(not(debug_assertions))]
#[expect(
    clippy::unused_self,
    reason = "the signatures are those of a debug build"
)]
impl Replies {
    pub(super) const fn of<F>(_: Option<&'static [ProblemCase]>) -> Self {
        let _ = type_name::<F>;
        Self {}
    }

    pub(crate) fn problems(self) -> &'static [ProblemCase] {
        &[]
    }

    pub(crate) fn known(self) -> KnownReplies {
        KnownReplies::None
    }
}

#[cfg(debug_assertions)]
const UNAUTHORIZED: &[ProblemCase] = &[ProblemCase::without_detail(
    401,
    "The credentials are missing or invalid.",
)];

#[cfg(debug_assertions)]
const TOO_LARGE: &[ProblemCase] = &[ProblemCase::without_detail(413, "The body is too large.")];
