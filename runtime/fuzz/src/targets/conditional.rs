//! Preconditions, ranges and accepted encodings of a request for a known body, with the crate `httpdate` as the other implementation of
//! dates. What the request asks for is known from how it is made.

use std::time::{Duration, UNIX_EPOCH};

use gatewright::testing::{TestRequest, block_on};
use gatewright_fuzz::versions;

use super::choices::Choices;
use super::text::{escaped, text};

/// The time of the last change, in seconds since 1970.
const MODIFIED: u64 = versions::MODIFIED;
const TAG: &str = "\"v1\"";

/// A precondition: the text of its header, and whether it names the version.
type Precondition = Option<(String, bool)>;

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let if_match = precondition(random, |random| tags(random, true));
    let if_none_match = precondition(random, |random| tags(random, false));
    let unmodified = precondition(random, |random| date(random, |date| MODIFIED <= date));
    let modified = precondition(random, |random| date(random, |date| MODIFIED <= date));
    let (range, part) = range(random);
    let mut request = TestRequest::new("GET", "/version");
    for (name, precondition) in [
        ("if-match", &if_match),
        ("if-none-match", &if_none_match),
        ("if-unmodified-since", &unmodified),
        ("if-modified-since", &modified),
    ] {
        if let Some((header, _)) = precondition {
            request = request.header(name, header);
        }
    }
    if let Some(range) = &range {
        request = request.header("range", range);
    }
    if random.bool() {
        request = request.header("accept-encoding", &accepted(random));
    }
    let holds = |precondition: &Precondition| precondition.as_ref().map(|(_, holds)| *holds);
    // RFC 9110, 13.2.2. A date that is not one holds in step 2, and does not in step 4.
    let expected = match (holds(&if_match), holds(&if_none_match)) {
        (Some(false), _) => 412,
        (None, _) if holds(&unmodified) == Some(false) => 412,
        (_, Some(true)) => 304,
        (_, None) if holds(&modified) == Some(true) => 304,
        _ => match &part {
            Part::Whole => 200,
            Part::Bytes(..) => 206,
            Part::Outside => 416,
        },
    };
    let event = request.clone().event();
    let response = block_on(request.send(&versions::GATEWAY))
        .map_err(|error| format!("{error:?}: {event}"))?;
    let body = versions::BODY.as_bytes();
    let is_right = match (response.status(), &part) {
        (206, Part::Bytes(first, end)) => response.bytes() == &body[*first..*end],
        // A whole body may be compressed.
        (200, _) if response.header("content-encoding").is_none() => response.bytes() == body,
        (304, _) => response.bytes().is_empty(),
        _ => true,
    };
    if response.status() != expected || !is_right {
        return Err(format!("expected {expected}, found {response:?}: {event}"));
    }
    Ok(1)
}

fn precondition(
    random: &mut Choices<'_>,
    make: impl Fn(&mut Choices<'_>) -> (String, bool),
) -> Precondition {
    (random.u8(3) == 0).then(|| make(random))
}

/// A list of tags, and whether it has that of the version.
fn tags(random: &mut Choices<'_>, strongly: bool) -> (String, bool) {
    if random.one_in(8) {
        return ("*".to_owned(), true);
    }
    let mut list = String::new();
    let (mut has, mut is_over) = (false, false);
    for at in 0..random.usize(1..4) {
        if at > 0 {
            list.push_str(random.one_of(&[",", ", ", " ,\t", ",, "]));
        }
        match random.u8(6) {
            0 => {
                list.push_str(TAG);
                has |= !is_over;
            }
            1 => {
                list.push_str("W/");
                list.push_str(TAG);
                has |= !strongly && !is_over;
            }
            2 => {
                // Not a tag: the list ends here.
                list.push_str(random.one_of(&["v1", "w/\"v1\"", "'v1'"]));
                is_over = true;
            }
            _ => {
                let other: String = text(random)
                    .chars()
                    .filter(|char| char.is_ascii_graphic() && *char != '"')
                    .collect();
                list.push_str(&format!("\"x{other}\""));
            }
        }
    }
    (list, has)
}

/// A date in one of the three formats, or another text.
fn date(random: &mut Choices<'_>, compare: fn(u64) -> bool) -> (String, bool) {
    let seconds = match random.u8(4) {
        0 => MODIFIED,
        1 => MODIFIED + 1,
        2 => MODIFIED - 1,
        // Years of two digits are near the present.
        _ => MODIFIED - 300_000_000 + u64::try_from(random.usize(..60_000)).unwrap_or(0) * 10_000,
    };
    let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let [name, day, month, year, time, _] = words[..] else {
        return (text, compare(seconds));
    };
    let text = match random.u8(3) {
        0 => text,
        1 => format!("{name}day, {day}-{month}-{} {time} GMT", &year[2..]),
        _ => format!(
            "{name} {month} {:>2} {time} {year}",
            day.trim_start_matches('0')
        ),
    };
    (text, compare(seconds))
}

/// What a range asks for.
enum Part {
    Whole,
    Bytes(usize, usize),
    Outside,
}

fn range(random: &mut Choices<'_>) -> (Option<String>, Part) {
    let length = versions::BODY.len();
    let (first, last) = (random.usize(..length + 20), random.usize(..length + 20));
    match random.u8(8) {
        0 if first <= last && first < length => (
            Some(format!("bytes={first}-{last}")),
            Part::Bytes(first, length.min(last + 1)),
        ),
        1 if first < length => (Some(format!("bytes={first}-")), Part::Bytes(first, length)),
        2 if last > 0 => (
            Some(format!("bytes=-{last}")),
            Part::Bytes(length.saturating_sub(last), length),
        ),
        3 => (Some(format!("bytes={}-", length + first)), Part::Outside),
        4 if first > last => (Some(format!("bytes={first}-{last}")), Part::Whole),
        5 => (Some(format!("bytes=0-{first},-1")), Part::Whole),
        6 => (Some(format!("x{}", escaped(random))), Part::Whole),
        _ => (None, Part::Whole),
    }
}

fn accepted(random: &mut Choices<'_>) -> String {
    let mut header = String::new();
    for _ in 0..random.usize(..4) {
        header.push_str(random.one_of(&["gzip", "br", "*", "identity", "deflate", ";", ""]));
        header.push_str(random.one_of(&[
            "",
            ";q=0",
            ";q=1",
            ";q=0.5",
            ";q=",
            ";",
            "; Q=0.001",
            ";q=9",
        ]));
        header.push_str(random.one_of(&[",", ", ", ""]));
    }
    header
}
