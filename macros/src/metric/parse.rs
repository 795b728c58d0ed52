//! Parses `metric!("OrdersPlaced", 1, Count, tenant = &tenant)`.

use gatewright_tables::{limits, metrics};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit, LitStr, Token};

use super::model::{Dimension, Metric};
use super::names;
use crate::crate_path::CratePath;
use crate::names::plain;
use crate::report::{Errors, Message};

/// The expected form.
const FORM: &str = "metric!(\"OrdersPlaced\", 1, Count, tenant = &tenant)";

/// The characters of names.
const PRINTABLE: &str = "printable ASCII";

/// The dimensions of one metric. Powertools' dimension `service` is the last that CloudWatch takes.
const MOST_DIMENSIONS: usize = limits::METRIC_DIMENSIONS - 1;

/// An argument.
enum Argument {
    /// A value without a name.
    Plain(Expr),
    /// `crate = ::gatewright`.
    Crate(Expr),
    Dimension(Dimension),
}

pub(super) fn parse(input: TokenStream, errors: &mut Errors) -> Metric {
    let mut arguments = Vec::new();
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            arguments.push(argument(input)?);
            if !input.is_empty() {
                input.parse::<Token![,]>().map_err(|error| {
                    Message::new("the arguments of `metric!` are separated by commas")
                        .help(FORM)
                        .at_span(error.span())
                })?;
            }
        }
        Ok(())
    };
    let is_read = errors.take(Parser::parse2(read, input)).is_some();
    let mut metric = Metric::default();
    let mut arguments = arguments.into_iter().peekable();
    let mut take = |what: &mut dyn FnMut(Expr)| {
        let next = arguments.next_if(|argument| matches!(argument, Argument::Plain(_)));
        match next {
            Some(Argument::Plain(value)) => {
                what(value);
                true
            }
            _ => false,
        }
    };
    let mut given = 0;
    given += usize::from(take(&mut |name| metric.name = name_of(&name, errors)));
    if given == 1 {
        given += usize::from(take(&mut |value| metric.value = Some(value)));
    }
    if given == 2 {
        given += usize::from(take(&mut |unit| metric.unit = unit_of(&unit, errors)));
    }
    if given < 3 && is_read {
        errors.push(missing(given));
    }
    for argument in arguments {
        match argument {
            Argument::Crate(path) => metric.krate = krate(&path, errors),
            Argument::Dimension(dimension) => metric.dimensions.push(dimension),
            Argument::Plain(value) => match value {
                Expr::Path(path) if path.path.is_ident("high_resolution") => {
                    metric.is_high_resolution = true;
                }
                Expr::Path(ExprPath {
                    qself: None,
                    ref path,
                    ..
                }) if path.get_ident().is_some() => {
                    let name = path.get_ident().map_or_else(String::new, plain);
                    metric.dimensions.push(Dimension {
                        name,
                        at: value.span(),
                        value,
                    });
                }
                other => errors.push(
                    Message::new("a dimension must have a name")
                        .help("tenant = &tenant, or `tenant` for a variable of that name")
                        .at(other),
                ),
            },
        }
    }
    check_dimensions(&metric, errors);
    metric
}

fn argument(input: ParseStream<'_>) -> syn::Result<Argument> {
    let is_named = input.peek2(Token![=]) && !input.peek2(Token![==]);
    if is_named && input.peek(Token![crate]) {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        return Ok(Argument::Crate(input.parse()?));
    }
    let (name, at) = if is_named && input.peek(LitStr) {
        let name: LitStr = input.parse()?;
        (name.value(), name.span())
    } else if is_named && input.peek(Ident::peek_any) {
        let name = input.call(Ident::parse_any)?;
        (plain(&name), name.span())
    } else {
        sigil(input)?;
        return Ok(Argument::Plain(input.parse()?));
    };
    input.parse::<Token![=]>()?;
    sigil(input)?;
    let value = input.parse()?;
    Ok(Argument::Dimension(Dimension { name, at, value }))
}

/// Refuses the sigils of `tracing`.
fn sigil(input: ParseStream<'_>) -> syn::Result<()> {
    let (sigil, help) = if input.peek(Token![%]) {
        (
            "%",
            "remove `%`: the value of a dimension is written with `Display`",
        )
    } else if input.peek(Token![?]) {
        (
            "?",
            "write a value that implements `Display`, such as `format!(\"{value:?}\")`",
        )
    } else {
        return Ok(());
    };
    Err(Message::new(format!("`metric!` has no `{sigil}`"))
        .help(help)
        .at_span(input.span()))
}

fn missing(given: usize) -> syn::Error {
    let what = match given {
        0 => "a name, a value and a unit",
        1 => "a value and a unit",
        _ => "a unit",
    };
    let message = Message::new(format!("`metric!` needs {what}")).help(FORM);
    let message = if given == 2 {
        message.note(format!("the units are {}", units()))
    } else {
        message
    };
    message.at_span(Span::call_site())
}

fn name_of(name: &Expr, errors: &mut Errors) -> Option<LitStr> {
    let Some(literal) = text(name) else {
        errors.push(
            Message::new("the name of a metric must be text in quotes")
                .help(FORM)
                .note("the name is checked at compile time; what differs between values belongs in a dimension")
                .at(name),
        );
        return None;
    };
    let value = literal.value();
    if let Some(fault) = metrics::metric_name(&value) {
        let fault = names::fault(fault, &value, PRINTABLE);
        errors.push(
            Message::new(format!("the name of a metric must {fault}"))
                .help("\"OrdersPlaced\"")
                .note("CloudWatch discards a metric with another name")
                .at(&literal),
        );
        return None;
    }
    if metrics::RESERVED.contains(&&*value) {
        errors.push(reserved("metric", &value, literal.span()));
        return None;
    }
    Some(literal)
}

fn reserved(what: &str, name: &str, at: Span) -> syn::Error {
    let near = format!("order_{}", name.trim_start_matches('_'));
    Message::new(format!("a {what} cannot be called `{name}`"))
        .help(format!("another name, such as `{near}`"))
        .note(
            "this is a member of the invocation's record, which a document of metrics may have too",
        )
        .at_span(at)
}

/// Returns the text of a literal, without the invisible groups that `macro_rules!` adds around its arguments.
fn text(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Group(group) => text(&group.expr),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}

fn unit_of(unit: &Expr, errors: &mut Errors) -> Option<&'static str> {
    let written = match unit {
        Expr::Group(group) => return unit_of(&group.expr, errors),
        Expr::Path(path) => path.path.segments.last().map(|last| plain(&last.ident)),
        _ => text(unit).map(|text| text.value()),
    };
    let written = written.unwrap_or_else(|| unit.to_token_stream().to_string());
    let found = metrics::UNITS
        .iter()
        .find(|(name, spelling)| *name == written || *spelling == written);
    if let Some((_, spelling)) = found {
        return Some(spelling);
    }
    let message = Message::new(format!("CloudWatch has no unit `{written}`"));
    let message = match meant(&written) {
        Some(near) => message.help(near),
        None => message.help(FORM),
    };
    errors.push(message.note(format!("the units are {}", units())).at(unit));
    None
}

fn units() -> String {
    let names: Vec<_> = metrics::UNITS
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    names.join(", ")
}

/// Returns the unit that was probably meant.
fn meant(written: &str) -> Option<&'static str> {
    let lower = written.to_lowercase().replace(['_', '/', ' '], "");
    let known = match &*lower {
        "ms" | "msec" | "msecs" | "millis" => Some("Milliseconds"),
        "s" | "sec" | "secs" => Some("Seconds"),
        "us" | "micros" | "usec" | "µs" => Some("Microseconds"),
        "number" | "integer" | "total" | "counter" | "requests" => Some("Count"),
        "b" => Some("Bytes"),
        "kb" | "kib" => Some("Kilobytes"),
        "mb" | "mib" => Some("Megabytes"),
        "gb" | "gib" => Some("Gigabytes"),
        "%" => Some("Percent"),
        "" | "unitless" | "dollars" | "usd" => Some("None"),
        _ => None,
    };
    known.or_else(|| {
        let near = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &lower);
        metrics::UNITS
            .iter()
            .map(|(name, _)| *name)
            .max_by(|a, b| near(a).total_cmp(&near(b)))
            .filter(|name| near(name) > 0.8)
    })
}

fn krate(path: &Expr, errors: &mut Errors) -> CratePath {
    errors.take(CratePath::of(path)).unwrap_or_default()
}

fn check_dimensions(metric: &Metric, errors: &mut Errors) {
    for (index, dimension) in metric.dimensions.iter().enumerate() {
        let Dimension { name, at, .. } = dimension;
        if let Some(fault) = metrics::dimension_name(name) {
            let fault = names::fault(fault, name, PRINTABLE);
            errors.push(
                Message::new(format!("the name of a dimension must {fault}"))
                    .help("\"tenant.id\" = &tenant")
                    .note("CloudWatch discards a metric whose dimension has another name")
                    .at_span(*at),
            );
        } else if metrics::RESERVED.contains(&&**name) {
            errors.push(reserved("dimension", name, *at));
        } else if metric
            .name
            .as_ref()
            .is_some_and(|metric| metric.value() == *name)
        {
            errors.push(
                Message::new(format!("the dimension `{name}` has the name of its metric"))
                    .help(format!("another name, such as `{name}Kind`"))
                    .note("both are members of one document")
                    .at_span(*at),
            );
        }
        let is_repeated =
            |(other, named): (usize, &Dimension)| other != index && named.name == *name;
        if metric.dimensions.iter().enumerate().any(is_repeated) {
            errors.push(
                Message::new(format!(
                    "the metric has the dimension `{name}` more than once"
                ))
                .help("keep one of them, or give the other another name")
                .at_span(*at),
            );
        }
    }
    if let Some(beyond) = metric.dimensions.get(MOST_DIMENSIONS) {
        errors.push(
            Message::new(format!(
                "a metric must have at most {MOST_DIMENSIONS} dimensions, not {}",
                metric.dimensions.len()
            ))
            .help("remove dimensions: log what only a single invocation needs")
            .note(format!(
                "CloudWatch takes {} dimensions, and one is `service`; each combination of values is a metric that is billed",
                limits::METRIC_DIMENSIONS
            ))
            .at_span(beyond.at),
        );
    }
}
