// Progressive enhancement only: every page works without this file. A script of its own kind (module), so it is
// deferred and strict; the address of the design system's script stands in the tag's data-govuk.

const own = document.querySelector("script[data-govuk]");

function enhance(scope) {
  import(own.dataset.govuk)
    .then((govuk) => govuk.initAll({ scope }))
    .catch(() => {
      // Without the design system's script the pages stay as the server wrote them.
    });
}

/** Close an open menu with Escape, by a press outside it, or by opening another. */
function foldMenus() {
  const folds = () => document.querySelectorAll("details[data-fold][open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of folds()) {
      const within = fold.contains(document.activeElement);
      fold.open = false;
      if (within) fold.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const fold of folds()) {
      if (!fold.contains(event.target)) fold.open = false;
    }
  });
}

/** Say it when the server cannot be reached: htmx alone would say nothing. */
function reportLostConnection() {
  document.addEventListener("htmx:sendError", () => {
    const notice = document.getElementById("portal-notice");
    if (!notice) return;
    const box = document.createElement("div");
    box.className = "refusal";
    const what = document.createElement("p");
    what.className = "refusal__what";
    what.textContent = "The portal cannot be reached at the moment.";
    const next = document.createElement("p");
    next.textContent = "What you typed is still on this page. Check your connection and try again.";
    box.append(what, next);
    notice.replaceChildren(box);
  });
}

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
enhance(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});
foldMenus();
reportLostConnection();
