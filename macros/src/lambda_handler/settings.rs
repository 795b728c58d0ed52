//! From the options as written to the settings of the function.

use gatewright_discipline::Rule;
use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use super::args::Args;
use crate::krate::Krate;
use crate::report::{Errors, Message};
use crate::values::{self, Guard, Mode};

/// What the function is deployed with; what was not given has AWS's default.
#[derive(Debug)]
pub(super) struct Settings {
    /// Milliseconds.
    pub(super) timeout: u64,
    /// Where the timeout was written; what is wrong with it is said there.
    pub(super) timeout_at: Option<Span>,
    /// Milliseconds; nothing leaves it to the runtime, which takes a share of the time there is.
    pub(super) guard: Option<u64>,
    /// Whether the watchdog answers for what cannot be interrupted.
    pub(super) watchdog: bool,
    /// MB.
    pub(super) memory: u32,
    /// MB.
    pub(super) tmp: u32,
    /// The mode, where one is given.
    pub(super) mode: Option<Mode>,
    /// Nothing is the package's name.
    pub(super) name: Option<LitStr>,
    pub(super) description: Option<LitStr>,
    /// Whether to write `fn main`.
    pub(super) main: bool,
    pub(super) krate: Krate,
}

/// The defaults of `CreateFunction`: 3 s, 128 MB, 512 MB of /tmp.
const TIMEOUT: u64 = 3_000;
const MEMORY: u32 = 128;
const TMP: u32 = 512;

impl Settings {
    /// Takes every option, reporting those that are wrong; the default stands in for them.
    pub(super) fn of(args: Args, errors: &mut Errors) -> Self {
        let Args {
            timeout,
            guard,
            watchdog,
            memory,
            tmp,
            mode,
            name,
            description,
            main,
            krate,
        } = args;
        let timeout = timeout.map(|timeout| errors.take(timeout));
        let guard = guard.and_then(|guard| errors.take(guard));
        let timeout_is_wrong = matches!(timeout, Some(None));
        let timeout_at = timeout.flatten().map(|timeout| timeout.at);
        let timeout = timeout.flatten().map_or(TIMEOUT, |timeout| timeout.ms);
        Self {
            timeout,
            timeout_at,
            guard: guard
                .filter(|guard| timeout_is_wrong || fits(guard, timeout, errors))
                .map(|guard| guard.ms),
            watchdog: watchdog
                .and_then(|watchdog| errors.take(watchdog))
                .is_none_or(|watchdog| watchdog.0),
            memory: memory
                .and_then(|memory| errors.take(memory))
                .map_or(MEMORY, |memory| memory.0),
            tmp: tmp
                .and_then(|tmp| errors.take(tmp))
                .map_or(TMP, |tmp| tmp.0),
            mode: mode.and_then(|mode| errors.take(mode)),
            name: name.and_then(|name| errors.take(name)).map(|name| name.0),
            description: description
                .and_then(|description| errors.take(description))
                .map(|description| description.0),
            main: main
                .and_then(|main| errors.take(main))
                .is_none_or(|main| main.0),
            krate: krate
                .and_then(|krate| errors.take(krate))
                .unwrap_or_default(),
        }
    }
}

fn fits(guard: &Guard, timeout: u64, errors: &mut Errors) -> bool {
    let fits = guard.ms < timeout;
    if !fits {
        errors.push(
            Message::new(format!(
                "`guard` must be shorter than the timeout, which is {}",
                values::spell(timeout)
            ))
            .help(format!("guard = \"{}ms\", or a longer `timeout`", (timeout / 20).clamp(100, 2_000)))
            .rule(Rule::Timeout, "the guard answers this long before the deadline; the handler has the time until then")
            .at(guard.tokens.to_token_stream()),
        );
    }
    fits
}
