//! `#[get("/…")]` and the other HTTP methods.

use syn::{Attribute, LitStr};

use super::key::Method;
use super::{Helper, Key, arguments};
use crate::report::Message;
use crate::template::Template;

/// A method whose requests carry no body.
pub(super) const fn reading(name: &'static str, form: &'static str) -> Helper {
    Helper {
        name,
        form,
        signature: "pub async fn NAME(Path(id): Path<OrderId>) -> Result<Json<Order>, ApiError>",
        read,
    }
}

/// A method whose requests carry a body.
pub(super) const fn writing(name: &'static str, form: &'static str) -> Helper {
    Helper {
        name,
        form,
        signature: "pub async fn NAME(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError>",
        read,
    }
}

fn read(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form = || {
        Message::new(format!(
            "`#[{}]` takes a path template in quotes",
            helper.name
        ))
        .help(helper.form)
    };
    let arguments = match arguments(attribute) {
        Some(tokens) if !tokens.is_empty() => tokens,
        _ => return Err(form().at(&attribute.meta)),
    };
    let literal: LitStr = syn::parse2(arguments.clone()).map_err(|_| form().at(arguments))?;
    Ok(Key::Route(
        Method::named(helper.name),
        Template::new(literal)?,
    ))
}
