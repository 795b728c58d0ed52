//! The options of `#[lambda_handler]`, as written.

use darling::FromMeta;

use crate::krate::Krate;
use crate::options::{Known, Options};
use crate::values::{Description, FunctionName, Guard, Memory, Mode, Switch, Timeout, Tmp};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) timeout: Option<darling::Result<Timeout>>,
    pub(super) guard: Option<darling::Result<Guard>>,
    pub(super) watchdog: Option<darling::Result<Switch>>,
    pub(super) memory: Option<darling::Result<Memory>>,
    pub(super) tmp: Option<darling::Result<Tmp>>,
    pub(super) mode: Option<darling::Result<Mode>>,
    pub(super) name: Option<darling::Result<FunctionName>>,
    pub(super) description: Option<darling::Result<Description>>,
    pub(super) main: Option<darling::Result<Switch>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "lambda_handler";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "timeout",
            form: "timeout = \"29s\"",
            also: &["timeout_ms", "timeout_seconds", "duration"],
        },
        Known {
            name: "guard",
            form: "guard = \"500ms\"",
            also: &["guard_ms", "margin"],
        },
        Known {
            name: "watchdog",
            form: "watchdog = false",
            also: &["watch_dog", "hard_timeout", "no_watchdog"],
        },
        Known {
            name: "memory",
            form: "memory = 1769",
            also: &["memory_size", "memory_mb", "ram"],
        },
        Known {
            name: "tmp",
            form: "tmp = 512",
            also: &["ephemeral_storage", "tmp_size", "tmp_mb", "storage"],
        },
        Known {
            name: "mode",
            form: "mode = \"concurrent\"",
            also: &["concurrency", "concurrent", "max_concurrency"],
        },
        Known {
            name: "name",
            form: "name = \"orders\"",
            also: &["function_name"],
        },
        Known {
            name: "description",
            form: "description = \"…\"",
            also: &["desc", "about"],
        },
        Known {
            name: "main",
            form: "main = false",
            also: &["no_main"],
        },
        Known {
            name: "crate",
            form: "crate = ::gatewright",
            also: &["krate"],
        },
    ];
}
