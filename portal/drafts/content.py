"""What a communication says: normalising what was typed, reading it plainly, and hashing all of it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.drafts.addressed import clean_people
from portal.drafts.kinds import Kind, Part, Shape
from portal.drafts.questions import COLUMNS, clean_questions, plain_questions
from portal.markup import UnreadableText, clean_text, is_blank, plain_text, sanitise
from portal.records.canonical import FORMAT, canonical_json, sha256_of
from portal.refusals import InvalidInput

Content = dict[str, Any]
LONDON = ZoneInfo("Europe/London")
MOST_ROWS = 20
FIRST_YEAR = 1900
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_MEDIA_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
RECORDING_COLUMNS = ("recording", "sha256", "said", "title")
_CHANNEL = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
_UNREADABLE = "This holds characters that cannot be stored. Remove them and try again."


class InvalidContent(InvalidInput):
    """One or more parts cannot be read; ``errors`` maps a part's name to what is wrong with it."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(
            "Some parts need to be corrected.", "Nothing you typed is lost: correct it and save again."
        )
        self.errors = errors


def normalise(kind: Kind, raw: Mapping[str, Any]) -> Content:
    """Return ``raw`` as the content of ``kind``: every part present, clean, and nothing else.

    Raises InvalidContent naming each part that cannot be read. Missing parts become empty: whether they are
    required is asked when the item is submitted, never while somebody is writing.
    """
    content: Content = {}
    errors: dict[str, str] = {}
    for part in kind.parts:
        try:
            content[part.name] = _NORMALISERS[part.shape](part, raw.get(part.name))
        except UnreadableText:
            errors[part.name] = _UNREADABLE
        except ValueError as error:
            errors[part.name] = str(error)
    if errors:
        raise InvalidContent(errors)
    return content


def storable(value: Any) -> Any:
    """Return what was typed without the characters that a database refuses, so that autosave keeps all the rest."""
    if isinstance(value, str):
        return _NOT_STORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return value


def _text(part: Part, value: Any) -> str:
    text = clean_text(value if isinstance(value, str) else "")
    if len(text) > part.limit:
        raise ValueError(f"{part.label} is {len(text):,} characters long; the most is {part.limit:,}.")
    return text


def _line(value: Any) -> str:
    # Unseen controls go first: what they leave side by side is one space, else saving again would change the text.
    line = re.sub(r"\s+", " ", clean_text(value)).strip() if isinstance(value, str) else ""
    return "" if is_blank(line) else line


def _short_line(part: Part, value: Any) -> str:
    return _text(part, _line(value))


def _rich(part: Part, value: Any) -> str:
    raw = value if isinstance(value, str) else ""
    if len(raw) > 3 * part.limit:
        raise ValueError(f"{part.label} is too long; the most is {part.limit:,} characters.")
    html = sanitise(raw)
    if len(plain_text(html)) > part.limit:
        raise ValueError(f"{part.label} is too long; the most is {part.limit:,} characters.")
    return html


def _moment(part: Part, value: Any) -> str:
    """Return an ISO time with its offset; a time without one is London's.

    It goes through UTC, so that an hour that the clocks skip becomes the one that follows it, and stays that.
    """
    text = _line(value)
    if not text:
        return ""
    wrong = f"{part.label} must be a date and a time."
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo else found.replace(tzinfo=LONDON)
        here = aware.astimezone(UTC).astimezone(LONDON)
    except (ValueError, OverflowError) as error:
        raise ValueError(wrong) from error
    if here.year < FIRST_YEAR:  # before, London's clock was not whole minutes away from Greenwich
        raise ValueError(wrong)
    return here.isoformat(timespec="minutes")


def _day(part: Part, value: Any) -> str:
    text = _line(value)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise ValueError(f"{part.label} must be a date.") from error


def _email(part: Part, value: Any) -> str:
    text = _short_line(part, value)
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError(f"{part.label} must be an email address, like name@example.org.") from error
    return text


def _link(part: Part, value: Any) -> str:
    """Return a web address: one that names its host plainly, without a user name that could pass for the host."""
    text = _short_line(part, value)
    try:
        found = urlsplit(text)
        plain = found.scheme in {"http", "https"} and bool(found.hostname) and "@" not in found.netloc
    except ValueError:
        plain = False
    if text and (not plain or " " in text):
        raise ValueError(f"{part.label} must be a web address that begins with https://")
    return text


def _choice(part: Part, value: Any) -> str:
    text = _line(value)
    if text and text not in {slug for slug, _ in part.choices}:
        raise ValueError(f"{part.label}: choose one of the answers offered.")
    return text


def _rows(part: Part, value: Any, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a repeated part that hold anything, each with exactly ``columns``."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{part.label}: the most is {MOST_ROWS}.")
    cleaned = [{name: _text(part, row.get(name, "")).strip() for name in columns} for row in rows]
    return [row for row in cleaned if any(row.values())]


def _quotes(part: Part, value: Any) -> list[dict[str, str]]:
    return _rows(part, value, ("speaker", "office", "words"))


def _images(part: Part, value: Any) -> list[dict[str, str]]:
    """Rows of media id, its sha256 (so that a file swapped after approval is another text) and description."""
    rows = _rows(part, value, ("media", "sha256", "alt"))
    chosen = [row for row in rows if row["media"]]
    if not all(_MEDIA_ID.fullmatch(row["media"]) for row in chosen):
        raise ValueError(f"{part.label}: choose a picture that was uploaded here.")
    return chosen


def _recordings(part: Part, value: Any) -> list[dict[str, str]]:
    """Rows of a recording's id, its sha256 and that of what is said in it ("" where nobody put it into words yet)."""
    chosen = [row for row in _rows(part, value, RECORDING_COLUMNS) if row["recording"]]
    if not all(
        _MEDIA_ID.fullmatch(row["recording"])
        and _SHA256.fullmatch(row["sha256"])
        and (not row["said"] or _SHA256.fullmatch(row["said"]))
        for row in chosen
    ):
        raise ValueError(f"{part.label}: choose a recording that was added here.")
    return chosen


def _questions(part: Part, value: Any) -> list[dict[str, str]]:
    return clean_questions(part.label, _rows(part, value, COLUMNS))


def _people(part: Part, value: Any) -> str:
    return clean_people(part.label, _text(part, value), by_email=part.by_email)


def _versions(part: Part, value: Any) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    if len(found) > MOST_ROWS:
        raise ValueError(f"{part.label}: the most is {MOST_ROWS}.")
    if not all(isinstance(slug, str) and _CHANNEL.fullmatch(slug) for slug in found):
        raise ValueError(f"{part.label}: this channel is not known.")
    return {slug: text for slug, raw in sorted(found.items()) if (text := _text(part, raw))}


_NORMALISERS: dict[Shape, Any] = {
    Shape.LINE: _short_line,
    Shape.TEXT: _text,
    Shape.RICH: _rich,
    Shape.MOMENT: _moment,
    Shape.DAY: _day,
    Shape.EMAIL: _email,
    Shape.LINK: _link,
    Shape.CHOICE: _choice,
    Shape.QUOTES: _quotes,
    Shape.IMAGES: _images,
    Shape.VERSIONS: _versions,
    Shape.QUESTIONS: _questions,
    Shape.RECORDINGS: _recordings,
    Shape.PEOPLE: _people,
}


def complete(kind: Kind, content: Content) -> Content:
    """Return ``content`` with what its kind did not have yet when it was written, which is empty."""
    return {
        part.name: content[part.name] if part.name in content else _NORMALISERS[part.shape](part, None)
        for part in kind.parts
    }


_PLAIN: dict[Shape, Callable[[Part, Any], str]] = {
    Shape.RICH: lambda _, value: plain_text(value),
    Shape.CHOICE: lambda part, value: dict(part.choices).get(value, ""),
    Shape.QUOTES: lambda _, value: "\n".join(f"“{q['words']}” {q['speaker']}, {q['office']}" for q in value),
    Shape.IMAGES: lambda _, value: "\n".join(image["alt"] for image in value),
    Shape.RECORDINGS: lambda _, value: "\n".join(row["title"] for row in value),
    Shape.QUESTIONS: lambda _, value: plain_questions(value),
    Shape.VERSIONS: lambda _, value: "\n".join(f"{slug}: {text}" for slug, text in value.items()),
}


def plain_part(part: Part, value: Any) -> str:
    """Return one part as plain text, as checks and comparisons read it."""
    read = _PLAIN.get(part.shape)
    return read(part, value) if read else str(value)


def plain_fields(kind: Kind, content: Content) -> dict[str, str]:
    """Return every part of ``content`` as plain text, by name: what spans are counted in."""
    return {part.name: plain_part(part, content[part.name]) for part in kind.parts}


def plain_whole(kind: Kind, content: Content) -> str:
    """Return the whole item as labelled plain text, for the archive and for searching."""
    plain = plain_fields(kind, content)
    return "\n\n".join(f"{part.label}: {plain[part.name]}" for part in kind.parts if plain[part.name])


def serialise(kind: Kind, body_id: int, content: Content) -> tuple[str, str]:
    """Return the canonical text of a revision and its sha256: kind, voice, every part, every picture's hash."""
    later = {part.name for part in kind.parts if part.later}
    kept = {name: value for name, value in content.items() if value or name not in later}
    text = canonical_json({"format": FORMAT, "kind": kind.slug, "body": body_id, "content": kept})
    return text, sha256_of(text)
