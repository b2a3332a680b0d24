// The draft page while somebody writes: keeps what is typed, tells who else is here, adds and removes rows.
// Everything here also works by the form's own buttons, a page at a time.

const form = document.getElementById("draft-form");
const state = document.getElementById("saved-state");
const presence = document.getElementById("presence");
const PAUSE = 1000; // ms after the last key
const BEAT = 20000; // ms between two signs of life
const WAITS = [2000, 5000, 10000, 30000]; // ms before the next try
const PATIENCE = 8000; // ms that a press of a button waits for what is on its way

let dirty = form.hasAttribute("data-unsaved"); // typed since the last answer of the server
let timer = null;
let flight = null; // the request on its way
let failures = 0;
let stopped = false; // the server said no for a reason that trying again does not change
let leaving = false;

function say(words, problem = false) {
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("saved-state--problem", problem);
}

/** What is typed, without files: those go with a press of a button. */
function typed() {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value instanceof File) data.delete(name);
  }
  return data;
}

function later(pause) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(keep, pause);
}

function signedOut(kept) {
  stopped = true;
  dirty = !kept;
  say("", true);
  const link = document.createElement("a");
  link.href = form.dataset.login;
  link.textContent = "Sign in again";
  const words = kept ? "What you typed is kept for you for an hour." : "Copy what you typed before you leave.";
  state.append(`You have been signed out. ${words} `, link);
}

function again(words) {
  dirty = true;
  say(words, true);
  later(WAITS[Math.min(failures, WAITS.length - 1)]);
  failures += 1;
}

async function answered(response) {
  if (response.type === "opaqueredirect") return signedOut(false);
  if (response.status >= 500 || response.status === 429) {
    return again("Not saved: the portal does not answer at the moment. Trying again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) return signedOut(Boolean(answer.kept));
  if (response.ok && answer.edition) {
    failures = 0;
    form.elements.edition.value = answer.edition;
    say(answer.newer ? `Saved ${answer.saved}. ${answer.newer}` : `Saved ${answer.saved}`);
    return undefined;
  }
  dirty = true;
  say(answer.problem || "Not saved: the portal did not take it. Copy what you typed and load the page again.", true);
  stopped = ![400, 422].includes(response.status); // the next key may mend a bad character
  return undefined;
}

/** Send what is typed, one request at a time; resolves when it is answered. */
function keep() {
  clearTimeout(timer);
  if (stopped || leaving || flight || !dirty) return flight || Promise.resolve();
  dirty = false;
  flight = fetch(form.dataset.autosave, {
    method: "POST",
    body: typed(),
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(30000),
  })
    .then(answered, () => again("Not saved: no connection. Trying again."))
    .finally(() => {
      flight = null;
      if (dirty && !failures && !state.classList.contains("saved-state--problem")) later(PAUSE);
    });
  return flight;
}

function onTyping(event) {
  if (event.target.type === "file") return;
  dirty = true;
  failures = 0;
  later(PAUSE);
}

/** Let what is on its way arrive first: after a save it would bring the older text back. */
async function onSubmit(event) {
  if (event.defaultPrevented) return;
  const other = event.target !== form; // a note, an invitation: they lead away from what is typed here
  const waits = flight || (other && dirty && !stopped);
  if (leaving || !waits) {
    leaving = leaving || !other || !dirty;
    return;
  }
  event.preventDefault();
  const { target, submitter } = event;
  const patience = new Promise((done) => { setTimeout(done, PATIENCE); });
  await Promise.race([other ? keep() : flight, patience]);
  if (other && dirty) return; // what is wrong stands beside the buttons
  leaving = true;
  target.requestSubmit(submitter);
}

/** Somebody took the right to write away while the page was open: say so before the next word is typed. */
function refused({ problem }) {
  if (!problem) return;
  stopped = true;
  clearTimeout(timer);
  say(problem, true);
}

async function beat() {
  if (document.hidden || stopped) return;
  try {
    const response = await fetch(form.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (response.status === 403) refused(await response.json());
    if (!response.ok) return;
    const { others } = await response.json();
    if (presence.textContent !== others) presence.textContent = others;
  } catch {
    // Who else is here is not worth a word when there is no connection: the autosave says it.
  }
}

function addRow(rows) {
  const numbers = [...rows.querySelectorAll("[name]")].map((input) => Number(input.name.match(/-(\d+)-/)?.[1] ?? -1));
  const next = String(Math.max(-1, ...numbers) + 1);
  const row = rows.querySelector("template").content.cloneNode(true).firstElementChild;
  for (const part of row.querySelectorAll("*")) {
    for (const attribute of [...part.attributes]) {
      if (attribute.value.includes("__n__")) part.setAttribute(attribute.name, attribute.value.replaceAll("__n__", next));
    }
  }
  rows.querySelector("[data-add]").before(row);
  row.querySelector("textarea, input").focus();
}

function onPress(event) {
  const button = event.target.closest("button[data-add], button[data-drop]");
  if (!button) return;
  event.preventDefault();
  const rows = button.closest("[data-rows]");
  if (button.hasAttribute("data-add")) addRow(rows);
  else {
    button.closest("[data-row]").remove();
    rows.querySelector("[data-add], input[type=file]").focus();
  }
  rows.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("input", onTyping);
form.addEventListener("click", onPress);
document.addEventListener("submit", onSubmit);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
window.addEventListener("online", () => { if (dirty) later(0); });
window.addEventListener("beforeunload", (event) => { if ((dirty || flight) && !leaving) event.preventDefault(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
if (dirty) later(PAUSE);
beat();
setInterval(beat, BEAT);
