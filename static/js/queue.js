// The clerk's desk by keyboard: an enhancement of lists that work without it. Single keys can be turned off here,
// since they get in the way of speech input (WCAG 2.1.4).
const KEEP = "queue-keys";
const list = document.querySelector("[data-queue]");
const links = list ? [...list.querySelectorAll(".queue-row :is(h2, h3) a")] : [];
const decide = document.querySelector("#decide");
const giveBack = document.querySelector("#return-reason, #id_return-reason");
const answer = document.querySelector("[data-answer]");
const back = document.querySelector("[data-back]");
const approve = document.querySelector(".decide button[type='submit']:not(.decide--against *)") ?? decide;
const onward = approve?.parentElement.querySelector("button[name='next']");
const approving = onward ? "go to the approval; Tab goes on to approving and going to the next" : "go to the approval";
// What the rows of a list lead to: items to decide, where whoever reads the list may decide them, comments, or neither.
const items = list?.dataset.queue === "decide";
const comments = /\/desk\/moderation\//.test(location.pathname);

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
  for (const [key, does] of [...KEYS, ["?", "this help"]]) {
    const row = element("li");
    row.append(element("kbd", key === "o" ? "o or Enter" : key), ` ${does}`);
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
const openAt = (tail) => {
  const link = here();
  if (link) location.assign(new URL(tail, link.href));
};
// A dialog that has just closed keeps the focus until the page is drawn again: what is typed by then is not for it.
const takesKeys = (at) => at.closest("dialog")?.open ?? Boolean(at.closest("input, textarea, select, [contenteditable]"));
const goTo = (target) => {
  target.scrollIntoView({ block: "center" });
  target.focus();
};

// Each key with what it does here, in words for the help: a key that leads nowhere on this page is no key of it.
const inList = () => [
  ["j", comments ? "the next comment" : "the next item", () => move(1)],
  ["k", "the one before", () => move(-1)],
  ["o", "open it", () => here()?.click()],
  items && ["a", "open it at its decision", () => openAt("#decide")],
  items && ["r", "open it to return it", () => openAt("#return")],
  comments && ["a", "open it at the ruling", () => openAt("#decide")],
  comments && ["r", "answer it", () => openAt("reply/")],
];
const onPage = () => [
  approve && ["a", comments ? "go to the ruling" : approving, () => goTo(approve)],
  answer && ["r", "answer it", () => answer.click()],
  !answer && giveBack && ["r", "go to returning it", () => goTo(giveBack)],
  back && ["q", "back to the list", () => back.click()],
];
const KEYS = (links.length ? inList() : onPage()).filter(Boolean);
const acts = Object.fromEntries(KEYS.map(([key, , act]) => [key, act]));

if (KEYS.length) {
  const dialog = helpDialog();
  const opener = element("button", "Keyboard shortcuts", { type: "button", class: "link-button" });
  opener.addEventListener("click", () => dialog.showModal());
  // Before the list, so that who goes through the page in its order meets it before fifty rows.
  const line = element("p");
  line.append(opener);
  if (list) list.before(line);
  else (document.querySelector("main .toolbar, main .page-head + .meta") ?? document.querySelector("main .page-head")).after(line);
  document.addEventListener("keydown", (event) => {
    if (takesKeys(event.target) || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    const act = event.key === "?" ? () => dialog.showModal() : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Who was led to a place by a key goes on from there: not every browser gives it the focus when the page opens.
const place = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (place?.hasAttribute("tabindex")) place.focus();

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
