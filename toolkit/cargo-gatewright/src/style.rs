//! The styles of text on a terminal. `anstream` removes them everywhere else.

use anstyle::{AnsiColor, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(crate) const FRAME: Style = AnsiColor::BrightBlue.on_default().bold();
pub(crate) const NOTE: Style = AnsiColor::BrightGreen.on_default().bold();
