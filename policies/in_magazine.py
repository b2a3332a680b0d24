"""How long an article may be: its issue of the magazine says so."""

from dataclasses import replace

from policies.checks.length import MAGAZINE
from policies.circumstances import Circumstances
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import goes_to
from portal.channels.printing.issues import issue_of
from portal.drafts.content import Content
from portal.drafts.models import Communication


def with_issue(around: Circumstances, item: Communication, content: Content) -> Circumstances:
    """Return ``around`` with the most words of the issue ``item`` is for. One query for an article, else none."""
    if not goes_to(item.spec, Capability.COLLECTED):
        return around
    issue = issue_of(item.council_id, content)
    if issue is None:
        return around
    return replace(around, limits={**around.limits, MAGAZINE: issue.word_limit})
