"""How each shape of a part is typed in: one field and one widget a shape, and what was typed comes back as it was.

No field here refuses anything: portal.drafts.content normalises and says what is wrong, once, for page and API.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from portal.drafts.content import LONDON
from portal.drafts.kinds import Part, Shape
from portal.drafts.rows import ImagesInput, QuestionsInput, QuotesInput, RecordingsInput
from portal.markup import TooDeep, UnreadableText, check_depth, from_plain, plain_text, sanitise

NETWORKS = (
    ("mastodon", "Mastodon", 500),
    ("bluesky", "Bluesky", 300),
    ("facebook", "Facebook", 5000),
    ("x", "X", 280),
    ("wordpress", "WordPress", 5000),
)
"""Slug, name and most characters of each network for which a post may have its own words."""

_TAG = re.compile(
    r"</?(p|br|h[2-4]|ul|ol|li|strong|em|b|i|a|s|blockquote|hr|div|span)\b[^<>]*>", re.IGNORECASE
)


class Lenient(forms.Field):
    """Returns what was typed; ``required`` only writes the label: a draft may be saved unfinished."""

    def clean(self, value: Any) -> Any:
        """Return ``value``, whatever it is."""
        return value


class VersionsInput(forms.Widget):
    """The same post in other words, by network."""

    use_fieldset = True
    template_name = "drafts/widgets/versions.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        """Return the words by network, without those that are empty."""
        del files
        start = f"{name}-"
        found = {key.removeprefix(start): str(data[key]) for key in data if key.startswith(start)}
        return {slug: words for slug, words in found.items() if words.strip()}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: no versions is an answer too."""
        del data, files, name
        return False

    def id_for_label(self, id_: str) -> str:
        """Return '': the legend labels the group."""
        del id_
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add one row per network, and per version that names another (an open channel of a later day)."""
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, dict) else {}
        rows = [(slug, label, most, typed.get(slug, "")) for slug, label, most in NETWORKS]
        known = {slug for slug, _, _ in NETWORKS}
        rows += [(slug, slug, 5000, words) for slug, words in typed.items() if slug not in known]
        context["widget"]["networks"] = rows
        context["widget"]["any"] = bool(typed)
        return context

    def format_value(self, value: Any) -> Any:
        """Return the versions as they are; the template writes them."""
        return value


class RichInput(forms.Textarea):
    """A text area that the editor takes over; without it a blank line begins a paragraph."""

    template_name = "drafts/widgets/rich.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        """Return HTML: what the editor sent, or what was typed plainly."""
        return rich_from_typed(str(super().value_from_datadict(data, files, name) or ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show plain words where the text has no formatting; the editor reads the HTML beside them."""
        html = flattened("" if value is None else str(value))
        context = super().get_context(name, plainly(html), attrs)
        context["widget"]["html"] = html
        return context


def rich_from_typed(text: str) -> str:
    """Return ``text`` as HTML: as it is where it holds tags, else one paragraph per block of lines."""
    if _TAG.search(text):
        return text
    try:
        return from_plain(text)
    except UnreadableText:
        return text


def flattened(html: str) -> str:
    """Return ``html``, or its words alone as paragraphs where it is nested too deeply to be read or saved."""
    try:
        check_depth(html)
    except TooDeep:
        return from_plain(plain_text(html).replace("\n", "\n\n"))
    except UnreadableText:
        return html
    return html


def plainly(html: str) -> str:
    """Return ``html`` as plain paragraphs where that loses nothing, else ``html`` itself."""
    try:
        paragraphs = [plain_text(part) for part in re.split(r"(?<=</p>)\s*(?=<p>)", html)]
        plain = "\n\n".join(paragraphs)
        return plain if from_plain(plain) == sanitise(html) else html
    except UnreadableText:
        return html


def shown(html: str) -> SafeString:
    """Return rich text, sanitised once more, for a page; of what is nested too deeply its words."""
    try:
        return SafeString(sanitise(flattened(html)))
    except UnreadableText:
        return SafeString("")


class ClockedInput(forms.TextInput):
    """An input of the browser's own calendar; what is not a date stays readable in a plain input.

    ``read`` returns what the calendar shows for a text, or None where it can show nothing.
    """

    def __init__(self, input_type: str, read: Callable[[str], str | None]) -> None:
        super().__init__()
        self.input_type, self.read = input_type, read

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Fall back to plain text where the browser would show an empty calendar instead of what was typed."""
        context = super().get_context(name, value, attrs)
        if value and self.read(str(value)) is None:
            context["widget"]["type"] = "text"
        return context

    def format_value(self, value: Any) -> str | None:
        """Return ``value`` as the browser's calendar wants it."""
        return (self.read(str(value)) or str(value)) if value else None


class MomentInput(ClockedInput):
    """A day and a time of day, in London."""

    def __init__(self) -> None:
        super().__init__("datetime-local", read_moment)


def read_moment(value: str) -> str | None:
    """Return 2026-12-01T10:00 on London's clock, or None for what is no moment."""
    try:
        found = datetime.fromisoformat(value)
        here = found.astimezone(LONDON) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
    return here.strftime("%Y-%m-%dT%H:%M")


def read_day(value: str) -> str | None:
    """Return 2026-12-01, or None for what is no day."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


_OFFERED = {"basis_reference": "bases-offered"}
"""Lists of what a floor above offers for a part, by the id that its template gives them; a page may leave one out."""


def _line(part: Part) -> forms.Widget:
    attrs = {"class": "input-medium"} if part.limit <= 120 else {}
    return forms.TextInput(attrs=attrs | ({"list": _OFFERED[part.name]} if part.name in _OFFERED else {}))


def _rich(part: Part) -> forms.Widget:
    return RichInput(attrs={"rows": 12 if part.name == "body" else 5})


_WIDGETS: dict[Shape, Callable[[Part], forms.Widget]] = {
    Shape.LINE: _line,
    Shape.TEXT: lambda _: forms.Textarea(attrs={"rows": 6}),
    Shape.RICH: _rich,
    Shape.MOMENT: lambda _: MomentInput(),
    Shape.DAY: lambda _: ClockedInput("date", read_day),
    Shape.EMAIL: lambda _: forms.EmailInput(attrs={"class": "input-medium", "autocomplete": "off"}),
    Shape.LINK: lambda _: forms.URLInput(attrs={"inputmode": "url"}),
    Shape.CHOICE: lambda part: forms.RadioSelect(choices=part.choices),
    Shape.QUOTES: lambda _: QuotesInput(),
    Shape.IMAGES: lambda _: ImagesInput(),
    Shape.RECORDINGS: lambda _: RecordingsInput(),
    Shape.VERSIONS: lambda _: VersionsInput(),
    Shape.QUESTIONS: lambda _: QuestionsInput(),
    Shape.PEOPLE: lambda _: forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
}


def field_for(part: Part) -> Lenient:
    """Return the field by which ``part`` is typed in. Its hint is plain text, and templates show hints as HTML."""
    return Lenient(
        label=part.label,
        help_text=part.hint,
        required=part.required,
        widget=_WIDGETS[part.shape](part),
    )
