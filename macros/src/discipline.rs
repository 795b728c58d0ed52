//! The first ring of the discipline.
use crate::report::Errors;
use syn::{ItemFn, ItemMod};
pub(crate) fn judge_module(_: &ItemMod, _: &mut Errors) {}
pub(crate) fn judge_function(_: &ItemFn, _: &mut Errors) {}
