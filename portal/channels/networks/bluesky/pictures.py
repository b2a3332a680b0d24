"""Pictures as Bluesky takes them: a million bytes at the most, so that larger ones are encoded anew, smaller."""

from portal.channels.networks.pictures import Cleared, within

MOST_BYTES = 1_000_000
MOST = 4


def fitted(picture: Cleared) -> tuple[bytes, str]:
    """Return the picture's bytes and their media type, encoded anew where they are too many. Raises Permanent."""
    return within(picture, MOST_BYTES, "Bluesky")
