"""The council in an address: its slug, never one of the reserved first words."""

from portal.councils.models.council import RESERVED_SLUGS


class CouncilSlug:
    """Matches a council's slug; a reserved word is not one."""

    regex = "[a-z][a-z0-9-]{1,48}"

    def to_python(self, value: str) -> str:
        """Return ``value``; ValueError (no match) for a reserved word."""
        if value in RESERVED_SLUGS:
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        """Return ``value`` as it is."""
        return value
