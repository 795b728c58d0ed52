//! Tokens of continuations: each one that was changed is refused, and its handler does not run.
//!
//! With `GATEWRIGHT_TOKEN_KEY` the tokens are signed, without it they have a checksum.

use gatewright::testing::{block_on, invoke};
use gatewright_fuzz::steps;
use serde_json::{Value, json};

use super::choices::Choices;
use super::damage;
use super::text::text;

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let (one, other) = (text(random), text(random));
    let (token, foreign) = (begun("copy", &one)?, begun("turn", &other)?);
    // Unchanged tokens continue with their state.
    for (operation, token, text) in [("copy", &token, &one), ("turn", &foreign, &other)] {
        match resumed(operation, token) {
            Ok(reply) if reply == **text => {}
            other => return Err(format!("expected {text:?}, found {other:?}: {token}")),
        }
    }
    let changed = changed(&token, &foreign, random);
    if changed == token {
        return Ok(2);
    }
    match resumed("copy", &changed) {
        Err(error) if error.starts_with("Continuation") => Ok(3),
        other => Err(format!("{other:?} from {changed}, changed from {token}")),
    }
}

/// Begins an operation, and returns its first token.
fn begun(operation: &str, text: &str) -> Result<String, String> {
    let event =
        json!({"operation": format!("steps.{operation}"), "payload": {"text": text, "steps": 1}});
    let reply = block_on(invoke(&steps::GATEWAY, event)).map_err(|error| format!("{error:?}"))?;
    let token = reply["$gatewright"]["continuation"].as_str();
    token
        .map(str::to_owned)
        .ok_or_else(|| format!("expected a token, found {reply}"))
}

/// The last reply, or the type of the error.
fn resumed(operation: &str, token: &str) -> Result<Value, String> {
    let event = json!({"operation": format!("steps.{operation}"), "continuation": token});
    block_on(invoke(&steps::GATEWAY, event)).map_err(|error| error.error_type.into_owned())
}

/// Flips a bit, cuts off, splices two tokens, or claims another kind of token.
fn changed(token: &str, foreign: &str, random: &mut Choices<'_>) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let others: Vec<&str> = foreign.split('.').collect();
    let changed = match random.u8(8) {
        0 => foreign.to_owned(),
        // Each part from one of both.
        1 => {
            let either = parts.iter().zip(&others);
            let parts: Vec<&str> = either
                .map(|(a, b)| if random.bool() { *a } else { *b })
                .collect();
            parts.join(".")
        }
        2 => {
            let (at, from) = (random.usize(..token.len()), random.usize(..foreign.len()));
            format!("{}{}", &token[..at], &foreign[from..])
        }
        3 => {
            let kind = random.one_of(&["gw1s", "gw1u", "gw1", "GW1S", "gw2s", "", " gw1s"]);
            format!("{kind}.{}.{}", parts[1], parts[2])
        }
        4 => {
            let end = random.one_of(&["=", "==", "A", ".", " ", "\n", "\u{0}", "\u{e9}"]);
            format!("{token}{end}")
        }
        // Text before base64 of the same bits: the last character of a part has unused bits.
        5 => {
            let mut bytes = token.as_bytes().to_vec();
            let ends = [parts[0].len() + parts[1].len(), token.len() - 1];
            bytes[random.one_of(&ends)] = random.one_of(b"ABCDEFGHabcdefgh0123456789-_+/=");
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => {
            let mut bytes = token.as_bytes().to_vec();
            damage::bytes(&mut bytes, random);
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    changed
}
