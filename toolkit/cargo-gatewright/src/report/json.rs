//! `--json`: the report as one JSON document.
//!
//! ```json
//! {
//!   "version": 1,
//!   "tool": {"name": "cargo-gatewright", "version": "0.1.0"},
//!   "root": "/home/me/shop",
//!   "findings": [{
//!     "rule": "threading", "level": "error", "pass": "source", "package": "shop",
//!     "file": "src/main.rs", "line": 3, "column": 5, "end_line": 3, "end_column": 23, "snippet": "    std::thread::spawn(work);",
//!     "headline": "…", "help": "…", "note": "…"
//!   }],
//!   "exemptions": [{"rules": ["locking"], "reason": "…", "file": "src/main.rs", "line": 9}],
//!   "looked_at": {
//!     "crates": [{
//!       "package": "shop", "version": "0.1.0", "target": "shop", "kind": "bin", "root": "src/main.rs",
//!       "reached_from": null, "files": 1, "lines": 40
//!     }],
//!     "files": 1, "lines": 40, "dependencies": 80,
//!     "types": {"status": "resolved"},
//!     "not_judged": [{"what": "tool", "why": "…"}]
//!   }
//! }
//! ```
//!
//! `level` is `error` or `note`, and only errors make the exit code 1. `pass` is `source`, `types` or `dependencies`.
//! `types.status` is `resolved`, or `not_asked` or `stopped` with a `why`.

use super::model::Report;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, report)?;
    writeln!(to)
}
