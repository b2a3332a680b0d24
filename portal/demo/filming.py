"""The demo's films: drawn, and spoken by a machine, so that nobody real is in them; with captions and permissions."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.councils.people import Person
from portal.demo.script import Item
from portal.drafts.pictures.permitting import Answer, name_person
from portal.drafts.recordings.describing import About
from portal.drafts.recordings.standing import row_of
from portal.drafts.recordings.taking import take_in
from portal.drafts.recordings.wording import Said, put_into_words

_HERE = Path(__file__).parent / "films"
_TWO_YEARS = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Film:
    """A film of one council: the file's name, its title, who speaks in it, and the post that shows it."""

    name: str
    title: str
    speaker: str
    post: str


FILMS = {
    "ptc": Film(
        "winter-lights", "A steward looks forward to the winter lights", "Hazel Thorne", "Winter lights"
    ),
    "pitstone": Film("young-trees", "How to plant a young tree", "Rowan Fielding", "Free trees"),
}


def with_film(items: list[Item], clerk: Person) -> list[Item]:
    """Take the film of the clerk's council in, with the speaker's permission; return ``items`` with it in its post."""
    film = FILMS[clerk.council.slug]
    row = _taken_in(film, clerk)
    return [
        replace(item, content={**item.content, "recordings": [row]})
        if item.content.get("title") == film.post
        else item
        for item in items
    ]


def _taken_in(film: Film, clerk: Person) -> dict[str, str]:
    file = SimpleUploadedFile(f"{film.name}.webm", (_HERE / f"{film.name}.webm").read_bytes(), "video/webm")
    about = About(film.title, "Clara Lowe, for the council", "people")
    made = take_in(actor=clerk, file=file, about=about)
    today = timezone.localdate()
    agreed = Answer(given=True, on=today, how="form", until=today + _TWO_YEARS)
    name_person(actor=clerk, shown=made, name=film.speaker, answer=agreed)
    said = Said(vtt=(_HERE / f"{film.name}.vtt").read_bytes())
    return row_of(made, put_into_words(actor=clerk, recording_id=made.pk, said=said).sha256)
