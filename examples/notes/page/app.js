// The page of the notes. Its state is the session's user, the list, and the note in the editor.

const element = (id) => document.getElementById(id);
const [signIn, notebook, editor] = ["sign-in", "notebook", "editor"].map(element);

/** The note in the editor, or `null` for a new one. */
let open = null;

/** The name of the user whose text is in the editor. It stays there while an expired session is renewed. */
let writer = null;

/** Calls the API. Returns the JSON of the response, or throws an error with the detail of its problem document. */
async function call(method, path, { json, form, version } = {}) {
  const headers = { "x-notes-client": "page" };
  if (json) headers["content-type"] = "application/json";
  if (version) headers["if-match"] = `"${version}"`;
  const body = json ? JSON.stringify(json) : form;
  const response = await fetch(`api/${path}`, { method, headers, body });
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer.slice(2)}: ${detail}`);
  const error = new Error(fields.join("; ") || problem.detail || problem.title || `status ${response.status}`);
  error.status = response.status;
  throw error;
}

/** Runs an action of the user. Its error is shown, and announced by screen readers. */
async function act(action, done = "") {
  element("problem").textContent = "";
  element("status").textContent = "";
  document.body.setAttribute("aria-busy", "true");
  try {
    if ((await action()) !== false) element("status").textContent = done;
  } catch (error) {
    if (error.status === 401 && !signIn.contains(document.activeElement)) showSignIn();
    element("problem").textContent = error.status === 412 || error.status === 409 && open
      ? "This note was changed elsewhere. Copy your text and open the note again."
      : error.message;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

function showSignIn() {
  signIn.hidden = false;
  notebook.hidden = true;
  element("account").hidden = true;
  element("name").focus();
}

async function showNotebook(user) {
  signIn.reset();
  signIn.hidden = true;
  notebook.hidden = false;
  element("account").hidden = false;
  element("user").textContent = user.name;
  if (user.name !== writer) show(null);
  writer = user.name;
  element("title").focus();
  await showList();
}

async function showList() {
  const notes = await call("GET", "notes");
  element("empty").hidden = notes.length > 0;
  element("list").replaceChildren(...notes.map(entry));
}

function entry(note) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.id = note.id;
  button.textContent = note.title;
  if (open?.id === note.id) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => act(async () => {
    edit(await call("GET", `notes/${note.id}`));
    await showList();
  }));
  const time = document.createElement("time");
  const changed = new Date(note.updated_at);
  time.dateTime = changed.toISOString();
  time.textContent = changed.toLocaleString();
  const item = document.createElement("li");
  item.append(button, time);
  return item;
}

/** Puts a note into the editor, and the focus on its title. */
function edit(note) {
  show(note);
  element("title").focus();
}

function show(note) {
  open = note;
  editor.reset();
  element("editor-title").textContent = note ? "Edit note" : "New note";
  element("title").value = note?.title ?? "";
  element("text").value = note?.text ?? "";
  element("delete").hidden = !note;
  element("attached").hidden = !note?.file;
  if (note?.file) {
    element("download").href = `api/notes/${note.id}/file`;
    element("download").textContent = `${note.file.name} (${note.file.size} bytes)`;
  }
}

signIn.addEventListener("submit", (event) => {
  event.preventDefault();
  const credentials = { name: element("name").value, password: element("password").value };
  const path = event.submitter?.name === "create" ? "account" : "session";
  act(async () => showNotebook(await call("POST", path, { json: credentials })), "Signed in.");
});

element("sign-out").addEventListener("click", () => act(async () => {
  await call("DELETE", "session");
  show(null);
  writer = null;
  element("list").replaceChildren();
  showSignIn();
}, "Signed out."));

element("new").addEventListener("click", () => edit(null));

editor.addEventListener("submit", (event) => {
  event.preventDefault();
  act(async () => {
    const json = { title: element("title").value, text: element("text").value };
    const file = element("file").files[0];
    let note = open
      ? await call("PUT", `notes/${open.id}`, { json, version: open.version })
      : await call("POST", "notes", { json });
    // The text is saved even if the file is refused.
    open = note;
    if (file) {
      const form = new FormData();
      form.set("file", file);
      note = await call("POST", `notes/${note.id}/file`, { form, version: note.version });
    }
    show(note);
    await showList();
  }, "Saved.");
});

element("delete").addEventListener("click", () => {
  element("confirm").returnValue = "keep";
  element("confirm").showModal();
});

element("confirm").addEventListener("close", () => act(async () => {
  if (element("confirm").returnValue !== "delete") return false;
  await call("DELETE", `notes/${open.id}`, { version: open.version });
  edit(null);
  await showList();
}, "Deleted."));

act(async () => {
  try {
    await showNotebook(await call("GET", "session"));
  } catch (error) {
    if (error.status !== 401) throw error;
    showSignIn();
  }
});
