//! The requests that a server on this machine answers.
//!
//! Every page in the developer's browser can send requests to 127.0.0.1. Two checks keep the function, which has the developer's
//! environment, from foreign pages. The `Host` of a request must be this machine's: a page whose domain resolves to 127.0.0.1 (DNS
//! rebinding) sends its own domain. The `Origin` must be a page of this machine: a browser sends it with every request that a page makes
//! across origins and that it can read or that changes something. `Sec-Fetch-Site` tells the rest.
//!
//! The hosts are decided as Vite decides `server.allowedHosts`, but addresses must be loopback addresses.
//! <https://vite.dev/config/server-options#server-allowedhosts>, <https://www.w3.org/TR/fetch-metadata/>

use crate::quote::quoted;
use hyper::header::{HOST, ORIGIN, REFERER};
use hyper::{HeaderMap, Method, Request, Uri};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The hosts and origins whose requests are answered. Those of this machine always are: `localhost`, its subdomains, and loopback
/// addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Access {
    /// Answers requests whose `Host` has this name, with any port. `.example.com` stands for `example.com` and all its subdomains.
    ///
    /// # Errors
    ///
    /// If `name` is not a host name or an address.
    pub fn allow_host(mut self, name: &str) -> Result<Self, InvalidHost> {
        let host = name.strip_prefix('.').unwrap_or(name);
        let is_name = host.split('.').all(|label| {
            let mut characters = label.chars();
            !label.is_empty()
                && characters.all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'))
        });
        if !is_name && ipv6(host).is_none() {
            return Err(InvalidHost(()));
        }
        self.hosts.push(name.to_ascii_lowercase());
        Ok(self)
    }

    /// Answers requests from pages of this origin: `https://app.example.com`. `null` is the origin of files and of sandboxed pages.
    ///
    /// # Errors
    ///
    /// If `origin` is not a scheme, a host and perhaps a port.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, InvalidOrigin> {
        let origin = origin.strip_suffix('/').unwrap_or(origin);
        if origin != "null" {
            let parsed = Origin::parse(origin).ok_or(InvalidOrigin(()))?;
            if parsed.host.contains('*') {
                return Err(InvalidOrigin(()));
            }
        }
        self.origins.push(origin.to_ascii_lowercase());
        Ok(self)
    }

    /// Checks a request.
    pub(crate) fn check<B>(&self, request: &Request<B>) -> Result<(), Denied> {
        self.check_head(request.method(), request.uri(), request.headers())
    }

    fn check_head(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Denied> {
        // A proxy's request has the host in its target too. A request without any host is not a browser's.
        let target = uri.authority().map(hyper::http::uri::Authority::as_str);
        let values = headers.get_all(HOST).iter();
        let hosts: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .chain(target.map(Into::into))
            .filter(|host| !host.is_empty())
            .collect();
        for host in &hosts {
            if !self.is_host_allowed(host) {
                return Err(Denied::Host(quoted(host)));
            }
        }
        let is_own = |origin: &str| self.is_origin_allowed(origin, &hosts);
        let mut has_origin = false;
        for origin in headers.get_all(ORIGIN) {
            has_origin = true;
            let origin = String::from_utf8_lossy(origin.as_bytes());
            if !is_own(&origin) {
                return Err(Denied::Origin(quoted(&origin)));
            }
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_cross_site = headers
            .get_all("sec-fetch-site")
            .iter()
            .any(|site| site.as_bytes().eq_ignore_ascii_case(b"cross-site"));
        if has_origin || !is_cross_site {
            return Ok(());
        }
        // `<img>` and `<script>` of a page on another port of this machine. A page cannot set this header to another page.
        let referrer = text(REFERER.as_str()).and_then(Origin::of_url);
        if referrer.is_some_and(|origin| is_own(&origin)) {
            return Ok(());
        }
        // A link that somebody followed, such as the way back from a login page. The page that has the link cannot read the response.
        let is_followed_link = method == Method::GET
            && text("sec-fetch-mode") == Some("navigate")
            && text("sec-fetch-dest") == Some("document")
            && text("sec-fetch-user") == Some("?1");
        if is_followed_link {
            Ok(())
        } else {
            Err(Denied::CrossSite)
        }
    }

    fn is_host_allowed(&self, host: &str) -> bool {
        let Some(host) = host_of(host) else {
            return false;
        };
        is_this_machine(&host) || self.hosts.iter().any(|allowed| matches(allowed, &host))
    }

    /// `hosts` are those of the request, which are allowed: its own pages may call it.
    fn is_origin_allowed(&self, origin: &str, hosts: &[impl AsRef<str>]) -> bool {
        let origin = origin.to_ascii_lowercase();
        if self.origins.contains(&origin) {
            return true;
        }
        let Some(parsed) = Origin::parse(&origin) else {
            return false;
        };
        let is_http = matches!(parsed.scheme, "http" | "https");
        let is_same = |host: &str| host.eq_ignore_ascii_case(parsed.authority);
        is_http
            && (is_this_machine(&parsed.host) || hosts.iter().any(|host| is_same(host.as_ref())))
    }
}

/// The origin of a page.
struct Origin<'a> {
    scheme: &'a str,
    authority: &'a str,
    /// In lower case, without brackets.
    host: String,
}

impl<'a> Origin<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = scheme
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'));
        if scheme.is_empty() || !is_scheme {
            return None;
        }
        Some(Self {
            scheme,
            authority,
            host: host_of(authority)?,
        })
    }

    /// Returns the origin of a URL.
    fn of_url(url: &str) -> Option<String> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        Some(format!("{scheme}://{authority}"))
    }
}

/// Returns the host of `host[:port]`, in lower case and without the brackets of an IPv6 address.
fn host_of(authority: &str) -> Option<String> {
    let authority = authority.trim();
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']')? + 1;
        let (host, port) = authority.split_at(end);
        ipv6(host)?;
        (host.trim_matches(['[', ']']), port)
    } else {
        authority.split_at(authority.find(':').unwrap_or(authority.len()))
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit()));
    let is_host =
        !host.is_empty() && !host.contains(['/', '\\', '@', '?', '#', ' ', '\t', '[', ']']);
    (is_port && is_host).then(|| host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase())
}

fn ipv6(host: &str) -> Option<Ipv6Addr> {
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host.parse().ok()
}

/// Whether every browser resolves the host to this machine. Names below `localhost` never leave it (RFC 6761, section 6.3).
fn is_this_machine(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

fn matches(allowed: &str, host: &str) -> bool {
    match allowed.strip_prefix('.') {
        Some(domain) => host == domain || host.ends_with(allowed),
        None => host == allowed.trim_matches(['[', ']']),
    }
}

/// The reason that a request is refused. The texts quote at most 32 characters of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    Host(String),
    Origin(String),
    CrossSite,
}

impl Denied {
    /// Returns what is wrong.
    pub(crate) fn headline(&self) -> String {
        match self {
            Self::Host(host) => format!(
                "expected the host localhost, 127.0.0.1, [::1] or one of `--allow-host`, found {host}"
            ),
            Self::Origin(origin) => format!(
                "expected the origin of a page on this machine or of `--allow-origin`, found {origin}"
            ),
            Self::CrossSite => {
                "expected a request of a page on this machine, found `Sec-Fetch-Site: cross-site`"
                    .to_owned()
            }
        }
    }

    /// Returns what to do about it.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::Host(_) => {
                "start the function with `--allow-host NAME` if the name is yours; a container needs `--allow-host host.docker.internal`"
            }
            Self::Origin(_) | Self::CrossSite => {
                "start the function with `--allow-origin ORIGIN` if the page is yours, such as `--allow-origin https://app.example.com`"
            }
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.headline(), self.help())
    }
}

/// The error of [`Access::allow_host`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidHost(());

impl fmt::Display for InvalidHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a host without scheme, port and path, such as `host.docker.internal`")
    }
}

impl std::error::Error for InvalidHost {}

/// The error of [`Access::allow_origin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOrigin(());

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a scheme and a host without path, such as `https://app.example.com`, or `null`",
        )
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(access: &Access, method: &str, headers: &[(&str, &str)]) -> Result<(), Denied> {
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        access.check(&request.body(()).expect("a request"))
    }

    fn get(headers: &[(&str, &str)]) -> Result<(), Denied> {
        checked(&Access::default(), "GET", headers)
    }

    // The hosts of the tests of Vite's `hostValidation.ts`, without its addresses that are not loopback addresses.
    #[test]
    fn hosts_of_this_machine_are_allowed() {
        for host in [
            "localhost",
            "localhost:9000",
            "LocalHost:9000",
            "localhost.:9000",
            "foo.localhost",
            "a.b.localhost:80",
            "127.0.0.1",
            "127.0.0.1:9000",
            "127.9.9.9:9000",
            "[::1]",
            "[::1]:9000",
            "[::ffff:127.0.0.1]:9000",
            "",
        ] {
            assert_eq!(get(&[("host", host)]), Ok(()), "{host}");
        }
        assert_eq!(get(&[]), Ok(()));
    }

    #[test]
    fn foreign_hosts_are_refused() {
        for host in [
            "evil.example",
            "evil.example:9000",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil.example@localhost",
            "localhost:80@evil.example",
            "0.0.0.0:9000",
            "192.168.1.20:9000",
            "[::]:9000",
            "[::1",
            "::1",
            "[localhost]",
            "host.docker.internal:9000",
            "localhost evil.example",
        ] {
            assert_eq!(
                get(&[("host", host)]),
                Err(Denied::Host(quoted(host))),
                "{host}"
            );
        }
        // Each of several values counts, and so does the target.
        let both = [("host", "localhost"), ("host", "evil.example")];
        assert!(get(&both).is_err());
        let target = Request::get("http://evil.example/").header("host", "localhost");
        let target = target.body(()).expect("a request");
        assert!(Access::default().check(&target).is_err());
    }

    #[test]
    fn named_hosts_are_allowed() {
        let access = Access::default().allow_host("host.docker.internal");
        let access = access.and_then(|access| access.allow_host(".Example.com"));
        let access = access.and_then(|access| access.allow_host("192.168.1.20"));
        let access = access.and_then(|access| access.allow_host("fe80::1"));
        let access = access.expect("four names");
        for (host, expected) in [
            ("host.docker.internal:9000", true),
            ("docker.internal", false),
            ("a.host.docker.internal", false),
            ("example.com", true),
            ("a.b.example.com:80", true),
            ("badexample.com", false),
            ("192.168.1.20", true),
            ("[fe80::1]:80", true),
        ] {
            let allowed = checked(&access, "GET", &[("host", host)]).is_ok();
            assert_eq!(allowed, expected, "{host}");
        }
        for wrong in [
            "",
            ".",
            "http://a",
            "a:80",
            "a/b",
            "*",
            "*.example.com",
            "a b",
            "a..b",
        ] {
            assert!(Access::default().allow_host(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn origins_of_this_machine_are_allowed() {
        let host = ("host", "127.0.0.1:9000");
        for (origin, expected) in [
            ("http://localhost:5173", true),
            ("https://localhost", true),
            ("http://app.localhost:3000", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:5173", true),
            ("http://evil.example", false),
            ("https://localhost.evil.example", false),
            ("http://localhost@evil.example", false),
            ("null", false),
            ("", false),
            ("file://", false),
            ("chrome-extension://localhost", false),
        ] {
            for site in ["same-site", "cross-site"] {
                let headers = [host, ("origin", origin), ("sec-fetch-site", site)];
                for method in ["GET", "POST", "OPTIONS"] {
                    let allowed = checked(&Access::default(), method, &headers);
                    assert_eq!(allowed.is_ok(), expected, "{method} {origin} {site}");
                }
            }
        }
    }

    #[test]
    fn named_origins_and_the_own_one_are_allowed() {
        let access = Access::default().allow_host("shop.test");
        let access = access
            .map(|access| access.allow_origin("https://App.example.com/"))
            .expect("a host")
            .and_then(|access| access.allow_origin("null"))
            .expect("two origins");
        for (host, origin, expected) in [
            ("localhost", "https://app.example.com", true),
            ("localhost", "http://app.example.com", false),
            ("localhost", "https://app.example.com:444", false),
            ("localhost", "null", true),
            ("shop.test:9000", "http://shop.test:9000", true),
            ("shop.test:9000", "http://shop.test:5173", false),
            ("localhost:9000", "http://shop.test:9000", false),
        ] {
            let allowed = checked(&access, "POST", &[("host", host), ("origin", origin)]);
            assert_eq!(allowed.is_ok(), expected, "{host} {origin}");
        }
        for wrong in [
            "",
            "*",
            "example.com",
            "https://*.example.com",
            "https://a/b",
            "https://",
            "://a",
        ] {
            assert!(Access::default().allow_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn cross_site_request_without_origin_is_refused() {
        let host = ("host", "localhost:9000");
        let site = ("sec-fetch-site", "cross-site");
        assert_eq!(get(&[host, site]), Err(Denied::CrossSite));
        let foreign = ("referer", "http://evil.example/http://localhost/");
        assert_eq!(get(&[host, site, foreign]), Err(Denied::CrossSite));
        // An image of a page at http://127.0.0.1:5173.
        let own = ("referer", "http://127.0.0.1:5173/a?b=http://evil.example");
        assert_eq!(get(&[host, site, own]), Ok(()));
        for other in ["none", "same-origin", "same-site"] {
            assert_eq!(get(&[host, ("sec-fetch-site", other)]), Ok(()), "{other}");
        }
    }

    #[test]
    fn link_that_somebody_followed_is_answered() {
        let link = [
            ("host", "localhost:9000"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-user", "?1"),
        ];
        assert_eq!(get(&link), Ok(()));
        // A page that opens a window on its own, a frame, and a form.
        assert!(get(&link[..4]).is_err());
        let mut frame = link;
        frame[3].1 = "iframe";
        assert!(get(&frame).is_err());
        assert!(checked(&Access::default(), "POST", &link).is_err());
    }

    #[test]
    fn message_quotes_at_most_32_characters() {
        let long = format!("{}.example", "x".repeat(200));
        let denied = get(&[("host", &long)]).expect_err("foreign").to_string();
        assert!(denied.contains(&"x".repeat(32)) && !denied.contains(&"x".repeat(33)));
        assert!(
            denied.contains("--allow-host host.docker.internal"),
            "{denied}"
        );
    }
}
