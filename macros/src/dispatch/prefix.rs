//! `prefix = "/v1"`.

use darling::FromMeta;
use syn::{LitStr, Meta};

use crate::report::Message;
use crate::template::Template;
use crate::values::text;

/// What goes before every route: a path of literals, without a slash at its end.
#[derive(Debug)]
pub(super) struct Prefix(pub(super) LitStr);

impl FromMeta for Prefix {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let template = Template::new(text.clone())?;
        if let Some(parameter) = template.first_parameter() {
            return Err(Message::new(format!(
                "a prefix has no parameters, and `{parameter}` is one"
            ))
            .help("write it in the template of each route, whose `Path` takes its value")
            .in_option(text));
        }
        if template.is_root() {
            return Err(Message::new("the prefix `/` adds nothing")
                .help("prefix = \"/v1\", or no prefix")
                .in_option(text));
        }
        let path = text.value();
        Ok(Self(LitStr::new(path.trim_end_matches('/'), text.span())))
    }
}
