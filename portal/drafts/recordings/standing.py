"""Which recordings a text shows, whether they are still the ones it names, and whether they are in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from portal.councils.people import Person
from portal.drafts.content import InvalidContent
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Recording, RecordingText
from portal.drafts.showing import Files, files_asked
from portal.storage import hash_of, standing_of

_LONGEST_KEY = 19


def recordings_of(person: Person) -> "QuerySet[Recording]":
    """Return the council's recordings, the latest first: everybody at the desk finds them."""
    rows = Recording.objects.filter(council_id=person.council.pk, erased_at__isnull=True)
    return rows.order_by("-uploaded_at", "-pk")


def get_recording(person: Person, pk: int) -> Recording:
    """Return one of the council's recordings; Http404 for any other."""
    found = recordings_of(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def with_words(rows: "QuerySet[Recording]") -> "QuerySet[Recording]":
    """Return ``rows`` with their current texts brought along. One query more."""
    current = RecordingText.objects.filter(is_current=True, erased_at__isnull=True)
    return rows.prefetch_related(Prefetch("texts", queryset=current, to_attr="current_texts"))


def row_of(recording: Recording, said: str) -> dict[str, str]:
    """Return the row by which a revision names ``recording``, with the hash of its words as they are now."""
    return {
        "recording": str(recording.pk),
        "sha256": recording.sha256,
        "said": said,
        "title": recording.title,
    }


def with_recordings(actor: Person, kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``raw`` with each recording's row as the library has it now: its hash, its words', its title.

    Only the number is taken from what was typed. Raises InvalidContent where a part names a recording that is not the
    council's. Two queries, and none where there is no recording.
    """
    typed = dict(raw)
    parts = [part for part in kind.parts if part.shape is Shape.RECORDINGS and _keys(typed.get(part.name))]
    if not parts:
        return typed
    wanted = {key for part in parts for key in _keys(typed[part.name])}
    found = {str(one.pk): one for one in with_words(recordings_of(actor).filter(pk__in=wanted))}
    for part in parts:
        keys = [str(key) for key in _keys(typed[part.name])]
        if not all(key in found for key in keys):
            raise InvalidContent({part.name: "One of these recordings is not here any more. Remove it."})
        typed[part.name] = [row_of(found[key], _said(found[key])) for key in dict.fromkeys(keys)]
    return typed


def _said(recording: Recording) -> str:
    texts: list[RecordingText] = recording.current_texts  # type: ignore[attr-defined]
    return texts[0].sha256 if texts else ""


def _keys(value: Any) -> Sequence[int]:
    """Return the numbers of the recordings in a part; nonsense is 0, which no recording has."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    keys = [str(row.get("recording", "")) for row in rows if row.get("recording")]
    return [int(key) if key.isdecimal() and key.isascii() and len(key) < _LONGEST_KEY else 0 for key in keys]


@dataclass(frozen=True)
class Shown:
    """One recording as a text shows it, with its words; ``text`` is None where it is not in words."""

    recording: Recording
    text: RecordingText | None


def shown_in(
    council_id: int, rows: Sequence[Mapping[str, str]], *, known: Files | None = None
) -> list[Shown | None]:
    """Return the recordings that ``rows`` of a revision name, in order; None for one that is gone or is another.

    Two queries, none without a row, nor where they are ``known``. The files themselves are compared by intact().
    """
    if not rows:
        return []
    if known is None:
        _, recordings, texts = files_asked(council_id, {"recordings": rows})
        known = Files.of((), recordings, texts)
    shown: list[Shown | None] = []
    for row in rows:
        recording, text = (
            known.recordings.get(row["recording"]),
            known.texts.get((row["recording"], row["said"])),
        )
        same = recording is not None and recording.sha256 == row["sha256"] and bool(text) == bool(row["said"])
        shown.append(Shown(recording, text) if recording is not None and same else None)
    return shown


def intact(recording: Recording) -> bool:
    """Return whether the file is there and is still the one that was hashed when it was added.

    It is read in pieces, and once while it lies there unchanged: ranges of it are asked for many times.
    """
    try:
        size, mark = standing_of(recording.published)
        return size == recording.size and recording.sha256 == hash_of(
            str(recording.published.name), size, mark
        )
    except (OSError, ValueError):
        return False
