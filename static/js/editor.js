// Turns the rich text areas of a draft into an editor. Without this file they take plain text, a blank line a
// paragraph. The editor's own file is named by the tag (data-editor), so that its address can carry a version.

const own = document.querySelector("script[data-editor]");

/** The buttons: words, what a press does, and when they count as pressed. */
const BUTTONS = [
  ["Bold", (chain) => chain.toggleBold(), (editor) => editor.isActive("bold")],
  ["Italic", (chain) => chain.toggleItalic(), (editor) => editor.isActive("italic")],
  ["Strike", (chain) => chain.toggleStrike(), (editor) => editor.isActive("strike")],
  ["Heading", (chain) => chain.toggleHeading({ level: 2 }), (editor) => editor.isActive("heading", { level: 2 })],
  ["Subheading", (chain) => chain.toggleHeading({ level: 3 }), (editor) => editor.isActive("heading", { level: 3 })],
  ["Bullets", (chain) => chain.toggleBulletList(), (editor) => editor.isActive("bulletList")],
  ["Numbers", (chain) => chain.toggleOrderedList(), (editor) => editor.isActive("orderedList")],
  ["Quote", (chain) => chain.toggleBlockquote(), (editor) => editor.isActive("blockquote")],
];
const SAFE_ADDRESS = /^(https?:\/\/|mailto:|tel:)/i;

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/** What a draft may hold: the same tags that the server lets through, so that opening one never loses any. */
function extensions(prose) {
  return [
    prose.Document, prose.Paragraph, prose.Text, prose.HardBreak, prose.Bold, prose.Italic, prose.Strike,
    prose.Subscript, prose.Superscript, prose.BulletList, prose.OrderedList, prose.ListItem, prose.Blockquote,
    prose.HorizontalRule, prose.History, prose.Heading.configure({ levels: [2, 3, 4] }),
    prose.Link.configure({
      openOnClick: false, autolink: true, defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
    }),
  ].filter(Boolean);
}

/** Go on in the text now. The editor's own command waits for the next frame; until then keys would press a button. */
function write(editor) {
  editor.view.focus();
  return editor.chain();
}

/** Put the link into the text: round the words that are chosen, or as its own words where none are. */
function setLink(editor, typed) {
  let address = typed.trim();
  if (address && !SAFE_ADDRESS.test(address)) {
    address = address.includes("@") && !address.includes("/") ? `mailto:${address}` : `https://${address}`;
  }
  const chain = write(editor).extendMarkRange("link");
  if (!address) chain.unsetLink().run();
  else if (editor.state.selection.empty && !editor.isActive("link")) {
    const link = { type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] };
    write(editor).insertContent(link).run();
  } else chain.setLink({ href: address }).run();
}

/** A row for a link's address: a browser's own dialogue would take the words from view. */
function linkRow(editor, id, opener) {
  const row = element("div", { class: "editor-link", hidden: "" });
  const label = element("label", { class: "govuk-label govuk-label--part", for: id }, "Address of the link");
  const input = element("input", { class: "govuk-input", type: "url", id, placeholder: "https://", autocomplete: "off" });
  const set = element("button", { type: "button", class: "editor-button" }, "Set link");
  const unset = element("button", { type: "button", class: "editor-button" }, "Remove link");
  row.append(label, input, set, unset);
  const close = (typed) => {
    row.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (typed === null) editor.view.focus();
    else setLink(editor, typed);
  };
  set.addEventListener("click", () => close(input.value));
  unset.addEventListener("click", () => close(""));
  input.addEventListener("input", (event) => event.stopPropagation()); // it is no part of the draft
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it would send the whole form
      close(input.value);
    } else if (event.key === "Escape") close(null);
  });
  opener.addEventListener("click", () => {
    row.hidden = !row.hidden;
    opener.setAttribute("aria-expanded", String(!row.hidden));
    if (row.hidden) return;
    input.value = editor.getAttributes("link").href || "";
    input.focus();
  });
  return row;
}

/** One stop for the tabulator, arrows within: the pattern for toolbars. */
function moveByArrows(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, place) => { button.tabIndex = place === 0 ? 0 : -1; });
  toolbar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
}

function toolbarOf(editor, id, name) {
  const toolbar = element("div", { class: "editor-toolbar", role: "toolbar", "aria-label": `Formatting: ${name}` });
  const shown = BUTTONS.map(([words, act, active]) => {
    const button = element("button", { type: "button", class: "editor-button", "aria-pressed": "false" }, words);
    button.addEventListener("click", () => act(write(editor)).run());
    toolbar.append(button);
    return () => button.setAttribute("aria-pressed", String(active(editor)));
  });
  const link = element("button", { type: "button", class: "editor-button", "aria-expanded": "false" }, "Link");
  toolbar.append(link);
  editor.on("transaction", () => shown.forEach((show) => show()));
  moveByArrows(toolbar);
  return [toolbar, linkRow(editor, `${id}-link`, link)];
}

/** What a person reads as the field's name: the label's own words, without "(optional)". */
function nameOf(label, area) {
  return label ? label.firstChild.textContent.trim() : area.name;
}

/** What the editor begins with: the text as stored, or what somebody typed while the editor was still on its way. */
function startOf(area) {
  if (area.value === area.defaultValue) return area.dataset.html;
  if (/<\/?(p|h[2-4]|ul|ol|li|strong|em|a|blockquote|br)\b[^<>]*>/i.test(area.value)) return area.value;
  const paragraphs = element("div");
  for (const words of area.value.split(/\n\s*\n/)) {
    const paragraph = element("p");
    words.trim().split("\n").forEach((line, place) => paragraph.append(...(place ? [element("br")] : []), line));
    paragraphs.append(paragraph);
  }
  return paragraphs.innerHTML;
}

function enhance(prose, area) {
  const { id } = area;
  const label = document.querySelector(`label[for="${id}"]`);
  const name = nameOf(label, area);
  const box = element("div", { class: area.rows > 8 ? "editor-box editor-box--tall" : "editor-box" });
  // The editor takes the id, so that the error summary's link leads to it.
  const attributes = { id, class: "editor-text prose", role: "textbox", "aria-multiline": "true", "aria-label": name };
  for (const copied of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(copied)) attributes[copied] = area.getAttribute(copied);
  }
  const isHere = document.activeElement === area;
  area.value = startOf(area);
  area.id = `${id}-source`;
  area.hidden = true;
  area.before(box);
  const editor = new prose.Editor({
    element: box,
    extensions: extensions(prose),
    content: area.value,
    injectCSS: false, // the policy of the site allows style sheets only: drafts.css has what is needed
    editorProps: { attributes },
    onUpdate() {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  box.prepend(...toolbarOf(editor, id, name));
  if (isHere) write(editor).setTextSelection(editor.state.doc.content.size).run();
  if (label) {
    label.removeAttribute("for");
    label.addEventListener("click", () => editor.view.focus());
  }
}

import(own.dataset.editor)
  .then((prose) => {
    for (const area of document.querySelectorAll("[data-rich] textarea")) enhance(prose, area);
  })
  .catch((problem) => {
    // The text areas stay as they are: plain text is taken too.
    console.warn("The editor could not be loaded.", problem);
  });
