//! The templates, and our tables of them.

use gatewright::__private::{
    AnyReturn, Entry, Handler, Method, Origin, Returns, Routes, Size, Tables, endpoint,
};

/// So many templates.
pub(crate) struct Templates {
    pub(crate) texts: &'static [&'static str],
    pub(crate) ours: fn() -> Routes,
}

impl Templates {
    /// For each template the path of a request, and what the template's parameters stand for in it.
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

/// A GET request, and what is to be found.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) captured: Vec<&'static str>,
}

/// The handler of every route; no lookup calls it.
static HANDLER: &dyn Handler = &endpoint(nothing, (), Returns::<()>::SHAPE.operation());

async fn nothing() {}

const fn route(template: &'static str) -> Entry {
    let origin = Origin {
        function: "nothing",
        module: "",
        file: "",
        line: 0,
        docs: "",
        parameters: &[],
        reply: "()",
    };
    Entry::route(Method::Get, template, origin, HANDLER)
}

include!(concat!(env!("OUT_DIR"), "/templates.rs"));
