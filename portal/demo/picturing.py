"""The demo's pictures, painted here so that nobody real is in them, with what their people answered."""

import io
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.councils.people import Person
from portal.drafts.models import Media
from portal.drafts.pictures.describing import About, describe
from portal.drafts.pictures.permitting import Answer, name_person, withdraw_permission
from portal.drafts.picturing import upload

_SIZE = (960, 640)
_THREE_YEARS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Painting:
    """A picture of the demo. ``people``: (name, age of a child or None, guardian, given, withdrawn)."""

    name: str
    alt: str
    sky: str
    ground: str
    who: str
    people: tuple[tuple[str, int | None, str, bool, bool], ...] = ()
    event: str = ""


PAINTINGS = (
    Painting("market-square.jpg", "Market Square in the morning, empty.", "#c9d8e4", "#8a8f80", "nobody"),
    Painting(
        "spring-fair.jpg",
        "The spring fair seen from the church tower.",
        "#dfe7d0",
        "#5d7d4a",
        "crowd",
        event="Pellworth spring fair",
    ),
    Painting(
        "planting-day.jpg",
        "Two volunteers plant bulbs beside the bandstand.",
        "#d4e3ea",
        "#4d6a3b",
        "people",
        (("Gwen Fernley", None, "", True, False), ("Toby Fernley", 9, "Gwen Fernley", True, False)),
    ),
    Painting(
        "library-steps.jpg",
        "A reader on the steps of the library.",
        "#e6ddcf",
        "#7a6a55",
        "people",
        (("Ines Marlow", None, "", False, False),),
    ),
    Painting(
        "allotment-prize.jpg",
        "The winner of the allotment prize with a marrow.",
        "#e9e2c4",
        "#6b7f3f",
        "people",
        (("Percy Sorrel", None, "", True, True),),
    ),
)
NOTICE = (
    "Pictures are taken at this fair for the town council. Tell a steward if you would rather not be in one."
)


def hang_pictures(clerk: Person) -> None:
    """Fill the library of the clerk's council: one may be used by statement, one by notice, one by permissions.

    Of one a permission is asked for; of one it was withdrawn, and nothing uses it.
    """
    for painting in PAINTINGS:
        media = upload(actor=clerk, file=_file(painting), offered=True)
        crowd = painting.who == Media.Who.CROWD
        about = About(
            alt=painting.alt,
            source="Clara Lowe, for the council",
            licence=Media.Licence.OWN,
            who=painting.who,
            event=painting.event,
            event_on=timezone.localdate() - timedelta(days=40) if crowd else None,
            notice=NOTICE if crowd else "",
        )
        describe(actor=clerk, media_id=media.pk, about=about)
        _name(clerk, media, painting)


def _name(clerk: Person, media: Media, painting: Painting) -> None:
    today = timezone.localdate()
    for name, age, guardian, given, withdrawn in painting.people:
        answer = Answer(
            given=given,
            on=today,
            how="form" if given else "",
            until=today + _THREE_YEARS if given else None,
            guardian=guardian,
        )
        person = name_person(actor=clerk, shown=media, name=name, age=age, answer=answer)
        if withdrawn:
            withdraw_permission(actor=clerk, person_id=person.pk, reason="By letter.")


def _file(painting: Painting) -> SimpleUploadedFile:
    """Paint it: a sky, the ground, and a figure for each who can be recognised."""
    width, height = _SIZE
    image = Image.new("RGB", _SIZE, painting.sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 3 // 5, width, height), painting.ground)
    draw.polygon([(90, 384), (90, 250), (180, 190), (270, 250), (270, 384)], "#a0836a")
    for number, _ in enumerate(painting.people):
        left = 440 + number * 150
        draw.ellipse((left, 260, left + 60, 320), "#e0b998")
        draw.rounded_rectangle((left - 15, 325, left + 75, 500), 25, "#35506b")
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85)
    return SimpleUploadedFile(painting.name, written.getvalue(), content_type="image/jpeg")
