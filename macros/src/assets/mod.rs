//! `assets("/app", "dist")`: a folder of files that is embedded in the function.

mod args;
mod content_type;
mod expand;
mod files;

pub(crate) use self::args::Assets;
pub(crate) use self::expand::{AssetRoute, routes, table};
