"""A recording as readers play it: on the desk and in the newsroom, with its captions and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from portal.drafts.models import Recording
from portal.drafts.recordings.standing import Shown, shown_in
from portal.drafts.showing import Files


@dataclass(frozen=True)
class Played:
    """What a player needs. ``path`` and ``captions`` begin at the site's root; ``captions`` '' where there are none."""

    title: str
    is_video: bool
    content_type: str
    length: str
    sha256: str
    said: str
    path: str
    captions: str
    paragraphs: tuple[str, ...]


def play(shown: Shown, path: str, captions: str) -> Played:
    """Return ``shown`` under these addresses."""
    recording, text = shown.recording, shown.text
    return Played(
        title=recording.title,
        is_video=recording.medium == Recording.Medium.VIDEO,
        content_type=recording.content_type,
        length=in_minutes(recording.seconds),
        sha256=recording.sha256,
        said=text.sha256 if text else "",
        path=path,
        captions=captions if text and text.vtt else "",
        paragraphs=tuple(line for line in text.words.split("\n") if line.strip()) if text else (),
    )


def played_on_desk(
    slug: str, council_id: int, rows: Sequence[Mapping[str, str]], *, known: Files | None = None
) -> list[Played]:
    """Return the recordings that ``rows`` of a text name, for the desk; one that is gone is left out.

    Two queries, none where they are ``known``.
    """
    return [
        play(
            one,
            reverse("recording_file", args=[slug, one.recording.pk]),
            reverse("recording_captions", args=[slug, one.text.pk]) if one.text else "",
        )
        for one in shown_in(council_id, rows, known=known)
        if one is not None
    ]


def in_minutes(seconds: int) -> str:
    """Return a length in words: "45 seconds", "3 minutes 5 seconds"."""
    minutes, rest = divmod(seconds, 60)
    said = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in said if number)
