"""Reading a picture: judged by what it holds, not by its name; only the pixels are kept.

Pure: no database, no disk. Whoever stores the picture adds its own rules.
"""

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.refusals import InvalidInput

_FORMATS = {"JPEG": ("JPEG", "image/jpeg", "jpg"), "WEBP": ("WEBP", "image/webp", "webp")}
_LOSSLESS = ("PNG", "image/png", "png")
_READ = ("JPEG", "PNG", "WEBP", "GIF")
_SCANNED_PIXELS = 60_000_000
_SVG_SIGNS = (b"<svg", b"<?xml", b"<!doctype svg")


class NotAPicture(InvalidInput):
    """The file is no picture that the portal can show: the form was read, what came with it cannot be used."""

    status = 422

    def __init__(self, what: str) -> None:
        super().__init__(what, "Nothing else was lost. Choose a JPEG, PNG or WebP picture.")


@dataclass(frozen=True)
class Clean:
    """A picture without anything beside its pixels. ``width`` and ``height`` are in pixels."""

    encoded: bytes
    content_type: str
    extension: str
    width: int
    height: int


def check_size(size: int | None, most_bytes: int) -> None:
    """Raise NotAPicture for an empty file and for one of more than ``most_bytes``, before it is read."""
    if not size:
        raise NotAPicture("This file is empty.")
    if size > most_bytes:
        most = most_bytes // (1024 * 1024)
        raise NotAPicture(f"This file has {size / 1024 / 1024:.1f} MB; the most is {most} MB.")


def read_picture(raw: bytes, *, longest_side: int, most_pixels: int, lossless: bool = False) -> Clean:
    """Return the pixels of ``raw``, upright and no larger than needed, encoded anew.

    The orientation that a camera noted is applied, then everything beside the pixels is dropped: place, time, owner.
    ``lossless`` makes a PNG of whatever it was. Raises NotAPicture for anything that is not a still picture, or that
    has more than ``most_pixels`` (refused before it is decoded).
    """
    if raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_SVG_SIGNS):
        raise NotAPicture("SVG drawings can hold programs, so the portal does not take them.")
    try:
        with Image.open(io.BytesIO(raw), formats=_READ) as opened:
            _refuse_unfit(opened, most_pixels)
            encoding = _LOSSLESS if lossless else _FORMATS.get(opened.format or "", _LOSSLESS)
            opened.draft("RGB", (longest_side, longest_side))
            clean = _without_rest(ImageOps.exif_transpose(opened), encoding[0], longest_side)
    except Image.DecompressionBombError as error:
        raise NotAPicture("This picture has too many pixels.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise NotAPicture("This file is not a picture that can be read, or it is damaged.") from error
    return Clean(_encoded(clean, encoding[0]), encoding[1], encoding[2], clean.width, clean.height)


def read_scan(file: "UploadedFile[bytes]", *, called: str, most_bytes: int) -> tuple[bytes, str]:
    """Return the bytes of a scanned page as it came, and what it is (pdf, png, jpg), judged by what it holds.

    ``called`` is what refusals call it. Raises InvalidInput for anything else, and for more than ``most_bytes``.
    """
    if (file.size or 0) > most_bytes:
        raise InvalidInput(f"The {called} is larger than {most_bytes // (1024 * 1024)} MB. Scan it smaller.")
    raw = file.read()
    if raw.startswith(b"%PDF-"):
        return raw, "pdf"
    kind = "png" if raw.startswith(b"\x89PNG") else "jpg" if raw.startswith(b"\xff\xd8") else ""
    try:
        if kind:
            read_picture(raw, longest_side=1000, most_pixels=_SCANNED_PIXELS)
            return raw, kind
    except NotAPicture:
        pass
    raise InvalidInput(f"The {called} must be a PDF, a JPEG or a PNG.")


def _refuse_unfit(opened: Image.Image, most_pixels: int) -> None:
    """Raise NotAPicture for what need not be decoded to be refused: too many pixels, or moving."""
    if opened.width * opened.height > most_pixels:
        raise NotAPicture(f"This picture has more than {most_pixels // 1_000_000} million pixels.")
    if getattr(opened, "is_animated", False):
        raise NotAPicture("Moving pictures cannot be used: choose a still one.")


def _without_rest(image: Image.Image, encoding: str, longest_side: int) -> Image.Image:
    """Return the pixels alone, scaled down where they are more than a page can show."""
    see_through = encoding != "JPEG" and (image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info)
    clean = image.convert("RGBA" if see_through else "RGB")
    clean.thumbnail((longest_side, longest_side))
    clean.info = {}
    return clean


def _encoded(image: Image.Image, encoding: str) -> bytes:
    out = io.BytesIO()
    image.save(out, encoding, **({"optimize": True} if encoding == "PNG" else {"quality": 88}))
    return out.getvalue()
