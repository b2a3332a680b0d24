"""Two versions of a policy, word by word."""

from policies.documents.wording import wording_of
from policies.models import Version
from portal.drafts.comparing import Piece, compare_texts


def text_of(version: Version) -> str:
    """Return a version as a reader compares it: a clause a paragraph, number and heading before its words."""
    return "\n\n".join(
        " ".join(part for part in (one.printed, one.heading, one.text) if part) for one in wording_of(version)
    )


def compare_versions(old: Version, new: Version) -> tuple[Piece, ...]:
    """Return ``old`` turning into ``new``: the pieces kept, removed and added. Two queries."""
    return compare_texts(text_of(old), text_of(new))
