//! The templates, and Gatewright's tables of them.

use gatewright::__private::{
    AnyReturn, Calling, Endpoint, Entry, Handler, Key, Method, Origin, Returns, Routes, Size,
    Tables,
};

/// A number of templates.
pub(crate) struct Templates {
    pub(crate) texts: &'static [&'static str],
    pub(crate) ours: fn() -> Routes,
}

impl Templates {
    /// Makes a request for each template.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.texts
            .iter()
            .map(|template| {
                let values = [("{id}", "A-1007"), ("{line}", "3")];
                let captured = values.iter().filter(|(name, _)| template.contains(name));
                Request {
                    path: values
                        .iter()
                        .fold((*template).to_owned(), |path, (name, value)| {
                            path.replace(name, value)
                        }),
                    captured: captured.map(|(_, value)| *value).collect(),
                }
            })
            .collect()
    }
}

/// A GET request with the expected parameters.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) captured: Vec<&'static str>,
}

/// The handler of every route. No lookup calls it.
static HANDLER: &dyn Handler = &Endpoint {
    function: nothing,
    arguments: &(),
    reply: &Returns::<()>::SHAPE.operation(),
};

async fn nothing() {}

const fn route(template: &'static str) -> Entry {
    Entry {
        key: Key::Route(Some(Method::Get), template),
        handler: HANDLER,
        calling: Calling::DEFAULT,
        origin: Origin::NONE,
    }
}

include!(concat!(env!("OUT_DIR"), "/templates.rs"));
