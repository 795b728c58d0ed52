//! Content codings, and which of them a request accepts (RFC 9110, 12.5.3).

use http::header::{HeaderMap, HeaderValue, VARY};

/// A content coding, from the one that compresses best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// `br` (RFC 7932)
    Brotli,
    /// `gzip` (RFC 1952)
    Gzip,
}

impl Coding {
    /// The name in `content-encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// The weights of an `accept-encoding` header in thousandths; `None` for a coding that it does not name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Accepted {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    /// `*`
    others: Option<u16>,
}

impl Accepted {
    /// Reads the header. An entry with a malformed weight is ignored.
    pub(crate) fn of(header: Option<&str>) -> Self {
        let mut accepted = Self::default();
        for entry in header.unwrap_or_default().split(',') {
            let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let Some(weight) = weight(parameters) else {
                continue;
            };
            let is = |other: &str| name.trim().eq_ignore_ascii_case(other);
            let place = if is("gzip") || is("x-gzip") {
                &mut accepted.gzip
            } else if is("br") {
                &mut accepted.brotli
            } else if is("identity") {
                &mut accepted.identity
            } else if is("*") {
                &mut accepted.others
            } else {
                continue;
            };
            *place = Some(weight);
        }
        accepted
    }

    /// Returns the coding that the client prefers among `offered`, which are in the server's order of preference. `None` stands for a
    /// body that is not encoded.
    pub(crate) fn best(&self, offered: impl IntoIterator<Item = Coding>) -> Option<Coding> {
        let mut best = None;
        let mut highest = self.identity.or(self.others).unwrap_or(0).saturating_sub(1);
        for coding in offered {
            let named = match coding {
                Coding::Brotli => self.brotli,
                Coding::Gzip => self.gzip,
            };
            let weight = named.or(self.others).unwrap_or(0);
            if weight > highest {
                highest = weight;
                best = Some(coding);
            }
        }
        best
    }

    /// Whether the client refuses a body that is not encoded.
    pub(crate) fn refuses_identity(&self) -> bool {
        self.identity.or(self.others) == Some(0)
    }
}

/// Reads `q=0.5` to thousandths. Without it, the weight is 1.
fn weight(parameters: &str) -> Option<u16> {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return Some(1_000);
    }
    let (name, value) = parameters.split_once('=')?;
    if !name.trim_end().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse().ok()?;
    match (whole.trim_start(), thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

/// Adds `accept-encoding` to the header `vary`, unless it is there.
pub(crate) fn vary(headers: &mut HeaderMap) {
    let values = headers.get_all(VARY).iter();
    let is_there = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|name| {
            matches!(name.trim(), "*") || name.trim().eq_ignore_ascii_case("accept-encoding")
        });
    if !is_there {
        headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

    /// The examples of RFC 9110, 12.5.3, and what follows from its rules.
    #[test]
    fn codings_are_chosen_by_weight() {
        use Coding::{Brotli, Gzip};
        for (header, best, best_gzip) in [
            ("compress, gzip", Some(Gzip), Some(Gzip)),
            ("", None, None),
            ("*", Some(Brotli), Some(Gzip)),
            ("compress;q=0.5, gzip;q=1.0", Some(Gzip), Some(Gzip)),
            ("gzip;q=1.0, identity; q=0.5, *;q=0", Some(Gzip), Some(Gzip)),
            ("gzip, deflate, br, zstd", Some(Brotli), Some(Gzip)),
            ("br;q=0.8, gzip", Some(Gzip), Some(Gzip)),
            ("br;q=0.8, gzip;q=0.8", Some(Brotli), Some(Gzip)),
            ("GZIP;Q=0.001", Some(Gzip), Some(Gzip)),
            ("x-gzip", Some(Gzip), Some(Gzip)),
            ("gzip;q=0", None, None),
            ("gzip;q=0.000, *", Some(Brotli), None),
            ("identity, gzip;q=0.5", None, None),
            ("identity;q=0.5, gzip;q=0.5", Some(Gzip), Some(Gzip)),
            ("*;q=0.5, gzip;q=0.4", Some(Brotli), None),
            ("gzip;q=2, br;q=x, *;q=0.1234", None, None),
            ("gzip;level=1", None, None),
            ("deflate", None, None),
        ] {
            let accepted = Accepted::of(Some(header));
            assert_eq!(accepted.best(BOTH), best, "{header}");
            assert_eq!(accepted.best([Gzip]), best_gzip, "{header}");
        }
        assert_eq!(Accepted::of(None).best(BOTH), None);
    }

    #[test]
    fn identity_is_refused_by_name_or_by_the_others() {
        for (header, refuses) in [
            ("identity;q=0", true),
            ("gzip, *;q=0", true),
            ("identity;q=0.1, *;q=0", false),
            ("gzip", false),
            ("", false),
        ] {
            assert_eq!(
                Accepted::of(Some(header)).refuses_identity(),
                refuses,
                "{header}"
            );
        }
    }

    #[test]
    fn vary_names_the_header_once() {
        let varying = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(VARY, HeaderValue::from_static(value));
            }
            vary(&mut headers);
            headers.get_all(VARY).iter().count()
        };
        assert_eq!(varying(&[]), 1);
        assert_eq!(varying(&["origin"]), 2);
        assert_eq!(varying(&["origin, Accept-Encoding"]), 1);
        assert_eq!(varying(&["*"]), 1);
    }
}
