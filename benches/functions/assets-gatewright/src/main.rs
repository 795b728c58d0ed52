//! A static asset of 30 KB, embedded in the function.

use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(assets("/app", "site"))]
mod site {}
