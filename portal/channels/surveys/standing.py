"""Whether a survey takes replies at this moment, and what is told where it does not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.http import Http404
from django.utils import timezone

from portal.channels.models import NewsItem, Survey
from portal.channels.public.items import past_embargo
from portal.channels.states import PublicState
from portal.channels.surveys.asked import closes_at, kept_until, opens_at
from portal.councils.models import Council
from portal.drafts.models import Revision
from portal.drafts.questions import Question, questions_of
from portal.refusals import Refusal

KIND = "survey_invitation"
_OVER = (PublicState.CANCELLED, PublicState.WITHDRAWN, PublicState.TAKEN_DOWN)


class Taking(StrEnum):
    """Whether replies are taken."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class NotTaking(Refusal):
    """The survey takes no replies now; ``taking`` says why."""

    def __init__(self, asked: "Asked") -> None:
        super().__init__(_WORDS[asked.taking], "What you typed was not sent.")
        self.asked = asked


_WORDS = {
    Taking.NOT_YET: "This survey is not open yet.",
    Taking.CLOSED: "This survey is closed.",
    Taking.PAUSED: "The council has paused this survey.",
    Taking.WITHDRAWN: "The council has withdrawn this survey.",
}


@dataclass(frozen=True)
class Asked:
    """A survey as it stands in public at one moment; ``questions`` are those of the very text that was approved."""

    council: Council
    item: NewsItem
    revision: Revision
    questions: tuple[Question, ...]
    closes: datetime
    opens: datetime | None
    closed_early: datetime | None
    taking: Taking

    @property
    def title(self) -> str:
        """Return what the survey is called."""
        return self.item.headline

    @property
    def kept_until(self) -> date | None:
        """Return the last day on which replies are kept."""
        return kept_until(self.revision.content)

    @property
    def is_open(self) -> bool:
        """Return whether replies are taken."""
        return self.taking is Taking.OPEN

    @property
    def closed(self) -> datetime:
        """Return when it closes or closed: by its text, or earlier by the clerk."""
        return min(self.closes, self.closed_early) if self.closed_early else self.closes

    @property
    def says(self) -> str:
        """Return what is told of a survey that takes no replies."""
        return _WORDS.get(self.taking, "")


def survey_at(council: Council, slug: str) -> Asked:
    """Return the survey of the invitation at ``slug``; Http404 where none was issued or is shown. Two queries."""
    rows = past_embargo(council).filter(slug=slug, kind=KIND, taken_down_at__isnull=True).exclude(headline="")
    return _found(council, rows.select_related("publication__revision").first())


def survey_of(council: Council, communication_id: int) -> Asked:
    """Return the survey of an item; Http404 where none was issued. Two queries."""
    rows = past_embargo(council).filter(communication_id=communication_id, kind=KIND)
    return _found(council, rows.select_related("publication__revision").first())


def _found(council: Council, item: NewsItem | None) -> Asked:
    if item is None or item.publication.revision.erased_at is not None:
        raise Http404
    revision = item.publication.revision
    questions, closes = questions_of(revision.content), closes_at(revision.content)
    if not questions or closes is None:
        raise Http404
    early = Survey.objects.filter(communication_id=item.communication_id).values_list("closed_at", flat=True)
    asked = Asked(
        council, item, revision, questions, closes, opens_at(revision.content), early.first(), Taking.OPEN
    )
    return Asked(**{**asked.__dict__, "taking": _taking(asked, timezone.now())})


def _taking(asked: Asked, now: datetime) -> Taking:
    """Return whether replies are taken at ``now``; at the very second of closing none is."""
    if asked.item.withdrawn_at is not None or asked.item.publication.state in _OVER:
        return Taking.WITHDRAWN
    if now >= asked.closed:
        return Taking.CLOSED
    if asked.council.issuing_on_hold:
        return Taking.PAUSED
    if asked.opens is not None and now < asked.opens:
        return Taking.NOT_YET
    return Taking.OPEN
