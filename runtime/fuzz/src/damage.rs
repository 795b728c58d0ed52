//! Damaged events: mostly still JSON, but of another shape.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::text;

/// Changes one to three places of the event, and sometimes bytes of the result.
pub(crate) fn damaged(event: &Value, random: &mut Rng) -> Vec<u8> {
    let mut event = event.clone();
    for _ in 0..random.usize(1..=3) {
        change(&mut event, random);
    }
    let mut bytes = event.to_string().into_bytes();
    if random.u8(..4) == 0 && !bytes.is_empty() {
        let at = random.usize(..bytes.len());
        match random.u8(..3) {
            0 => bytes[at] ^= 1 << random.u8(..8),
            1 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, text::text(random).into_bytes())),
        }
    }
    bytes
}

/// Replaces the value at a random place.
fn change(value: &mut Value, random: &mut Rng) {
    let goes_on = random.u8(..8) > 0;
    match value {
        Value::Object(members) if goes_on && !members.is_empty() => {
            let at = random.usize(..members.len());
            let name = members.keys().nth(at).cloned().unwrap_or_default();
            match random.u8(..8) {
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
            match random.u8(..8) {
                0 => drop(elements.remove(at)),
                1 => elements.push(elements[at].clone()),
                _ => change(&mut elements[at], random),
            }
        }
        place => *place = other(random),
    }
}

fn other(random: &mut Rng) -> Value {
    match random.u8(..9) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i64(..)),
        3 => json!(random.f64() * 1e300),
        4 => json!([]),
        5 => json!({}),
        6 => json!([text::text(random), {"a": null}]),
        7 => json!({text::text(random): text::text(random)}),
        _ => json!(text::text(random)),
    }
}
