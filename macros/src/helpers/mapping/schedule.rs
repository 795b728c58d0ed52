//! Schedule expressions and time zones of EventBridge: `rate(…)`, `cron(…)`, `at(…)`.
//!
//! The rules are those of <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>, November 2026.

use gatewright_tables::limits;

use crate::report::Message;

const FORMS: &str =
    "EventBridge knows `rate(5 minutes)`, `cron(0 12 * * ? *)` and `at(2027-01-31T12:00:00)`";

const CRON: &str = "the fields are minutes, hours, day of the month, month, day of the week (1 is SUN) and year; one of the two days is `?`";

/// The reason why a text is not a schedule expression.
pub(super) fn refuse_expression(text: &str) -> Option<Message> {
    let length = text.chars().count();
    if length > limits::SCHEDULE_CHARS {
        return Some(
            Message::new(format!(
                "`schedule_expression` must be at most {} characters, not {length}",
                limits::SCHEDULE_CHARS
            ))
            .note("EventBridge accepts no longer expression"),
        );
    }
    let inner = |name: &str| {
        text.strip_prefix(name)?
            .strip_prefix('(')?
            .strip_suffix(')')
    };
    if let Some(rate) = inner("rate") {
        return refuse_rate(rate);
    }
    if let Some(cron) = inner("cron") {
        return refuse_cron(cron);
    }
    if let Some(at) = inner("at") {
        return refuse_at(at);
    }
    Some(
        Message::new("`schedule_expression` must be `rate(…)`, `cron(…)` or `at(…)`")
            .help(expression(&meant(text)))
            .note(FORMS),
    )
}

fn expression(text: &str) -> String {
    format!("schedule_expression = \"{text}\"")
}

/// The likely meaning of a text without a known form: `5 minutes`, `0 12 * * *`, `2027-01-31T12:00:00`, `Rate(5 minutes)`.
fn meant(text: &str) -> String {
    let text = text.trim();
    let inner = text
        .split_once('(')
        .map_or(text, |(_, inner)| inner.trim_end_matches(')'))
        .trim();
    let fields = inner.split_whitespace().count();
    let candidates = match fields {
        2 => vec![format!("rate({})", plural(inner))],
        5 | 6 => vec![format!("cron({})", six_fields(inner))],
        1 => vec![format!("at({inner})")],
        _ => Vec::new(),
    };
    candidates
        .into_iter()
        .find(|candidate| refuse_expression(candidate).is_none())
        .unwrap_or_else(|| "rate(1 day)".to_owned())
}

/// `rate(value unit)`
fn refuse_rate(rate: &str) -> Option<Message> {
    let wrong = |headline: String, help: &str, note: &str| {
        Some(Message::new(headline).help(expression(help)).note(note))
    };
    let mut words = rate.split(' ').filter(|word| !word.is_empty());
    let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return wrong(
            format!("`rate` must have a number and a unit, not `{rate}`"),
            "rate(5 minutes)",
            "the units are `minute`, `hour` and `day`, with an `s` for more than one",
        );
    };
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse::<u32>().unwrap_or(0);
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    if !["minute", "hour", "day"].contains(&singular) {
        return wrong(
            format!("`rate` has the unit `minute`, `hour` or `day`, not `{unit}`"),
            &rounded(number, unit),
            "the shortest period is a minute",
        );
    }
    if !digits || number == 0 || value.starts_with('0') {
        return wrong(
            format!(
                "the number of `rate` must be from 1 to {}, not `{value}`",
                u32::MAX
            ),
            &format!("rate(5 {singular}s)"),
            "it is a whole number without a sign",
        );
    }
    let expected = plural(&format!("{number} {singular}"));
    if rate != expected {
        return wrong(
            format!("`rate({rate})` must be `rate({expected})`"),
            &format!("rate({expected})"),
            "EventBridge wants one space, the singular after 1, and the plural after other numbers",
        );
    }
    None
}

/// `5 minutes` for `5 minute`, `1 minute` for `1 minutes`.
fn plural(rate: &str) -> String {
    let mut words = rate.split_whitespace();
    let (value, unit) = (words.next().unwrap_or("1"), words.next().unwrap_or("day"));
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    match value {
        "1" => format!("1 {singular}"),
        value => format!("{value} {singular}s"),
    }
}

/// A rate in a known unit near one in another unit: a minute for 30 seconds, 14 days for 2 weeks.
fn rounded(number: u32, unit: &str) -> String {
    let number = number.max(1);
    let rate = match unit.to_lowercase().trim_end_matches('s') {
        "second" | "sec" => format!("{} minute", number.div_ceil(60)),
        "min" | "minute" | "m" => format!("{number} minute"),
        "h" | "hr" | "hour" => format!("{number} hour"),
        "week" | "w" => format!("{} day", number.saturating_mul(7)),
        "month" => format!("{} day", number.saturating_mul(30)),
        _ => format!("{number} day"),
    };
    format!("rate({})", plural(&rate))
}

/// A field of a cron expression.
struct Field {
    name: &'static str,
    min: u16,
    max: u16,
    /// Names for the numbers from `min` on.
    names: &'static [&'static str],
    /// What it accepts beside numbers, `*`, `,`, `-` and `/`.
    wildcards: &'static str,
}

const FIELDS: [Field; 6] = [
    Field {
        name: "minutes",
        min: 0,
        max: 59,
        names: &[],
        wildcards: "",
    },
    Field {
        name: "hours",
        min: 0,
        max: 23,
        names: &[],
        wildcards: "",
    },
    Field {
        name: "day of the month",
        min: 1,
        max: 31,
        names: &[],
        wildcards: "?LW",
    },
    Field {
        name: "month",
        min: 1,
        max: 12,
        names: &[
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ],
        wildcards: "",
    },
    Field {
        name: "day of the week",
        min: 1,
        max: 7,
        names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        wildcards: "?L#",
    },
    Field {
        name: "year",
        min: 1970,
        max: 2199,
        names: &[],
        wildcards: "",
    },
];

const DAY_OF_MONTH: usize = 2;
const DAY_OF_WEEK: usize = 4;

fn refuse_cron(cron: &str) -> Option<Message> {
    let flaw = flaw_of_cron(cron)?;
    let near = six_fields(cron);
    let near = match flaw_of_cron(&near) {
        None => near,
        Some(_) => "0 12 * * ? *".to_owned(),
    };
    Some(
        Message::new(flaw)
            .help(expression(&format!("cron({near})")))
            .note(CRON),
    )
}

/// The headline of the message for these fields.
fn flaw_of_cron(cron: &str) -> Option<String> {
    let fields: Vec<_> = cron.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!("`cron` must have 6 fields, not {}", fields.len()));
    }
    for (field, text) in FIELDS.iter().zip(&fields) {
        if let Err(reason) = field.check(text) {
            return Some(format!("the field for the {} {reason}", field.name));
        }
    }
    match [DAY_OF_MONTH, DAY_OF_WEEK].map(|at| fields[at] == "?") {
        [true, false] | [false, true] => None,
        [false, false] => {
            Some("`cron` has both a day of the month and a day of the week".to_owned())
        }
        [true, true] => {
            Some("`cron` has neither a day of the month nor a day of the week".to_owned())
        }
    }
}

/// A cron expression of EventBridge with the meaning of one of Unix, which has 5 fields and counts the days of the week from 0.
fn six_fields(cron: &str) -> String {
    let mut fields: Vec<_> = cron.split_whitespace().map(str::to_owned).collect();
    let is_unix = fields.len() == 5;
    if is_unix {
        fields.push("*".to_owned());
    }
    if let Some(day) = fields.get_mut(DAY_OF_WEEK)
        && is_unix
        && let Some(shifted) = of_unix(day)
    {
        *day = shifted;
    }
    if fields.len() == FIELDS.len() {
        match [DAY_OF_MONTH, DAY_OF_WEEK].map(|at| fields[at].clone()) {
            [month, week] if month == "?" && week == "?" => fields[DAY_OF_MONTH] = "*".to_owned(),
            [month, week] if month != "?" && week == "*" => fields[DAY_OF_WEEK] = "?".to_owned(),
            [month, week] if month == "*" && week != "?" => fields[DAY_OF_MONTH] = "?".to_owned(),
            _ => {}
        }
    }
    fields.join(" ")
}

/// The days of the week, from 0 or 7 for Sunday, as EventBridge counts them.
fn of_unix(days: &str) -> Option<String> {
    let day = |text: &str| {
        let number: usize = text.parse().ok()?;
        FIELDS[DAY_OF_WEEK].names.get(number % 7).copied()
    };
    let parts: Option<Vec<_>> = days
        .split(',')
        .map(|part| match part.split_once('-') {
            Some((from, to)) => Some(format!("{}-{}", day(from)?, day(to)?)),
            None => day(part).map(str::to_owned),
        })
        .collect();
    Some(parts?.join(","))
}

impl Field {
    fn check(&self, text: &str) -> Result<(), String> {
        if text == "?" && self.wildcards.contains('?') {
            return Ok(());
        }
        for part in text.split(',') {
            self.part(part)?;
        }
        Ok(())
    }

    /// A part between commas: `*`, `5`, `MON`, `1-5`, `0/15`, `*/15`, `L`, `15W`, `6L`, `3#2`.
    fn part(&self, part: &str) -> Result<(), String> {
        let special = match part.chars().last() {
            Some(last @ ('L' | 'W')) if self.wildcards.contains(last) => Some(last),
            _ => None,
        };
        if part == "L" && special.is_some() || part == "LW" && self.wildcards.contains('W') {
            return Ok(());
        }
        if let Some(last) = special
            && self
                .names
                .iter()
                .all(|name| !name.eq_ignore_ascii_case(part))
        {
            // `6L` is the last Friday of the month; in the day of the month, `L` stands alone.
            let stands_alone = last == 'L' && self.wildcards.contains('W');
            let day = &part[..part.len() - 1];
            if stands_alone {
                return Err(format!("cannot have `{part}`"));
            }
            return self.value(day).map(|_| ());
        }
        if let Some((day, week)) = part.split_once('#')
            && self.wildcards.contains('#')
        {
            self.value(day)?;
            return match week {
                "1" | "2" | "3" | "4" | "5" => Ok(()),
                _ => Err(format!(
                    "must have a week from 1 to 5 after `#`, not `{week}`"
                )),
            };
        }
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        if let Some(step) = step {
            let is_step = step
                .parse::<u16>()
                .is_ok_and(|step| (1..=self.max).contains(&step))
                && step.bytes().all(|byte| byte.is_ascii_digit());
            if !is_step {
                return Err(format!("must have a number after `/`, not `{step}`"));
            }
        }
        match range.split_once('-') {
            _ if range == "*" => Ok(()),
            Some((from, to)) => {
                let (first, last) = (self.value(from)?, self.value(to)?);
                // Days of the week may pass Saturday, and hours midnight.
                if first > last && self.name == "year" {
                    return Err(format!("cannot have the range `{range}`"));
                }
                Ok(())
            }
            None => self.value(range).map(|_| ()),
        }
    }

    fn value(&self, text: &str) -> Result<u16, String> {
        let place = self
            .names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text));
        if let Some(place) = place {
            return Ok(self.min + u16::try_from(place).unwrap_or(u16::MAX));
        }
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u16>() {
            Ok(number) if is_number && (self.min..=self.max).contains(&number) => Ok(number),
            _ => {
                let names = match (self.names.first(), self.names.last()) {
                    (Some(first), Some(last)) => format!(" or {first} to {last}"),
                    _ => String::new(),
                };
                Err(format!(
                    "must have {} to {}{names}, not `{text}`",
                    self.min, self.max
                ))
            }
        }
    }
}

/// `at(yyyy-mm-ddThh:mm:ss)`
fn refuse_at(at: &str) -> Option<Message> {
    if is_time(at) {
        return None;
    }
    let zoned = at.trim_end_matches('Z');
    let zoned = zoned.split_once(['+', ' ']).map_or(zoned, |(time, _)| time);
    let near = if is_time(zoned) {
        zoned
    } else {
        "2027-01-31T12:00:00"
    };
    Some(
        Message::new(format!(
            "`at` must have a time `yyyy-mm-ddThh:mm:ss`, not `{at}`"
        ))
        .help(expression(&format!("at({near})")))
        .note("the time is in UTC, or in the zone of `schedule_expression_timezone`"),
    )
}

fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00";
    let has_form = text.len() == form.len()
        && text
            .bytes()
            .zip(form)
            .all(|(found, expected)| match expected {
                b'0' => found.is_ascii_digit(),
                separator => found == *separator,
            });
    if !has_form {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u16>().unwrap_or(u16::MAX);
    let (year, month) = (number(0..4), number(5..7));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month)
        && (1..=days).contains(&number(8..10))
        && number(11..13) < 24
        && number(14..16) < 60
        && number(17..19) < 60
}

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
    use super::{meant, refuse_expression, refuse_time_zone, six_fields};

    /// Examples of the user guides of EventBridge and of EventBridge Scheduler.
    #[test]
    fn expressions_of_the_user_guides_are_accepted() {
        for expression in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(1 hour)",
            "rate(12 hours)",
            "rate(7 days)",
            "cron(0 10 * * ? *)",
            "cron(15 12 * * ? *)",
            "cron(0 18 ? * MON-FRI *)",
            "cron(0 8 1 * ? *)",
            "cron(0/15 * * * ? *)",
            "cron(0/10 * ? * MON-FRI *)",
            "cron(0/5 8-17 ? * MON-FRI *)",
            "cron(0/30 20-23 ? * MON-FRI *)",
            "cron(15 10 ? * 6L 2022-2023)",
            "cron(0 9 ? * 2#1 *)",
            "cron(0 0 L * ? *)",
            "cron(0 8 15W * ? *)",
            "cron(*/5 0,12 ? JAN,jul SUN 2027)",
            "at(2022-11-20T13:00:00)",
            "at(2028-02-29T00:00:00)",
        ] {
            let refused = refuse_expression(expression);
            assert!(refused.is_none(), "{expression}: {refused:?}");
        }
    }

    #[test]
    fn expressions_that_eventbridge_refuses_are_refused() {
        for expression in [
            "",
            "5 minutes",
            "rate()",
            "rate(minutes)",
            "rate(5)",
            "rate(1 minutes)",
            "rate(5 minute)",
            "rate(0 minutes)",
            "rate(-1 minutes)",
            "rate(1.5 hours)",
            "rate(30 seconds)",
            "rate(1 week)",
            "rate( 5 minutes)",
            "rate(5  minutes)",
            "Rate(5 minutes)",
            "cron(0 12 * * *)",
            "cron(0 12 * * * *)",
            "cron(0 12 ? * ? *)",
            "cron(0 12 1 * MON *)",
            "cron(60 12 * * ? *)",
            "cron(0 24 * * ? *)",
            "cron(0 12 0 * ? *)",
            "cron(0 12 32 * ? *)",
            "cron(0 12 * 13 ? *)",
            "cron(0 12 ? * 0 *)",
            "cron(0 12 ? * 8 *)",
            "cron(0 12 ? * MON#6 *)",
            "cron(0 12 ? * MO *)",
            "cron(? 12 * * ? *)",
            "cron(0/0 12 * * ? *)",
            "cron(0 12 * * ? 1969)",
            "cron(0 12 * * ? 2027-2026)",
            "cron(0, 12 * * ? *)",
            "at(2027-02-29T00:00:00)",
            "at(2027-01-01)",
            "at(2027-01-01T24:00:00)",
            "at(2027-01-01T12:00:00Z)",
            "at(tomorrow)",
        ] {
            assert!(refuse_expression(expression).is_some(), "{expression}");
        }
    }

    /// The advice of a message must be accepted itself.
    #[test]
    fn advice_is_a_valid_expression() {
        for (text, advised) in [
            ("5 minutes", "rate(5 minutes)"),
            ("5 minute", "rate(5 minutes)"),
            ("0 12 * * *", "cron(0 12 * * ? *)"),
            ("0 12 * * 1-5", "cron(0 12 ? * MON-FRI *)"),
            ("0 12 ? * 6L *", "cron(0 12 ? * 6L *)"),
            ("2027-01-31T12:00:00", "at(2027-01-31T12:00:00)"),
            ("Rate(1 hour)", "rate(1 hour)"),
            ("daily", "rate(1 day)"),
        ] {
            assert_eq!(meant(text), advised, "{text}");
            assert!(refuse_expression(advised).is_none(), "{advised}");
        }
        assert_eq!(six_fields("0 12 * * 0"), "0 12 ? * SUN *");
        assert_eq!(six_fields("0 12 1 * * *"), "0 12 1 * ? *");
        assert_eq!(six_fields("0 12 * * MON *"), "0 12 ? * MON *");
    }

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
