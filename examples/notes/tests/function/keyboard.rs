//! The page in Chromium, by keyboard alone.

use anyhow::Result;
use gatewright_tests::browser::{Browser, Page};
use serde_json::json;

use super::{Notes, PASSWORD};

const SAVE: &str = "#editor button:not([type])";

fn wait_for_status(page: &mut Page<'_>, status: &str) -> Result<()> {
    let status = json!(status);
    page.wait_until(&format!(
        "document.querySelector('#status').textContent === {status}"
    ))
}

/// Signs in or creates an account.
fn sign_in(page: &mut Page<'_>, password: &str, button: &str) -> Result<()> {
    page.wait_until("document.activeElement.id === 'name'")?;
    page.write("ada")?;
    page.tab_to("#password")?;
    page.write(password)?;
    page.tab_to(button)?;
    page.press("Enter")
}

#[test]
fn notes_are_written_with_the_keyboard_alone() -> Result<()> {
    let notes = Notes::start()?;
    let mut browser = Browser::start(&[])?;
    let mut page = browser.open(&notes.url("/"))?;
    sign_in(&mut page, PASSWORD, "button[name=create]")?;
    wait_for_status(&mut page, "Signed in.")?;

    // The focus is on the title of a new note.
    page.wait_until("document.activeElement.id === 'title'")?;
    page.write("Groceries")?;
    page.tab_to("#text")?;
    page.write("tea")?;
    page.press("Enter")?;
    page.write("bread")?;
    page.tab_to(SAVE)?;
    page.press("Enter")?;
    wait_for_status(&mut page, "Saved.")?;
    page.wait_until("document.querySelector('#list button')?.textContent === 'Groceries'")?;

    // A second note, then back to the first one.
    page.tab_to("#new")?;
    page.press("Space")?;
    page.wait_until("document.activeElement.id === 'title'")?;
    page.write("Books")?;
    page.press("Enter")?;
    page.wait_until("document.querySelectorAll('#list button').length === 2")?;
    page.tab_to("#list li:nth-child(2) button")?;
    page.press("Enter")?;
    page.wait_until("document.querySelector('#text').value === 'tea\\nbread'")?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("list.txt");
    std::fs::write(&file, "2 lemons")?;
    page.tab_to("#file")?;
    page.choose_file("Space", &file)?;
    page.wait_until("document.querySelector('#file').files.length === 1")?;
    page.tab_to(SAVE)?;
    page.press("Enter")?;
    page.wait_until("document.querySelector('#download').textContent === 'list.txt (8 bytes)'")?;
    let read = "fetch(document.querySelector('#download').href).then(file => file.text())";
    assert_eq!(page.evaluate(read)?, "2 lemons");

    // Escape keeps the note.
    page.tab_to("#delete")?;
    page.press("Enter")?;
    page.wait_until("document.querySelector('#confirm').open")?;
    page.press("Escape")?;
    page.wait_until("!document.querySelector('#confirm').open")?;
    page.wait_until("document.activeElement.id === 'delete'")?;
    page.press("Enter")?;
    page.tab_to("#confirm [value=delete]")?;
    page.press("Enter")?;
    wait_for_status(&mut page, "Deleted.")?;
    let titles = "[...document.querySelectorAll('#list button')].map(note => note.textContent)";
    assert_eq!(page.evaluate(titles)?, json!(["Books"]));

    // The session survives a reload, until the user signs out.
    page.navigate(&notes.url("/"))?;
    page.wait_until("document.querySelector('#list button')?.textContent === 'Books'")?;
    page.tab_to("#sign-out")?;
    page.press("Enter")?;
    wait_for_status(&mut page, "Signed out.")?;
    assert_eq!(
        page.evaluate("fetch('api/notes').then(reply => reply.status)")?,
        401
    );
    sign_in(
        &mut page,
        "incorrect horse battery",
        "#sign-in button:not([name])",
    )?;
    page.wait_until(
        "document.querySelector('[role=alert]').textContent === 'the name or the password is wrong'",
    )?;
    assert_eq!(notes.items("ada")?.len(), 2);
    Ok(())
}

#[test]
fn change_of_another_client_is_not_overwritten() -> Result<()> {
    let notes = Notes::start()?;
    let mut browser = Browser::start(&[])?;
    let mut page = browser.open(&notes.url("/"))?;
    sign_in(&mut page, PASSWORD, "button[name=create]")?;
    page.wait_until("document.activeElement.id === 'title'")?;
    page.write("Groceries")?;
    page.press("Enter")?;
    wait_for_status(&mut page, "Saved.")?;
    // The same user in another tab.
    let change = "fetch('api/notes').then(list => list.json()).then(([note]) => fetch(`api/notes/${note.id}`, {
        method: 'PUT', headers: { 'content-type': 'application/json', 'x-notes-client': 'test' },
        body: JSON.stringify({ title: 'Changed' }),
    })).then(reply => reply.status)";
    assert_eq!(page.evaluate(change)?, 200);
    page.tab_to("#text")?;
    page.write("tea")?;
    page.tab_to(SAVE)?;
    page.press("Enter")?;
    page.wait_until(
        "document.querySelector('[role=alert]').textContent.includes('changed elsewhere')",
    )?;
    // The text of the user is still there.
    assert_eq!(
        page.evaluate("document.querySelector('#text').value")?,
        "tea"
    );
    let titles =
        "fetch('api/notes').then(list => list.json()).then(list => list.map(note => note.title))";
    assert_eq!(page.evaluate(titles)?, json!(["Changed"]));
    Ok(())
}

#[test]
fn text_survives_an_expired_session() -> Result<()> {
    let notes = Notes::start()?;
    let mut browser = Browser::start(&[])?;
    let mut page = browser.open(&notes.url("/"))?;
    sign_in(&mut page, PASSWORD, "button[name=create]")?;
    page.wait_until("document.activeElement.id === 'title'")?;
    page.write("Groceries")?;
    // The cookie is gone, as after seven days.
    let sign_out =
        "fetch('api/session', { method: 'DELETE', headers: { 'x-notes-client': 'test' } })
        .then(reply => reply.status)";
    assert_eq!(page.evaluate(sign_out)?, 204);
    page.press("Enter")?;
    page.wait_until("document.querySelector('[role=alert]').textContent === 'sign in first'")?;
    sign_in(&mut page, PASSWORD, "#sign-in button:not([name])")?;
    wait_for_status(&mut page, "Signed in.")?;
    assert_eq!(page.evaluate("document.activeElement.value")?, "Groceries");
    page.press("Enter")?;
    wait_for_status(&mut page, "Saved.")?;
    assert_eq!(notes.items("ada")?.len(), 2);
    Ok(())
}

#[test]
fn every_control_has_a_label() -> Result<()> {
    let notes = Notes::start()?;
    let mut browser = Browser::start(&[])?;
    let mut page = browser.open(&notes.url("/"))?;
    let controls = "document.querySelectorAll('input, textarea').length";
    assert_eq!(page.evaluate(controls)?, 5);
    let unnamed = "[...document.querySelectorAll('input, textarea, button')]
        .filter(control => !control.labels?.length && !control.textContent.trim())
        .map(control => control.outerHTML)";
    assert_eq!(page.evaluate(unnamed)?, json!([]));
    assert_eq!(page.evaluate("document.documentElement.lang")?, "en");
    Ok(())
}
