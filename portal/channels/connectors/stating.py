"""What others state in their answers, as it can be kept: names, addresses and words of theirs, and nothing besides."""

from urllib.parse import urlsplit

LONGEST_NAME, LONGEST_ADDRESS = 300, 500
"""Signs that the outbox keeps of what a network calls a thing, and of where it can be read."""


def storable(text: str) -> str:
    """Return ``text`` with a sign in the place of what no database keeps: NUL, and halves of pairs (RFC 8259, 8.2)."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def name_in(said: object) -> str:
    """Return what a network calls a thing; '' for what is no name: no text or number, too long, unprintable."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    name = str(said)
    return name if len(name) <= LONGEST_NAME and name.isprintable() else ""


def address_in(said: object) -> str:
    """Return a web address to which a page may lead; '' for anything else."""
    if not isinstance(said, str) or len(said) > LONGEST_ADDRESS or not said.isprintable() or " " in said:
        return ""
    try:
        parts = urlsplit(said)
    except ValueError:
        return ""
    return said if parts.scheme in {"http", "https"} and parts.netloc else ""
