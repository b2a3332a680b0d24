"""What makes each room of the demo alive: somebody reads, is consulted, agrees, is permitted, and is pinned to the top.

Played at the end of the demo's weeks, by the desk's own verbs.
"""

from datetime import timedelta

from approvals.consulting.asking import consult
from approvals.models import Review, ReviewState, StepAsk
from approvals.models.route import Mode
from approvals.reviewers.asking import Asking, Whom, ask_reviewer
from approvals.routes.agreeing import answer_step
from approvals.routes.setting import WantedStep, set_route
from policies.matters.knowing import known_to
from policies.meetings.agreeing import current_positions
from policies.permits.granting import grant
from policies.personal.declaring import Answers, Declared, allow_listing, declare
from portal.channels.models import Channel, NewsItem
from portal.channels.pinning import pin
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted
from portal.councils.powers import Role
from portal.demo.acting import play
from portal.demo.clock import DemoClock
from portal.demo.script import Fate, Item, official

_ROUTED = "web_page"
_SIX_WEEKS = timedelta(days=42)
_CLEAR = Answers(no_council_email=True, no_logo=True, disclaimer_shown=True, not_official_name=True)
Scope = Permission.Scope


def enliven_town(people: dict[str, Person], clock: DemoClock) -> None:
    """Let somebody outside read what waits, the Mayor be consulted, and people be permitted, listed and pinned."""
    clerk = people["clerk"]
    _ask_about_what_waits(people, clock)
    _permit(people, clock)
    _list_accounts(people["councillor"], people["deputy"], clock)
    seen = NewsItem.objects.filter(council=clerk.council, withdrawn_at__isnull=True).exclude(headline="")
    pin(actor=clerk, communication_id=seen.order_by("-published_at", "-pk")[0].communication_id)


def enliven_parish(people: dict[str, Person], clock: DemoClock) -> None:
    """Set a route of two steps for pages of the website, and let one wait at the second."""
    clerk, deputy = people["clerk"], people["deputy"]
    steps = [WantedStep(Mode.ANY, [Role.DEPUTY]), WantedStep(Mode.ALL, [Role.CHAIR])]
    set_route(actor=clerk, kind=_ROUTED, steps=steps)
    page = Item(
        _ROUTED,
        "officer",
        Fate.SUBMITTED,
        {
            "title": "Hiring the village hall",
            "body": "<p>The hall can be hired by the hour, with its kitchen and tables. The parish office keeps the "
            "diary and answers every question about dates.</p>",
            **official("routine", "", "Residents know how to hire the hall."),
        },
        message="The wording of last year, with the kitchen added.",
        minutes_ago=48,
    )
    for moment in play(page, people, clock):
        clock.go_on_to(moment)
    asked = StepAsk.objects.filter(council=clerk.council, said="").order_by("number", "pk")
    step = asked.get(number=1)
    answer_step(actor=deputy, step_id=step.pk, revision_id=step.revision_id, agrees=True)


def _ask_about_what_waits(people: dict[str, Person], clock: DemoClock) -> None:
    """Name an outside reviewer by private link for the oldest item that waits, and ask for the Mayor's view."""
    clerk = people["clerk"]
    waits = Review.objects.filter(council=clerk.council, state=ReviewState.WAITING).select_related(
        "communication"
    )
    review = waits.order_by("pk")[0]
    ask_reviewer(
        actor=clerk,
        communication_id=review.communication_id,
        revision_id=review.revision_id,
        asking=Asking(
            Whom(
                name="Isolde Ledgerwood",
                organisation="Weirside Surveyors",
                email="isolde.ledgerwood@weirside-surveyors.example",
            ),
            "Are the measurements and the dates right?",
            clock.present + timedelta(days=10),
        ),
    )
    written = review.communication.author_id
    asked = next(people[who] for who in ("chair", "deputy") if people[who].membership.pk != written)
    consult(
        actor=clerk,
        communication_id=review.communication_id,
        member_id=asked.membership.pk,
        question="Does this say what you told residents at the surgery?",
        hours=48,
    )


def _permit(people: dict[str, Person], clock: DemoClock) -> None:
    """Grant one permission of several sorts, each with its reason, most with an end."""
    clerk, until = people["clerk"], clock.present + _SIX_WEEKS
    matter = known_to(clerk).filter(closed_at__isnull=True, named_access_only=False).order_by("pk")[0]
    newsroom = Channel.objects.filter(council=clerk.council, connector="newsroom").order_by("pk")[0]
    position = current_positions(clerk.council.pk).get()
    wanted = (
        ("councillor", Permitted(Scope.SPEAK, matter_id=matter.pk), "Their ward; the radio may ask."),
        ("councillor", Permitted(Scope.QUOTE, position_id=position.pk), "For the residents’ meeting."),
        ("deputy", Permitted(Scope.MANAGE, channel_id=newsroom.pk), "Stands in while the officer is away."),
        (
            "chair",
            Permitted(Scope.SHARE, document="Survey of the weir, 12 pages", shared_with="Weirside Surveyors"),
            "They made it, and check our summary.",
        ),
    )
    for who, what, reason in wanted:
        grant(actor=clerk, holder=people[who].membership, what=what, reason=reason, until=until)


def _list_accounts(shows: Person, keeps: Person, clock: DemoClock) -> None:
    """Let two members declare an account of their own; one of them agrees to have it on the public list."""
    since = clock.today - timedelta(days=200)
    listed = declare(
        actor=shows,
        declared=Declared("website", "https://barnaby-thistledown.example/", "councillor", since),
        answers=_CLEAR,
    )
    allow_listing(actor=shows, account_id=listed.pk, allowed=True)
    declare(actor=keeps, declared=Declared("bluesky", "@ashpenny.example", "both", since), answers=_CLEAR)
