// The clerk's desk by keyboard: an enhancement of lists that work without it. Single keys can be turned off here,
// since they get in the way of speech input (WCAG 2.1.4).
const KEEP = "queue-keys";
const list = document.querySelector("[data-queue]");
const links = list ? [...list.querySelectorAll(".queue-row :is(h2, h3) a")] : [];
const decide = document.querySelector("#decide");
const giveBack = document.querySelector("#return-reason, #id_return-reason");
const comments = /\/moderation\//.test(location.pathname);
const answer = document.querySelector("[data-answer]");
const KEYS = comments
  ? (list
    ? [["j", "the next comment"], ["k", "the one before"], ["o or Enter", "open it"],
       ["a", "open it at the ruling"], ["r", "answer it"], ["?", "this help"]]
    : [["a", "go to the ruling"], ["r", "answer it"], ["q", "back to the list"], ["?", "this help"]])
  : list
  ? [["j", "the next item"], ["k", "the one before"], ["o or Enter", "open it"],
     ["a", "open it at its decision"], ["r", "open it to return it"], ["?", "this help"]]
  : [["a", "go to the approval"], ["r", "go to returning it"], ["q", "back to the queue"], ["?", "this help"]];

const keysOn = () => {
  try { return localStorage.getItem(KEEP) !== "off"; } catch { return true; }
};
const keepKeys = (on) => {
  try { localStorage.setItem(KEEP, on ? "on" : "off"); } catch { /* without storage they stay on */ }
};

const element = (name, words = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = words;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const helpDialog = () => {
  const dialog = element("dialog", "", { class: "keys", "aria-labelledby": "keys-title" });
  dialog.append(element("h2", "Keys on this page", { id: "keys-title" }));
  const rows = element("ul", "", { class: "plain-list" });
  for (const [key, does] of KEYS) {
    const row = element("li");
    row.append(element("kbd", key), ` ${does}`);
    rows.append(row);
  }
  const field = element("p", "", { class: "keys__switch" });
  const box = element("input", "", { type: "checkbox", id: "keys-on" });
  box.checked = keysOn();
  box.addEventListener("change", () => keepKeys(box.checked));
  field.append(box, " ", element("label", "Use these keys", { for: "keys-on" }));
  const form = element("form", "", { method: "dialog" });
  form.append(element("button", "Close", { class: "govuk-button govuk-button--secondary" }));
  dialog.append(rows, field, form);
  document.body.append(dialog);
  return dialog;
};

const move = (step) => {
  const at = links.indexOf(document.activeElement);
  const to = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[to].focus();
  links[to].scrollIntoView({ block: "nearest" });
};
const here = () => (links.includes(document.activeElement) ? document.activeElement : null);
const openAt = (place) => {
  // A review has both places, a comment is ruled on and answered; other lists of the desk lead elsewhere.
  const link = here();
  if (link && /\/queue\/\d+\/$/.test(link.pathname)) location.assign(`${link.href}#${place}`);
  if (link && /\/moderation\/\d+\/$/.test(link.pathname)) {
    location.assign(place === "decide" ? `${link.href}#decide` : `${link.href}reply/`);
  }
};
const goTo = (target) => {
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.focus();
};

const acts = links.length
  ? {
      j: () => move(1),
      k: () => move(-1),
      o: () => here()?.click(),
      a: () => openAt("decide"),
      r: () => openAt("return"),
    }
  : {
      a: () => goTo(document.querySelector(".decide button[type='submit']:not(.decide--against *)") ?? decide),
      r: () => (answer ? answer.click() : goTo(giveBack)),
      q: () => document.querySelector("[data-back]")?.click(),
    };

if (links.length || decide) {
  const dialog = helpDialog();
  const opener = element("button", "Keyboard shortcuts", { type: "button", class: "link-button" });
  opener.addEventListener("click", () => dialog.showModal());
  // Before the list, so that who goes through the page in its order meets it before fifty rows.
  if (list) list.before(opener);
  else (document.querySelector(".toolbar") ?? decide).after(opener);
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    const act = event.key === "?" ? () => dialog.showModal() : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Who may decide has the text before them: what its author changes afterwards is shown to them as a change.
const reading = document.querySelector("[data-read]");
const token = document.querySelector("input[name='csrfmiddlewaretoken']");
if (reading && token) {
  setTimeout(() => {
    if (document.hidden) return;
    fetch(reading.dataset.read, {
      method: "POST",
      headers: { "X-CSRFToken": token.value },
      credentials: "same-origin",
      redirect: "manual",
    }).catch(() => { /* without a connection it counts as read the next time */ });
  }, 2000);
}

// The chosen time in words, with its weekday: a Sunday is seen before it is approved.
for (const field of document.querySelectorAll("input[type='datetime-local']")) {
  const words = element("output", "", { class: "chosen-moment", for: field.id });
  field.after(words);
  const say = () => {
    const [day, time] = field.value.split("T");
    const when = day ? new Date(`${day}T12:00:00Z`) : null;
    words.textContent = when && time
      ? `${when.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })}, ${time}, London time`
      : "";
  };
  field.addEventListener("input", say);
  say();
}
const later = document.querySelector("input[name='when'][value='later']");
document.querySelector("input[name='go_at']")?.addEventListener("input", () => { if (later) later.checked = true; });
