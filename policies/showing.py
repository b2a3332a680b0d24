"""Showing somebody what the rules find, so that nobody finds out by trying words what a closed matter is about.

Every page on which a text can be changed and judged again asks here. Who decides is judged for by policies.judging,
which never rests.
"""

from policies.circumstances import Closed
from policies.evaluate import Finding, Verdict
from policies.judging import judge
from policies.matters.holding import Stop, stops_on
from policies.matters.nearing import note_closed
from policies.screening import Draft, screen
from portal.councils.people import Person
from portal.drafts.access import may_write
from portal.drafts.content import Content
from portal.drafts.models import Communication


def closed_in(findings: tuple[Finding, ...]) -> list[Closed]:
    """Return what ``findings`` say of matters that their reader may not know of."""
    return [finding.closed for finding in findings if finding.closed is not None]


def show_findings(item: Communication, content: Content, *, reader: Person) -> Verdict:
    """Return what ``reader`` is shown of ``content``, a normalised text of ``item``; what is closed is counted.

    To somebody besides the author who may write in it, it says what it will say once they have written. The queries of
    judging; where something closed is found, those of counting and, at the limit, judging again.
    """
    key = reader.membership.pk
    hands = [key] if key != item.author_id and may_write(reader, item) else []
    verdict = judge(item, content, reader_id=key, hands=hands, rests=True)
    if note_closed(actor=reader, closed=closed_in(verdict.findings), item_id=item.pk):
        return verdict
    return judge(item, content, reader_id=key, hands=hands, rests=True)


def show_screened(draft: Draft, *, reader: Person) -> Verdict:
    """Return what ``reader`` is shown of a bare text of their own; raises InvalidInput as screen() does."""
    [verdict] = screen(reader.council, [draft], writer_id=reader.membership.pk, rests=True)
    if note_closed(actor=reader, closed=closed_in(verdict.findings)):
        return verdict
    [verdict] = screen(reader.council, [draft], writer_id=reader.membership.pk, rests=True)
    return verdict


def show_stops(item: Communication, *, reader: Person) -> list[Stop]:
    """Return the flags in force that ``item`` touches, as ``reader`` is shown them; what is closed is counted."""
    stops = stops_on(reader, [item], rests=True).get(item.pk, [])
    if note_closed(actor=reader, closed=[near for stop in stops for near in stop.closed], item_id=item.pk):
        return stops
    return stops_on(reader, [item], rests=True).get(item.pk, [])
