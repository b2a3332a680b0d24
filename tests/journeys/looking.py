"""What is wrong with a page that somebody landed on: axe-core's findings, and sideways scrolling on a phone.

Two pages with the same shape (an address of the same pattern, the same markup but for words and numbers) are looked
at once.
"""

import hashlib
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE_WIDTH = 390
_NUMBERS = re.compile(r"\d+")
_NAMES = re.compile(r"(?<=/news/)[^/]+")
_SHAPE = """() => {
    const drop = new Set(
        ["value", "href", "action", "content", "datetime", "data-html", "data-login", "src", "hx-headers"]
    );
    const shape = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "x" : "";
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        const own = [...node.attributes].map((a) => drop.has(a.name) ? a.name : a.name + "=" + a.value);
        const parts = [];
        for (const child of node.childNodes) {
            const found = shape(child);
            if (found && !parts.includes(found)) parts.push(found);
        }
        return "<" + node.localName + " " + own.join(" ") + ">" + parts.join("");
    };
    return shape(document.documentElement);
}"""
_TOO_WIDE = """(width) => {
    if (document.documentElement.scrollWidth <= width) return [];
    const over = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > width);
    return over.slice(-3).map((e) => e.outerHTML.slice(0, 300));
}"""
_SEEN: set[str] = set()


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands; nothing for one of a shape that was looked at before."""
    pattern = _NUMBERS.sub("N", _NAMES.sub("S", page.url.partition("?")[0]))
    shape = _NUMBERS.sub("0", page.evaluate(_SHAPE))
    width = (page.viewport_size or {"width": 0})["width"]
    key = hashlib.sha256(f"{pattern}|{width}|{shape}".encode()).hexdigest()
    if key in _SEEN:
        return []
    _SEEN.add(key)
    findings = Axe().run(page).response["violations"]
    found = [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in findings]
    return found + sideways(page)


def sideways(page: Page) -> list[str]:
    """Return what makes a phone scroll the page sideways; the window is as it was afterwards."""
    before = page.viewport_size
    assert before is not None
    if before["width"] != PHONE_WIDTH:
        page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    wide: list[str] = page.evaluate(_TOO_WIDE, PHONE_WIDTH)
    if before["width"] != PHONE_WIDTH:
        page.set_viewport_size(before)
    return [f"wider than a phone: {one}" for one in wide]
