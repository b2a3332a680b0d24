"""On a matter deemed especially sensitive nobody speaks but the clerk, in whatever capacity."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import Apart, Check, Hit
from policies.checks.confidential_matter import places_to_mark
from policies.checks.holding_reply import HOLDING_REPLY, only_refers
from policies.subjects import Subject


class SensitiveMatter(Check):
    """Stops members' texts on a flagged matter, the official and the personal alike, and offers what may be said."""

    id = "sensitive-matter"
    name = "Especially sensitive matter"
    description = (
        "On a matter that the clerk or the chairman flagged, members refer to the clerk and say no more."
    )
    apart = Apart(writer=True)

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each place where somebody other than the clerk's office speaks of a flagged matter.

        The holding reply itself, on an item that was linked to the matter, is what they may say.
        """
        if subject.circumstances.by_staff:
            return
        for matter in subject.circumstances.matters:
            if not matter.sensitive or only_refers(matter, subject):
                continue
            # The clerk wrote it for those who may know of the matter: to others it could betray what it is.
            reply = (matter.visible and matter.holding_reply) or HOLDING_REPLY
            for name, start, end, closed in places_to_mark(matter, subject):
                which = f"“{matter.title}”" if matter.visible else "This matter"
                yield Hit(
                    name,
                    f"{which} is flagged as especially sensitive: members do not comment on it, in any capacity.",
                    f"You are unable to comment: please refer to the clerk. What you may say: “{reply}”",
                    start,
                    end,
                    closed,
                )
