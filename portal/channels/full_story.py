"""What a short post leads to must be in public before it: not under embargo, not still a draft, not stopped.

The embargo of a release binds every channel of the council. A post that was made of it would break it, and readers
who follow its link would find nothing. So the post goes out with its full story at the earliest: that hour is kept with
the issue when it is ordered (portal.channels.releasing), moves with the story (portal.channels.following), and is
asked again when a worker takes the post in hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import slugs_with
from portal.channels.models import Delivery, Publication, ShortVersion
from portal.channels.outbox.rows import Row
from portal.channels.states import Delivering, PublicState
from portal.councils.templatetags.words import moment
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage
from portal.written import Written

POST = "social_post"
STORY_LEAVES = "It waits for its full story, and follows as soon as readers find that where the post leads."
NOT_OUT = (
    "Its full story is not approved yet: readers would find nothing where this leads. It goes out once that is out and "
    "somebody confirms it."
)
STUCK = "Its full story is stopped or did not arrive: readers would find nothing where this leads."
DOWN_FIRST = (
    "Its full story is in public only after this is to be taken down, so nobody would see it. Choose an earlier time "
    "for the full story, or stop this and approve it anew with a later time for taking it down."
)
_OVER = {
    PublicState.WITHDRAWN: "Its full story was withdrawn after this was approved.",
    PublicState.TAKEN_DOWN: "Its full story was taken down after this was approved.",
}
_REJECTED = "Its full story was rejected after this was approved."
_ANEW = " Look at what this says now: approve it anew, or stop it."
_LEAVING = (Delivering.PENDING, Delivering.SENDING)


def embargo_of(revision: Revision | None) -> datetime | None:
    """Return until when what ``revision`` says is embargoed, by its own words."""
    value = revision.content.get("embargo", "") if revision and revision.erased_at is None else ""
    return datetime.fromisoformat(value) if value else None


@dataclass(frozen=True)
class StoryIssue:
    """An issue of a full story, as far as a post that leads there must know of it."""

    key: int
    state: str
    go_at: datetime
    embargo_until: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Story:
    """The item that a post tells in short: where it stands, and its issues, the newest first."""

    key: int
    stage: str
    changed_at: datetime
    issues: Sequence[StoryIssue]

    @property
    def on_its_way(self) -> list[StoryIssue]:
        """Return what of it is out or ordered."""
        return [one for one in self.issues if one.state in {PublicState.LIVE, PublicState.SCHEDULED}]

    @property
    def is_live(self) -> bool:
        """Return whether something of it went out and stands."""
        return any(one.state == PublicState.LIVE for one in self.issues)

    def hour(self, *, embargo_alone: bool = False) -> datetime | None:
        """Return from when it is in public: after every embargo of what is out or ordered, and once it is issued.

        ``embargo_alone``: what is urgent waits for no issue, but breaks no embargo. None where nothing is to be kept.
        """
        hours = [one.embargo_until for one in self.on_its_way if one.embargo_until]
        if not self.is_live and not embargo_alone:
            hours += [one.go_at for one in self.on_its_way]
        return max(hours, default=None)

    def ended_since(self, moment: datetime) -> str:
        """Return in words that it ended after ``moment``, at which somebody let the post out, or ''."""
        if self.on_its_way:
            return ""
        if self.stage == Stage.REJECTED:
            return _REJECTED if self.changed_at > moment else ""
        ended = next((one for one in self.issues if one.state in _OVER), None)
        late = ended is not None and ended.ended_at is not None and ended.ended_at > moment
        return _OVER[PublicState(ended.state)] if ended is not None and late else ""

    @property
    def is_over(self) -> bool:
        """Return whether it ended: whoever lets a post of it out afterwards is told so by the rules."""
        over = self.stage == Stage.REJECTED or any(one.state in _OVER for one in self.issues)
        return over and not self.on_its_way


_STORY = Written(
    lambda post_id: (
        ShortVersion.objects.filter(communication=post_id)
        .order_by("-of__publications__issue")
        .values_list(
            "of",
            "of__stage",
            "of__changed_at",
            "of__publications",
            "of__publications__state",
            "of__publications__go_at",
            "of__publications__embargo_until",
            "of__publications__ended_at",
        )
    ),
    int,
)


def story_of(item: Communication) -> Story | None:
    """Return what ``item`` tells in short; None for what is no post or was made of nothing. One query, for posts."""
    rows = _STORY.rows(item.pk) if item.kind == POST else []
    if not rows:
        return None
    issues = [StoryIssue(*row[3:]) for row in rows if row[3] is not None]
    key, stage, changed_at = rows[0][:3]
    return Story(key, stage, changed_at, issues)


def in_public_from(item: Communication, *, urgent: bool = False) -> datetime | None:
    """Return the hour to come before which nothing of ``item`` may be in public, for the sake of its full story.

    Of a story that nobody has approved yet it is the embargo that its words name now. What is ``urgent`` waits for the
    embargo alone. Two queries at most, for posts.
    """
    story = story_of(item)
    return _hour_of(story, urgent=urgent) if story else None


def _hour_of(story: Story, *, urgent: bool = False) -> datetime | None:
    """Return the hour of in_public_from(). One query where nobody has approved the story yet."""
    hour = story.hour(embargo_alone=urgent)
    if not story.on_its_way and not story.is_over:
        full = Communication.objects.select_related("current_revision").get(pk=story.key)
        hour = embargo_of(full.current_revision)
    return hour if hour is not None and hour > timezone.now() else None


def story_in_the_way(publication: Publication) -> str:
    """Return why a post is held for the sake of its full story, or '' (a sending gate). Two queries, for posts.

    For what only waits for its hour nothing is held: the order says when it goes. What ended before the post was
    approved was decided in the knowledge of it. What is urgent waits for no approval of another item. Where the story
    was moved behind the taking-down of the post, no order says when it goes.
    """
    story = story_of(publication.communication)
    clearance = publication.clearance
    if story is None:
        return ""
    if (first := _down_first(publication)) or clearance.urgent:
        return first
    if ended := story.ended_since(clearance.at):
        return ended + _ANEW
    if story.is_over:
        return ""
    if not story.on_its_way:
        return NOT_OUT
    states = _pages(story)
    return STUCK if states and not states & {Delivering.SENT, *_LEAVING} else ""


def _down_first(publication: Publication) -> str:
    """Return that a post is to be taken down before it may be in public, or ''."""
    down, embargo = publication.take_down_at, publication.embargo_until
    return DOWN_FIRST if down is not None and embargo is not None and down <= embargo else ""


def hour_of_story(row: Row) -> datetime | None:
    """Return when ``row`` of a post is due instead, since its full story is not in public; None: it may go.

    That is the story's own hour, or in a moment where it is on its way just now. Two queries at most, for posts.
    """
    if not isinstance(row, Delivery):
        return None
    story = story_of(row.publication.communication)
    if story is None:
        return None
    now, urgent = timezone.now(), row.publication.clearance.urgent
    hour = story.hour(embargo_alone=urgent)
    if hour is not None and hour > now:
        return hour
    if urgent or not story.on_its_way:
        return None
    states = _pages(story)
    leaves = Delivering.SENT not in states and bool(states & set(_LEAVING))
    leaves = leaves or (not states and not story.is_live)
    return now + timedelta(seconds=settings.SWEEP_SECONDS) if leaves else None


def story_in_words(item: Communication) -> str:
    """Return what whoever writes or decides on a post should know of its full story, or ''. Two queries, for posts.

    How it ended is said by the rules (policies.checks.full_story_link).
    """
    story = story_of(item)
    if story is None or story.is_over:
        return ""
    hour = _hour_of(story)
    if not story.on_its_way:
        until = f", and is embargoed until {moment(hour)}" if hour else ""
        return (
            f"Its full story is not approved yet{until}. This goes out only after that: approve the full story first, "
            "and both go in their order; else it is held until the story is out and somebody confirms it."
        )
    return (
        f"Its full story is in public from {moment(hour)}. This goes out then at the earliest."
        if hour
        else ""
    )


def _pages(story: Story) -> set[str]:
    """Return how the deliveries stand that put the story on a page; empty where it has none. One query."""
    ordered = [one.key for one in story.on_its_way]
    rows = Delivery.objects.filter(
        publication__in=ordered, channel__connector__in=slugs_with(Capability.PAGE)
    )
    return set(rows.order_by().values_list("state", flat=True))
