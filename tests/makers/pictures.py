"""Pictures with what is said of them and who agreed, made by the product's own verbs."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from portal.councils.people import Person
from portal.drafts.models import Depicting, Media, PicturePerson
from portal.drafts.pictures.describing import About, describe
from portal.drafts.pictures.permitting import Answer, name_person
from portal.drafts.picturing import row_of, upload


def picture_file(colour: int = 0, name: str = "square.png") -> SimpleUploadedFile:
    """Return a small PNG; another ``colour`` (0 to 16,777,215) makes another picture."""
    written = io.BytesIO()
    Image.new("RGB", (24, 18), (colour >> 16 & 255, colour >> 8 & 255, colour & 255)).save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/png")


def make_picture(
    *, by: Person, colour: int = 0, who: str = "nobody", offered: bool = True, **about: Any
) -> Media:
    """Return a picture that ``by`` uploaded and described; with ``who`` empty nothing is said of it yet."""
    media = upload(actor=by, file=picture_file(colour), offered=offered)
    if not who:
        return media
    said: dict[str, Any] = {"alt": "The square", "source": "Clara Lowe", "licence": "own", "who": who}
    if who == "crowd":
        said |= {
            "event": "Spring fair",
            "event_on": timezone.localdate(),
            "notice": "Pictures are taken here.",
        }
    return describe(actor=by, media_id=media.pk, about=About(**{**said, **about}))


def answered(**changes: Any) -> Answer:
    """Return a permission given today on a signed form, with ``changes``."""
    return Answer(**{"given": True, "on": timezone.localdate(), "how": "form", **changes})


def make_pictured(
    *, by: Person, media: Depicting, name: str = "Pat Example", age: int | None = None, **answer: Any
) -> PicturePerson:
    """Return somebody in ``media`` who gave their permission today, with changes to the answer."""
    return name_person(actor=by, shown=media, name=name, age=age, answer=answered(**answer))


def images_of(*media: Media, alt: str = "The square at noon") -> list[dict[str, str]]:
    """Return the rows by which a revision shows these pictures."""
    return [{**row_of(one), "alt": alt} for one in media]
