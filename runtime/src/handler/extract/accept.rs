//! The media types that a client accepts.

use std::convert::Infallible;
use std::str::FromStr;

use super::header::RequestHeader;

/// The header `accept`, which selects between the forms of a response (RFC 9110, 12.5.1).
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{Accept, IntoResponse, Response};
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>, Header(accept): Header<Accept>) -> Response {
///     match accept.best(["application/json", "text/html"]) {
///         Some("text/html") => Html(format!("<h1>Order {id}</h1>")).into_response(),
///         Some(_) => Json(id).into_response(),
///         None => StatusCode::NOT_ACCEPTABLE.into_response(),
///     }
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let request = |accept| TestRequest::new("GET", "/orders/7").header("accept", accept);
/// let html = block_on(request("text/html, application/json;q=0.8").send(&ORDER)).unwrap();
/// assert_eq!(html.header("content-type"), Some("text/html; charset=utf-8"));
/// assert_eq!(block_on(request("image/png").send(&ORDER)).unwrap().status(), 406);
/// # }
/// ```
///
/// A request without the header, or with an empty one, accepts everything. A part of the header that is malformed is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept(Vec<Range>);

/// A media range, in lower case, with its weight in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    main: String,
    sub: String,
    parameters: Vec<(String, String)>,
    weight: u16,
}

impl Accept {
    /// Returns the offer that the client prefers, or `None` if it accepts none of them. Among equals the first offer is taken.
    ///
    /// An offer is a media type, with parameters if they matter: `text/plain;format=flowed`.
    pub fn best<'o>(&self, offers: impl IntoIterator<Item = &'o str>) -> Option<&'o str> {
        let mut best: Option<(&'o str, u16)> = None;
        for offer in offers {
            let weight = self.weight(offer);
            if weight > best.map_or(0, |(_, weight)| weight) {
                best = Some((offer, weight));
            }
        }
        best.map(|(offer, _)| offer)
    }

    /// Whether the client accepts the media type.
    pub fn accepts(&self, media_type: &str) -> bool {
        self.weight(media_type) > 0
    }

    /// The weight of the most specific range that matches, in thousandths.
    fn weight(&self, media_type: &str) -> u16 {
        let Some(offer) = Range::parsed(media_type) else {
            return 0;
        };
        let matching = self.0.iter().filter(|range| range.matches(&offer));
        // Of equally specific ranges, the first counts.
        let most = matching.rev().max_by_key(|range| range.specificity());
        most.map_or(0, |range| range.weight)
    }
}

impl Range {
    fn parsed(text: &str) -> Option<Self> {
        let mut parts = split(text, ';');
        let (main, sub) = parts.next()?.split_once('/')?;
        let (main, sub) = (lower(main), lower(sub));
        if main.is_empty() || sub.is_empty() || (main == "*" && sub != "*") {
            return None;
        }
        let mut range = Self {
            main,
            sub,
            parameters: Vec::new(),
            weight: 1_000,
        };
        for part in parts.filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=')?;
            let (name, value) = (lower(name), value.trim());
            if name == "q" {
                range.weight = weight(value)?;
                // Later parameters are extensions of the header, which no client uses.
                break;
            }
            let value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'))
                .unwrap_or(value);
            range.parameters.push((name, value.to_ascii_lowercase()));
        }
        Some(range)
    }

    fn matches(&self, offer: &Self) -> bool {
        (self.main == "*" || self.main == offer.main)
            && (self.sub == "*" || self.sub == offer.sub)
            && self
                .parameters
                .iter()
                .all(|parameter| offer.parameters.contains(parameter))
    }

    fn specificity(&self) -> (bool, bool, usize) {
        (self.main != "*", self.sub != "*", self.parameters.len())
    }
}

fn lower(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

/// Splits at a separator that is not within quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |character| {
        let ends = character == separator && !is_quoted;
        if character == '"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = character == '\\' && is_quoted && !is_escaped;
        ends
    })
}

/// A weight of at most three decimals (RFC 9110, 12.4.2), in thousandths.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths = decimals
        .bytes()
        .zip([100, 10, 1])
        .map(|(digit, place)| u16::from(digit - b'0') * place)
        .sum();
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

impl FromStr for Accept {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        let mut ranges: Vec<_> = split(value, ',').filter_map(Range::parsed).collect();
        if ranges.is_empty() {
            ranges.extend(Range::parsed("*/*"));
        }
        Ok(Self(ranges))
    }
}

impl RequestHeader for Accept {
    const NAME: &'static str = "accept";

    fn absent() -> Option<Self> {
        "*/*".parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> Accept {
        let Ok(accept) = value.parse();
        accept
    }

    /// RFC 7231, 5.3.2: the header, and the table of quality values.
    #[test]
    fn most_specific_range_counts() {
        let accept = accept(
            "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5",
        );
        for (media_type, weight) in [
            ("text/html;level=1", 1_000),
            ("text/html", 700),
            ("text/plain", 300),
            ("image/jpeg", 500),
            ("text/html;level=2", 400),
            ("text/html;level=3", 700),
        ] {
            assert_eq!(accept.weight(media_type), weight, "{media_type}");
        }
    }

    /// RFC 9110, 12.5.1: `audio/*; q=0.2, audio/basic`, and the more elaborate example with `text/x-dvi`.
    #[test]
    fn preferred_offer_is_chosen() {
        let audio = accept("audio/*; q=0.2, audio/basic");
        assert_eq!(
            audio.best(["audio/mp4", "audio/basic"]),
            Some("audio/basic")
        );
        assert_eq!(audio.best(["audio/mp4"]), Some("audio/mp4"));
        assert_eq!(audio.best(["text/html"]), None);
        let text = accept("text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c");
        assert_eq!(text.best(["text/plain", "text/x-dvi"]), Some("text/x-dvi"));
        assert_eq!(text.best(["text/x-c", "text/html"]), Some("text/x-c"));
    }

    #[test]
    fn weight_of_zero_is_not_accepted() {
        let accept = accept("text/html;q=0, */*");
        assert!(!accept.accepts("text/html"));
        assert_eq!(
            accept.best(["text/html", "application/json"]),
            Some("application/json")
        );
    }

    #[test]
    fn names_are_compared_without_regard_to_case() {
        assert!(accept("Text/HTML; Charset=\"UTF-8\"").accepts("text/html;charset=utf-8"));
        assert!(!accept("text/html;charset=utf-8").accepts("text/html"));
    }

    #[test]
    fn malformed_parts_are_ignored() {
        for malformed in [
            "text",
            "*/html",
            "/",
            "text/html;q=2",
            "text/html;q=0.1234",
            "text/html;q=-1",
            "text/html;q=",
            "text/html;x",
            "",
        ] {
            let accept = accept(&format!("{malformed}, image/png"));
            assert!(!accept.accepts("text/html"), "{malformed}");
            assert!(accept.accepts("image/png"), "{malformed}");
        }
        assert!(accept("text/html;title=\"a, b;c\", image/png").accepts("image/png"));
        assert_eq!(weight("1.000"), Some(1_000));
        assert_eq!(weight("0.07"), Some(70));
        assert_eq!(weight("1.001"), None);
    }
}
