//! Names of time zones, as EventBridge Scheduler takes them.

use gatewright_tables::limits;

use crate::report::Message;

/// The areas of the IANA time zone database.
const AREAS: [&str; 18] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Brazil",
    "Canada",
    "Chile",
    "Etc",
    "Europe",
    "Indian",
    "Mexico",
    "Pacific",
    "US",
    "SystemV",
    "posix",
];

/// Its zones without an area.
const ZONES: [&str; 44] = [
    "UTC",
    "GMT",
    "CET",
    "CST6CDT",
    "Cuba",
    "EET",
    "EST",
    "EST5EDT",
    "Egypt",
    "Eire",
    "GB",
    "GB-Eire",
    "GMT+0",
    "GMT-0",
    "GMT0",
    "Greenwich",
    "HST",
    "Hongkong",
    "Iceland",
    "Iran",
    "Israel",
    "Jamaica",
    "Japan",
    "Kwajalein",
    "Libya",
    "MET",
    "MST",
    "MST7MDT",
    "NZ",
    "NZ-CHAT",
    "Navajo",
    "PRC",
    "PST8PDT",
    "Poland",
    "Portugal",
    "ROC",
    "ROK",
    "Singapore",
    "Turkey",
    "UCT",
    "Universal",
    "W-SU",
    "WET",
    "Zulu",
];

/// The reason why a text is not the name of a time zone.
pub(super) fn refuse_time_zone(text: &str) -> Option<Message> {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    let is_zone = match text.split_once('/') {
        Some((area, rest)) => AREAS.contains(&area) && rest.split('/').all(is_word),
        None => ZONES.contains(&text),
    };
    if is_zone && text.len() <= limits::TIME_ZONE_CHARS {
        return None;
    }
    let near = AREAS
        .iter()
        .zip(std::iter::repeat(text.split_once('/')))
        .find_map(|(area, parts)| {
            let (written, rest) = parts?;
            (area.eq_ignore_ascii_case(written) && rest.split('/').all(is_word))
                .then(|| format!("{area}/{}", capitalised(rest)))
        })
        .or_else(|| {
            ZONES
                .iter()
                .find(|zone| zone.eq_ignore_ascii_case(text))
                .map(|zone| (*zone).to_owned())
        })
        .unwrap_or_else(|| "Europe/Berlin".to_owned());
    Some(
        Message::new(format!(
            "`schedule_expression_timezone` must be the name of an IANA time zone, not `{text}`"
        ))
        .help(format!("schedule_expression_timezone = \"{near}\""))
        .note("a name has an area and a place, and knows about daylight saving time; offsets and abbreviations do not"),
    )
}

/// `New_York` for `new_york`.
fn capitalised(place: &str) -> String {
    let mut start = true;
    place
        .chars()
        .map(|c| {
            let c = if start { c.to_ascii_uppercase() } else { c };
            start = matches!(c, '_' | '/' | '-');
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::refuse_time_zone;

    #[test]
    fn time_zones_have_the_names_of_iana() {
        for zone in [
            "Europe/Berlin",
            "America/New_York",
            "America/Argentina/Buenos_Aires",
            "America/Port-au-Prince",
            "Etc/GMT+5",
            "UTC",
            "EST5EDT",
        ] {
            assert!(refuse_time_zone(zone).is_none(), "{zone}");
        }
        for zone in [
            "",
            "Berlin",
            "europe/berlin",
            "CEST",
            "PST",
            "+02:00",
            "UTC+2",
            "Europe/",
            "Europe Berlin",
            "Europe/Berlin ",
        ] {
            assert!(refuse_time_zone(zone).is_some(), "{zone}");
        }
    }
}
