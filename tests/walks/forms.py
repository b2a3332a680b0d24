"""The forms that the desk's pages really hold, read from their HTML, and what a person would type into them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.utils import timezone

from tests.walks.addresses import addresses
from tests.walks.world import World

Data = dict[str, str | list[str]]
# A number, or nothing for all items; a councillor has neither organisation nor line manager.
# Nothing for what is for some offices only, and for the waiver: only what blocks can be waived.
# Nobody of the council for a quotation: the words of the walk's drafts are somebody else's. Nor for a reviewer, who is
# somebody outside then; a passage would have to stand in the text. A blind copy goes by email alone.
_BY_NAME = {
    "item": "",
    "organisation": "",
    "organisation_email": "",
    "line_manager": "",
    "waivable": "",
    "spoken_by": "",
    "reviewer": "",
    "passage": "",
    "network": "facebook",
    "bcc": "somebody@example.org",
    "outsider": "",
    "comment_reference": "",
    "password_secret": "0123456789abcdefghijklmnopqrstuvwxyz",
    "password_address": "https://www.example.org/hook",
    "password_lookup": "",
    "regard-lawful": "yes",
}
# Typed, as for an item of a meeting, a matter may be left out: the item opens one of its own.
_LEFT_OUT = {"matter"}
_TYPED = {
    "email": "somebody@example.org",
    "url": "https://www.example.org/",
    "number": "3",
    "tel": "01632 960000",
}


@dataclass
class Field:
    """One name in a form: its type, what it holds, and the values that it offers where it offers any."""

    name: str
    sort: str
    held: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    latest: str = ""
    """The last day that the browser offers, for a day."""

    @property
    def takes_several(self) -> bool:
        """Return whether it may be sent several times."""
        return self.sort in {"checkbox", "select-multiple"}


@dataclass
class Form:
    """A form that posts to ``action`` (a path with its query)."""

    action: str
    page: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self) -> Data:
        """Return what a person sends who fills in whatever is empty with something sensible."""
        return {found.name: _typed(found) for found in self.fields.values() if found.sort != "file"}


def _typed(found: Field) -> str | list[str]:
    if found.name in _BY_NAME:
        return _BY_NAME[found.name]
    if found.name in _LEFT_OUT and found.sort == "text":
        return ""
    if found.sort in {"radio", "checkbox", "select", "select-multiple"}:
        # One in the middle: the alphabet begins with an auditor and ends with somebody suspended.
        real = [value for value in found.offered if value]
        chosen = [value for value in found.held if value] or real[len(real) // 2 :][:1]
        return chosen if found.takes_several else "".join(chosen[:1])
    if len(found.held) > 1:
        return found.held
    if found.held and (found.held[0] or found.sort == "hidden"):
        return found.held[0]
    soon = timezone.localtime() + timedelta(days=50 if found.name.startswith("ends") else 40)
    moments = {"date": found.latest or f"{soon:%Y-%m-%d}", "datetime-local": f"{soon:%Y-%m-%dT%H:%M}"}
    return {**_TYPED, **moments}.get(found.sort, "Words that say something")


class _Reader(HTMLParser):
    """Collects the forms of a page; a control outside a form belongs to the one that its form attribute names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.inside: Form | None = None
        self.select: Field | None = None
        self.textarea: Field | None = None
        self.in_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "template":
            self.in_template = True
        elif self.in_template:
            return
        elif tag == "form":
            self._begin(got)
        elif tag == "option" and self.select is not None:
            self.select.offered.append(got.get("value", ""))
            if "selected" in got:
                self.select.held.append(got.get("value", ""))
        elif tag in {"input", "select", "textarea"} and got.get("name"):
            self._control(tag, got)

    def _begin(self, got: dict[str, str]) -> None:
        action = urlsplit(urljoin(self.page, got.get("action", "") or self.page))
        made = Form(action.path, self.page)
        self.inside = made
        self.by_id[got.get("id", "")] = made
        if got.get("method", "get").lower() == "post":
            self.forms.append(made)

    def _control(self, tag: str, got: dict[str, str]) -> None:
        owner = self.by_id.get(got["form"]) if got.get("form") else self.inside
        sort = got.get("type", "text") if tag == "input" else tag
        if owner is None or sort in {"submit", "button", "image"} or got["name"] == "csrfmiddlewaretoken":
            return
        if tag == "select" and "multiple" in got:
            sort = "select-multiple"
        found = owner.fields.setdefault(got["name"], Field(got["name"], sort))
        if tag == "select":
            self.select = found
        elif tag == "textarea":
            self.textarea = found
            found.held = [""]
        elif sort in {"radio", "checkbox"}:
            found.offered.append(got.get("value", "on"))
            found.held += [got.get("value", "on")] if "checked" in got else []
        elif sort == "hidden":
            found.held.append(got.get("value", ""))
        else:
            found.held = [got.get("value", "")]
            found.latest = got.get("max", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            self.textarea.held = [self.textarea.held[0].removeprefix("\n")]  # as a browser reads it
            self.textarea = None
        elif tag == "template":
            self.in_template = False

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.textarea.held = [self.textarea.held[0] + data]


def forms_of(page: str, html: str) -> list[Form]:
    """Return the forms of a page that post."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


def harvest(client: Client, world: World) -> dict[str, Form]:
    """Return every form that the desk shows to whom ``client`` is signed in as, by the path that it posts to."""
    found: dict[str, Form] = {}
    for path in desk_paths(world):
        answer: Any = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        for form in forms_of(path, answer.content.decode()):
            if "/desk/" not in form.action:
                continue
            if form.action not in found or len(form.fields) > len(found[form.action].fields):
                found[form.action] = form
    return found


def desk_paths(world: World) -> Iterable[str]:
    """Return the path of every address of the desk, for the things of ``world``."""
    return [address.path(world) for address in addresses() if address.of_desk]
