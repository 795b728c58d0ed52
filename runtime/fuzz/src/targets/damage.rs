//! Damaged events: mostly still JSON, but of another shape.

use serde_json::{Value, json};

use super::choices::Choices;
use super::text;

/// Changes one to three places of the event, and sometimes bytes of the result.
pub(super) fn damaged(event: &Value, random: &mut Choices<'_>) -> Vec<u8> {
    let mut event = event.clone();
    for _ in 0..random.usize(1..=3) {
        change(&mut event, random);
    }
    let mut bytes = event.to_string().into_bytes();
    if random.one_in(4) {
        self::bytes(&mut bytes, random);
    }
    bytes
}

/// Flips a bit, cuts the bytes off, leaves some out, repeats some, or inserts a text.
pub(super) fn bytes(bytes: &mut Vec<u8>, random: &mut Choices<'_>) {
    if bytes.is_empty() {
        return;
    }
    let at = random.usize(..bytes.len());
    let end = (at + random.usize(1..40)).min(bytes.len());
    match random.u8(5) {
        0 => bytes[at] ^= 1 << random.u8(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].to_vec();
            drop(bytes.splice(at..at, again));
        }
        _ => drop(bytes.splice(at..at, text::text(random).into_bytes())),
    }
}

/// Replaces the value at a random place.
fn change(value: &mut Value, random: &mut Choices<'_>) {
    let goes_on = random.u8(8) > 0;
    match value {
        Value::Object(members) if goes_on && !members.is_empty() => {
            let at = random.usize(..members.len());
            let name = members.keys().nth(at).cloned().unwrap_or_default();
            match random.u8(8) {
                0 => drop(members.remove(&name)),
                1 => {
                    let moved = members.remove(&name).unwrap_or_default();
                    members.insert(text::text(random), moved);
                }
                _ => change(&mut members[&name], random),
            }
        }
        Value::Array(elements) if goes_on && !elements.is_empty() => {
            let at = random.usize(..elements.len());
            match random.u8(8) {
                0 => drop(elements.remove(at)),
                1 => elements.push(elements[at].clone()),
                _ => change(&mut elements[at], random),
            }
        }
        place => *place = other(random),
    }
}

fn other(random: &mut Choices<'_>) -> Value {
    match random.u8(9) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i64()),
        3 => json!(random.f64()),
        4 => json!([]),
        5 => json!({}),
        6 => json!([text::text(random), {"a": null}]),
        7 => json!({text::text(random): text::text(random)}),
        _ => json!(text::text(random)),
    }
}
