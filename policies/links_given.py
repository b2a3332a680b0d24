"""The web addresses that texts give: which ones, and what a worker saw behind them. See portal/channels/probing."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone

from policies.checks.links import hrefs
from policies.checks.phrases import prose
from policies.circumstances import ProbedLink
from policies.language.addresses import links
from policies.subjects import Subject, subject_of
from portal.channels.probing.probing import seen_behind, want
from portal.drafts.content import Content, InvalidContent, normalise
from portal.drafts.kinds import KINDS, Shape
from portal.drafts.models import Communication, WorkingCopy
from portal.drafts.states import Stage

OPEN = (Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED)
"""The stages in which what a link leads to still decides something."""
MOST = 200
"""Addresses of one text that anybody looks at; no text of a council gives as many."""
LATELY = timedelta(minutes=10)
AT_ONCE = 500


def addresses_in(subject: Subject) -> frozenset[str]:
    """Return the web addresses that ``subject`` gives, as the checks find them: in words, behind words, in a part."""
    found: dict[str, None] = {}
    for _, reading in prose(subject):
        found.update(dict.fromkeys(link.text for link in links(reading)))
    for part in subject.kind.parts:
        if part.shape is Shape.LINK and (address := subject.fields.get(part.name, "")):
            found[address] = None
        elif part.shape is Shape.RICH:
            found.update(dict.fromkeys(hrefs(part.name, subject)))
    return frozenset(list(found)[:MOST])


def links_seen(addresses: Collection[str]) -> Mapping[str, ProbedLink]:
    """Return what is surely known of ``addresses``, by address as written. One query, none without addresses."""
    return {
        address: ProbedLink(row.status, row.led_to, row.title)
        for address, row in seen_behind(addresses).items()
    }


def want_links_of_texts(since: timedelta | None = LATELY) -> int:
    """Note the addresses of open texts that changed within ``since`` (None: of all), for a worker to look at.

    Only of texts that are the council's business: what its author has shown to nobody is asked of nobody. Safe to run
    twice. Returns how many addresses are new.
    """
    after = timezone.now() - since if since is not None else None
    found: set[str] = set()
    for kind, content in (*_current(after), *_typed(after)):
        found |= addresses_in(subject_of(kind, content))
    return want(found)


def _current(after: datetime | None) -> Iterator[tuple[str, Content]]:
    """Yield kind and content of the current revisions of shared items that nothing has ended. One query."""
    rows = Communication.objects.filter(
        shared_at__isnull=False, stage__in=OPEN, current_revision__erased_at__isnull=True
    )
    if after is not None:
        rows = rows.filter(current_revision__at__gte=after) | rows.filter(shared_at__gte=after)
    for item in rows.select_related("current_revision").order_by("-changed_at", "-pk")[:AT_ONCE]:
        if item.current_revision is not None:
            yield item.kind, item.current_revision.content


def _typed(after: datetime | None) -> Iterator[tuple[str, Content]]:
    """Yield kind and content of what is being typed in shared items, where it can be read. One query."""
    rows = WorkingCopy.objects.filter(communication__shared_at__isnull=False, communication__stage__in=OPEN)
    if after is not None:
        rows = rows.filter(saved_at__gte=after)
    for copy in rows.select_related("communication").order_by("-saved_at", "-pk")[:AT_ONCE]:
        with suppress(InvalidContent):
            yield copy.communication.kind, normalise(KINDS[copy.communication.kind], copy.typed)
