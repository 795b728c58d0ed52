//! Security requirements and schemes.

use super::{At, Comparison};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A way to be admitted: schemes with their scopes. No scheme is an anonymous request.
type Way<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl<'a> Comparison<'a> {
    pub(super) fn security(&mut self, place: &str, old: &At<'a>, new: &At<'a>) {
        let (was, old_at) = ways(self.file, old);
        let (is, new_at) = ways(self.code, new);
        if was == is {
            return;
        }
        // What admitted a client must still admit it.
        let lost: Vec<_> = was
            .iter()
            .filter(|way| !is.iter().any(|now| needs_no_more(now, way)))
            .collect();
        match lost.first() {
            Some(way) => self.breaking(
                "api-security-added",
                format!(
                    "{place} no longer accepts {}: it needs {}",
                    shown(way),
                    is.iter().map(shown).collect::<Vec<_>>().join(" or ")
                ),
                Some(&old_at),
                Some(&new_at),
            ),
            None => self.compatible(
                "api-security-removed",
                format!(
                    "{place} also accepts {}",
                    is.iter()
                        .filter(|way| !was.contains(*way))
                        .map(shown)
                        .collect::<Vec<_>>()
                        .join(" or ")
                ),
                Some(&old_at),
                Some(&new_at),
            ),
        }
    }

    /// Compares the definitions of the schemes.
    pub(super) fn security_schemes(&mut self) {
        let schemes = |document: &'a Value| {
            let at = At::root(document)
                .member("components")?
                .member("securitySchemes")?;
            Some(
                at.members()
                    .map(|(name, at)| (name.as_str(), at.followed(document)))
                    .collect::<BTreeMap<_, _>>(),
            )
        };
        let file = schemes(self.file).unwrap_or_default();
        let code = schemes(self.code).unwrap_or_default();
        for (name, old) in file {
            let Some(new) = code.get(name) else {
                continue;
            };
            for member in [
                "type",
                "in",
                "name",
                "scheme",
                "bearerFormat",
                "openIdConnectUrl",
                "flows",
                "x-amazon-apigateway-authtype",
            ] {
                let (was, is) = (&old.value[member], &new.value[member]);
                if was != is {
                    self.breaking(
                        "security-scheme-changed",
                        format!("`{member}` of the security scheme `{name}` was {was} and is {is}"),
                        old.member(member).as_ref().or(Some(&old)),
                        new.member(member).as_ref().or(Some(new)),
                    );
                }
            }
        }
    }
}

/// The ways of an operation, or those of the document, and where they are.
fn ways<'a>(document: &'a Value, operation: &At<'a>) -> (BTreeSet<Way<'a>>, At<'a>) {
    let own = operation.member("security");
    let at = own.or_else(|| At::root(document).member("security"));
    let ways = at
        .as_ref()
        .and_then(|at| at.value.as_array())
        .map(|all| all.iter().map(way).collect::<BTreeSet<_>>());
    let ways = ways.filter(|ways| !ways.is_empty());
    (
        ways.unwrap_or_else(|| BTreeSet::from([Way::new()])),
        at.unwrap_or_else(|| operation.clone()),
    )
}

fn way(requirement: &Value) -> Way<'_> {
    let schemes = requirement.as_object().into_iter().flatten();
    schemes
        .map(|(name, scopes)| {
            let scopes = scopes
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            (name.as_str(), scopes.collect())
        })
        .collect()
}

/// Whether everybody who fulfils `way` fulfils `now`.
fn needs_no_more(now: &Way<'_>, way: &Way<'_>) -> bool {
    now.iter()
        .all(|(name, scopes)| way.get(name).is_some_and(|had| scopes.is_subset(had)))
}

fn shown(way: &Way<'_>) -> String {
    if way.is_empty() {
        return "requests without credentials".to_owned();
    }
    let schemes: Vec<_> = way
        .iter()
        .map(|(name, scopes)| {
            let scopes: Vec<_> = scopes.iter().copied().collect();
            match scopes.as_slice() {
                [] => format!("`{name}`"),
                scopes => format!("`{name}` with {}", scopes.join(", ")),
            }
        })
        .collect();
    schemes.join(" and ")
}
