"""Trying a rule for comments on a sample: as a comment, by the very phases that comments go through."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from policies.evaluate import Finding, Rule, Severity
from policies.trying import Tried

BECOMES = {
    Severity.ADVISE: "it is pointed out at the desk",
    Severity.ANSWER: (
        "it waits for a person first where its channel holds back what may break a rule, and stands higher in the "
        "queue elsewhere"
    ),
    Severity.BLOCK: (
        "it waits for a person first wherever anything can be held back, and stands higher in the queue elsewhere"
    ),
}
"""What becomes of a comment in which a rule of each severity finds something."""


class Trial(Protocol):
    """What the room of comments offers to this floor (settings COMMENT_TRIAL)."""

    def __call__(self, rule: Rule, text: str, council_id: int) -> Sequence[Finding]:
        """Return what ``rule`` alone finds in ``text`` as in a comment to the council."""


def try_as_comment(rule: Rule, text: str, council_id: int, channels: Mapping[str, str]) -> Tried:
    """Judge ``text`` by ``rule`` alone as something said to the council; ``channels`` are the council's."""
    trial: Trial = import_string(settings.COMMENT_TRIAL)
    on = ", ".join(channels.get(one, one) for one in sorted(rule.channels))
    where = f"on {on}" if on else "on every channel and in every other way"
    rows = tuple((finding, "") for finding in trial(rule, text, council_id))
    return Tried(rows, f"a comment, {where}. Where it finds something, {BECOMES[rule.severity]}")
