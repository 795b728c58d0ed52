//! The template with SAM's resources.

use super::stack::{Form, Input, Stack};
use crate::error::CliError;

/// Returns the SAM template of functions.
pub(crate) fn build(input: Input<'_>) -> Result<Stack, CliError> {
    super::build(Form::Sam, input)
}
