//! Reads settings. Each is read separately, and so is each value of a list, so that one mistake does not hide another.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprUnary, Lit, LitStr, Meta, UnOp};

use super::{Property, Setting, Settings, Takes, Value, names};
use crate::options::{self, pieces};
use crate::report::{Errors, Message};
use crate::values::{literal, text, value_tokens};

impl Settings {
    /// Reads options whose names are in `properties`, each at most once.
    pub(crate) fn read(properties: &[Property], metas: &[Meta], errors: &mut Errors) -> Self {
        let settings = properties.iter().filter_map(|property| {
            let meta = metas
                .iter()
                .find(|meta| meta.path().is_ident(property.known.name))?;
            property.read(meta, errors)
        });
        Self(settings.collect())
    }

    /// Reads the options in the parentheses of `meta`, which is a list. Returns `None` if one is invalid, or a required one is missing.
    pub(crate) fn in_parentheses(
        name: &str,
        form: &str,
        properties: &[Property],
        meta: &Meta,
        errors: &mut Errors,
    ) -> Option<Self> {
        let before = errors.count();
        let pieces = match meta {
            Meta::List(list) => pieces::split(list.tokens.clone()),
            _ => Vec::new(),
        };
        if pieces.is_empty() {
            let message = Message::new(format!("`{name}` needs options in its parentheses"));
            errors.push(message.help(form).at(meta));
            return None;
        }
        let metas = options::metas(&format!("{name}(…)"), pieces, properties, errors);
        // A required option may be there under another name, which has been reported.
        let is_complete = errors.count() == before;
        let settings = Self::read(properties, &metas, errors);
        let required = properties.iter().filter(|property| property.is_required());
        for property in required.filter(|_| is_complete) {
            let needed = property.known.name;
            if !metas.iter().any(|meta| meta.path().is_ident(needed)) {
                let message = Message::new(format!("`{name}` needs `{needed}`"));
                errors.push(message.help(form).at(meta));
            }
        }
        (errors.count() == before).then_some(settings)
    }
}

impl Property {
    fn read(&self, meta: &Meta, errors: &mut Errors) -> Option<Setting> {
        let value = match self.takes {
            Takes::Word(words) => errors.take(self.word(meta, words)).map(Value::Text),
            Takes::Number(min, max, unit) => {
                let number = self.number(meta, unit).and_then(|number| {
                    let mut range = format!("{min} to {max}");
                    if max == Takes::OPEN && number < i128::from(max) {
                        range = format!("at least {min}");
                    }
                    if !unit.is_empty() {
                        range = format!("{range} ({unit})");
                    }
                    match u32::try_from(number) {
                        Ok(number) if (min..=max).contains(&number) => Ok(number),
                        _ => Err(self.refused(meta, &range, number.clamp(min.into(), max.into()))),
                    }
                });
                errors.take(number).map(Value::Number)
            }
            Takes::OneOf(numbers) => {
                let number = self.number(meta, "").and_then(|number| {
                    let is = |known: &&u32| i128::from(**known) == number;
                    numbers.iter().find(is).copied().ok_or_else(|| {
                        let near = numbers
                            .iter()
                            .min_by_key(|known| (i128::from(**known) - number).unsigned_abs());
                        let near = near.map_or(0, |near| (*near).into());
                        self.refused(meta, &listed(numbers, "or"), near)
                    })
                });
                errors.take(number).map(Value::Number)
            }
            Takes::Flag => errors.take(self.flag(meta)).map(Value::Flag),
            Takes::Text(refuse) => errors.take(self.text(meta, refuse)).map(Value::Text),
            Takes::Texts(most, refuse) => self.texts(meta, most, refuse, errors).map(Value::Texts),
            Takes::Name(naming) => errors
                .take(self.text(meta, |value| names::refuse(naming, value)))
                .map(Value::Text),
            Takes::Map(properties) => self.map(meta, properties, errors).map(Value::Map),
            Takes::Target(types) => self
                .map(meta, &names::target(types), errors)
                .filter(|target| errors.take(names::check_target(target)).is_some())
                .map(Value::Map),
        }?;
        Some(Setting {
            name: self.known.name,
            value,
            written: meta.to_token_stream(),
            value_at: value_tokens(meta),
        })
    }

    fn word(&self, meta: &Meta, words: &[&str]) -> syn::Result<LitStr> {
        let written = match literal(meta) {
            Some(Lit::Str(text)) if words.contains(&text.value().as_str()) => {
                return Ok(text.clone());
            }
            Some(Lit::Str(text)) => text.value(),
            _ => value_tokens(meta).to_string(),
        };
        let name = self.known.name;
        let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let near = nearest(&written, words);
        Err(self
            .noted(
                Message::new(format!("`{name}` must be {}", listed(&quoted, "or")))
                    .help(format!("{name} = \"{near}\"")),
            )
            .at(value_tokens(meta)))
    }

    /// Reads any number, also a negative one.
    fn number(&self, meta: &Meta, unit: &str) -> syn::Result<i128> {
        let (sign, value) = match meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Unary(ExprUnary {
                    op: UnOp::Neg(_),
                    expr,
                    ..
                }) => match &**expr {
                    Expr::Lit(number) => (-1, Some(&number.lit)),
                    _ => (1, None),
                },
                _ => (1, literal(meta)),
            },
            _ => (1, None),
        };
        match value {
            Some(Lit::Int(number)) if number.suffix().is_empty() => {
                Ok(sign * number.base10_parse::<i128>().unwrap_or(i128::MAX))
            }
            _ => {
                let name = self.known.name;
                let of = if unit.is_empty() {
                    String::new()
                } else {
                    format!(" of {unit}")
                };
                Err(self
                    .noted(
                        Message::new(format!(
                            "`{name}` must be a number{of}, without quotes or unit"
                        ))
                        .help(self.known.form),
                    )
                    .at(value_tokens(meta)))
            }
        }
    }

    /// The message for a number that AWS does not take. `near` is one that it takes.
    fn refused(&self, meta: &Meta, range: &str, near: i128) -> syn::Error {
        let name = self.known.name;
        self.noted(
            Message::new(format!("`{name}` must be {range}")).help(format!("{name} = {near}")),
        )
        .at(value_tokens(meta))
    }

    fn flag(&self, meta: &Meta) -> syn::Result<bool> {
        match literal(meta) {
            Some(Lit::Bool(flag)) => Ok(flag.value),
            _ => {
                let name = self.known.name;
                Err(self
                    .noted(
                        Message::new(format!(
                            "`{name}` must be `true` or `false`, without quotes"
                        ))
                        .help(self.known.form),
                    )
                    .at(value_tokens(meta)))
            }
        }
    }

    fn text(&self, meta: &Meta, refuse: impl Fn(&str) -> Option<Message>) -> syn::Result<LitStr> {
        let Ok(found) = text(meta) else {
            return Err(self
                .noted(
                    Message::new(format!("`{}` must be text in quotes", self.known.name))
                        .help(self.known.form),
                )
                .at(value_tokens(meta)));
        };
        match refuse(&found.value()) {
            Some(message) => Err(self.noted(message).at(found)),
            None => Ok(found),
        }
    }

    fn texts(
        &self,
        meta: &Meta,
        most: usize,
        refuse: fn(&str) -> Option<Message>,
        errors: &mut Errors,
    ) -> Option<Vec<LitStr>> {
        let name = self.known.name;
        let pieces = match meta {
            Meta::List(list) => pieces::split(list.tokens.clone()),
            _ => Vec::new(),
        };
        if pieces.is_empty() {
            let form = match literal(meta) {
                Some(Lit::Str(one)) => format!("{name}({})", one.to_token_stream()),
                _ => self.known.form.to_owned(),
            };
            let message = Message::new(format!("`{name}` takes a list of texts in parentheses"));
            errors.push(self.noted(message.help(form)).at(meta));
            return None;
        }
        let before = errors.count();
        let mut texts: Vec<LitStr> = Vec::new();
        for piece in pieces {
            let Some(found) = literal_text(&piece) else {
                let message = Message::new(format!("`{name}` takes texts in quotes"));
                errors.push(message.help(self.known.form).at(piece));
                continue;
            };
            if let Some(message) = refuse(&found.value()) {
                errors.push(self.noted(message).at(found));
            } else if texts.iter().any(|text| text.value() == found.value()) {
                errors.push(
                    Message::new(format!("{} is listed twice", found.to_token_stream()))
                        .help("remove one of them")
                        .at(found),
                );
            } else {
                texts.push(found);
            }
        }
        if texts.len() > most {
            let message = Message::new(format!(
                "`{name}` takes at most {most} values, not {}",
                texts.len()
            ));
            let message = message.help("remove the underlined values");
            let more = texts.drain(most..).map(|text| text.to_token_stream());
            errors.push(self.noted(message).at(joined(more)));
        }
        (errors.count() == before).then_some(texts)
    }

    fn map(&self, meta: &Meta, properties: &[Property], errors: &mut Errors) -> Option<Settings> {
        let (name, form) = (self.known.name, self.known.form);
        if matches!(meta, Meta::List(_)) {
            return Settings::in_parentheses(name, form, properties, meta, errors);
        }
        let message = Message::new(format!("`{name}` takes options in parentheses"));
        errors.push(self.noted(message.help(form)).at(meta));
        None
    }
}

/// The text in quotes, without the invisible groups of `macro_rules!`.
fn literal_text(piece: &TokenStream) -> Option<LitStr> {
    let mut value = syn::parse2::<Expr>(piece.clone()).ok()?;
    while let Expr::Group(group) = value {
        value = *group.expr;
    }
    match value {
        Expr::Lit(literal) => match literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn joined(texts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let texts: Vec<_> = texts.collect();
    quote::quote!(#(#texts),*)
}

/// The most similar of these words.
fn nearest<'a>(word: &str, words: &[&'a str]) -> &'a str {
    let word = word.to_lowercase();
    let score = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &word);
    let mut best = ("", -1.0);
    for known in words {
        if score(known) > best.1 {
            best = (known, score(known));
        }
    }
    best.0
}

/// `1, 3 or 5`.
fn listed<T: ToString>(values: &[T], last: &str) -> String {
    let values: Vec<_> = values.iter().map(ToString::to_string).collect();
    match values.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}
