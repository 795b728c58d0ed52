//! Requests of the API, one after the other.

use anyhow::Result;
use gatewright_tests::http::Method;
use serde_json::{Value, json};

use super::{Notes, PASSWORD, path, tag};

#[test]
fn account_and_session_have_a_cookie_of_the_host() -> Result<()> {
    let notes = Notes::start()?;
    let ada = notes.register("ada")?;
    assert_eq!(ada.get("/api/session")?.json()?, json!({"name": "ada"}));
    let body = json!({"name": "ada", "password": PASSWORD});
    let signed_in = ada.json(Method::POST, "/api/session", &[], &body)?;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    let cookie = signed_in.header("set-cookie").unwrap_or_default();
    let (pair, attributes) = cookie.split_once("; ").unwrap_or_default();
    assert!(pair.starts_with("__Host-session="), "{cookie}");
    assert_eq!(
        attributes,
        "Path=/; Max-Age=604800; SameSite=Strict; Secure; HttpOnly"
    );
    let signed_out = ada.send(Method::DELETE, "/api/session", &[], None)?;
    assert_eq!(signed_out.status, 204);
    assert_eq!(
        signed_out.header("set-cookie"),
        Some("__Host-session=; Path=/; Max-Age=0; SameSite=Strict; Secure; HttpOnly")
    );
    // The password is stored as a hash alone.
    let stored = Value::from(notes.aws.items("notes-test")?).to_string();
    assert!(
        stored.contains("$argon2id$") && !stored.contains(PASSWORD),
        "{stored}"
    );
    Ok(())
}

#[test]
fn wrong_passwords_taken_names_and_forged_sessions_are_refused() -> Result<()> {
    let notes = Notes::start()?;
    let mut ada = notes.register("ada")?;
    let status = |name: &str, path: &str, password: &str| {
        let body = json!({"name": name, "password": password});
        Ok::<_, anyhow::Error>(ada.json(Method::POST, path, &[], &body)?.status)
    };
    assert_eq!(
        status("ada", "/api/session", "incorrect horse battery")?,
        401
    );
    assert_eq!(status("eve", "/api/session", PASSWORD)?, 401);
    assert_eq!(status("ada", "/api/account", PASSWORD)?, 409);
    assert_eq!(status("e", "/api/account", PASSWORD)?, 422);
    assert_eq!(status("note#1", "/api/account", PASSWORD)?, 422);
    assert_eq!(status("eve", "/api/account", "short")?, 422);
    let good = ada.cookie.clone();
    let (payload, signature) = good.split_once('.').unwrap_or_default();
    for forged in [
        format!("{payload}x.{signature}"),
        format!("{payload}.{}", signature.to_lowercase()),
        format!("{payload}."),
        payload.to_owned(),
        "__Host-session=".to_owned(),
        "session=1".to_owned(),
    ] {
        ada.cookie = forged;
        let refused = ada.get("/api/notes")?;
        assert_eq!(refused.status, 401, "{}", ada.cookie);
        // RFC 9110, 15.5.2: a 401 names a scheme.
        assert_eq!(refused.header("www-authenticate"), Some("Cookie"));
    }
    Ok(())
}

#[test]
fn note_is_created_changed_and_deleted() -> Result<()> {
    let notes = Notes::start()?;
    let ada = notes.register("ada")?;
    let draft = json!({"title": "Groceries", "text": "tea"});
    let created = ada.json(Method::POST, "/api/notes", &[], &draft)?;
    assert_eq!(created.status, 201, "{}", created.text());
    let note = created.json()?;
    assert_eq!(
        (&note["title"], &note["text"]),
        (&draft["title"], &draft["text"])
    );
    assert_eq!(created.header("location"), Some(&*path(&note, "")));
    assert_eq!(created.header("etag"), Some(&*tag(&note)));

    let found = ada.get(&path(&note, ""))?;
    assert_eq!(found.json()?, note);
    let unchanged = [("if-none-match", &*tag(&note))];
    let again = ada.send(Method::GET, &path(&note, ""), &unchanged, None)?;
    assert_eq!((again.status, again.text()), (304, String::new()));

    let draft = json!({"title": "Groceries", "text": "tea and bread"});
    let if_match = [("if-match", &*tag(&note))];
    let changed = ada.json(Method::PUT, &path(&note, ""), &if_match, &draft)?;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()?["text"], "tea and bread");
    // The version that the client has seen is not the current one any more.
    for method in [Method::PUT, Method::DELETE] {
        let late = ada.json(method, &path(&note, ""), &if_match, &draft)?;
        assert_eq!(late.status, 412, "{}", late.text());
    }
    let deleted = ada.send(Method::DELETE, &path(&note, ""), &[], None)?;
    assert_eq!(deleted.status, 204, "{}", deleted.text());
    assert_eq!(ada.get(&path(&note, ""))?.status, 404);
    assert_eq!(notes.items("ada")?, ["account"]);
    Ok(())
}

#[test]
fn list_has_the_latest_change_first_and_a_tag() -> Result<()> {
    let notes = Notes::start()?;
    let ada = notes.register("ada")?;
    let first = ada.note("first")?;
    ada.note("second")?;
    let titles = |list: &Value| -> Vec<String> {
        let notes = list.as_array().into_iter().flatten();
        notes
            .filter_map(|note| note["title"].as_str())
            .map(str::to_owned)
            .collect()
    };
    let list = ada.get("/api/notes")?;
    assert_eq!(titles(&list.json()?), ["second", "first"]);
    assert_eq!(list.header("cache-control"), Some("private, no-cache"));
    let seen = list.header("etag").unwrap_or_default().to_owned();
    let unchanged = ada.send(Method::GET, "/api/notes", &[("if-none-match", &seen)], None)?;
    assert_eq!(unchanged.status, 304);
    let draft = json!({"title": "first, again"});
    ada.json(Method::PUT, &path(&first, ""), &[], &draft)?;
    let changed = ada.send(Method::GET, "/api/notes", &[("if-none-match", &seen)], None)?;
    assert_eq!(titles(&changed.json()?), ["first, again", "second"]);
    Ok(())
}

#[test]
fn users_do_not_see_notes_of_each_other() -> Result<()> {
    let notes = Notes::start()?;
    let (ada, eve) = (notes.register("ada")?, notes.register("eve")?);
    let note = ada.note("private")?;
    ada.attach(&note, "a.png", b"png")?;
    assert_eq!(eve.get("/api/notes")?.json()?, json!([]));
    assert_eq!(eve.get(&path(&note, ""))?.status, 404);
    assert_eq!(eve.get(&path(&note, "/file"))?.status, 404);
    assert_eq!(eve.attach(&note, "e.png", b"png")?.status, 404);
    let draft = json!({"title": "mine"});
    assert_eq!(
        eve.json(Method::PUT, &path(&note, ""), &[], &draft)?.status,
        404
    );
    assert_eq!(
        eve.send(Method::DELETE, &path(&note, ""), &[], None)?
            .status,
        404
    );
    assert_eq!(ada.get(&path(&note, ""))?.json()?["title"], "private");
    Ok(())
}

#[test]
fn every_invalid_field_is_reported() -> Result<()> {
    let notes = Notes::start()?;
    let ada = notes.register("ada")?;
    let draft = json!({"title": "", "text": "x".repeat(20_001)});
    let refused = ada.json(Method::POST, "/api/notes", &[], &draft)?;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json()?;
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    // In the order of `garde`, which is that of the names.
    assert_eq!(pointers, ["#/text", "#/title"]);
    assert_eq!(
        refused.header("content-type"),
        Some("application/problem+json")
    );
    Ok(())
}

#[test]
fn file_comes_back_byte_for_byte() -> Result<()> {
    let notes = Notes::start()?;
    let ada = notes.register("ada")?;
    let note = ada.note("with a file")?;
    let bytes: Vec<u8> = (0..=255).cycle().take(250_000).collect();
    let attached = ada.attach(&note, "Bericht März.png", &bytes)?;
    assert_eq!(attached.status, 200, "{}", attached.text());
    assert_eq!(
        attached.json()?["file"],
        json!({"name": "Bericht März.png", "media_type": "image/png", "size": 250_000})
    );
    let file = ada.get(&path(&note, "/file"))?;
    assert_eq!((file.status, file.body == bytes), (200, true));
    assert_eq!(file.header("content-type"), Some("image/png"));
    // RFC 6266, appendix D; RFC 8187, 3.2.3.
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"Bericht M_rz.png\"; filename*=UTF-8''Bericht%20M%C3%A4rz.png")
    );
    let seen = file.header("etag").unwrap_or_default();
    let same = ada.send(
        Method::GET,
        &path(&note, "/file"),
        &[("if-none-match", seen)],
        None,
    )?;
    assert_eq!((same.status, same.body.len()), (304, 0));
    let part = ada.send(
        Method::GET,
        &path(&note, "/file"),
        &[("range", "bytes=10-19")],
        None,
    )?;
    assert_eq!((part.status, part.body.as_slice()), (206, &bytes[10..20]));
    assert_eq!(part.header("content-range"), Some("bytes 10-19/250000"));

    let too_large = ada.attach(&note, "b.png", &vec![0; 300_001])?;
    assert_eq!(too_large.status, 413, "{}", too_large.text());
    let without = ada.send(
        Method::POST,
        &path(&note, "/file"),
        &[("content-type", "multipart/form-data; boundary=b1")],
        Some(b"--b1\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b1--\r\n"),
    )?;
    assert_eq!(without.status, 400, "{}", without.text());
    assert_eq!(ada.get(&path(&note, "/file"))?.body, bytes);
    let deleted = ada.send(Method::DELETE, &path(&note, ""), &[], None)?;
    assert_eq!(deleted.status, 204);
    assert_eq!(notes.items("ada")?, ["account"]);
    Ok(())
}

#[test]
fn page_has_its_policy_and_its_types() -> Result<()> {
    let notes = Notes::start()?;
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ] {
        let file = notes.local.get(path)?;
        assert_eq!(file.status, 200, "{path}");
        let found = file.header("content-type").unwrap_or_default();
        assert!(found.starts_with(media_type), "{path}: {found}");
        let policy = file.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'self'"), "{path}: {policy}");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(notes.local.get("/missing.js")?.status, 404);
    assert_eq!(notes.local.get("/api/nothing")?.status, 404);
    Ok(())
}

#[test]
fn event_files_get_the_documented_replies() -> Result<()> {
    let notes = Notes::start()?;
    for (name, status) in [
        ("page", 200),
        ("preflight", 200),
        ("create-note", 201),
        ("create-note-invalid", 422),
        ("create-note-signed-out", 401),
        ("create-note-without-client-header", 403),
        ("list-notes", 200),
        ("create-account", 201),
        ("sign-in-wrong-password", 401),
        ("attach-file-unknown-note", 404),
    ] {
        let reply = notes.event(name)?;
        assert_eq!(reply["statusCode"], status, "{name}: {reply}");
    }
    let list = notes.event("list-notes")?;
    let list: Value = serde_json::from_str(list["body"].as_str().unwrap_or_default())?;
    assert_eq!(list[0]["title"], "Groceries");
    Ok(())
}
