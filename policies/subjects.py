"""What a check is shown: one text in its circumstances, frozen. A check never fetches anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from policies.circumstances import NOTHING_SPECIAL, Circumstances, Member, ProbedLink
from portal.drafts.content import Content, plain_fields
from portal.drafts.kinds import KINDS, Kind

__all__ = ["Circumstances", "Member", "ProbedLink", "Subject", "subject_of"]


@dataclass(frozen=True)
class Subject:
    """One text. ``fields`` are its parts as plain text, in which spans are counted (code points, half open)."""

    kind: Kind
    content: Mapping[str, Any]
    fields: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    circumstances: Circumstances = NOTHING_SPECIAL

    @property
    def capacity(self) -> str:
        """Return in which capacity it is written: official, councillor, personal, or '' while not yet said."""
        return str(self.content.get("capacity", ""))


def subject_of(
    kind_slug: str,
    content: Content,
    *,
    channel: str = "",
    circumstances: Circumstances = NOTHING_SPECIAL,
) -> Subject:
    """Return the subject of a normalised ``content`` of the kind ``kind_slug``, in its circumstances."""
    kind = KINDS[kind_slug]
    fields = MappingProxyType(plain_fields(kind, content))
    return Subject(kind, MappingProxyType(content), fields, channel, circumstances)
