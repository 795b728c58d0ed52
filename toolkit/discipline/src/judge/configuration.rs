//! Values that are the same in every invocation: constants, environment variables, and parameters that every caller fills with them.
//!
//! A write-once cell that a function fills from its parameter is right if all callers pass such values, and wrong if one passes data of a
//! request. That is known when the walk is over.

use super::Judge;
use super::call_graph::{Callee, Once};
use super::types::Core;
use crate::ids::FileId;
use crate::rule::Rule;
use proc_macro2::{Ident, Span};
use std::collections::HashMap;
use syn::{Expr, ExprCall, ExprMethodCall, Signature};

/// How many functions a value is followed through.
const DEEP: usize = 16;

/// The origin of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The same in every invocation.
    Constant,
    /// Only these parameters of the function, by index.
    Parameters(Vec<usize>),
    /// It may be data of a request; the name of the variable.
    Request(String),
}

/// The walked function and the calls of functions.
#[derive(Default)]
pub(super) struct Configuration {
    /// The parameters of the walked function, without its receiver.
    parameters: Vec<Option<Ident>>,
    /// The calls of each function.
    sites: HashMap<Callee, Vec<Site>>,
    /// How often each function is named.
    mentions: HashMap<Callee, usize>,
    filled: Vec<Filled>,
}

/// A call of a function of the user's own.
struct Site {
    /// The functions that contain the call.
    within: Vec<Callee>,
    arguments: Vec<Origin>,
}

/// A cell that a function fills from its parameters.
struct Filled {
    within: Vec<Callee>,
    parameters: Vec<usize>,
    at: (Span, Span),
    file: FileId,
    headline: String,
    help: &'static str,
}

impl Judge {
    /// Walks a function with the parameters of `sig`.
    pub(super) fn with_parameters(&mut self, sig: &Signature, walk: impl FnOnce(&mut Self)) {
        let parameters = sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(super::types::only_name(&input.pat).cloned()),
            syn::FnArg::Receiver(_) => None,
        });
        let parameters = parameters.collect();
        let outer = std::mem::replace(&mut self.configuration.parameters, parameters);
        walk(self);
        self.configuration.parameters = outer;
    }

    /// The origin of a value at the place of the walk.
    pub(super) fn origin(&self, value: &Expr) -> Origin {
        let mut parameters = Vec::new();
        for name in self.cx.locals.varying(value) {
            let mut all = self.configuration.parameters.iter();
            let index = all.position(|parameter| {
                parameter
                    .as_ref()
                    .is_some_and(|parameter| *parameter == name)
            });
            match index.filter(|_| self.cx.locals.is_outermost(&name)) {
                Some(index) => parameters.push(index),
                None => return Origin::Request(name.to_string()),
            }
        }
        if parameters.is_empty() {
            Origin::Constant
        } else {
            Origin::Parameters(parameters)
        }
    }

    /// Reports that a cell is filled with parameters of the walked function, unless all callers pass constants.
    pub(super) fn fills_from_parameters(
        &mut self,
        parameters: Vec<usize>,
        at: (Span, Span),
        headline: String,
        help: &'static str,
    ) {
        if self.findings.muted || self.findings.is_exempt(Rule::SharedState) {
            return;
        }
        self.configuration.filled.push(Filled {
            within: self.calls.within.clone(),
            parameters,
            at,
            file: self.cx.file,
            headline,
            help,
        });
    }

    /// Records the arguments of a call of a function.
    pub(super) fn note_arguments(&mut self, call: &ExprCall) {
        if let Expr::Path(callee) = &*call.func
            && let Some(callee) = self.own_callee(&callee.path)
        {
            self.note_site(callee, call.args.iter());
        }
    }

    /// Records the arguments of a method call.
    pub(super) fn note_method_arguments(&mut self, call: &ExprMethodCall, name: &str) {
        if !self.cx.scopes.defines_method(name) {
            return;
        }
        let callee = match self.cx.core_of(&call.receiver) {
            Core::Own(id) => Callee::Associated(id, name.to_owned()),
            _ => Callee::Method(name.to_owned()),
        };
        *self
            .configuration
            .mentions
            .entry(callee.clone())
            .or_default() += 1;
        self.note_site(callee, call.args.iter());
    }

    /// Records that a function is named. A function that is passed as a value is called with unknown arguments.
    pub(super) fn note_named(&mut self, path: &syn::Path) {
        if let Some(callee) = self.own_callee(path) {
            *self.configuration.mentions.entry(callee).or_default() += 1;
        }
    }

    fn note_site<'e>(&mut self, callee: Callee, arguments: impl Iterator<Item = &'e Expr>) {
        // Code that runs once for an environment does not see a request.
        let once = self.calls.once != Once::No || self.calls.within == [Callee::Main];
        let arguments = arguments.map(|argument| {
            if once {
                Origin::Constant
            } else {
                self.origin(argument)
            }
        });
        let site = Site {
            arguments: arguments.collect(),
            within: self.calls.within.clone(),
        };
        self.configuration
            .sites
            .entry(callee)
            .or_default()
            .push(site);
    }

    /// Reports the cells that some caller fills with data of a request.
    pub(super) fn report_filled(&mut self) {
        let configuration = std::mem::take(&mut self.configuration);
        for filled in &configuration.filled {
            if configuration.is_constant(&filled.within, &filled.parameters, DEEP) {
                continue;
            }
            self.cx.file = filled.file;
            self.findings.enter_statement();
            self.report(
                Rule::SharedState,
                filled.at,
                filled.headline.clone(),
                filled.help,
            );
        }
    }
}

impl Configuration {
    /// Whether every visible call of a function passes constants for these parameters. A function without one, or whose name is passed as a
    /// value, may get anything.
    fn is_constant(&self, function: &[Callee], parameters: &[usize], deep: usize) -> bool {
        let sites: Vec<&Site> = function
            .iter()
            .filter_map(|callee| self.sites.get(callee))
            .flatten()
            .collect();
        let mentions: usize = function
            .iter()
            .filter_map(|callee| self.mentions.get(callee))
            .sum();
        deep > 0
            && !sites.is_empty()
            && mentions <= sites.len()
            && sites.iter().all(|site| {
                parameters
                    .iter()
                    .all(|index| match site.arguments.get(*index) {
                        Some(Origin::Constant) => true,
                        Some(Origin::Parameters(more)) => {
                            self.is_constant(&site.within, more, deep - 1)
                        }
                        Some(Origin::Request(_)) | None => false,
                    })
            })
    }
}
