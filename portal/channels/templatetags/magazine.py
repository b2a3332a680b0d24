"""How long an article is and may be, beside it while it is written."""

from collections.abc import Mapping
from typing import Any

from django import template

from portal.channels.connectors.base import Capability, connectors
from portal.channels.printing.issues import issue_of
from portal.drafts.models import Communication
from portal.markup import UnreadableText, plain_text, sanitise

register = template.Library()


@register.simple_tag
def words_of_article(item: Communication, content: Mapping[str, Any] | None) -> str:
    """Return how many words an article has and its issue takes; '' for anything else. One query for an article.

    It stands in the list of findings, which is asked for anew whenever what was typed is kept.
    """
    known = connectors()
    collected = any(
        slug in known and Capability.COLLECTED in known[slug].capabilities for slug in item.spec.outputs
    )
    if not collected or not content:
        return ""
    issue = issue_of(item.council_id, content)
    try:
        many = len(plain_text(sanitise(str(content.get(item.spec.body, "")))).split())
    except UnreadableText:
        return ""
    has = f"{many:,} word{'' if many == 1 else 's'}"
    if issue is None:
        return f"The article has {has}. No issue is entered that says how many it takes."
    left = issue.word_limit - many
    rest = f"{left:,} left" if left >= 0 else f"{-left:,} too many"
    return f"The article has {has}; the issue {issue.name} takes {issue.word_limit:,}: {rest}."
