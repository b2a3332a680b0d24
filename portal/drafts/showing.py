"""The files that a text shows, asked for at once: pictures, recordings and the recordings' words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from portal.drafts.models import Media, Recording, RecordingText

_LONGEST_KEY = 19


@dataclass(frozen=True)
class Files:
    """What was found of the files that a text names: pictures and recordings by their keys.

    ``texts`` are words of recordings by the recording's key and their own hash. Nothing is said of whether a file is
    still the one that the text names: whoever shows it compares.
    """

    pictures: Mapping[str, Media] = field(default_factory=dict)
    recordings: Mapping[str, Recording] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], RecordingText] = field(default_factory=dict)

    @classmethod
    def of(
        cls, pictures: Iterable[Media], recordings: Iterable[Recording], texts: Iterable[RecordingText]
    ) -> "Files":
        """Return them as the rows of files_asked() brought them."""
        return cls(
            {str(one.pk): one for one in pictures},
            {str(one.pk): one for one in recordings},
            {(str(one.recording_id), one.sha256): one for one in texts},
        )


def files_asked(
    council_id: int, content: Mapping[str, Any]
) -> "tuple[QuerySet[Media], QuerySet[Recording], QuerySet[RecordingText]]":
    """Return the questions for the council's files that ``content`` of a revision names. No query yet."""
    pictures, rows = _keys(content, "images", "media"), content.get("recordings", [])
    named = Recording.objects.filter(council_id=council_id, pk__in=_keys(content, "recordings", "recording"))
    recordings = named.filter(erased_at=None)
    said = {row["said"] for row in rows if row["said"]}
    texts = RecordingText.objects.filter(recording__in=recordings.values("pk"), sha256__in=said)
    return (
        Media.objects.filter(council_id=council_id, pk__in=pictures),
        recordings,
        texts.filter(erased_at=None).order_by("pk"),
    )


def _keys(content: Mapping[str, Any], part: str, name: str) -> list[int]:
    """Return the keys that the rows of one part name; what is no number names nothing."""
    keys = [str(row.get(name, "")) for row in content.get(part, [])]
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < _LONGEST_KEY]
