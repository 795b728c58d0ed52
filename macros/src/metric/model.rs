//! A use of `metric!`.

use proc_macro2::Span;
use syn::{Expr, LitStr};

use crate::crate_path::CratePath;

/// What was understood. After an error, parts are missing.
#[derive(Default)]
pub(super) struct Metric {
    pub(super) krate: CratePath,
    pub(super) name: Option<LitStr>,
    pub(super) value: Option<Expr>,
    pub(super) unit: Option<&'static str>,
    pub(super) is_high_resolution: bool,
    pub(super) dimensions: Vec<Dimension>,
}

/// `tenant = &tenant`, or `tenant` alone.
pub(super) struct Dimension {
    pub(super) name: String,
    pub(super) at: Span,
    pub(super) value: Expr,
}

impl Metric {
    /// How many units a second has, if the unit is one of time.
    pub(super) fn in_a_second(&self) -> Option<f64> {
        match self.unit? {
            "Seconds" => Some(1.0),
            "Milliseconds" => Some(1e3),
            "Microseconds" => Some(1e6),
            _ => None,
        }
    }
}
