//! Origins, as browsers write them in the header `Origin`.
//!
//! <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>

/// Why a text is not an origin that a browser sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is `null`, which sandboxed pages of any site send.
    Null,
    /// It contains `*`.
    Wildcard,
    /// It does not begin with a scheme and `://`.
    Scheme,
    /// It does not have a host.
    Host,
    /// Something follows the host and the port.
    Path,
    /// It has letters in upper case.
    UpperCase,
    /// The port is not a number up to 65535.
    Port,
    /// The port is the scheme's own, which browsers leave out.
    DefaultPort,
    /// It has a character that no origin has.
    Character(char),
}

/// Returns why `text` is not an origin.
///
/// ```
/// use gatewright_tables::origin::{Flaw, flaw};
///
/// assert_eq!(flaw("https://app.example.com"), None);
/// assert_eq!(flaw("http://localhost:5173"), None);
/// assert_eq!(flaw("https://app.example.com/"), Some(Flaw::Path));
/// assert_eq!(flaw("https://app.example.com:443"), Some(Flaw::DefaultPort));
/// assert_eq!(flaw("app.example.com"), Some(Flaw::Scheme));
/// ```
pub fn flaw(text: &str) -> Option<Flaw> {
    if text == "null" {
        return Some(Flaw::Null);
    }
    if text.contains('*') {
        return Some(Flaw::Wildcard);
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Some(Flaw::Scheme);
    };
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(in_scheme) {
        return Some(Flaw::Scheme);
    }
    if rest.contains(['/', '?', '#']) {
        return Some(Flaw::Path);
    }
    let (host, port) = match rest.rsplit_once(':') {
        // The colons of an IPv6 address are in brackets.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (rest, None),
    };
    if host.is_empty() || host == "[]" {
        return Some(Flaw::Host);
    }
    let in_host =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '[' | ']' | ':');
    if let Some(other) = host.chars().find(|c| !in_host(*c)) {
        return Some(Flaw::Character(other));
    }
    if text.chars().any(|c| c.is_ascii_uppercase()) {
        return Some(Flaw::UpperCase);
    }
    match port.map(|port| (port, port.parse::<u16>())) {
        None => None,
        Some((text, Ok(port))) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            let is_default = matches!((scheme, port), ("https", 443) | ("http", 80));
            is_default.then_some(Flaw::DefaultPort)
        }
        Some(_) => Some(Flaw::Port),
    }
}

/// Iterates over the origins in a text that lists them, such as an environment variable: commas and whitespace separate them.
///
/// ```
/// use gatewright_tables::origin::listed;
///
/// let origins: Vec<&str> = listed("https://a.example, https://b.example").collect();
/// assert_eq!(origins, ["https://a.example", "https://b.example"]);
/// assert_eq!(listed(" ").count(), 0);
/// ```
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    let separated = text.split([',', ' ', '\n', '\r', '\t']);
    separated.filter(|origin| !origin.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the examples of the HTML standard and of MDN's page on the header.
    #[test]
    fn origins_are_schemes_hosts_and_ports() {
        for origin in [
            "https://example.org",
            "http://localhost:3000",
            "https://xn--maraa-rta.example",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "https://[2001:db8::1]",
            "chrome-extension://abcdefghijklmnop",
            "capacitor://localhost",
            "https://example.org:8443",
            "http://example.org:443",
        ] {
            assert_eq!(flaw(origin), None, "{origin}");
        }
    }

    #[test]
    fn other_texts_have_a_flaw() {
        for (text, expected) in [
            ("null", Flaw::Null),
            ("*", Flaw::Wildcard),
            ("https://*.example.org", Flaw::Wildcard),
            ("", Flaw::Scheme),
            ("example.org", Flaw::Scheme),
            ("//example.org", Flaw::Scheme),
            ("://example.org", Flaw::Scheme),
            ("https://", Flaw::Host),
            ("https://:443", Flaw::Host),
            ("https://example.org/", Flaw::Path),
            ("https://example.org/app", Flaw::Path),
            ("https://example.org?a", Flaw::Path),
            ("https://Example.org", Flaw::UpperCase),
            ("HTTPS://example.org", Flaw::UpperCase),
            ("https://example.org:443", Flaw::DefaultPort),
            ("http://example.org:80", Flaw::DefaultPort),
            ("https://example.org:99999", Flaw::Port),
            ("https://example.org:", Flaw::Port),
            ("https://example.org:+1", Flaw::Port),
            ("https://user@example.org", Flaw::Character('@')),
            ("https://mara\u{f1}a.example", Flaw::Character('\u{f1}')),
            ("https://a b", Flaw::Character(' ')),
        ] {
            assert_eq!(flaw(text), Some(expected), "{text}");
        }
    }
}
